//! The store as what the committer hands batches to.
//!
//! Where there is a journal, a batch is not written down at once: it is found in memory meanwhile, and written with what
//! came after it. Whoever selects rows of a table has those of it that wait written down first.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Weak};
use std::time::Duration;

use serde_json::{Value as Json, json};
use surrealdb::types::{Object, Value};
use tokio::sync::{Mutex, Notify};

use super::apply::{id, write};
use super::database::{Connection, Result};
use super::error::StoreError;
use super::latest::{Latest, NewRow, Row};
use super::pending::{End, Pending};
use super::recovery;
use super::tables::table_named;
use crate::commit::{Batch, Columns, Fatal, Projection, RowKey};
use crate::fail_point;
use crate::journal::{Chain, Journal};

/// How long a row may wait.
const WAIT_MAX: Duration = Duration::from_millis(200);
/// How many bytes may wait; beyond that nothing is acknowledged before they are written down.
const BYTES_MAX: u64 = 8 * 1024 * 1024;
/// Rows of one transaction: it keeps a core for itself until it is done.
const ROWS_AT_ONCE: usize = 250;

/// A store that one process alone writes.
pub(super) struct Projected {
    connection: Arc<Connection>,
    latest: Latest,
    pending: Pending,
    /// The journal's name; none for a store that has no journal.
    journal: Option<String>,
    /// Whether rows may wait: something else holds what is acknowledged, or nothing has to.
    may_wait: bool,
    marks: Mutex<Marks>,
    /// Told when rows wait.
    wake: Arc<Notify>,
    fatal: Fatal,
}

/// What the store has, as it says itself. Whoever holds this alone writes the store.
struct Marks {
    /// The number of the last transaction.
    number: u64,
    /// The last batch that it has with all before it.
    end: Option<End>,
}

impl Projected {
    /// Begins to write a store; until it is dropped or closed, what waits is written down.
    pub(super) async fn start(
        connection: &Arc<Connection>,
        journal: Option<&Journal>,
        may_wait: bool,
        fatal: Fatal,
    ) -> Result<Arc<Self>> {
        let marks = Marks {
            number: match journal {
                Some(_) => recovery::last_written(connection).await?,
                None => 0,
            },
            end: journal.map(|journal| (journal.seq(), journal.chain())),
        };
        let projected = Arc::new(Self {
            connection: Arc::clone(connection),
            latest: Latest::new(),
            pending: Pending::default(),
            journal: journal.map(|journal| journal.name().to_owned()),
            may_wait,
            marks: Mutex::new(marks),
            wake: Arc::new(Notify::new()),
            fatal,
        });
        if may_wait {
            let wake = Arc::clone(&projected.wake);
            tokio::spawn(write_down_in_time(Arc::downgrade(&projected), wake));
        }
        Ok(projected)
    }

    /// Returns a row that was written lately; `None` if it has to be looked for in the store.
    pub(super) fn row(&self, key: &RowKey) -> Option<Row> {
        self.latest.row(key).or_else(|| self.pending.row(key))
    }

    /// Returns the rows of a table that the store has not got yet, by their ids; `None` where one was taken away.
    pub(super) fn waiting(&self, table: &'static str) -> Vec<(String, Row)> {
        self.pending.rows(table)
    }

    /// Writes down what waits of the tables that a statement names, so that it sees them.
    pub(super) async fn settle(&self, sql: &str) -> Result<()> {
        let tables = self.pending.tables_in(sql);
        if tables.is_empty() {
            return Ok(());
        }
        let written = self.write_down(Some(&tables)).await;
        if let Err(reason) = &written {
            (self.fatal)(&reason.to_string());
        }
        written
    }

