//! What a workflow asks the server to do, one file each. To add one: its file here with its `mod` line and its line in
//! `effects!`, and what the server does in `server/src/service/effect/`.

mod activate_account;
mod apply_answers;
#[cfg(test)]
mod archive;
mod close_account;
mod copy_to;
mod create_account;
mod notify_applicant;
mod notify_staff;
mod renew_for;
mod send_message;
mod set_value;
mod suspend_account;
mod valid_for;
mod word;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::notification::Recipient;
use super::run::RunId;
use word::Described;

pub(super) use notify_applicant::NOTICE;
pub(super) use word::{Takes, Word, YEARS_MAX};

/// Declares the effects by their stored tag, their type and its file.
macro_rules! effects {
    ($($(#[$when:meta])? $tag:literal: $name:ident in $file:ident,)+) => {
        $($(#[$when])? pub use $file::$name;)+

        /// Says what the server is to do, in the transaction that holds the decision.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "effect")]
        pub enum Effect {
            $(
                #[doc = concat!("See [`", stringify!($name), "`](struct@", stringify!($name), ").")]
                #[serde(rename = $tag)]
                $(#[$when])?
                $name($name),
            )+
        }

        impl Effect {
            /// Describes it as scenarios do: `notice:approved`, `create-account`.
            #[must_use]
            pub fn describe(&self) -> String {
                match self {
                    $($(#[$when])? Self::$name(effect) => effect.describe(),)+
                }
            }

            /// Returns whom it lets read the case from then on.
            pub(super) fn reader(&self) -> Option<Recipient> {
                match self {
                    $($(#[$when])? Self::$name(effect) => effect.reader(),)+
                }
            }

            /// Notes the value that it gives the case, where it does.
            pub(super) fn note(&self, values: &mut Map<String, Value>) {
                match self {
                    $($(#[$when])? Self::$name(effect) => effect.note(values),)+
                }
            }

            /// Returns the message that it sends to whatever waits for it.
            pub(super) fn message(&self) -> Option<(&str, &Value)> {
                match self {
                    $($(#[$when])? Self::$name(effect) => effect.message(),)+
                }
            }

            /// Tells whether it writes to the applicant.
            pub(super) fn tells_applicant(&self) -> bool {
                match self {
                    $($(#[$when])? Self::$name(effect) => effect.tells_applicant(),)+
                }
            }

            /// Notes which open step it is about; `None` where it is about the whole.
            pub(super) fn is_about(&mut self, run: Option<RunId>) {
                match self {
                    $($(#[$when])? Self::$name(effect) => effect.is_about(run),)+
                }
            }

            /// Returns the words by which scripts cause effects.
            pub(super) fn words() -> Vec<Word<Self>> {
                let words = [$($(#[$when])? $name::word().map(|word| word.map(Self::$name)),)+];
                words.into_iter().flatten().collect()
            }
        }
    };
}

effects! {
    "activate-account": ActivateAccount in activate_account,
    "apply-answers": ApplyAnswers in apply_answers,
    #[cfg(test)]
    "archive": Archive in archive,
    "close-account": CloseAccount in close_account,
    "copy-to": CopyTo in copy_to,
    "create-account": CreateAccount in create_account,
    "notice": NotifyApplicant in notify_applicant,
    "renew-for": RenewFor in renew_for,
    "send-message": SendMessage in send_message,
    "set-value": SetValue in set_value,
    "suspend-account": SuspendAccount in suspend_account,
    "tell": NotifyStaff in notify_staff,
    "valid-for": ValidFor in valid_for,
}

impl Effect {
    /// Makes the effect that notes a value.
    pub(super) fn set(name: &str, value: &Value) -> Self {
        Self::SetValue(SetValue {
            name: name.to_owned(),
            value: value.clone(),
        })
    }
}
