//! The store as the rest of the service has it: reading, and asking for changes.

use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use surrealdb::IndexedResults;

use super::database::{Connection, Result, doc, parse_doc, parse_docs};
use super::error::StoreError;
use super::found::{Found, found};
use super::latest::Row;
use super::leases::Leases;
use super::projection::Projected;
use super::shared;
use crate::commit::{Committer, Refusal, Request, RowKey};

/// How often a change of a row that others change as well is tried.
const ATTEMPTS_MAX: u32 = 12;

/// How changes reach the store.
#[derive(Clone)]
pub(super) enum Writer {
    /// This process alone writes.
    Alone(Alone),
    /// Others write it as well: the store itself looks at the guards, in the transaction.
    Shared(crate::commit::Fatal),
}

/// What a process has that alone writes the store.
#[derive(Clone)]
pub(super) struct Alone {
    pub(super) committer: Committer,
    pub(super) projected: Arc<Projected>,
    pub(super) leases: Leases,
}

/// A handle to the store; clones share the connection.
#[derive(Clone)]
pub struct Store {
    pub(super) connection: Arc<Connection>,
    pub(super) writer: Writer,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}

impl Store {
    /// Runs one statement that reads; it sees all that was acknowledged.
    pub(super) async fn query(&self, sql: &'static str, bind: Value) -> Result<IndexedResults> {
        if let Writer::Alone(alone) = &self.writer {
            alone.projected.settle(sql).await?;
        }
        self.query_as_written(sql, bind).await
    }

    /// As [`Store::query`], without what was acknowledged and is not written down yet.
    pub(super) async fn query_as_written(
        &self,
        sql: &'static str,
        bind: Value,
    ) -> Result<IndexedResults> {
        Ok(self.connection.query(sql, bind).await?.check()?)
    }

    /// Returns rows of one SELECT; each row's `doc` is parsed.
    pub(super) async fn select<T: DeserializeOwned>(
        &self,
        sql: &'static str,
        bind: Value,
    ) -> Result<Vec<T>> {
        let rows: Vec<Value> = self.query(sql, bind).await?.take(0)?;
        parse_docs(&rows)
    }

    pub(super) async fn select_one<T: DeserializeOwned>(
        &self,
        sql: &'static str,
        bind: Value,
    ) -> Result<Option<T>> {
        Ok(self.select(sql, bind).await?.into_iter().next())
    }

    /// Returns whole rows of a table for a change, by their ids; those that are not there are left out.
    pub(super) async fn rows(
        &self,
        table: &'static str,
        ids: &[impl AsRef<str>],
    ) -> Result<Vec<Found>> {
        let mut rows = Vec::with_capacity(ids.len());
        let mut asked = Vec::new();
        for id in ids.iter().map(AsRef::as_ref) {
            match self.latest(table, id) {
                Some(None) => {}
                Some(Some(row)) => rows.push(Found::of(RowKey::new(table, id), (*row).clone())),
                None => asked.push(id),
            }
        }
        if asked.is_empty() {
            return Ok(rows);
        }
        let sql = "SELECT *, record::id(id) AS id FROM array::map($ids, |$id| type::record($table, $id)) WHERE id != NONE";
        let bind = json!({ "ids": asked, "table": table });
        let found_there: Vec<Value> = self.query(sql, bind).await?.take(0)?;
        for row in found_there {
            rows.push(found(table, row)?);
        }
        Ok(rows)
    }

    /// Returns what the row of this id has in `doc`.
    pub(super) async fn doc<T: DeserializeOwned>(
        &self,
        table: &'static str,
        id: &str,
    ) -> Result<Option<T>> {
        if let Some(row) = self.latest(table, id) {
            return row.map(|row| parse_doc(&row)).transpose();
        }
        let sql = "SELECT doc FROM type::record($table, $id)";
        self.select_one(sql, json!({ "table": table, "id": id }))
            .await
    }

    /// Returns the row of this id if it was written lately; the store need not have it yet.
    fn latest(&self, table: &'static str, id: &str) -> Option<Row> {
        match &self.writer {
            Writer::Alone(alone) => alone.projected.row(&RowKey::new(table, id)),
            Writer::Shared(_) => None,
        }
    }

    /// Returns the ids of rows; `sql` selects them.
    pub(super) async fn ids(&self, sql: &'static str, bind: Value) -> Result<Vec<String>> {
        Ok(self.query(sql, bind).await?.take(0)?)
    }

    /// Carries out a request; `Some` tells the guard that does not hold.
    pub(super) async fn submit(&self, request: Request) -> Result<Option<usize>> {
        let refusal = match &self.writer {
            Writer::Alone(alone) => alone.committer.commit(request).await.err(),
            Writer::Shared(fatal) => {
                return shared::submit(&self.connection, &request, fatal).await;
            }
        };
        match refusal {
            None => Ok(None),
            Some(Refusal::Guard(place)) => Ok(Some(place)),
            Some(Refusal::Journal(reason)) => Err(StoreError::Full(reason)),
            Some(Refusal::Failed(reason)) => Err(StoreError::Failed(reason)),
        }
    }

    /// Carries out a request without guards.
    pub(super) async fn write(&self, request: Request) -> Result<()> {
        match self.submit(request).await? {
            None => Ok(()),
            Some(_) => Err(StoreError::Busy),
        }
    }

    /// Adds or replaces one row.
    pub(super) async fn put(&self, table: &'static str, id: &str, row: Value) -> Result<()> {
        let mut request = Request::default();
        request.put(RowKey::new(table, id), row);
        self.write(request).await
    }

    /// Takes rows of a table away.
    pub(super) async fn delete(&self, table: &'static str, ids: &[String]) -> Result<()> {
        let mut request = Request::default();
        for id in ids {
            request.delete(RowKey::new(table, id));
        }
        self.write(request).await
    }

    /// Takes away rows that a statement with a limit selects, until none is left.
    pub(super) async fn forget(
        &self,
        table: &'static str,
        sql: &'static str,
        bind: Value,
    ) -> Result<()> {
        loop {
            let ids = self.ids(sql, bind.clone()).await?;
            if ids.is_empty() {
                return Ok(());
            }
            self.delete(table, &ids).await?;
        }
    }

    /// Tries a change again while others were faster. `attempt` reads, and gives what is then asked for, or `None` where there is
    /// nothing to do. Returns whether it was done.
    pub(super) async fn retry<F>(&self, attempt: impl Fn() -> F) -> Result<bool>
    where
        F: Future<Output = Result<Option<Request>>>,
    {
        for _ in 0..ATTEMPTS_MAX {
            let Some(request) = attempt().await? else {
                return Ok(false);
            };
            if self.submit(request).await?.is_none() {
                return Ok(true);
            }
        }
        Err(StoreError::Busy)
    }

    /// Waits until what was asked for is done, and closes the store in order; whoever asks later is refused.
    pub async fn close(&self) {
        match &self.writer {
            Writer::Alone(alone) => alone.committer.close().await,
            Writer::Shared(_) => self.connection.close().await,
        }
    }

    /// Returns whether the store answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<()> {
        self.query("RETURN 1", json!({})).await.map(drop)
    }

    /// Returns a setting, by name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn setting<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        self.doc("setting", name).await
    }

    /// Sets a setting.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_setting(&self, name: &str, value: impl Serialize) -> Result<()> {
        self.put("setting", name, json!({ "doc": doc(&value)? }))
            .await
    }
}
