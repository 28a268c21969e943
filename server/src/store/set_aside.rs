//! Setting a store or its journal aside, so that it is made anew from the other. Nothing is deleted.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::apply::{APPLIED, JOURNAL_SETTING, transact};
use super::database::{Connection, Result, Sync, embedded_folder};
use super::error::StoreError;
use super::migrations;
use super::recovery::refused;
use crate::journal::{JournalLock, last_base};

/// Moves an embedded store beside itself; the next opening makes it anew from the journal. Returns where it is.
///
/// # Errors
/// When the store is none of this machine, another process has it, or the journal has no whole copy to begin with; then nothing
/// was changed.
pub fn set_store_aside(url: &str, journal: &Path) -> Result<PathBuf> {
    let store = folder(url)?;
    if !journal.exists() {
        return Err(missing("journal", journal));
    }
    let _lock = JournalLock::take(journal).map_err(refused)?;
    if last_base(journal).map_err(refused)?.is_none() {
        return Err(StoreError::Open(format!(
            "the journal {} has no whole copy of a store to begin with: restore a backup",
            journal.display()
        )));
    }
    if !store.exists() {
        return Err(missing("store", &store));
    }
    beside(&store)
}

/// Moves a journal beside itself; the next opening begins one with a copy of the store. Returns where it is.
///
/// # Errors
/// When the store is none of this machine, is not there or cannot be opened, or another process has it.
pub async fn set_journal_aside(url: &str, journal: &Path) -> Result<PathBuf> {
    let store = folder(url)?;
    if !store.exists() {
        return Err(missing("store", &store));
    }
    let _lock = JournalLock::take(journal).map_err(refused)?;
    let connection = Connection::open(url, Sync::Every).await?;
    migrations::migrate(&connection).await?;
    let aside = beside(journal)?;
    let sql = format!(
        "BEGIN; DELETE type::record('setting', $name) RETURN NONE; DELETE {APPLIED} RETURN NONE; COMMIT;"
    );
    let forgotten = transact(&connection, &sql, json!({ "name": JOURNAL_SETTING })).await;
    connection.close().await;
    forgotten.map(|()| aside)
}

fn folder(url: &str) -> Result<PathBuf> {
    embedded_folder(url).ok_or_else(|| {
        StoreError::Open(format!(
            "the store {url} does not lie in a folder of this machine: it has no journal that it could be made from"
        ))
    })
}

fn missing(what: &str, place: &Path) -> StoreError {
    StoreError::Open(format!("there is no {what} at {}", place.display()))
}

/// Moves a folder beside itself and returns its new place.
pub(super) fn beside(folder: &Path) -> Result<PathBuf> {
    let stamp = jiff::Timestamp::now().as_millisecond();
    let mut name = folder.as_os_str().to_owned();
    name.push(format!(".set-aside-{stamp}"));
    let place = PathBuf::from(name);
    std::fs::rename(folder, &place).map_err(|error| {
        StoreError::Open(format!(
            "{} cannot be moved to {}: {error}",
            folder.display(),
            place.display()
        ))
    })?;
    Ok(place)
}
