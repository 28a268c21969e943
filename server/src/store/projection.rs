//! The store as what the committer applies batches to.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::{Value as Json, json};
use surrealdb::types::{Object, RecordId, SurrealValue, Value};

use super::database::{Connection, Result};
use super::error::StoreError;
use super::tables::table_named;
use crate::commit::{Batch, Columns, Projection, RowKey, Write};
use crate::fail_point;
use crate::journal::Chain;

/// The table of the batches that were applied since the last checkpoint.
pub(super) const APPLIED: &str = "applied";
/// What the store knows of its journal.
pub(super) const JOURNAL_SETTING: &str = "journal";

/// A store that one process alone writes.
pub(super) struct Projected {
    pub(super) connection: Arc<Connection>,
    /// The journal's name; none for a store that has no journal.
    pub(super) journal: Option<String>,
}

impl Projection for Projected {
    async fn columns(
        &self,
        keys: Vec<RowKey>,
    ) -> std::result::Result<HashMap<RowKey, Columns>, String> {
        let found = columns(&self.connection, keys).await;
        found.map_err(|error| error.to_string())
    }

    async fn used(
        &self,
        table: &'static str,
        column: &'static str,
        values: Vec<String>,
    ) -> std::result::Result<HashSet<String>, String> {
        let sql = format!("SELECT VALUE {column} FROM {table} WHERE {column} IN $values");
        let found = async {
            let answer = self
                .connection
                .query(&sql, json!({ "values": values }))
                .await?;
            let found: Vec<String> = answer.check()?.take(0)?;
            Result::Ok(found.into_iter().collect())
        };
        found.await.map_err(|error| error.to_string())
    }

    async fn apply(&self, batch: &Batch, chain: Option<Chain>) -> std::result::Result<(), String> {
        let marker = chain.map(|chain| (batch.seq, chain));
        let written = write(&self.connection, batch.writes.values(), marker).await;
        written.map_err(|error| error.to_string())
    }

    async fn checkpoint(&self, seq: u64) -> std::result::Result<(), String> {
        let Some(journal) = &self.journal else {
            return Ok(());
        };
        let begin = std::time::Instant::now();
        let done = async {
            fail_point::at("checkpoint-begun");
            self.connection.reopen().await?;
            fail_point::at("checkpoint-reopened");
            super::recovery::remember(&self.connection, journal, seq).await
        };
        done.await.map_err(|error| error.to_string())?;
        tracing::debug!(seq, took = ?begin.elapsed(), "checkpoint");
        Ok(())
    }

    async fn close(&self) {
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

fn id(table: &str, id: &str) -> Value {
    Value::RecordId(RecordId::new(table, id))
}

/// Writes rows in one transaction, with the number and chain of the batch that they are, if they are one.
pub(super) async fn write(
    connection: &Connection,
    writes: impl Iterator<Item = &Write>,
    marker: Option<(u64, Chain)>,
) -> Result<()> {
    let mut statements = Statements::default();
    let (mut gone, mut fresh, mut changed) = (Vec::new(), Vec::new(), Vec::new());
    for Write { key, row, is_new } in writes {
        let record = id(key.table, &key.id);
        match row {
            None => gone.push(record),
            Some(row) if *is_new => fresh.push(with_id(row, record)),
            Some(row) => {
                let mut pair = Object::new();
                pair.insert("id", record);
                pair.insert("row", row.clone().into_value());
                changed.push(Value::Object(pair));
            }
        }
    }
    if let Some((seq, chain)) = marker {
        let row = json!({ "chain": chain.to_string() });
        fresh.push(with_id(&row, id(APPLIED, &marker_id(seq))));
    }
    statements.add_some("DELETE $gone RETURN NONE", "gone", gone);
    statements.add_some("INSERT $fresh RETURN NONE", "fresh", fresh);
    statements.add_some(
        "FOR $one IN $changed { UPSERT $one.id CONTENT $one.row RETURN NONE }",
        "changed",
        changed,
    );
    statements.run(connection).await
}

/// Returns the id of the row that says that a batch was applied; in order of their numbers.
pub(super) fn marker_id(seq: u64) -> String {
    format!("{seq:020}")
}

fn with_id(row: &Json, record: Value) -> Value {
    let mut row = row.clone().into_value();
    if let Value::Object(columns) = &mut row {
        columns.insert("id", record);
    }
    row
}

/// The statements of a transaction. Each costs much more than a row does, so rows of all tables go together.
#[derive(Default)]
struct Statements {
    sql: String,
    bind: Object,
}

impl Statements {
    fn add_some(&mut self, statement: &str, name: &str, rows: Vec<Value>) {
        if !rows.is_empty() {
            self.sql.push_str(statement);
            self.sql.push_str("; ");
            self.bind.insert(name, rows);
        }
    }

    async fn run(self, connection: &Connection) -> Result<()> {
        if self.sql.is_empty() {
            return Ok(());
        }
        let sql = format!("BEGIN; {} COMMIT;", self.sql);
        transact(connection, &sql, Value::Object(self.bind)).await
    }
}

/// Runs a transaction that nobody else can be in the way of.
pub(super) async fn transact(
    connection: &Connection,
    sql: &str,
    bind: impl SurrealValue,
) -> Result<()> {
    let mut answer = connection.query(sql, bind).await?;
    let count = answer.num_statements();
    let errors = answer.take_errors();
    if errors.is_empty() {
        return Ok(());
    }
    Err(StoreError::Failed(
        super::error::Failure::from_errors(errors, count).reason(),
    ))
}
