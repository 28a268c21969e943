//! The journal: every change that was ever acknowledged, outside the store, on a disk of its own if need be.
//!
//! A journal is a folder of segments. A segment is a text file of lines; each line is one batch of changes, written and
//! synced as a whole before anybody is told that it was carried out, and so at most the last line of a journal can be torn.
//!
//! ```text
//! crc32 (8 hex) SP chain (64 hex) SP json LF
//! ```
//!
//! `crc32` covers everything after it on the line (IEEE 802.3); `chain` is the SHA-256 of the chain of the line before,
//! as 32 bytes, followed by the JSON text: who knows the last chain of a journal knows that nothing in it was changed, and
//! `sha256sum` is enough to check it. The first line of a segment is its header, which repeats the chain of the line before
//! without advancing it. What follows the last line of the last segment is zeros: space that was taken beforehand, so that
//! a batch can be written although the disk is full meanwhile.

mod append;
mod copy;
mod error;
mod line;
mod read;
mod record;

pub use append::{Journal, JournalLock};
pub use copy::{Head, Until, copy};
pub use error::JournalError;
pub use line::Chain;
pub use read::{Reader, Segment, last_base, name, segments};
pub use record::{Base, Header, Record, RowImage};

#[cfg(test)]
mod tests;
