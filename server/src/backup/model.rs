//! What a backup is, and what can be wrong with one.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::config::Config;
use crate::journal::{Head, JournalError, Record};
use crate::ms;

/// The table of attachments in the journal.
pub(super) const ATTACHMENTS: &str = "attachment";
/// The name of the file that says what a backup is.
pub(super) const MANIFEST: &str = "backup.json";
/// The format that is written.
pub(super) const FORMAT: u32 = 1;

/// Where a service keeps what is backed up.
#[derive(Clone, Debug)]
pub struct Places {
    /// The folder of the journal.
    pub journal: PathBuf,
    /// The folder of the uploaded files.
    pub attachments: PathBuf,
    /// The folder of the definitions.
    pub definitions: PathBuf,
}

impl Places {
    /// Returns where a configured service keeps it.
    ///
    /// # Errors
    /// One line, where something lies elsewhere than in a folder.
    pub fn of(config: &Config) -> Result<Self, String> {
        let url = config.store_url();
        if !url.starts_with("surrealkv://") {
            return Err(format!(
                "the store {url} has no journal: back it up with its own means"
            ));
        }
        let attachments = config.attachments_url();
        let attachments = attachments
            .strip_prefix("file://")
            .ok_or_else(|| format!("{attachments} is no folder: back it up with its own means"))?;
        Ok(Self {
            journal: config.journal_folder(),
            attachments: PathBuf::from(attachments),
            definitions: config.definitions.clone(),
        })
    }

    pub(super) fn of_backup(folder: &Path) -> Self {
        Self {
            journal: folder.join("journal"),
            attachments: folder.join("attachments"),
            definitions: folder.join("definitions"),
        }
    }
}

/// What a backup is, as `backup.json` says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// 1.
    pub format: u32,
    /// The version of the program that made it.
    pub version: String,
    /// The journal's name.
    pub journal: String,
    /// The number of its last batch.
    pub seq: u64,
    /// The chain of that.
    pub chain: String,
    /// When that was written.
    #[serde(with = "ms::required")]
    pub at: Timestamp,
    /// When the backup was made.
    #[serde(with = "ms::required")]
    pub made: Timestamp,
}

/// A file that is not as its row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// It is not there.
    Missing,
    /// It has another content.
    Changed,
}

/// What came of making, verifying or restoring a backup.
#[derive(Clone, Debug)]
pub struct Report {
    /// Up to where.
    pub head: Head,
    /// Files that belong to it.
    pub files: usize,
    /// Files that were copied this time.
    pub copied: usize,
    /// Files that are not as they should be, by id. All else is there.
    pub faults: BTreeMap<String, FileFault>,
}

/// A backup was not made, not verified or not restored.
#[derive(Debug, Error)]
pub enum BackupError {
    /// The journal cannot be read or written.
    #[error("{0}")]
    Journal(#[from] JournalError),
    /// A file or folder cannot be read or written.
    #[error("{} cannot be {verb}: {error}", .path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What was tried: `read`, `written`.
        verb: &'static str,
        /// Why.
        error: io::Error,
    },
    /// There is nothing to back up.
    #[error("{} holds no journal: let the service start once before", .0.display())]
    NoJournal(PathBuf),
    /// The folder holds something else.
    #[error("{} holds something that is no backup of this service: name an empty folder, or one that is", .0.display())]
    NotOurs(PathBuf),
    /// The folder is no backup.
    #[error("{} is no backup: it has no backup.json that can be read", .0.display())]
    NoBackup(PathBuf),
    /// The backup has no such moment.
    #[error("the backup begins later than that")]
    TooEarly,
    /// There is something where the backup would be restored to.
    #[error("{} is not empty: a backup is restored into a place where nothing is", .0.display())]
    NotEmpty(PathBuf),
}

impl BackupError {
    pub(super) fn read(path: &Path, error: io::Error) -> Self {
        let path = path.to_owned();
        Self::Io {
            path,
            verb: "read",
            error,
        }
    }

    pub(super) fn written(path: &Path, error: io::Error) -> Self {
        let path = path.to_owned();
        Self::Io {
            path,
            verb: "written",
            error,
        }
    }
}

/// Returns what a folder is as a backup; none where it holds no `backup.json`.
///
/// # Errors
/// When there is one that cannot be read.
pub fn manifest(folder: &Path) -> Result<Option<Manifest>, BackupError> {
    let path = folder.join(MANIFEST);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            return Ok(None);
        }
        Err(error) => return Err(BackupError::read(&path, error)),
    };
    let parsed: Option<Manifest> = serde_json::from_str(&text).ok();
    let parsed = parsed.filter(|own| own.format == FORMAT);
    parsed
        .map(Some)
        .ok_or_else(|| BackupError::NoBackup(folder.to_owned()))
}

/// The files that rows speak of, while batches are read.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub(super) files: BTreeMap<String, Digest>,
}

/// What a row says of a file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Digest {
    pub(super) sha256: String,
    pub(super) size_bytes: u64,
}

impl Named {
    /// Takes over what a batch changes.
    pub(super) fn see(&mut self, record: &Record) {
        if record.base.as_ref().is_some_and(|base| base.begins) {
            self.files.clear();
        }
        let images = record.changes.iter().flatten();
        for image in images.filter(|image| image.table == ATTACHMENTS) {
            let doc = image.row.as_ref().and_then(|row| row.get("doc")?.as_str());
            match doc.and_then(|doc| serde_json::from_str(doc).ok()) {
                Some(digest) => self.files.insert(image.id.clone(), digest),
                None => self.files.remove(&image.id),
            };
        }
    }
}
