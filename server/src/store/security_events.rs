//! The record of security events: rows that are added, read by the page, and forgotten when they are old enough. None is ever changed.

use jiff::Timestamp;
use serde_json::json;

use super::database::{Result, doc};
use super::handle::Store;
use super::times;
use crate::commit::{Request, RowKey};
use crate::keys;
use crate::security_log::SecurityEvent;

impl Store {
    /// Adds events to the record, in one commit.
    ///
    /// # Errors
    /// When the store fails; then none is added.
    pub async fn add_security_events(&self, events: &[SecurityEvent]) -> Result<()> {
        let mut request = Request::default();
        for event in events {
            let id = keys::id();
            let rank = format!("{}-{id}", times::newest_first(event.at));
            let row = json!({ "at": times::number(event.at), "rank": rank, "doc": doc(event)? });
            request.insert(RowKey::new("security_event", &id), row);
        }
        self.write(request).await
    }

    /// Returns a page of the record, newest first, and where the next begins.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn security_events(
        &self,
        after: &str,
        limit: usize,
    ) -> Result<(Vec<SecurityEvent>, Option<String>)> {
        let sql =
            "SELECT doc, rank FROM security_event WHERE rank > $after ORDER BY rank LIMIT $limit";
        self.page(sql, after, limit).await
    }

    /// Forgets events from before a time.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_security_events(&self, before: Timestamp) -> Result<()> {
        let sql = "SELECT VALUE record::id(id) FROM security_event WHERE at > 0 AND at < $before LIMIT 1000";
        self.forget(
            "security_event",
            sql,
            json!({ "before": times::number(before) }),
        )
        .await
    }
}
