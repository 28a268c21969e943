//! From values to pages: templates, the sentences of the locales, and how times and sizes are written.

mod assets;
mod bounds;
mod built_in;
mod fluent;
mod functions;
#[cfg(test)]
mod languages;
pub mod page;
mod qr_code;
mod renderable;
#[cfg(test)]
mod rendering;
mod templates;
mod words;

pub use assets::Asset;
pub use built_in::{built_in, built_in_definitions};
pub use fluent::{PATH, Sentences, WORDS};
pub use functions::size;
pub(crate) use functions::{day, moment};
pub use qr_code::QrCode;
pub use renderable::render_faults;
pub use templates::{RenderError, Templates, Trial};
pub use words::PictureWords;
