//! `notice("…")`

use serde::{Deserialize, Serialize};

use super::word::{Described, Word};

/// The word of the script. What stands in it is checked where the script is compiled, against the notifications there are.
pub(in crate::workflow) const NOTICE: &str = "notice";

/// Sends a notification to the applicant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyApplicant {
    /// Which: a folder under `templates/mail/`.
    #[serde(rename = "notice")]
    pub notification: String,
}

impl Described for NotifyApplicant {
    fn word() -> Option<Word<Self>> {
        Some(Word::of_text(NOTICE, |notification| Self { notification }))
    }

    fn describe(&self) -> String {
        format!("{NOTICE}:{}", self.notification)
    }
}
