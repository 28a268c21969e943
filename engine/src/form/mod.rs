//! Forms: an ordinary JSON Schema compiled once, serving the page, the check, the read-only view, the
//! correction view and the diff.

mod attach;
mod chosen;
pub mod codes;
mod compile;
mod date;
mod decode;
mod diff;
pub mod examples;
mod explain;
mod fields;
mod fold;
mod format;
mod kind;
pub mod lists;
pub mod messages;
pub mod model;
mod offer;
mod order;
mod prefill;
mod read;
mod secret;
mod show;
pub mod source;
mod validate;
pub mod view;

pub use attach::{FileFacts, FileFault};
pub use compile::{compile, compile_schema, keyword_names};
pub use decode::pointer_of;
pub use fold::is_unseen;
pub use format::is_email;
pub use lists::CodeLists;
pub use model::{AttachmentRules, Form, Node, NodeKind, Settings};
pub use secret::{Secrets, is_common, is_guessable};
pub use show::{id, masked};
pub use view::{Mask, Mode, Often, SELDOM, View, ViewRequest};

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

/// One answer that differs between two submissions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The answer.
    pub pointer: Pointer,
    /// The field's label.
    pub label: Text,
    /// The answer before, as people read it, in the asked locale; `None` where there was none.
    pub before: Option<String>,
    /// The answer now; `None` where it was removed.
    pub after: Option<String>,
}
