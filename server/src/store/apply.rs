//! Writing rows as they are to become, in one transaction.

use serde_json::{Value as Json, json};
use surrealdb::types::{Object, RecordId, SurrealValue, Value};

use super::database::{Connection, Result};
use super::error::StoreError;
use super::pending::End;
use crate::commit::RowKey;

/// The table of the transactions since the last checkpoint, each with the batch up to which the store has everything.
pub(super) const APPLIED: &str = "applied";
/// What the store knows of its journal.
pub(super) const JOURNAL_SETTING: &str = "journal";

pub(super) fn id(table: &str, id: &str) -> Value {
    Value::RecordId(RecordId::new(table, id))
}

/// Writes rows in one transaction, each with whether it is new and `None` for one that is taken away. `marker` is the
/// transaction's number, and the batch up to which the store has everything after it.
pub(super) async fn write<'a>(
    connection: &Connection,
    rows: impl Iterator<Item = (&'a RowKey, Option<&'a Json>, bool)>,
    marker: Option<(u64, End)>,
) -> Result<()> {
    let mut statements = Statements::default();
    let (mut gone, mut fresh, mut changed) = (Vec::new(), Vec::new(), Vec::new());
    for (key, row, is_new) in rows {
        let record = id(key.table, &key.id);
        match row {
            None => gone.push(record),
            Some(row) if is_new => fresh.push(with_id(row, record)),
            Some(row) => {
                let mut pair = Object::new();
                pair.insert("id", record);
                pair.insert("row", row.clone().into_value());
                changed.push(Value::Object(pair));
            }
        }
    }
    if let Some((number, (upto, chain))) = marker {
        let row = json!({ "upto": upto, "chain": chain.to_string() });
        fresh.push(with_id(&row, id(APPLIED, &marker_id(number))));
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

/// Returns the id of the row that says that a transaction was carried out; in order of their numbers.
pub(super) fn marker_id(number: u64) -> String {
    format!("{number:020}")
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
