//! The tables.

/// Every table whose rows are changed through the committer and lie in the journal.
pub(super) const TABLES: [&str; 19] = [
    "account",
    "attachment",
    "case",
    "definition",
    "desk_views",
    "draft",
    "idempotency",
    "journal",
    "outbox",
    "published",
    "recovery",
    "remark",
    "review_draft",
    "search",
    "security_event",
    "session",
    "setting",
    "task",
    "unique_key",
];

/// Returns the table of this name.
pub(super) fn table_named(name: &str) -> Option<&'static str> {
    TABLES.into_iter().find(|table| *table == name)
}
