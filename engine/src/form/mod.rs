//! Forms: an ordinary JSON Schema compiled once, serving the page, the check, the read-only view, the
//! correction view and the diff.

mod attachments;
mod best_match;
mod build;
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
mod posted;
mod prefill;
mod problem;
mod read;
mod secret;
pub mod source;
mod tree;
mod validate;
pub mod view;
mod view_builder;

pub use attachments::{FileFacts, FileFault};
pub use build::{compile, compile_schema};
pub use code_lists::CodeLists;
pub use compile::keyword_names;
pub use diff::Change;
pub use format::is_email;
pub use model::{AttachmentRules, Form, Node, NodeKind, Settings};
pub use normalize::is_ignorable;
pub use posted::pointer_from_name;
pub use problem::Problem;
pub use secret::{Secrets, is_common, is_guessable};
pub use view::{CommonCorrections, Mask, Mode, NO_CORRECTIONS, View, ViewRequest};
pub use view_builder::{html_id, mask_text};
