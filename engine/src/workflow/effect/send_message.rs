//! `send("…", …)`: a message from one step to another that waits for it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::word::{Described, Word};

/// Sends a message to whatever waits for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendMessage {
    /// Its name.
    pub name: String,
    /// What it brings.
    pub value: Value,
}

impl Described for SendMessage {
    fn word() -> Option<Word<Self>> {
        Some(Word::of_value("send", |(name, value)| Self { name, value }))
    }

    fn describe(&self) -> String {
        format!("send:{}", self.name)
    }

    fn message(&self) -> Option<(&str, &Value)> {
        Some((&self.name, &self.value))
    }
}
