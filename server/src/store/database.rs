//! The connection to the store: how it is reached, closed and opened again.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde_json::Value;
use surrealdb::engine::any::Any;
use surrealdb::engine::local::Db;
use surrealdb::types::SurrealValue;
use surrealdb::{IndexedResults, Surreal};
use surrealdb_cnf::ConfigMap;
use surrealdb_engine_local::Datastore;
use tokio::sync::RwLock;

use super::error::StoreError;

/// What every store method gives.
pub type Result<T> = std::result::Result<T, StoreError>;

/// The URL of a store that is embedded and lies in a folder begins with this.
const EMBEDDED: &str = "surrealkv://";
/// How long a store that was just closed may take to let go of its folder.
const LETTING_GO_MAX: Duration = Duration::from_secs(10);
/// How often it is asked whether it did.
const ASKED_EVERY: Duration = Duration::from_millis(2);
/// What the store keeps in memory before it writes it down sorted. It is also about what a start reads again after the process
/// was killed, and what is written at once on a disk that is nearly full.
const MEMTABLE_BYTES: u64 = 64 * 1024 * 1024;
/// Memory for what was read lately.
const CACHE_BYTES: u64 = 64 * 1024 * 1024;
/// Values from this size on lie in files whose content the store does not check: none do.
const UNCHECKED_FROM_BYTES: u64 = 1024 * 1024 * 1024;

/// How often what was written is on its way to the disk for certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sync {
    /// Every commit waits for it: nothing else holds what is acknowledged.
    Every,
    /// Some time later: the journal has it.
    Later,
    /// At the end.
    Never,
}

impl Sync {
    fn word(self) -> &'static str {
        match self {
            Self::Every => "every",
            Self::Later => "1s",
            Self::Never => "never",
        }
    }
}

enum Handle {
    Any(Surreal<Any>),
    Embedded(Surreal<Db>, Arc<Datastore>),
}

/// A connection that can be closed and opened again while others wait.
pub(super) struct Connection {
    url: String,
    sync: Sync,
    /// `None` only while it is opened again, or for good.
    handle: RwLock<Option<Handle>>,
}

/// Returns the folder of a store that is embedded and whose settings are ours.
pub(super) fn embedded_folder(url: &str) -> Option<PathBuf> {
    let folder = url.strip_prefix(EMBEDDED)?;
    (!folder.contains('?')).then(|| PathBuf::from(folder))
}

impl Connection {
    /// Connects to the store at `url`, whose tables may be those of an earlier version.
    ///
    /// # Errors
    /// [`StoreError::Open`] with one line that says why: locked by another process, not writable, not a URL.
    pub(super) async fn open(url: &str, sync: Sync) -> Result<Self> {
        Ok(Self {
            url: url.to_owned(),
            sync,
            handle: RwLock::new(Some(Handle::connect(url, sync).await?)),
        })
    }

    /// Opens a store whose folder this process itself still lets go of.
    pub(super) async fn open_once_free(url: &str, sync: Sync) -> Result<Self> {
        let begin = Instant::now();
        loop {
            match Self::open(url, sync).await {
                Err(StoreError::Locked(_)) if begin.elapsed() < LETTING_GO_MAX => {
                    tokio::time::sleep(ASKED_EVERY).await;
                }
                opened => return opened,
            }
        }
    }

    /// Runs statements; what fails in them is in the answer.
    pub(super) async fn query(&self, sql: &str, bind: impl SurrealValue) -> Result<IndexedResults> {
        let handle = self.handle.read().await;
        let answer = match handle.as_ref() {
            Some(Handle::Any(db)) => db.query(sql).bind(bind).await,
            Some(Handle::Embedded(db, _)) => db.query(sql).bind(bind).await,
            None => return Err(StoreError::Failed("the store is closed".to_owned())),
        };
        Ok(answer?)
    }

    /// Closes the store, whereby it writes down all it has in memory, and opens it again. Whoever reads meanwhile waits.
    pub(super) async fn reopen(&self) -> Result<()> {
        let mut handle = self.handle.write().await;
        if let Some(open) = handle.take() {
            open.close().await;
        }
        let begin = Instant::now();
        *handle = loop {
            match Handle::connect(&self.url, self.sync).await {
                Err(StoreError::Locked(_)) if begin.elapsed() < LETTING_GO_MAX => {
                    tokio::time::sleep(ASKED_EVERY).await;
                }
                Err(error) => return Err(error),
                Ok(handle) => break Some(handle),
            }
        };
        Ok(())
    }

    /// Closes the store for good.
    pub(super) async fn close(&self) {
        if let Some(open) = self.handle.write().await.take() {
            open.close().await;
        }
    }
}

impl Handle {
    async fn connect(url: &str, sync: Sync) -> Result<Self> {
        let refused = |error: &surrealdb::Error| StoreError::open(url, error);
        let Some(folder) = embedded_folder(url) else {
            let db = surrealdb::engine::any::connect(url).await;
            let db = db.map_err(|error| refused(&error))?;
            let chosen = db.use_ns("guichet").use_db("guichet").await;
            chosen.map_err(|error| refused(&error))?;
            return Ok(Self::Any(db));
        };
        let datastore = datastore(&folder, sync)
            .await
            .map_err(|error| StoreError::open(url, &surrealdb::Error::internal(error)))?;
        let db = Surreal::<Db>::unstable_from_datastore(Arc::clone(&datastore), None).await;
        let db = db.map_err(|error| refused(&error))?;
        let chosen = db.use_ns("guichet").use_db("guichet").await;
        chosen.map_err(|error| refused(&error))?;
        Ok(Self::Embedded(db, datastore))
    }

    /// Lets go of the store, and waits until it is closed: it closes itself when nobody has it any more.
    async fn close(self) {
        let Self::Embedded(db, datastore) = self else {
            return;
        };
        drop(db);
        let begin = Instant::now();
        while Arc::strong_count(&datastore) > 1 && begin.elapsed() < LETTING_GO_MAX {
            tokio::time::sleep(ASKED_EVERY).await;
        }
    }
}

/// Opens the embedded store with bounds of our own: left to itself it takes half of the machine's memory.
async fn datastore(folder: &Path, sync: Sync) -> std::result::Result<Arc<Datastore>, String> {
    let config = ConfigMap::empty()
        .with_key_value("datastore_sync", sync.word().to_owned())
        .with_key_value("surrealkv_max_memtable_size", MEMTABLE_BYTES.to_string())
        .with_key_value("surrealkv_block_cache_capacity", CACHE_BYTES.to_string())
        .with_key_value("surrealkv_vlog_threshold", UNCHECKED_FROM_BYTES.to_string());
    let path = format!("{EMBEDDED}{}", folder.display());
    let opened = Datastore::builder()
        .with_config(config)
        .build_with_path(&path)
        .await;
    opened.map_err(|error| format!("{error:#}"))
}

/// Reads what rows have in `doc`.
pub(super) fn parse_docs<T: DeserializeOwned>(rows: &[Value]) -> Result<Vec<T>> {
    rows.iter().map(parse_doc).collect()
}

pub(super) fn doc(value: &impl serde::Serialize) -> Result<String> {
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
