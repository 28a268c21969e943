//! Opening the store.

use super::database::{Fatal, Result, Store};
use super::migrations;

impl Store {
    /// Opens the store at `url` (`surrealkv://FOLDER`, `mem://`, `ws://…`) and brings its tables up to date.
    ///
    /// # Errors
    /// [`StoreError::Open`](super::StoreError::Open) with one line that says why: locked by another process, not writable,
    /// not a URL; [`StoreError::Newer`](super::StoreError::Newer) when a newer version wrote it.
    pub async fn open(url: &str, fatal: Fatal) -> Result<Self> {
        let store = Self::connect(url, fatal).await?;
        migrations::migrate(&store).await?;
        Ok(store)
    }
}
