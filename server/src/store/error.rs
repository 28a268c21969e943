//! What can go wrong in the store.

use std::collections::HashMap;

use surrealdb::types::QueryError;
use thiserror::Error;

/// A failure of the store.
#[derive(Debug, Error)]
pub enum StoreError {
    /// It could not be opened; one line says why and what to do.
    #[error("{0}")]
    Open(String),
    /// Another process has it; one line says so.
    #[error("{0}")]
    Locked(String),
    /// A newer version wrote it; one line says so and what to do.
    #[error("{0}")]
    Newer(String),
    /// The journal takes nothing, most often because the disk is full; nothing has changed.
    #[error("the disk takes nothing: {0}")]
    Full(String),
    /// It belongs to another journal than the one in this folder.
    #[error("the store does not belong to the journal {}", .0.display())]
    Foreign(std::path::PathBuf),
    /// Too many others changed the same rows at once.
    #[error("the store is busy")]
    Busy,
    /// Anything else.
    #[error("the store failed: {0}")]
    Failed(String),
}

impl StoreError {
    pub(super) fn newer(found: u32, known: u32) -> Self {
        Self::Newer(format!(
            "the store was written by a newer version of Guichet (migration {found}, this one knows up to {known}): \
             start that version or a later one, or restore a backup from before the upgrade"
        ))
    }

    pub(super) fn open(url: &str, error: &surrealdb::Error) -> Self {
        let reason = error.to_string();
        let lower = reason.to_lowercase();
        if lower.contains("lock") {
            return Self::Locked(format!(
                "the store {url} is in use by another process: stop that one first"
            ));
        }
        Self::Open(
            if lower.contains("permission")
                || lower.contains("read-only")
                || lower.contains("denied")
            {
                format!(
                    "the store {url} cannot be written: give this user the right to write there ({reason})"
                )
            } else {
                format!(
                    "the store {url} cannot be opened: {reason}. If it lies in a folder of this machine, `guichet recover store` \
                     makes it anew from the journal"
                )
            },
        )
    }
}

impl From<surrealdb::Error> for StoreError {
    fn from(error: surrealdb::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// A commit did not go through; nothing has changed.
#[derive(Debug, Error)]
pub enum CommitError {
    /// Somebody else changed the case first.
    #[error("the case has another version")]
    VersionConflict,
    /// A value that must be unique is taken.
    #[error("a value of {scope} is taken")]
    NotUnique {
        /// The scope.
        scope: String,
    },
    /// Another case has the reference number.
    #[error("the reference number is taken")]
    ReferenceTaken,
    /// The same request was carried out before.
    #[error("this was done before")]
    AlreadyDone,
    /// Nobody could look after the service any more.
    #[error("this is the last active administrator")]
    LastAdministrator,
    /// It was done too often lately.
    #[error("this was done too often lately")]
    TooOften,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a transaction did not go through.
pub(super) enum Failure {
    /// Somebody else wrote the same rows.
    Conflict,
    /// One of our own `THROW`s.
    Thrown(String),
    /// A record that had to be new exists; its id.
    Exists(String),
    /// A statement was refused before the commit.
    Refused(String),
    /// The commit itself failed.
    Commit(String),
}

impl Failure {
    /// Finds the cause among the errors of a transaction of `count` statements: most only say that they were not
    /// executed because another failed.
    pub(super) fn from_errors(errors: HashMap<usize, surrealdb::Error>, count: usize) -> Self {
        let mut errors: Vec<(usize, surrealdb::Error)> = errors.into_iter().collect();
        errors.sort_by_key(|(index, _)| *index);
        if errors.iter().any(|(_, error)| is_conflict(error)) {
            return Self::Conflict;
        }
        let cause = errors
            .iter()
            .find(|(_, error)| !matches!(error.query_details(), Some(QueryError::NotExecuted)));
        match cause {
            Some((_, error)) if thrown(error).is_some() => {
                Self::Thrown(thrown(error).unwrap_or_default())
            }
            Some((_, error)) if existing(error).is_some() => {
                Self::Exists(existing(error).unwrap_or_default())
            }
            Some((index, error)) if index + 1 < count => Self::Refused(error.to_string()),
            Some((_, error)) => Self::Commit(error.to_string()),
            None => Self::Commit(
                "it gives no reason; most often the disk is full, over a quota, or broken"
                    .to_owned(),
            ),
        }
    }

    /// Returns what to tell.
    pub(super) fn reason(self) -> String {
        match self {
            Self::Conflict => "another process writes the store".to_owned(),
            Self::Thrown(reason)
            | Self::Exists(reason)
            | Self::Refused(reason)
            | Self::Commit(reason) => reason,
        }
    }
}

fn is_conflict(error: &surrealdb::Error) -> bool {
    matches!(error.query_details(), Some(QueryError::TransactionConflict))
        || error
            .to_string()
            .to_lowercase()
            .contains("transaction conflict")
}

/// Returns the text of a `THROW "guichet:…"`.
fn thrown(error: &surrealdb::Error) -> Option<String> {
    let text = error.to_string();
    let at = text.find("guichet:")?;
    Some(text[at + "guichet:".len()..].trim().to_owned())
}

/// Returns the record that exists already, as ``Database record `unique_key:…` already exists`` names it.
fn existing(error: &surrealdb::Error) -> Option<String> {
    let text = error.to_string();
    if !text.contains("already exists") && !text.contains("already contains") {
        return None;
    }
    Some(text)
}
