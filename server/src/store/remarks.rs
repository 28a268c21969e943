//! What was often flagged: counts of reasons by form and place.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::database::Result;
use super::handle::Store;
use super::rows::RemarkRow;
use super::times;

/// Different forms, places and reasons that are counted.
const KINDS_MAX: usize = 10_000;

/// How often an answer was flagged with a reason.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct RemarkCount {
    /// The form's name.
    pub form: String,
    /// The place in any row.
    pub place: String,
    /// The reason.
    pub reason: String,
    /// How often.
    pub times: u64,
}

/// Returns the columns of a row.
pub(super) fn content(row: &RemarkRow) -> Value {
    json!({ "form": row.form, "place": row.place, "reason": row.reason, "at": times::number(row.at) })
}

impl Store {
    /// Returns how often each reason was given at each place since `since`, the most often first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remark_counts(&self, since: Timestamp) -> Result<Vec<RemarkCount>> {
        let sql = "SELECT form, place, reason, count() AS times FROM remark WHERE at > $since \
                   GROUP BY form, place, reason ORDER BY times DESC LIMIT $limit";
        let bind = json!({ "since": times::number(since), "limit": KINDS_MAX });
        let rows: Vec<Value> = self.query(sql, bind).await?.take(0)?;
        let read = |row| {
            serde_json::from_value(row).map_err(|error| {
                super::error::StoreError::Failed(format!("a count cannot be read: {error}"))
            })
        };
        rows.into_iter().map(read).collect()
    }

    /// Forgets what was flagged before `until`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_remarks(&self, until: Timestamp) -> Result<()> {
        let sql = "SELECT VALUE record::id(id) FROM remark WHERE at <= $until LIMIT 1000";
        self.forget("remark", sql, json!({ "until": times::number(until) }))
            .await
    }
}
