//! A row as it was read, to be changed.

use serde_json::Value;

use super::database::Result;
use super::error::StoreError;
use crate::commit::{Guard, Request, RowKey};

/// A row as it was read, to be changed.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) key: RowKey,
    /// The batch that wrote it.
    pub(super) v: u64,
    /// Its columns, without `id` and `v`.
    pub(super) row: Value,
}

impl Found {
    /// Splits a row without `id`.
    pub(super) fn of(key: RowKey, mut row: Value) -> Self {
        let v = row.as_object_mut().and_then(|row| row.shift_remove("v"));
        let v = v.and_then(|v| v.as_u64()).unwrap_or(0);
        Self { key, v, row }
    }

    /// Adds to a request that the row is as it was found.
    pub(super) fn guard(&self, request: &mut Request) {
        request.guard(Guard::unchanged(&self.key, self.v));
    }
}

/// Splits a row that was read whole.
pub(super) fn found(table: &'static str, mut row: Value) -> Result<Found> {
    let id = row.as_object_mut().and_then(|row| row.shift_remove("id"));
    let id = id.as_ref().and_then(Value::as_str);
    let id = id.ok_or_else(|| StoreError::Failed("a row without id".to_owned()))?;
    Ok(Found::of(RowKey::new(table, id), row))
}
