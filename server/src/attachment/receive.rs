//! Receiving a file.

use std::path::Path;

use guichet_engine::form::{AttachmentRules, FileFault};
use guichet_engine::ids::Pointer;
use guichet_engine::message::Message;
use jiff::Timestamp;
use object_store::buffered::BufWriter;
use object_store::path::Path as ObjectPath;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};

use super::error::UploadError;
use super::file_name::clean;
use super::files::{Attachments, Receiver, original, preview};
use super::picture;
use crate::keys;
use crate::store::{AttachmentRow, Owner};

/// Bytes read at a time.
const CHUNK: usize = 64 * 1024;

impl Receiver<'_> {
    /// Receives a file: reads it within the limit, tells its type by its content, decodes it within pixel limits, keeps it
    /// with a reduced picture. Nothing is left behind when it is refused. The row is returned, not stored.
    ///
    /// # Errors
    /// See [`UploadError`].
    pub async fn receive(
        self,
        file: &mut (dyn AsyncRead + Send + Unpin),
        file_name: &str,
        rules: &AttachmentRules,
        owner: &Owner,
        field: &Pointer,
        now: Timestamp,
    ) -> Result<AttachmentRow, UploadError> {
        // Removed when dropped, however this ends.
        let scratch = tempfile::NamedTempFile::new_in(&self.attachments.scratch)
            .map_err(|error| UploadError::storage(&error))?;
        let (size_bytes, sha256) = copy(file, scratch.path(), rules).await?;
        let looked_at = self.look(scratch.path(), rules).await?;
        let id = keys::id();
        let kept = async {
            self.attachments
                .keep(&preview(&id), &mut looked_at.preview.as_slice())
                .await?;
            let mut content = tokio::fs::File::open(scratch.path())
                .await
                .map_err(|error| UploadError::storage(&error))?;
            self.attachments.keep(&original(&id), &mut content).await
        };
        if let Err(error) = kept.await {
            let _ = self.attachments.remove(&id).await;
            return Err(error);
        }
        Ok(AttachmentRow {
            id,
            owner: owner.clone(),
            field: field.clone(),
            file_name: clean(file_name, looked_at.media_type),
            media_type: looked_at.media_type.to_owned(),
            size_bytes,
            width: looked_at.width,
            height: looked_at.height,
            sha256,
            created: now,
        })
    }

    /// Looks at a picture on a thread of its own, when its turn has come: a decoded one can take much memory.
    async fn look(
        &self,
        path: &Path,
        rules: &AttachmentRules,
    ) -> Result<picture::Looked, UploadError> {
        let turn = self.attachments.queue.turn(self.from).await;
        let turn = turn.map_err(|_| UploadError::Busy)?;
        let (path, rules) = (path.to_owned(), rules.clone());
        let looking = tokio::task::spawn_blocking(move || {
            // Held until the thread is done, even when nobody waits for it any more.
            let _turn = turn;
            picture::look(&path, &rules)
        });
        looking
            .await
            .map_err(|error| UploadError::storage(&error))?
    }
}

impl Attachments {
    async fn keep(
        &self,
        path: &ObjectPath,
        content: &mut (dyn AsyncRead + Send + Unpin),
    ) -> Result<(), UploadError> {
        let mut writer = BufWriter::new(std::sync::Arc::clone(&self.files), path.clone());
        let written = async {
            tokio::io::copy(content, &mut writer).await?;
            writer.shutdown().await
        };
        let written = written.await;
        if let Err(error) = written {
            let _ = writer.abort().await;
            return Err(UploadError::storage(&error));
        }
        Ok(())
    }
}

/// Copies a file to the scratch file, counting; gives its size and hash.
async fn copy(
    file: &mut (dyn AsyncRead + Send + Unpin),
    to: &Path,
    rules: &AttachmentRules,
) -> Result<(u64, String), UploadError> {
    let mut out = tokio::fs::File::create(to)
        .await
        .map_err(|error| UploadError::storage(&error))?;
    let mut hash = Sha256::new();
    let mut size_bytes = 0_u64;
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = file
            .read(&mut chunk)
            .await
            .map_err(|_| UploadError::refused("problem-attachment-interrupted"))?;
        if read == 0 {
            break;
        }
        size_bytes += read as u64;
        if rules.size_fault(size_bytes) == Some(FileFault::TooLarge) {
            let message = Message::new("problem-attachment-too-large")
                .with("limit", crate::view::size(rules.size_bytes_max));
            return Err(UploadError::Refused(message));
        }
        hash.update(&chunk[..read]);
        out.write_all(&chunk[..read])
            .await
            .map_err(|error| UploadError::storage(&error))?;
    }
    out.flush()
        .await
        .map_err(|error| UploadError::storage(&error))?;
    if rules.size_fault(size_bytes) == Some(FileFault::Empty) {
        return Err(UploadError::refused("problem-attachment-empty"));
    }
    let hash = hash.finalize();
    Ok((
        size_bytes,
        hash.iter().map(|byte| format!("{byte:02x}")).collect(),
    ))
}
