//! What is asked of the committer.

use serde_json::Value;

/// Which row.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowKey {
    /// The table.
    pub table: &'static str,
    /// The id in it.
    pub id: String,
}

impl RowKey {
    /// Creates the key of a row.
    #[must_use]
    pub fn new(table: &'static str, id: &str) -> Self {
        Self {
            table,
            id: id.to_owned(),
        }
    }
}

/// What a request rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guard {
    /// There is no such row.
    Absent(RowKey),
    /// There is such a row.
    Present(RowKey),
    /// The row is there, with this number in this column: `version` (of cases), `revision` (of accounts) or `v` (of any row:
    /// the batch that wrote it last, 0 for one that was written before there were batches).
    Equals {
        /// The row.
        key: RowKey,
        /// The column.
        column: &'static str,
        /// The number.
        number: u64,
    },
    /// No row of the table has this text in this column, for which the table has an index.
    Unused {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The text.
        value: String,
    },
}

impl Guard {
    /// Creates a guard that a row is as it was when it was read with this `v`.
    #[must_use]
    pub fn unchanged(key: &RowKey, v: u64) -> Self {
        Self::Equals {
            key: key.clone(),
            column: "v",
            number: v,
        }
    }

    /// Returns the row that must be looked at, if it is one.
    #[must_use]
    pub fn key(&self) -> Option<&RowKey> {
        match self {
            Self::Absent(key) | Self::Present(key) | Self::Equals { key, .. } => Some(key),
            Self::Unused { .. } => None,
        }
    }
}

/// A row as it is to become.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// Which.
    pub key: RowKey,
    /// All its columns but `v`; `None` to take it away.
    pub row: Option<Value>,
    /// Whether it is certain that there is none yet: a guard says so, or its id is random.
    pub is_new: bool,
}

/// Guards and what is written if all of them hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// What must hold.
    pub guards: Vec<Guard>,
    /// What is written.
    pub writes: Vec<Write>,
}

impl Request {
    /// Adds a row that is new; its id is random, or guarded.
    pub fn insert(&mut self, key: RowKey, row: Value) {
        self.write(key, Some(row), true);
    }

    /// Adds a row that may be there already.
    pub fn put(&mut self, key: RowKey, row: Value) {
        self.write(key, Some(row), false);
    }

    /// Takes a row away, if it is there.
    pub fn delete(&mut self, key: RowKey) {
        self.write(key, None, false);
    }

    /// Adds a guard; returns its place, by which a refusal names it.
    pub fn guard(&mut self, guard: Guard) -> usize {
        self.guards.push(guard);
        self.guards.len() - 1
    }

    fn write(&mut self, key: RowKey, row: Option<Value>, is_new: bool) {
        self.writes.push(Write { key, row, is_new });
    }
}
