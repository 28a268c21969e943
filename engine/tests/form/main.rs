//! Forms, as an administrator writes them and as they are found in the wild.
#![expect(clippy::disallowed_methods, reason = "tests read fixtures")]

mod answers;
mod broken;
mod guides;
#[path = "../shared/markdown.rs"]
mod markdown;
mod meta_schema;
mod page;
mod prefill;
mod properties;
mod rooms;
mod sentences;
mod support;
mod wild;
