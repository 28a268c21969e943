//! Notifications to staff: the engine causes them where colleagues work together, and `tell(…)` of a script where a step opens.

use serde::{Deserialize, Serialize};

use super::word::{Described, Word};
use crate::workflow::notification::{Recipient, StaffNotificationKind};
use crate::workflow::run::RunId;

/// Notifies members of staff of something that concerns them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyStaff {
    /// Of what.
    #[serde(rename = "news")]
    pub notification: StaffNotificationKind,
    /// Names whom.
    pub to: Recipient,
    /// The step's run.
    pub run: RunId,
}

impl Described for NotifyStaff {
    fn word() -> Option<Word<Self>> {
        Some(Word::of_people("tell", |who| Self {
            notification: StaffNotificationKind::Offered,
            to: Recipient::All(who),
            run: 0,
        }))
    }

    fn is_about(&mut self, run: Option<RunId>) {
        self.run = run.unwrap_or_default();
    }

    fn describe(&self) -> String {
        let to = match &self.to {
            Recipient::Person(person) => person.name.clone(),
            Recipient::All(performers) => performers.key().into(),
        };
        format!("tell:{}:{to}", self.notification.name())
    }
}
