//! Opening the store: connecting, and bringing its tables up to date.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::database::{Fatal, Result, Store};
use super::error::StoreError;
use super::migrations;

/// The URL of a store that is embedded and lies in a folder begins with this.
const EMBEDDED: &str = "surrealkv://";
/// How long a store that was just made may take to let go of its folder.
const LETTING_GO_MAX: Duration = Duration::from_secs(10);
/// How often it is asked whether it did.
const ASKED_EVERY: Duration = Duration::from_millis(2);

impl Store {
    /// Opens the store at `url` (`surrealkv://FOLDER`, `mem://`, `ws://…`) and brings its tables up to date.
    ///
    /// # Errors
    /// [`StoreError::Open`] with one line that says why: locked by another process, not writable, not a URL;
    /// [`StoreError::Newer`] when a newer version wrote it.
    pub async fn open(url: &str, fatal: Fatal) -> Result<Self> {
        let store = if is_to_be_made(url) {
            make(url, Arc::clone(&fatal)).await?;
            Self::connect_once_free(url, fatal).await?
        } else {
            Self::connect(url, fatal).await?
        };
        migrations::migrate(&store).await?;
        Ok(store)
    }

    /// Connects to a store whose folder this process itself still lets go of.
    async fn connect_once_free(url: &str, fatal: Fatal) -> Result<Self> {
        let begin = Instant::now();
        loop {
            match Self::connect(url, Arc::clone(&fatal)).await {
                Err(StoreError::Locked(_)) if begin.elapsed() < LETTING_GO_MAX => {
                    tokio::time::sleep(ASKED_EVERY).await;
                }
                connected => return connected,
            }
        }
    }
}

/// Tells whether there is no store yet at a URL that leaves the rest to us.
fn is_to_be_made(url: &str) -> bool {
    url.strip_prefix(EMBEDDED)
        .is_some_and(|folder| !folder.contains('?') && !Path::new(folder).exists())
}

/// Makes the tables of a new store without waiting for the disk at each of the several hundred commits that this takes:
/// nothing is acknowledged yet, and closing the store syncs its log. Whoever kills it midway leaves a store at the number of
/// some migration, from which the next start climbs on.
async fn make(url: &str, fatal: Fatal) -> Result<()> {
    let store = Store::connect(&format!("{url}?sync=never"), fatal).await?;
    migrations::migrate(&store).await
}
