//! Opening the store: connecting, bringing its tables up to date, and joining it to its journal.

use std::path::Path;
use std::sync::Arc;

use super::database::{Connection, Result, Sync, embedded_folder};
use super::error::StoreError;
use super::handle::{Alone, Store, Writer};
use super::leases::Leases;
use super::projection::Projected;
use super::set_aside::beside;
use super::{migrations, recovery};
use crate::commit::{Committer, Fatal};
use crate::journal::{Journal, JournalLock};

/// A store that is a server begins with one of these.
const SERVERS: [&str; 4] = ["ws://", "wss://", "http://", "https://"];
/// A store that ends with the process begins with this.
const IN_MEMORY: &str = "mem://";

impl Store {
    /// Opens the store at `url` (`surrealkv://FOLDER`, `mem://`, `ws://…`) and brings its tables up to date. An embedded one is
    /// joined to the journal in a folder: what the journal has and the store has not is applied again.
    ///
    /// # Errors
    /// [`StoreError::Open`] with one line that says why: locked by another process, not writable, not a URL, a journal that is
    /// damaged; [`StoreError::Newer`] when a newer version wrote it.
    pub async fn open(url: &str, journal: Option<&Path>, fatal: Fatal) -> Result<Self> {
        if SERVERS.iter().any(|server| url.starts_with(server)) {
            return Self::open_shared(url, fatal).await;
        }
        let (connection, journal) = match (embedded_folder(url), journal) {
            (Some(store), Some(folder)) => {
                let lock = JournalLock::take(folder).map_err(recovery::refused)?;
                let (connection, journal) = joined(url, &store, folder, lock).await?;
                (connection, Some(journal))
            }
            _ => {
                let connection = Connection::open(url, Sync::Every).await?;
                migrations::migrate(&connection).await?;
                (connection, None)
            }
        };
        let connection = Arc::new(connection);
        // What is in memory alone has nobody to lose it to.
        let may_wait = journal.is_some() || url.starts_with(IN_MEMORY);
        let projected =
            Projected::start(&connection, journal.as_ref(), may_wait, Arc::clone(&fatal)).await?;
        let writer = Writer::Alone(Alone {
            committer: Committer::start(Arc::clone(&projected), journal, fatal),
            projected,
            leases: Leases::default(),
        });
        Ok(Self { connection, writer })
    }

    /// Opens a store that other processes write as well, as those are that are servers of their own: the store itself looks, in
    /// each transaction, whether what it rests on still holds.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_shared(url: &str, fatal: Fatal) -> Result<Self> {
        let connection = Arc::new(Connection::open(url, Sync::Every).await?);
        migrations::migrate(&connection).await?;
        Ok(Self {
            connection,
            writer: Writer::Shared(fatal),
        })
    }
}

async fn joined(
    url: &str,
    store: &Path,
    folder: &Path,
    lock: JournalLock,
) -> Result<(Connection, Journal)> {
    let is_new = !store.exists();
    if is_new
        && crate::journal::last_base(folder)
            .map_err(recovery::refused)?
            .is_some()
    {
        return rebuilt(url, lock).await;
    }
    let is_clean = is_new || log_is_empty(store);
    let connection = if is_new {
        make(url).await?;
        Connection::open_once_free(url, Sync::Later).await?
    } else {
        Connection::open(url, Sync::Later).await?
    };
    let joined = async {
        migrations::migrate(&connection).await?;
        recovery::join(&connection, lock, is_new, is_clean).await
    };
    match joined.await {
        Ok(journal) => Ok((connection, journal)),
        Err(error) => {
            // Whoever tries again, in this process or another, finds it free.
            connection.close().await;
            if !matches!(error, StoreError::Foreign(_)) {
                return Err(error);
            }
            let place = beside(store)?;
            tracing::warn!(
                place = %place.display(),
                "the store did not belong to the journal: it was set aside"
            );
            rebuilt(url, JournalLock::take(folder).map_err(recovery::refused)?).await
        }
    }
}

/// Makes a store that is not there from its journal.
async fn rebuilt(url: &str, lock: JournalLock) -> Result<(Connection, Journal)> {
    let connection = Connection::open_once_free(url, Sync::Later).await?;
    match recovery::rebuild(&connection, lock).await {
        Ok(journal) => Ok((connection, journal)),
        Err(error) => {
            connection.close().await;
            Err(error)
        }
    }
}

/// Tells whether whoever wrote a store last closed it: then nothing waits in its log.
fn log_is_empty(store: &Path) -> bool {
    let Ok(files) = std::fs::read_dir(store.join("wal")) else {
        return false;
    };
    files
        .flatten()
        .all(|file| file.metadata().is_ok_and(|file| file.len() == 0))
}

/// Makes the tables of a new store without waiting for the disk at each of the several hundred commits that this takes:
/// nothing is acknowledged yet, and closing the store syncs its log. Whoever kills it midway leaves a store at the number of
/// some migration, from which the next start climbs on.
async fn make(url: &str) -> Result<()> {
    let connection = Connection::open(url, Sync::Never).await?;
    migrations::migrate(&connection).await?;
    connection.close().await;
    Ok(())
}
