//! Why a command is not carried out.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::message::Message;

/// Why a command is not carried out. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    /// A stable code, listed in `docs/workflows.md`: `not-open`, `claimed-by-other`, `reason-missing`, …
    pub code: String,
    /// What to tell the person: `refusal-<code>`, with who, what and when where somebody else came first.
    /// The arguments `step` and `action` are names; `Workflow::translate` puts the titles in their place.
    pub message: Message,
}

impl Refusal {
    /// A refusal with this code and no arguments yet.
    #[must_use]
    pub fn new(code: &str) -> Self {
        Self {
            code: code.to_owned(),
            message: Message::new(format!("refusal-{code}")),
        }
    }

    /// This refusal with one more argument.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.message = self.message.with(name, value);
        self
    }
}
