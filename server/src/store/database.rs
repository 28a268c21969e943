//! The connection to the store. One place runs transactions and retries conflicts.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use surrealdb::Surreal;
use surrealdb::engine::any::Any;
use surrealdb::types::SurrealValue;

use super::error::{CommitError, Failure, StoreError};

/// What every store method gives.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Called when a commit fails for any reason but a conflict. The process must end: after such an error the embedded
/// store may go on acknowledging commits that are gone after the next crash.
pub type Fatal = Arc<dyn Fn(&str) + Send + Sync>;

/// How often a conflicting transaction is tried before the caller is told that the store is busy.
const ATTEMPTS_MAX: u32 = 12;

/// A handle to the store; clones share the connection.
#[derive(Clone)]
pub struct Store {
    pub(super) db: Surreal<Any>,
    pub(super) fatal: Fatal,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}

impl Store {
    /// Connects to the store at `url`, whose tables may be those of an earlier version.
    ///
    /// # Errors
    /// [`StoreError::Open`] with one line that says why: locked by another process, not writable, not a URL.
    pub(super) async fn connect(url: &str, fatal: Fatal) -> Result<Self> {
        let full = if url.starts_with("surrealkv://") && !url.contains('?') {
            format!("{url}?sync=every")
        } else {
            url.to_owned()
        };
        let db = surrealdb::engine::any::connect(full)
            .await
            .map_err(|error| StoreError::open(url, &error))?;
        db.use_ns("guichet")
            .use_db("guichet")
            .await
            .map_err(|error| StoreError::open(url, &error))?;
        Ok(Self { db, fatal })
    }

    /// Returns rows of one SELECT; each row's `doc` is parsed.
    pub(super) async fn select<T: DeserializeOwned>(
        &self,
        sql: &'static str,
        bind: Value,
    ) -> Result<Vec<T>> {
        let mut answer = self.db.query(sql).bind(bind).await?.check()?;
        let docs: Vec<Value> = answer.take(0)?;
        docs.iter().map(parse_doc).collect()
    }

    pub(super) async fn select_one<T: DeserializeOwned>(
        &self,
        sql: &'static str,
        bind: Value,
    ) -> Result<Option<T>> {
        Ok(self.select(sql, bind).await?.into_iter().next())
    }

    /// Runs statements as one transaction. A conflict is tried again; any other failure of the commit is fatal.
    pub(super) async fn transact(
        &self,
        statements: &str,
        bind: &(impl SurrealValue + Clone),
    ) -> std::result::Result<(), CommitError> {
        let sql = format!("BEGIN; {statements} COMMIT;");
        for attempt in 0..ATTEMPTS_MAX {
            let sent = self.db.query(sql.as_str()).bind(bind.clone()).await;
            let failure = match sent {
                Ok(mut answer) => {
                    let count = answer.num_statements();
                    let errors = answer.take_errors();
                    if errors.is_empty() {
                        return Ok(());
                    }
                    Failure::from_errors(errors, count)
                }
                Err(error) => Failure::from_request(&error),
            };
            match failure {
                Failure::Conflict => {
                    let pause = u64::from(attempt * attempt) + u64::from(random_byte() % 8);
                    tokio::time::sleep(Duration::from_millis(pause)).await;
                }
                Failure::Thrown(reason) => return Err(CommitError::from_thrown(&reason)),
                Failure::Exists(record) => return Err(CommitError::from_existing(&record)),
                Failure::Refused(reason) => {
                    return Err(CommitError::Store(StoreError::Failed(reason)));
                }
                Failure::Commit(reason) => {
                    (self.fatal)(&reason);
                    return Err(CommitError::Store(StoreError::Failed(reason)));
                }
            }
        }
        Err(CommitError::Store(StoreError::Busy))
    }

    /// A transaction whose only outcomes are done and failed.
    pub(super) async fn write(&self, statements: &str, bind: Value) -> Result<()> {
        self.transact(statements, &bind)
            .await
            .map_err(|error| match error {
                CommitError::Store(error) => error,
                other => StoreError::Failed(other.to_string()),
            })
    }

    /// Whether the store answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<()> {
        self.db.query("RETURN 1").await?.check()?;
        Ok(())
    }

    /// Returns a setting, by name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn setting<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        self.select_one(
            "SELECT doc FROM type::record('setting', $name)",
            json!({ "name": name }),
        )
        .await
    }

    /// Sets a setting.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_setting(&self, name: &str, value: impl Serialize) -> Result<()> {
        let bind = json!({ "name": name, "doc": doc(&value)? });
        self.write(
            "UPSERT type::record('setting', $name) SET doc = $doc RETURN NONE;",
            bind,
        )
        .await
    }
}

pub(super) fn doc(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| StoreError::Failed(error.to_string()))
}

pub(super) fn parse_doc<T: DeserializeOwned>(row: &Value) -> Result<T> {
    let text = row
        .get("doc")
        .and_then(Value::as_str)
        .ok_or_else(|| StoreError::Failed("a row without doc".to_owned()))?;
    serde_json::from_str(text)
        .map_err(|error| StoreError::Failed(format!("a row that cannot be read: {error}")))
}

fn random_byte() -> u8 {
    let mut byte = [0];
    // Without randomness the pause is merely the same each time.
    let _ = getrandom::fill(&mut byte);
    byte[0]
}
