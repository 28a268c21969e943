//! Uploaded files: received within limits, looked at, kept under random names, given only to those who may see them.
//!
//! A file is read into a scratch file while its size is counted, told by its content, decoded within pixel and memory limits, and
//! only then kept, with a reduced picture that is encoded anew and so carries nothing but pixels.

mod old;
mod picture;
mod receive;
mod serve;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use guichet_engine::message::Message;
use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt};
use tokio::sync::Semaphore;

pub use picture::names;
pub use serve::views;

use crate::store::StoreError;

/// How long an upload may take at most; what lies in the scratch folder longer was left behind.
const SCRATCH_MAX: std::time::Duration = std::time::Duration::from_secs(3_600);

/// Where uploaded files are kept.
#[derive(Debug)]
pub struct Attachments {
    files: Arc<dyn ObjectStore>,
    /// The folder that they lie in.
    folder: PathBuf,
    /// Where files lie until they are looked at.
    scratch: PathBuf,
    /// How many pictures may be decoded at the same time.
    at_once: Arc<Semaphore>,
}

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

impl UploadError {
    fn refused(key: &str) -> Self {
        Self::Refused(Message::new(key))
    }

    fn storage(error: &impl std::fmt::Display) -> Self {
        Self::Storage(error.to_string())
    }
}

impl Attachments {
    /// Opens the place where files are kept: `file://FOLDER`, made if it is not there.
    ///
    /// # Errors
    /// One line that says why not and what to do.
    pub fn open(url: &str, at_once: usize) -> Result<Self, String> {
        let folder = url.strip_prefix("file://").ok_or_else(|| {
            format!("{url} is no place for attachments: write file:// and a folder")
        })?;
        let folder = Path::new(folder);
        let scratch = folder.join("incoming");
        let failed = |error: &dyn std::fmt::Display| {
            format!(
                "the attachments folder {} cannot be used: {error}; give this user the right to write there",
                folder.display()
            )
        };
        std::fs::create_dir_all(&scratch).map_err(|error| failed(&error))?;
        // What a crash left behind belongs to no upload any more; another process may be at work on younger files.
        old::remove_old(&scratch, SCRATCH_MAX, "").map_err(|error| failed(&error))?;
        // This shows whether the folder can be written.
        tempfile::NamedTempFile::new_in(&scratch).map_err(|error| failed(&error))?;
        let files = LocalFileSystem::new_with_prefix(folder)
            .map_err(|error| failed(&error))?
            .with_fsync(true);
        Ok(Self {
            files: Arc::new(files),
            folder: folder.to_owned(),
            scratch,
            at_once: Arc::new(Semaphore::new(at_once.max(1))),
        })
    }

    /// Removes a file and its picture. What is gone already is no error.
    ///
    /// # Errors
    /// When the place where files are kept fails.
    pub async fn remove(&self, id: &str) -> Result<(), UploadError> {
        for path in [original(id), preview(id)] {
            match self.files.delete(&path).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(UploadError::storage(&error)),
            }
        }
        Ok(())
    }
}

/// Where a file is kept. The first two characters of its id are a folder, so that none grows without end.
fn original(id: &str) -> ObjectPath {
    ObjectPath::from(format!("{}/{id}", id.get(..2).unwrap_or("00")))
}

/// Where its reduced picture is kept.
fn preview(id: &str) -> ObjectPath {
    ObjectPath::from(format!("{}/{id}-preview", id.get(..2).unwrap_or("00")))
}
