//! The store as what the committer applies batches to.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::{Value as Json, json};
use surrealdb::types::{Object, Value};

use super::apply::{id, write};
use super::database::{Connection, Result};
use super::error::StoreError;
use super::latest::Latest;
use super::tables::table_named;
use crate::commit::{Batch, Columns, Projection, RowKey};
use crate::fail_point;
use crate::journal::Chain;

/// A store that one process alone writes.
pub(super) struct Projected {
    pub(super) connection: Arc<Connection>,
    /// The rows that were written last.
    pub(super) latest: Latest,
    /// The journal's name; none for a store that has no journal.
    pub(super) journal: Option<String>,
}

impl Projection for Projected {
    async fn columns(
        &self,
        keys: Vec<RowKey>,
    ) -> std::result::Result<HashMap<RowKey, Columns>, String> {
        let mut known = HashMap::new();
        let mut asked = Vec::new();
        for key in keys {
            match self.latest.row(&key) {
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
        written.map_err(|error| error.to_string())?;
        self.latest.keep(batch);
        Ok(())
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
