//! What can go wrong in the store.

use std::collections::HashMap;
use std::io;

use rustix::io::Errno;
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
        let reason = error.message();
        if is_locked(reason) {
            return Self::Locked(format!(
                "the store {url} is in use by another process: stop that one first"
            ));
        }
        Self::Open(if error.is_not_allowed() || is_denied(reason) {
            format!(
                "the store {url} cannot be written: give this user the right to write there ({reason})"
            )
        } else {
            format!(
                "the store {url} cannot be opened: {reason}. If it lies in a folder of this machine, `guichet recover store` \
                     makes it anew from the journal"
            )
        })
    }
}

/// Tells from what opening a store failed with whether another process has it. The embedded store gives no more than this text:
/// its error has a kind for neither.
fn is_locked(reason: &str) -> bool {
    reason.contains("already locked by another process")
}

/// Tells from the same whether the operating system does not let the store be written: then it has the words of its error.
fn is_denied(reason: &str) -> bool {
    let errors = [Errno::ACCESS, Errno::PERM, Errno::ROFS];
    let mut words = errors
        .map(|error| io::Error::from(error).to_string())
        .into_iter();
    words.any(|words| reason.contains(&words))
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

/// What a guard that does not hold throws, before its place.
pub(super) const GUARD: &str = "guichet:";

/// Why a transaction did not go through.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// Somebody else wrote the same rows.
    Conflict,
    /// A guard does not hold; its place.
    Guard(usize),
    /// A record or a value that had to be new is there; which.
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
        let is = |error: &surrealdb::Error, what: &QueryError| error.query_details() == Some(what);
        if errors
            .iter()
            .any(|(_, error)| is(error, &QueryError::TransactionConflict))
        {
            return Self::Conflict;
        }
        let mut causes = errors
            .iter()
            .filter(|(_, error)| !is(error, &QueryError::NotExecuted));
        let Some((index, error)) = causes.next() else {
            return Self::Commit(
                "it gives no reason; most often the disk is full, over a quota, or broken"
                    .to_owned(),
            );
        };
        let reason = error.message().to_owned();
        match guard(error) {
            Some(place) => Self::Guard(place),
            None if error.is_already_exists() || is_in_index(error) => Self::Exists(reason),
            None if index + 1 < count => Self::Refused(reason),
            None => Self::Commit(reason),
        }
    }

    /// Returns what to tell.
    pub(super) fn reason(self) -> String {
        match self {
            Self::Conflict => "another process writes the store".to_owned(),
            Self::Guard(place) => format!("its guard {place} does not hold"),
            Self::Exists(reason) | Self::Refused(reason) | Self::Commit(reason) => reason,
        }
    }
}

/// Returns the place of the guard that threw this, as [`GUARD`] marks it.
fn guard(error: &surrealdb::Error) -> Option<usize> {
    if !error.is_thrown() {
        return None;
    }
    let (_, rest) = error.message().split_once(GUARD)?;
    let place = rest.split(|one: char| !one.is_ascii_digit()).next()?;
    place.parse().ok()
}

/// Tells whether a value is in a unique index already. The store has no kind for this, as it has for a record that is there: its
/// error is of the kind of what nobody foresaw, and only the text says what it is.
fn is_in_index(error: &surrealdb::Error) -> bool {
    error.is_internal() && error.message().contains("already contains")
}

#[cfg(test)]
mod tests;
