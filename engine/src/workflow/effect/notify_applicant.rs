//! `notice("…")`

use serde::{Deserialize, Serialize};

use super::word::{Described, Word};
use crate::workflow::run::RunId;

/// The word of the script. What stands in it is checked where the script is compiled, against the notifications there are.
pub(in crate::workflow) const NOTICE: &str = "notice";

/// Sends a notification to the applicant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyApplicant {
    /// Which: a folder under `templates/mail/`.
    #[serde(rename = "notice")]
    pub notification: String,
    /// The step that it is about, by run: its date, its demands. `None` where it is about the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<RunId>,
}

impl Described for NotifyApplicant {
    fn word() -> Option<Word<Self>> {
        Some(Word::of_text(NOTICE, |notification| Self {
            notification,
            run: None,
        }))
    }

    fn tells_applicant(&self) -> bool {
        true
    }

    fn is_about(&mut self, run: Option<RunId>) {
        self.run = run;
    }

    fn describe(&self) -> String {
        format!("{NOTICE}:{}", self.notification)
    }
}
