//! Notifications to staff, which the engine causes where colleagues work together; no script does.

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
        None
    }

    fn describe(&self) -> String {
        let to = match &self.to {
            Recipient::Person(person) => person.name.clone(),
            Recipient::All(performers) => performers.key(),
        };
        format!("tell:{}:{to}", self.notification.name())
    }
}
