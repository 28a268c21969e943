//! Reading files that are kept. Whether somebody may see one is for the routes to know.

use std::collections::BTreeMap;

use futures::TryStreamExt;
use guichet_engine::form::view::AttachmentView;
use object_store::ObjectStoreExt;
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncRead;
use tokio_util::io::StreamReader;

use super::error::UploadError;
use super::file_name::fitting;
use super::files::{Attachments, original, preview};
use crate::store::AttachmentRow;

/// A file was not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is not there.
    #[error("the file is missing")]
    Missing,
    /// It has another content than was uploaded.
    #[error("the file is not as it was uploaded")]
    Changed,
    /// The place where files are kept fails.
    #[error("the file cannot be read: {0}")]
    Storage(String),
}

/// A file that is kept, to be read.
pub struct Stored {
    /// Its size in bytes.
    pub length: u64,
    /// Its content.
    pub content: Box<dyn AsyncRead + Send + Unpin>,
}

impl std::fmt::Debug for Stored {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a file of {} bytes", self.length)
    }
}

impl Attachments {
    /// Returns a file, whole, as it was uploaded. It is in memory: a form bounds how large a file may be.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub async fn read(&self, row: &AttachmentRow) -> Result<Vec<u8>, ReadError> {
        let failed = |error: &dyn std::fmt::Display| ReadError::Storage(error.to_string());
        let found = match self.files.get(&original(&row.id)).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Err(ReadError::Missing),
            Err(error) => return Err(failed(&error)),
        };
        if found.meta.size != row.size_bytes {
            return Err(ReadError::Changed);
        }
        let bytes = found.bytes().await.map_err(|error| failed(&error))?;
        let expect = row.sha256.clone();
        let checked = tokio::task::spawn_blocking(move || {
            let own = Sha256::digest(&bytes);
            let own: String = own.iter().map(|byte| format!("{byte:02x}")).collect();
            (own == expect).then(|| bytes.to_vec())
        });
        let checked = checked.await.map_err(|error| failed(&error))?;
        checked.ok_or(ReadError::Changed)
    }

    /// Opens the reduced picture of a file; `None` when it is not there.
    ///
    /// # Errors
    /// When the place where files are kept fails.
    pub async fn read_preview(&self, row: &AttachmentRow) -> Result<Option<Stored>, UploadError> {
        let found = match self.files.get(&preview(&row.id)).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(UploadError::storage(&error)),
        };
        let length = found.meta.size;
        let content = StreamReader::new(found.into_stream().map_err(std::io::Error::other));
        Ok(Some(Stored {
            length,
            content: Box::new(content),
        }))
    }
}

/// Returns what pages know of uploaded files, by id; `base` is the address below which they are fetched.
#[must_use]
pub fn views(rows: &[AttachmentRow], base: &str) -> BTreeMap<String, AttachmentView> {
    let view = |row: &AttachmentRow| {
        let url = format!("{base}/attachments/{}", row.id);
        let view = AttachmentView {
            id: row.id.clone(),
            file_name: fitting(&row.file_name, &row.media_type),
            size_bytes: row.size_bytes,
            preview_url: format!("{url}/preview"),
            url,
        };
        (row.id.clone(), view)
    };
    rows.iter().map(view).collect()
}
