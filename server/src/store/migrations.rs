//! The ladder of migrations: numbered statements that bring a store of any earlier version up to date.
//!
//! Each rung and its number are written in one transaction, so that a store is always exactly at the number it bears,
//! wherever a start was killed.

use serde_json::{Value, json};

use super::database::{Connection, Result, parse_doc};
use super::error::StoreError;

/// Numbers rise by one; a rung is never changed once it was released, but for what makes it safe to repeat.
const MIGRATIONS: &[(u32, &str)] = &[
    (1, include_str!("migrations/0001_tables.surql")),
    (2, include_str!("migrations/0002_active_tasks.surql")),
    (3, include_str!("migrations/0003_sweeping.surql")),
    (4, include_str!("migrations/0004_accounts.surql")),
    (5, include_str!("migrations/0005_shelves_and_words.surql")),
    (6, include_str!("migrations/0006_failed_mails.surql")),
    (7, include_str!("migrations/0007_validity.surql")),
    (8, include_str!("migrations/0008_remarks.surql")),
    (9, include_str!("migrations/0009_absence.surql")),
    (10, include_str!("migrations/0010_journal.surql")),
    (11, include_str!("migrations/0011_desk.surql")),
    (12, include_str!("migrations/0012_security_events.surql")),
];

/// The number of the newest migration that this program knows.
pub(super) const NEWEST: u32 = MIGRATIONS[MIGRATIONS.len() - 1].0;

/// Brings the store's tables up to date.
///
/// # Errors
/// [`StoreError::Newer`] when a newer version wrote the store, and the store's own failures.
pub(super) async fn migrate(connection: &Connection) -> Result<()> {
    climb(connection, NEWEST).await
}

/// Carries out, in order, each migration that the store lacks, up to and including number `last`.
pub(super) async fn climb(connection: &Connection, last: u32) -> Result<()> {
    let done = number(connection).await?;
    if done > NEWEST {
        return Err(StoreError::newer(done, NEWEST));
    }
    for (number, statements) in MIGRATIONS
        .iter()
        .filter(|(number, _)| (done + 1..=last).contains(number))
    {
        step(connection, *number, statements).await?;
    }
    Ok(())
}

/// Returns the number of the last migration that the store has seen, 0 for an empty store.
async fn number(connection: &Connection) -> Result<u32> {
    // The number lies in a table that the first migration would define too late.
    let sql = "DEFINE TABLE IF NOT EXISTS setting SCHEMALESS; SELECT doc FROM setting:migration";
    let rows: Vec<Value> = connection.query(sql, json!({})).await?.check()?.take(1)?;
    Ok(rows.first().map(parse_doc).transpose()?.unwrap_or(0))
}

async fn step(connection: &Connection, number: u32, statements: &str) -> Result<()> {
    let sql = format!(
        "BEGIN;\n{statements}\nUPSERT setting:migration SET doc = '{number}' RETURN NONE;\nCOMMIT;"
    );
    connection.query(&sql, json!({})).await?.check()?;
    Ok(())
}

#[cfg(test)]
mod tests;
