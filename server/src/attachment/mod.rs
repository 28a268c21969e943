//! Uploaded files: received within limits, looked at, kept under random names, given only to those who may see them.
//!
//! A file is read into a scratch file while its size is counted, told by its content, decoded within pixel and memory limits, and
//! only then kept, with a reduced picture that is encoded anew and so carries nothing but pixels.

mod error;
mod file_name;
mod files;
mod old;
mod picture;
mod queue;
mod read;
mod receive;
#[cfg(test)]
mod tests;

pub use error::UploadError;
pub use file_name::{fitting, shown};
pub use files::{Attachments, Receiver, place_of, place_of_preview};
pub use read::{ReadError, Stored, views};
