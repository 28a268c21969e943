//! Reads a definitions folder: only what definitions are made of, within bounds, never outside.

use std::fs::{self, DirEntry};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use guichet_engine::diagnostic::Diagnostic;
use guichet_engine::ids::{Files, Version};

use super::codes;

/// The parts of a definitions folder.
pub const PARTS: [&str; 3] = ["forms", "workflows", "templates"];
/// What definitions are written in; other files may lie beside them and are not read.
const EXTENSIONS: [&str; 9] = [
    "css", "ftl", "html", "js", "json", "mjs", "rhai", "svg", "txt",
];
/// Most files in a definitions folder.
const FILES_MAX: usize = 10_000;
/// The largest file; what a JSON file may have at most is for the engine to say.
const FILE_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Most bytes altogether.
const BYTES_MAX: usize = 64 * 1024 * 1024;
/// Deepest level of folders.
const DEPTH_MAX: usize = 16;

/// What a definitions folder holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Folder {
    /// The text of its files.
    pub files: Files,
    /// What could not be read.
    pub faults: Vec<Diagnostic>,
}

impl Folder {
    /// Returns the content address of everything read, by which a change is noticed.
    #[must_use]
    pub fn version(&self) -> Version {
        let mut all = self.files.clone();
        for fault in &self.faults {
            let name = format!("{} {}", fault.code, fault.place.file);
            all.insert(name, format!("{:?}", fault.message));
        }
        Version::from_files(&all)
    }
}

/// Reads `forms/`, `workflows/` and `templates/` of a folder. What cannot be read is a fault and does not stop the rest.
///
/// # Errors
/// When there is no such folder.
pub fn read_folder(root: &Path) -> io::Result<Folder> {
    let root = root.canonicalize()?;
    if !root.is_dir() {
        return Err(io::Error::from(io::ErrorKind::NotADirectory));
    }
    let mut reader = Reader {
        root: root.clone(),
        folder: Folder::default(),
        bytes: 0,
        full: false,
    };
    for part in PARTS {
        let path = root.join(part);
        if path.symlink_metadata().is_ok() {
            reader.take(&path, part, 1);
        }
    }
    Ok(reader.folder)
}

struct Reader {
    root: PathBuf,
    folder: Folder,
    bytes: usize,
    /// Whether a bound was reached: nothing more is read.
    full: bool,
}

impl Reader {
    fn fault(&mut self, fault: Diagnostic) {
        self.folder.faults.push(fault);
    }

    /// Reports that there is too much: what was read so far may be half of a definition, so that none of it may serve.
    fn overflow(&mut self, what: &str, limit: usize) {
        if !self.full {
            self.full = true;
            let args = [("what", what), ("limit", &limit.to_string())];
            self.fault(codes::TOO_MUCH.at(codes::at("."), &args));
        }
    }

    fn unreadable(&mut self, name: &str, error: &io::Error) {
        // What is gone since its folder was listed is being replaced; the next reading finds what came of it.
        if error.kind() != io::ErrorKind::NotFound {
            let reason = error.to_string();
            self.fault(codes::UNREADABLE.at(codes::at(name), &[("reason", &reason)]));
        }
    }

    /// Takes a file or folder by its path and its name within the definitions folder.
    fn take(&mut self, path: &Path, name: &str, depth: usize) {
        if self.full {
            return;
        }
        let real = match path.canonicalize() {
            Ok(real) => real,
            Err(error) => return self.unreadable(name, &error),
        };
        if !real.starts_with(&self.root) {
            return self.fault(codes::LEADS_OUTSIDE.at(codes::at(name), &[]));
        }
        match fs::metadata(&real) {
            Ok(found) if found.is_dir() => self.take_folder(&real, name, depth),
            Ok(found) if found.is_file() && has_known_extension(name) => {
                self.take_file(&real, name);
            }
            Ok(_) => {}
            Err(error) => self.unreadable(name, &error),
        }
    }

    fn take_folder(&mut self, path: &Path, name: &str, depth: usize) {
        if depth > DEPTH_MAX {
            return self.overflow("levels", DEPTH_MAX);
        }
        let entries = fs::read_dir(path).and_then(Iterator::collect::<io::Result<Vec<DirEntry>>>);
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) => return self.unreadable(name, &error),
        };
        if entries.len() > FILES_MAX {
            return self.overflow("files", FILES_MAX);
        }
        entries.sort_by_key(DirEntry::file_name);
        for entry in entries {
            let own = entry.file_name();
            let own = own.to_string_lossy();
            // Editors keep what they are working on beside a file, hidden or with a tilde.
            if !own.starts_with(['.', '#']) && !own.ends_with('~') {
                self.take(&entry.path(), &format!("{name}/{own}"), depth + 1);
            }
        }
    }

    fn take_file(&mut self, path: &Path, name: &str) {
        if self.folder.files.len() >= FILES_MAX {
            return self.overflow("files", FILES_MAX);
        }
        let text = match read_bounded(path) {
            Ok(Some(text)) => text,
            Ok(None) => {
                let args = [("limit", &*FILE_BYTES_MAX.to_string())];
                return self.fault(codes::TOO_LARGE.at(codes::at(name), &args));
            }
            Err(error) => return self.unreadable(name, &error),
        };
        self.bytes += text.len();
        if self.bytes > BYTES_MAX {
            return self.overflow("bytes", BYTES_MAX);
        }
        self.folder.files.insert(name.to_owned(), text);
    }
}

/// Returns the text of a file; `None` when it is too large.
fn read_bounded(path: &Path) -> io::Result<Option<String>> {
    let mut text = String::new();
    let limit = FILE_BYTES_MAX as u64 + 1;
    fs::File::open(path)?
        .take(limit)
        .read_to_string(&mut text)?;
    Ok((text.len() <= FILE_BYTES_MAX).then_some(text))
}

fn has_known_extension(name: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, extension)| EXTENSIONS.contains(&extension))
}
