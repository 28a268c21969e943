//! What can be wrong with a journal.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// A failure of the journal. Each says where, and what to do.
#[derive(Debug, Error)]
pub enum JournalError {
    /// Another process writes it.
    #[error("the journal {} is in use by another process: stop that one first", .0.display())]
    Locked(PathBuf),
    /// The disk refused.
    #[error("the journal {} cannot be {verb}: {error}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was tried: `read`, `written`.
        verb: &'static str,
        /// Why.
        error: io::Error,
    },
    /// The disk could not say whether it has what was written.
    #[error("the journal {} cannot be synced: {error}", .path.display())]
    Unknown {
        /// The segment.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A line that was acknowledged is not as it was written.
    #[error(
        "the journal is damaged: {} at byte {offset}: {what}. Nothing was changed. Put an undamaged copy of this file back, \
         or let `guichet recover` set the journal aside and go on with what the store holds",
        .path.display()
    )]
    Damaged {
        /// The segment.
        path: PathBuf,
        /// Where in it.
        offset: u64,
        /// What is wrong.
        what: String,
    },
    /// A segment is not there.
    #[error(
        "the journal {} lacks what comes after batch {after}: put the missing segment back, or let `guichet recover` set the \
         journal aside and go on with what the store holds",
        .folder.display()
    )]
    Missing {
        /// The journal.
        folder: PathBuf,
        /// The last batch before the gap.
        after: u64,
    },
}

impl JournalError {
    pub(super) fn read(path: impl Into<PathBuf>, error: io::Error) -> Self {
        Self::Io {
            path: path.into(),
            verb: "read",
            error,
        }
    }

    pub(super) fn written(path: impl Into<PathBuf>, error: io::Error) -> Self {
        Self::Io {
            path: path.into(),
            verb: "written",
            error,
        }
    }

    /// Returns whether the disk has no space left, or the user no more of it.
    #[must_use]
    pub fn is_disk_full(&self) -> bool {
        matches!(self, Self::Io { error, .. } if matches!(
            error.kind(),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
        ))
    }
}
