//! Reading files that are kept. Whether somebody may see one is for the routes to know.

use std::collections::BTreeMap;

use futures::TryStreamExt;
use guichet_engine::form::view::AttachmentView;
use object_store::ObjectStoreExt;
use tokio::io::AsyncRead;
use tokio_util::io::StreamReader;

use super::error::UploadError;
use super::file_name::fitting;
use super::files::{Attachments, original, preview};
use crate::store::AttachmentRow;

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
    /// Opens a file, or its reduced picture; `None` when it is not there.
    ///
    /// # Errors
    /// When the place where files are kept fails.
    pub async fn read(
        &self,
        row: &AttachmentRow,
        reduced: bool,
    ) -> Result<Option<Stored>, UploadError> {
        let path = if reduced {
            preview(&row.id)
        } else {
            original(&row.id)
        };
        let found = match self.files.get(&path).await {
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
