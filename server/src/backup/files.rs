//! Copying files, and telling whether they are as their rows say.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Read as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::model::{BackupError, Digest, FileFault};

/// Folders within folders.
const DEPTH_MAX: usize = 16;
/// Bytes that are read at once.
const BUFFER_BYTES: usize = 128 * 1024;

/// Returns the files below a folder as paths in it, those left out for which `is_left_out` says so of a name; none where
/// there is no such folder.
pub(super) fn below(
    folder: &Path,
    is_left_out: impl Fn(&str) -> bool,
) -> Result<Vec<PathBuf>, BackupError> {
    let mut found = Vec::new();
    let mut waiting = vec![(PathBuf::new(), 0)];
    while let Some((inner, depth)) = waiting.pop() {
        let place = folder.join(&inner);
        let entries = match fs::read_dir(&place) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            entries => entries.map_err(|error| BackupError::read(&place, error))?,
        };
        for entry in entries {
            let entry = entry.map_err(|error| BackupError::read(&place, error))?;
            let name = entry.file_name();
            if is_left_out(&name.to_string_lossy()) {
                continue;
            }
            let path = inner.join(&name);
            // A link is followed: what it leads to serves.
            match fs::metadata(entry.path()) {
                Ok(known) if known.is_dir() && depth < DEPTH_MAX => waiting.push((path, depth + 1)),
                Ok(known) if known.is_file() => found.push(path),
                _ => {}
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Copies a file such that it is there whole or not at all. `false` where it is gone.
pub(super) fn copy(from: &Path, to: &Path) -> Result<bool, BackupError> {
    let mut source = match File::open(from) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        source => source.map_err(|error| BackupError::read(from, error))?,
    };
    let mut part = to.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let mut write = || -> io::Result<()> {
        if let Some(folder) = to.parent() {
            make_private(folder)?;
        }
        let mut file = File::create(&part)?;
        io::copy(&mut source, &mut file)?;
        file.sync_all()?;
        fs::rename(&part, to)
    };
    write().map_err(|error| BackupError::written(to, error))?;
    Ok(true)
}

pub(super) fn make_private(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Tells what is wrong with a file.
pub(super) fn fault(path: &Path, digest: &Digest) -> Result<Option<FileFault>, BackupError> {
    let mut file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(Some(FileFault::Missing));
        }
        file => file.map_err(|error| BackupError::read(path, error))?,
    };
    let mut hash = Sha256::new();
    let (mut length, mut buffer) = (0, vec![0; BUFFER_BYTES]);
    loop {
        let read = file.read(&mut buffer);
        let read = read.map_err(|error| BackupError::read(path, error))?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
        length += read as u64;
    }
    let own: String = hash
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let is_same = length == digest.size_bytes && own == digest.sha256;
    Ok((!is_same).then_some(FileFault::Changed))
}

/// Tells whether a folder is not there or holds nothing.
pub(super) fn is_empty(folder: &Path) -> Result<bool, BackupError> {
    match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(BackupError::read(folder, error)),
        Ok(mut entries) => Ok(entries.next().is_none()),
    }
}
