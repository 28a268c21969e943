//! A store that several processes write: it looks at the guards itself, in the transaction.

use std::time::Duration;

use surrealdb::types::{Object, RecordId, SurrealValue, Value};

use super::database::{Connection, Result};
use super::error::{Failure, GUARD, StoreError};
use crate::commit::{Fatal, Guard, Request, RowKey};

/// How often a conflicting transaction is tried before the caller is told that the store is busy.
const ATTEMPTS_MAX: u32 = 12;

/// Carries out a request; `Some` tells the guard that does not hold.
pub(super) async fn submit(
    connection: &Connection,
    request: &Request,
    fatal: &Fatal,
) -> Result<Option<usize>> {
    let (sql, bind) = transaction(request);
    for attempt in 0..ATTEMPTS_MAX {
        let mut answer = match connection.query(&sql, bind.clone()).await {
            Ok(answer) => answer,
            // A connection that is lost is no failed commit; whether it went through, whoever asked finds out.
            Err(error) => return Err(error),
        };
        let count = answer.num_statements();
        let errors = answer.take_errors();
        if errors.is_empty() {
            return Ok(None);
        }
        match Failure::from_errors(errors, count) {
            Failure::Conflict => {
                let pause = u64::from(attempt * attempt) + u64::from(random_byte() % 8);
                tokio::time::sleep(Duration::from_millis(pause)).await;
            }
            Failure::Guard(place) => return Ok(Some(place)),
            // Another process was between the look and the write.
            Failure::Exists(_) => {}
            Failure::Refused(reason) => return Err(StoreError::Failed(reason)),
            Failure::Commit(reason) => {
                fatal(&reason);
                return Err(StoreError::Failed(reason));
            }
        }
    }
    Err(StoreError::Busy)
}

fn transaction(request: &Request) -> (String, Value) {
    let mut sql = "BEGIN; ".to_owned();
    let mut bind = Object::new();
    for (place, guard) in request.guards.iter().enumerate() {
        let (holds, value) = statement(guard, place);
        sql.push_str(&format!("IF !({holds}) {{ THROW '{GUARD}{place}' }}; "));
        bind.insert(format!("g{place}"), value);
    }
    for (place, write) in request.writes.iter().enumerate() {
        bind.insert(format!("k{place}"), record(&write.key));
        match &write.row {
            None => sql.push_str(&format!("DELETE $k{place} RETURN NONE; ")),
            Some(row) => {
                let verb = if write.is_new { "CREATE" } else { "UPSERT" };
                let mut row = row.clone();
                if let serde_json::Value::Object(columns) = &mut row {
                    columns.insert("v".to_owned(), fresh_number().into());
                }
                bind.insert(format!("r{place}"), row.into_value());
                sql.push_str(&format!("{verb} $k{place} CONTENT $r{place} RETURN NONE; "));
            }
        }
    }
    sql.push_str("COMMIT;");
    (sql, Value::Object(bind))
}

/// Returns what must be true for a guard, and what it is bound to.
fn statement(guard: &Guard, place: usize) -> (String, Value) {
    match guard {
        Guard::Absent(key) => (format!("!record::exists($g{place})"), record(key)),
        Guard::Present(key) => (format!("record::exists($g{place})"), record(key)),
        Guard::Equals {
            key,
            column,
            number,
        } => (
            format!("record::exists($g{place}) AND ($g{place}.{column} ?? 0) = {number}"),
            record(key),
        ),
        Guard::Unused {
            table,
            column,
            value,
        } => (
            format!(
                "array::len(SELECT VALUE id FROM {table} WHERE {column} = $g{place} LIMIT 1) = 0"
            ),
            value.clone().into_value(),
        ),
    }
}

fn record(key: &RowKey) -> Value {
    Value::RecordId(RecordId::new(key.table, key.id.as_str()))
}

/// Returns a number for `v` that no other write has: it only ever is compared.
fn fresh_number() -> u64 {
    let mut bytes = [0; 8];
    // Without randomness the time still tells writes apart.
    if getrandom::fill(&mut bytes).is_err() {
        bytes = jiff::Timestamp::now().as_microsecond().to_be_bytes();
    }
    // What a number of JSON and of the store holds for certain.
    u64::from_be_bytes(bytes) >> 12
}

fn random_byte() -> u8 {
    let mut byte = [0];
    // Without randomness the pause is merely the same each time.
    let _ = getrandom::fill(&mut byte);
    byte[0]
}
