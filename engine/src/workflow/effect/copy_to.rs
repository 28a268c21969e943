//! `copy_to(role("…"))`

use serde::{Deserialize, Serialize};

use super::word::{Described, Word};
use crate::workflow::notification::Recipient;
use crate::workflow::performer::Performer;

/// Lets members of staff read the case, and notifies them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyTo {
    /// Names whom.
    #[serde(rename = "who")]
    pub readers: Performer,
}

impl Described for CopyTo {
    fn word() -> Option<Word<Self>> {
        Some(Word::of_people("copy_to", |readers| Self { readers }))
    }

    fn describe(&self) -> String {
        format!("copy-to:{}", self.readers.key())
    }

    fn reader(&self) -> Option<Recipient> {
        Some(Recipient::All(self.readers.clone()))
    }
}
