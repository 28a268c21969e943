//! What a journal holds.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ms;

/// The format that is written.
const FORMAT: u32 = 1;

/// The first line of a segment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The journal's name, which is random.
    pub journal: String,
    /// The format; 1.
    pub format: u32,
    /// The number of the first batch in it.
    pub first: u64,
}

impl Header {
    pub(super) fn new(journal: &str, first: u64) -> Self {
        Self {
            journal: journal.to_owned(),
            format: FORMAT,
            first,
        }
    }
}

/// A batch: what was synced at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its number: 1 for the first of a journal, without gaps.
    pub seq: u64,
    /// When it was written.
    #[serde(with = "ms::required")]
    pub at: Timestamp,
    /// The changes, one for each request, in the order in which they took effect.
    pub changes: Vec<Vec<RowImage>>,
    /// The number of the migration whose rows these are, where the record belongs to a base: a copy of a whole store, from
    /// which the rest can be replayed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Base>,
}

/// Which part of a base a record is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Base {
    /// The migration whose rows these are.
    pub migration: u32,
    /// Whether it is the first record of the base: what was before it is of no account.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub begins: bool,
    /// Whether it is the last: only then is the base whole.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ends: bool,
}

/// A row as it is after a change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowImage {
    /// The table.
    pub table: String,
    /// The id in it.
    pub id: String,
    /// All its columns, `v` among them: the number of the batch that wrote it. `None` where the row is gone.
    pub row: Option<Value>,
}
