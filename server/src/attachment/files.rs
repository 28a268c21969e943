//! The place where uploaded files are kept.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt};

use super::error::UploadError;
use super::queue::Queue;
use crate::data_folder;

/// How long an upload may take at most; what lies in the scratch folder longer was left behind.
const SCRATCH_MAX: std::time::Duration = std::time::Duration::from_secs(3_600);

/// Where uploaded files are kept.
#[derive(Debug)]
pub struct Attachments {
    pub(super) files: Arc<dyn ObjectStore>,
    /// The folder that they lie in.
    pub(super) folder: PathBuf,
    /// Where files lie until they are looked at.
    pub(super) scratch: PathBuf,
    /// Whose picture is looked at next.
    pub(super) queue: Arc<Queue>,
}

/// Receives files from one address.
#[derive(Clone, Copy, Debug)]
pub struct Receiver<'a> {
    pub(super) attachments: &'a Attachments,
    pub(super) from: IpAddr,
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
        data_folder::make_private(folder).map_err(|error| failed(&error))?;
        std::fs::create_dir_all(&scratch).map_err(|error| failed(&error))?;
        // What a crash left behind belongs to no upload any more; another process may be at work on younger files.
        remove_old(&scratch, SCRATCH_MAX, "").map_err(|error| failed(&error))?;
        // This shows whether the folder can be written.
        tempfile::NamedTempFile::new_in(&scratch).map_err(|error| failed(&error))?;
        let files = LocalFileSystem::new_with_prefix(folder)
            .map_err(|error| failed(&error))?
            .with_fsync(true);
        Ok(Self {
            files: Arc::new(files),
            folder: folder.to_owned(),
            scratch,
            queue: Queue::new(at_once),
        })
    }

    /// Returns what receives files from an address.
    #[must_use]
    pub fn from_address(&self, from: IpAddr) -> Receiver<'_> {
        Receiver {
            attachments: self,
            from,
        }
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

/// Returns where a file is kept. The first two characters of its id are a folder, so that none grows without end.
pub(super) fn original(id: &str) -> ObjectPath {
    ObjectPath::from(format!("{}/{id}", id.get(..2).unwrap_or("00")))
}

/// Returns where its reduced picture is kept.
pub(super) fn preview(id: &str) -> ObjectPath {
    ObjectPath::from(format!("{}/{id}-preview", id.get(..2).unwrap_or("00")))
}

/// Returns the path, in the place where files are kept, of a file.
#[must_use]
pub fn place_of(id: &str) -> String {
    original(id).to_string()
}

/// Returns the path of its reduced picture.
#[must_use]
pub fn place_of_preview(id: &str) -> String {
    preview(id).to_string()
}

/// Removes files of a folder whose names hold `mark` and which are older than `age`.
pub(super) fn remove_old(folder: &PathBuf, age: Duration, mark: &str) -> std::io::Result<()> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let is_marked = entry.file_name().to_string_lossy().contains(mark);
        let changed = entry.metadata().and_then(|known| known.modified());
        if is_marked && changed.is_ok_and(|at| at.elapsed().is_ok_and(|now| now > age)) {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
