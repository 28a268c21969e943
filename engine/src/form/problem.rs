//! What is wrong with an answer.

use serde::{Deserialize, Serialize};

use crate::ids::Pointer;
use crate::message::{Message, Text};

/// Something wrong with the answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// The answer it concerns; for a missing answer, where that answer would be.
    pub pointer: Pointer,
    /// The rule's stable code: `required`, `pattern`, `unified-social-credit-code`, …
    pub code: String,
    /// What is wrong and what to do, unless the definition brings its own text.
    pub message: Message,
    /// The definition's own error text (`x-errors`), which is shown instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
    /// The field's label, for the error summary.
    pub label: Text,
}
