//! What the committer needs of a store.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::future::Future;

use serde_json::Value;

use super::request::{RowKey, Write};
use crate::journal::Chain;

/// The numbers of a row that guards look at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// The version of a case.
    pub version: Option<u64>,
    /// The revision of an account.
    pub revision: Option<u64>,
    /// The batch that wrote the row.
    pub v: u64,
}

impl Columns {
    /// Returns those of a row.
    #[must_use]
    pub fn of(row: &Value) -> Self {
        let number = |column: &str| row.get(column).and_then(Value::as_u64);
        Self {
            version: number("version"),
            revision: number("revision"),
            v: number("v").unwrap_or(0),
        }
    }

    pub(super) fn get(&self, column: &str) -> Option<u64> {
        match column {
            "version" => self.version,
            "revision" => self.revision,
            _ => Some(self.v),
        }
    }
}

/// A batch as the store takes it: each row once, as it is at the end.
#[derive(Debug)]
pub struct Batch {
    /// Its number.
    pub seq: u64,
    /// The rows.
    pub writes: BTreeMap<RowKey, Write>,
}

/// What changes are applied to. Whoever implements it is written to by the committer alone.
pub trait Projection: Send + Sync + 'static {
    /// Looks up rows; those that are not there are not in the answer.
    fn columns(
        &self,
        keys: Vec<RowKey>,
    ) -> impl Future<Output = Result<HashMap<RowKey, Columns>, String>> + Send;

    /// Looks up which of these texts are in a column of a table.
    fn used(
        &self,
        table: &'static str,
        column: &'static str,
        values: Vec<String>,
    ) -> impl Future<Output = Result<HashSet<String>, String>> + Send;

    /// Takes over a batch, with the journal's chain after it: whoever reads from now on finds it, and where there is no journal, the
    /// disk has it.
    fn apply(
        &self,
        batch: Batch,
        chain: Option<Chain>,
    ) -> impl Future<Output = Result<(), String>> + Send;

    /// Makes sure that the disk has every batch so far, and remembers that.
    fn checkpoint(&self) -> impl Future<Output = Result<(), String>> + Send;

    /// Writes down what waits, and lets go of the store.
    fn close(&self) -> impl Future<Output = ()> + Send;
}
