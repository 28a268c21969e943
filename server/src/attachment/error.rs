//! Why a file was not accepted.

use guichet_engine::message::Message;

use crate::store::StoreError;

/// Why a file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// The file breaks a rule: what to tell the visitor (`problem-attachment-…`).
    #[error("the file was refused: {}", .0.key)]
    Refused(Message),
    /// Too many pictures wait to be looked at: to be tried again soon.
    #[error("too many pictures wait")]
    Busy,
    /// It could not be stored.
    #[error("the file could not be stored: {0}")]
    Storage(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl UploadError {
    pub(super) fn refused(key: &str) -> Self {
        Self::Refused(Message::new(key))
    }

    pub(super) fn storage(error: &impl std::fmt::Display) -> Self {
        Self::Storage(error.to_string())
    }
}
