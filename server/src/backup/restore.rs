//! Restoring a backup into a place where nothing is.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::files::{below, copy, fault, is_empty};
use super::model::{BackupError, Named, Places, Report, manifest};
use super::verify::read_journal;
use crate::attachment::place_of;
use crate::definitions::PARTS;
use crate::journal::{self, JournalLock, Until};

/// Restores a backup, whole or as it was at a moment. The store is not made: the next start makes it from the journal.
/// Definitions are put back where there are none.
///
/// # Errors
/// When it is no backup, or something is where it would be restored to; when something cannot be read or written. Files that are
/// missing in the backup or changed are no error: [`Report::faults`] tells of them.
pub fn restore(folder: &Path, places: &Places, until: Until) -> Result<Report, BackupError> {
    let manifest = manifest(folder)?.ok_or_else(|| BackupError::NoBackup(folder.to_owned()))?;
    let from = Places::of_backup(folder);
    for place in [&places.journal, &places.attachments] {
        if !is_empty(place)? && !only_unused(place)? {
            return Err(BackupError::NotEmpty(place.clone()));
        }
    }
    // A line that is not whole would only seem to be the end.
    read_journal(folder, &manifest)?;
    let _lock = JournalLock::take(&places.journal)?;
    let mut named = Named::default();
    // What a later backup that was cut off added is not part of it.
    let until = match until {
        Until::Batch(seq) => Until::Batch(seq.min(manifest.seq)),
        Until::End => Until::Batch(manifest.seq),
        Until::Time(at) => Until::Time(at),
    };
    let copied = journal::copy(&from.journal, &places.journal, until, |record| {
        named.see(record);
    });
    let head = copied?.ok_or(BackupError::TooEarly)?;
    let mut faults = BTreeMap::new();
    let mut files = 0;
    for (id, digest) in &named.files {
        let place = PathBuf::from(place_of(id));
        let (source, target) = (
            from.attachments.join(&place),
            places.attachments.join(&place),
        );
        files += usize::from(copy(&source, &target)?);
        faults.extend(fault(&target, digest)?.map(|fault| (id.clone(), fault)));
        let preview = crate::attachment::place_of_preview(id);
        copy(
            &from.attachments.join(&preview),
            &places.attachments.join(&preview),
        )?;
    }
    if PARTS
        .iter()
        .take(2)
        .all(|part| !places.definitions.join(part).exists())
    {
        for path in below(&from.definitions, |_| false)? {
            copy(
                &from.definitions.join(&path),
                &places.definitions.join(&path),
            )?;
        }
    }
    Ok(Report {
        head,
        files: named.files.len(),
        copied: files,
        faults,
    })
}

/// Tells whether a folder holds nothing but empty folders.
fn only_unused(folder: &Path) -> Result<bool, BackupError> {
    Ok(below(folder, |_| false)?.is_empty())
}
