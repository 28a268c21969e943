//! What a workflow asks the server to do.

use serde::{Deserialize, Serialize};

use super::notification::{Recipient, StaffNotificationKind};
use super::performer::Performer;
use super::run::RunId;

/// What the server is to do. One file per effect in `server/src/service/effect/`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "kebab-case")]
pub enum Effect {
    /// Sends a notice to the applicant.
    #[serde(rename = "notice")]
    NotifyApplicant {
        /// The notice: a folder under `templates/mail/`.
        #[serde(rename = "notice")]
        notification: String,
    },
    /// Makes the applicant's account, inactive.
    CreateAccount,
    /// Activates it.
    ActivateAccount,
    /// Closes it and frees its unique values.
    CloseAccount,
    /// Puts what the applicant changed into the account's registered data.
    ApplyAnswers,
    /// Lets members of staff read the case, and tells them.
    CopyTo {
        /// Whom.
        #[serde(rename = "who")]
        readers: Performer,
    },
    /// Tells members of staff of something that concerns them.
    #[serde(rename = "tell")]
    NotifyStaff {
        /// Of what.
        #[serde(rename = "news")]
        notification: StaffNotificationKind,
        /// Whom.
        to: Recipient,
        /// The step's run.
        run: RunId,
    },
    /// The account is valid for this long from now on.
    ValidFor {
        /// Years.
        years: u32,
    },
    /// The account is valid for this much longer, and may log in again.
    RenewFor {
        /// Years.
        years: u32,
    },
    /// The account may not log in until it is renewed.
    SuspendAccount,
}
