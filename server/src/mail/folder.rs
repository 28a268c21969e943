//! Mail as files: one `.eml` a mail, for services without a mail server.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::send_error::SendError;
use crate::data_folder;
use crate::store::MailRow;

/// A folder that mails are written to.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Makes the folder where there is none.
    ///
    /// # Errors
    /// One line, when it cannot be made or written to.
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        let refused = |error: io::Error| {
            format!(
                "the mail folder {} cannot be written to: {error}",
                path.display()
            )
        };
        let folder = Self {
            path: path.to_owned(),
        };
        data_folder::make_private(path).map_err(refused)?;
        let trial = path.join(".trial");
        File::create(&trial).map_err(refused)?;
        fs::remove_file(&trial).map_err(refused)?;
        Ok(folder)
    }

    /// Writes a mail. Sent again it replaces itself; a file is there whole or not at all.
    pub(super) async fn send(&self, row: &MailRow, bytes: Vec<u8>) -> Result<(), SendError> {
        let folder = self.path.clone();
        let name = file_name(row);
        let written = tokio::task::spawn_blocking(move || write(&folder, &name, &bytes)).await;
        written
            .map_err(io::Error::other)
            .flatten()
            .map_err(|error| SendError::temporary("file", &error.to_string()))
    }
}

/// Names files such that they sort by the time that caused each mail.
fn file_name(row: &MailRow) -> String {
    format!("{}-{}.eml", row.created.strftime("%Y%m%dT%H%M%SZ"), row.id)
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let part = folder.join(format!(".{name}.part"));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    // Mails hold links that prove who somebody is.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&part, folder.join(name))?;
    // The new name lasts only once the folder is on disk too.
    File::open(folder)?.sync_all()
}
