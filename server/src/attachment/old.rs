//! Finding files that nobody may know of.

use std::collections::BTreeSet;
use std::time::Duration;

use futures::TryStreamExt;
use jiff::SignedDuration;
use object_store::path::Path as ObjectPath;

use super::error::UploadError;
use super::files::{Attachments, remove_old};
use crate::clock::Clock;

impl Attachments {
    /// Returns the ids of files that lie in one of the 256 folders for longer than `age`.
    ///
    /// # Errors
    /// When the place where files are kept fails.
    pub async fn old(&self, shard: u8, age: Duration) -> Result<BTreeSet<String>, UploadError> {
        // Files carry the machine's time, whatever the service's clock says.
        let before = Clock::new(SignedDuration::ZERO).now() - age;
        let folder = ObjectPath::from(format!("{shard:02x}"));
        let mut files = self.files.list(Some(&folder));
        let mut ids = BTreeSet::new();
        while let Some(file) = files
            .try_next()
            .await
            .map_err(|error| UploadError::storage(&error))?
        {
            let name = file.location.filename().unwrap_or_default();
            let id = name.strip_suffix("-preview").unwrap_or(name);
            // What an operator may have put there is left alone.
            let is_id = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
            if is_id && file.last_modified.timestamp_millis() < before.as_millisecond() {
                ids.insert(id.to_owned());
            }
        }
        Ok(ids)
    }

    /// Removes what a process left behind that was stopped while it wrote into one of the 256 folders, or while it received a file.
    ///
    /// # Errors
    /// When a folder cannot be read or a file in it not removed.
    pub async fn remove_halves(&self, shard: u8, age: Duration) -> Result<(), UploadError> {
        let folders = [
            self.folder.join(format!("{shard:02x}")),
            self.scratch.clone(),
        ];
        let scratch = self.scratch.clone();
        let removed = tokio::task::spawn_blocking(move || {
            for folder in folders {
                // In its own folders the store writes under a name with # first.
                remove_old(&folder, age, if folder == scratch { "" } else { "#" })?;
            }
            Ok::<_, std::io::Error>(())
        });
        removed
            .await
            .map_err(|error| UploadError::storage(&error))?
            .map_err(|error| UploadError::storage(&error))
    }
}