    /// Writes down what waits, of some tables or of all.
    async fn write_down(&self, tables: Option<&[&'static str]>) -> Result<()> {
        let mut marks = self.marks.lock().await;
        let taken = self.pending.take(tables);
        let end = taken.end.or(marks.end);
        if taken.rows.is_empty() && end == marks.end {
            return Ok(());
        }
        fail_point::at("writing-down");
        let mut chunks = taken.rows.chunks(ROWS_AT_ONCE).peekable();
        // What came and went leaves only the mark.
        let mut chunk = chunks.next().unwrap_or_default();
        loop {
            if chunks.peek().is_none() {
                marks.end = end;
            }
            let marker = marks.end.filter(|_| self.journal.is_some());
            let marker = marker.map(|end| (marks.number + 1, end));
            let rows = chunk
                .iter()
                .map(|row| (&row.key, row.row.as_deref(), row.is_new));
            write(&self.connection, rows, marker).await?;
            marks.number += 1;
            self.pending.written(chunk);
            match chunks.next() {
                Some(next) => chunk = next,
                None => break,
            }
            fail_point::at("written-in-part");
        }
        fail_point::at("written-down");
        Ok(())
    }
}

impl Drop for Projected {
    fn drop(&mut self) {
        self.wake.notify_one();
    }
}

/// Lets no row wait longer than it may.
async fn write_down_in_time(projected: Weak<Projected>, wake: Arc<Notify>) {
    loop {
        wake.notified().await;
        tokio::time::sleep(WAIT_MAX).await;
        let Some(projected) = projected.upgrade() else {
            return;
        };
        if let Err(reason) = projected.write_down(None).await {
            (projected.fatal)(&reason.to_string());
            return;
        }
    }
}

impl Projection for Arc<Projected> {
    async fn columns(
        &self,
        keys: Vec<RowKey>,
    ) -> std::result::Result<HashMap<RowKey, Columns>, String> {
        let mut known = HashMap::new();
        let mut asked = Vec::new();
        for key in keys {
            match self.row(&key) {
                Some(Some(row)) => {
                    known.insert(key, Columns::of(&row));
                }
                Some(None) => {}
                None => asked.push(key),
            }
        }
        if !asked.is_empty() {
            let found = columns(&self.connection, asked).await;
            known.extend(found.map_err(|error| error.to_string())?);
        }
        Ok(known)
    }

    async fn used(
        &self,
        table: &'static str,
        column: &'static str,
        values: Vec<String>,
    ) -> std::result::Result<HashSet<String>, String> {
        let mut used = self.pending.used(table, column, &values);
        let sql = format!("SELECT VALUE {column} FROM {table} WHERE {column} IN $values");
        let found = async {
            let answer = self
                .connection
                .query(&sql, json!({ "values": values }))
                .await?;
            let found: Vec<String> = answer.check()?.take(0)?;
            Result::Ok(found)
        };
        used.extend(found.await.map_err(|error| error.to_string())?);
        Ok(used)
    }

    async fn apply(&self, batch: Batch, chain: Option<Chain>) -> std::result::Result<(), String> {
        let seq = batch.seq;
        let rows = NewRow::all_of(batch);
        self.latest.keep(&rows);
        self.pending.add(seq, rows, chain);
        if self.may_wait && self.pending.bytes() < BYTES_MAX {
            self.wake.notify_one();
            return Ok(());
        }
        let written = self.write_down(None).await;
        written.map_err(|error| error.to_string())
    }

    async fn checkpoint(&self) -> std::result::Result<(), String> {
        let Some(journal) = &self.journal else {
            return Ok(());
        };
        let begin = std::time::Instant::now();
        let done = async {
            self.write_down(None).await?;
            let marks = self.marks.lock().await;
            fail_point::at("checkpoint-begun");
            self.connection.reopen().await?;
            fail_point::at("checkpoint-reopened");
            recovery::remember(&self.connection, journal, marks.number).await
        };
        done.await.map_err(|error: StoreError| error.to_string())?;
        tracing::debug!(took = ?begin.elapsed(), "checkpoint");
        Ok(())
    }

    async fn close(&self) {
        if let Err(reason) = self.write_down(None).await {
            // The journal has it: the next start applies it.
            tracing::error!(%reason, "what waited was not written down");
        }
        self.connection.close().await;
    }
}

/// Looks up the numbers of rows.
async fn columns(connection: &Connection, keys: Vec<RowKey>) -> Result<HashMap<RowKey, Columns>> {
    let ids: Vec<Value> = keys.iter().map(|key| id(key.table, &key.id)).collect();
    let mut bind = Object::new();
    bind.insert("ids", ids);
    let sql = "SELECT record::tb(id) AS t, record::id(id) AS id, version, revision, v FROM $ids WHERE id != NONE";
    let rows: Vec<Json> = connection
        .query(sql, Value::Object(bind))
        .await?
        .check()?
        .take(0)?;
    let read = |row: &Json| {
        let text = |column: &str| row.get(column).and_then(Json::as_str);
        let key = RowKey::new(table_named(text("t")?)?, text("id")?);
        Some((key, Columns::of(row)))
    };
    let found = rows.iter().map(read).collect::<Option<HashMap<_, _>>>();
    found.ok_or_else(|| StoreError::Failed("a row without id".to_owned()))
}
