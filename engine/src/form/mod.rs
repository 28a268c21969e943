//! Forms: an ordinary JSON Schema compiled once, serving the page, the check, the read-only view, the
//! correction view and the diff.

mod attachment_rules;
mod attachments;
mod best_match;
mod build;
pub mod code_lists;
pub mod codes;
mod compile;
mod condition;
mod decode;
mod diff;
pub mod examples;
mod explain;
mod fields;
mod format;
mod initial;
mod kind;
pub mod messages;
pub mod model;
mod node;
mod normalize;
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

pub use attachment_rules::{AttachmentRules, FileFacts, FileFault};
pub use build::{compile, compile_schema};
pub use code_lists::CodeLists;
pub use compile::keyword_names;
pub use diff::Change;
pub use format::is_email;
pub use model::{Form, Settings};
pub use node::Node;
pub use normalize::is_ignorable;
pub use posted::pointer_from_name;
pub use problem::Problem;
pub use secret::{Secrets, is_common, is_guessable};
pub use view::{CommonCorrections, Mask, Mode, NO_CORRECTIONS, View, ViewRequest};
pub use view_builder::{html_id, mask_text};
