//! Making a backup.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::files::{below, copy, fault, is_empty, make_private};
use super::model::{
    BackupError, FORMAT, FileFault, MANIFEST, Manifest, Named, Places, Report, manifest,
};
use crate::attachment::place_of;
use crate::definitions::PARTS;
use crate::journal::{self, Reader, Until};

/// How often the journal is copied again while files are not there that a row speaks of: the row may be going as well.
const ATTEMPTS_MAX: usize = 3;

/// Makes a backup in a folder that is empty, or adds to the one that is there. What it then has is read again and compared.
///
/// # Errors
/// When something cannot be read or written; the backup of before is as it was then. Files of the service that are missing or
/// changed are no error: [`Report::faults`] tells of them.
pub fn make(places: &Places, folder: &Path, now: Timestamp) -> Result<Report, BackupError> {
    let name = journal::name(&places.journal)?;
    let name = name.ok_or_else(|| BackupError::NoJournal(places.journal.clone()))?;
    match manifest(folder) {
        Ok(Some(before)) if before.journal == name => {}
        Ok(None) if is_empty(folder)? || is_begun(folder, &name)? => {}
        _ => return Err(BackupError::NotOurs(folder.to_owned())),
    }
    let to = Places::of_backup(folder);
    make_private(folder).map_err(|error| BackupError::written(folder, error))?;
    let mut copied = BTreeSet::new();
    let mut attempt = 1;
    let (head, named) = loop {
        copy_files(&places.attachments, &to.attachments, &mut copied)?;
        let mut named = Named::default();
        let ended = journal::copy(&places.journal, &to.journal, Until::End, |record| {
            named.see(record);
        });
        let head = ended?.ok_or_else(|| BackupError::NoJournal(places.journal.clone()))?;
        // What was uploaded between the two copies.
        let mut are_there = true;
        for place in named.files.keys().map(|id| PathBuf::from(place_of(id))) {
            let (source, target) = (places.attachments.join(&place), to.attachments.join(&place));
            if !target.exists() {
                let is_copied = copy(&source, &target)?;
                are_there &= is_copied;
                copied.extend(is_copied.then_some(place));
            }
        }
        if attempt == ATTEMPTS_MAX || are_there {
            break (head, named);
        }
        attempt += 1;
    };
    copy_definitions(&places.definitions, &to.definitions)?;
    let faults = check_files(&to.attachments, &named, &copied)?;
    read_again(&to.journal, &head)?;
    let own = Manifest {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        journal: head.journal.clone(),
        seq: head.seq,
        chain: head.chain.to_string(),
        at: head.at,
        made: now,
    };
    write_manifest(folder, &own)?;
    Ok(Report {
        head,
        files: named.files.len(),
        copied: copied.len(),
        faults,
    })
}

/// Reads again the files that were copied, and finds those that are missing. One that is not as it was uploaded is taken away, so that it is
/// copied again once it is mended.
fn check_files(
    folder: &Path,
    named: &Named,
    copied: &BTreeSet<PathBuf>,
) -> Result<BTreeMap<String, FileFault>, BackupError> {
    let mut faults = BTreeMap::new();
    for (id, digest) in &named.files {
        let place = PathBuf::from(place_of(id));
        let path = folder.join(&place);
        // What an earlier backup read again is not read each time; `guichet verify` does.
        if !copied.contains(&place) && path.exists() {
            continue;
        }
        if let Some(found) = fault(&path, digest)? {
            faults.insert(id.clone(), found);
            if found == FileFault::Changed {
                fs::remove_file(&path).map_err(|error| BackupError::written(&path, error))?;
            }
        }
    }
    Ok(faults)
}

/// Tells whether a backup of this journal was begun in a folder and cut off.
fn is_begun(folder: &Path, name: &str) -> Result<bool, BackupError> {
    let to = Places::of_backup(folder);
    let has_journal = journal::name(&to.journal)?.is_some_and(|own| own == name);
    let others = below(folder, |own| {
        own == "attachments" || own.starts_with("definitions")
    })?;
    let in_journal = |path: &PathBuf| path.starts_with("journal");
    Ok(others.iter().all(in_journal) && (has_journal || others.is_empty()))
}

/// Copies the uploaded files that the backup does not have.
fn copy_files(from: &Path, to: &Path, copied: &mut BTreeSet<PathBuf>) -> Result<(), BackupError> {
    // Uploads under way, and what the store of files writes before it is whole.
    let is_left_out = |name: &str| name == "incoming" || name.contains('#');
    for path in below(from, is_left_out)? {
        let (source, target) = (from.join(&path), to.join(&path));
        if !target.exists() && copy(&source, &target)? {
            copied.insert(path);
        }
    }
    Ok(())
}

/// Copies the definitions as they are now, in place of those of before.
fn copy_definitions(from: &Path, to: &Path) -> Result<(), BackupError> {
    let part = to.with_extension("part");
    let remove = |path: &Path| match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(BackupError::written(path, error))
        }
        _ => Ok(()),
    };
    remove(&part)?;
    make_private(&part).map_err(|error| BackupError::written(&part, error))?;
    for part_of in PARTS {
        for path in below(&from.join(part_of), |name| name.starts_with('.'))? {
            let path = Path::new(part_of).join(path);
            copy(&from.join(&path), &part.join(&path))?;
        }
    }
    remove(to)?;
    fs::rename(&part, to).map_err(|error| BackupError::written(to, error))
}

/// Reads the journal of the backup, which must end as what was copied did.
fn read_again(folder: &Path, head: &journal::Head) -> Result<(), BackupError> {
    let first = journal::segments(folder)?
        .first()
        .map_or(1, |own| own.first);
    let mut reader = Reader::open(folder, first - 1)?;
    while reader.read()?.is_some() {}
    if reader.head() == (head.seq, head.chain) {
        return Ok(());
    }
    let differs = io::Error::other("what was written is not what was read");
    Err(BackupError::written(folder, differs))
}

fn write_manifest(folder: &Path, own: &Manifest) -> Result<(), BackupError> {
    let path = folder.join(MANIFEST);
    let part = folder.join("backup.json.part");
    let write = || -> io::Result<()> {
        let mut file = File::create(&part)?;
        file.write_all(serde_json::to_string_pretty(own)?.as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        fs::rename(&part, &path)?;
        File::open(folder)?.sync_all()
    };
    write().map_err(|error| BackupError::written(&path, error))
}
