//! Forms: an ordinary JSON Schema compiled once, serving the page, the check, the read-only view, the
//! correction view and the diff.

mod attachments;
mod best_match;
pub mod code_lists;
pub mod codes;
mod compile;
mod date;
mod decode;
mod diff;
pub mod examples;
mod explain;
mod fields;
mod format;
mod kind;
pub mod messages;
pub mod model;
mod normalize;
mod options;
mod order;
mod prefill;
mod read;
mod secret;
pub mod source;
mod validate;
pub mod view;
mod view_builder;

pub use attachments::{FileFacts, FileFault};
pub use code_lists::CodeLists;
pub use compile::{compile, compile_schema, keyword_names};
pub use decode::pointer_from_name;
pub use format::is_email;
pub use model::{AttachmentRules, Form, Node, NodeKind, Settings};
pub use normalize::is_ignorable;
pub use secret::{Secrets, is_common, is_guessable};
pub use view::{CommonCorrections, Mask, Mode, NO_CORRECTIONS, View, ViewRequest};
pub use view_builder::{html_id, mask_text};

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
