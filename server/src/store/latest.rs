//! The rows that were written last, in memory: a draft is saved and read, a case begun and told of, within moments.
//!
//! Only what was acknowledged is put here, by the committer alone, so a row that is here is as it is. What was only read is not:
//! between the reading and the putting it might have changed.

use std::sync::Arc;

use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use serde_json::Value;

use crate::commit::{Batch, RowKey};

/// What the rows may take together, counted by their texts.
const BYTES_MAX: u64 = 16 * 1024 * 1024;
/// What a row takes besides its texts.
const ROW_BYTES: usize = 512;

/// A row; `None` where it was taken away.
pub(super) type Row = Option<Arc<Value>>;

/// A row as a batch has just written it.
pub(super) struct NewRow {
    pub(super) key: RowKey,
    pub(super) row: Row,
    /// Whether there was none before.
    pub(super) is_new: bool,
}

impl NewRow {
    /// Returns those of a batch.
    pub(super) fn all_of(batch: Batch) -> Vec<Self> {
        let rows = batch.writes.into_values().map(|write| Self {
            key: write.key,
            row: write.row.map(Arc::new),
            is_new: write.is_new,
        });
        rows.collect()
    }
}

/// The rows that were written last.
pub(super) struct Latest {
    rows: Cache<RowKey, Row>,
}

impl Latest {
    pub(super) fn new() -> Self {
        Self::with_bytes(BYTES_MAX)
    }

    fn with_bytes(bytes: u64) -> Self {
        let rows = Cache::builder()
            .max_capacity(bytes)
            .weigher(|key: &RowKey, row: &Row| weight(key, row.as_deref()))
            .eviction_policy(EvictionPolicy::lru())
            .build();
        Self { rows }
    }

    /// Keeps what was just written.
    pub(super) fn keep(&self, rows: &[NewRow]) {
        for row in rows {
            self.rows.insert(row.key.clone(), row.row.clone());
        }
    }

    /// Returns a row; `None` if it was not written lately.
    pub(super) fn row(&self, key: &RowKey) -> Option<Row> {
        self.rows.get(key)
    }
}

/// Returns about how many bytes a row takes in memory.
pub(super) fn weight(key: &RowKey, row: Option<&Value>) -> u32 {
    let texts = row.and_then(Value::as_object).map_or(0, |columns| {
        let text = |column: &Value| column.as_str().map_or(0, str::len);
        columns.values().map(text).sum()
    });
    u32::try_from(ROW_BYTES + key.id.len() + texts).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn batch(writes: &[(&str, Option<Value>)]) -> Vec<NewRow> {
        let rows = writes.iter().map(|(id, row)| NewRow {
            key: RowKey::new("draft", id),
            row: row.clone().map(Arc::new),
            is_new: false,
        });
        rows.collect()
    }

    #[test]
    fn what_was_written_last_is_there_and_what_was_taken_away_is_known_to_be_gone() {
        let latest = Latest::new();
        let row = |id: &str| latest.row(&RowKey::new("draft", id));
        assert_eq!(row("a"), None);
        latest.keep(&batch(&[("a", Some(json!({ "v": 1 }))), ("b", None)]));
        assert_eq!(row("a"), Some(Some(Arc::new(json!({ "v": 1 })))));
        assert_eq!(row("b"), Some(None));
        latest.keep(&batch(&[("a", Some(json!({ "v": 2 })))]));
        assert_eq!(row("a"), Some(Some(Arc::new(json!({ "v": 2 })))));
        latest.keep(&batch(&[("a", None)]));
        assert_eq!(row("a"), Some(None));
    }

    #[test]
    fn they_never_take_more_than_their_bound() {
        let latest = Latest::with_bytes(100_000);
        let text = "x".repeat(1_000);
        for n in 0..10_000 {
            latest.keep(&batch(&[(
                &n.to_string(),
                Some(json!({ "doc": text, "n": n })),
            )]));
            let found = latest.row(&RowKey::new("draft", &n.to_string()));
            assert!(
                found.is_none_or(|row| row.is_some_and(|row| row["n"] == n)),
                "never an older one"
            );
        }
        latest.rows.run_pending_tasks();
        assert!(latest.rows.weighted_size() <= 100_000);
        let huge = json!({ "doc": "x".repeat(200_000), "n": 2 });
        latest.keep(&batch(&[("a", Some(json!({ "n": 1 })))]));
        latest.keep(&batch(&[("a", Some(huge))]));
        latest.rows.run_pending_tasks();
        let found = latest.row(&RowKey::new("draft", "a"));
        assert_eq!(found, None, "one larger than all is not kept");
    }
}
