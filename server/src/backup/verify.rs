//! Verifying a backup, offline.

use std::collections::BTreeMap;
use std::path::Path;

use super::files::fault;
use super::model::{BackupError, Manifest, Named, Places, Report, manifest};
use crate::attachment::place_of;
use crate::journal::{self, Head, JournalError, Reader};

/// Reads all of a backup: every line of the journal against its checksum and chain, and every file that it speaks of against its
/// SHA-256.
///
/// # Errors
/// When it is no backup, or its journal is damaged or ends before what `backup.json` says.
pub fn verify(folder: &Path) -> Result<Report, BackupError> {
    let manifest = manifest(folder)?.ok_or_else(|| BackupError::NoBackup(folder.to_owned()))?;
    let (head, named) = read_journal(folder, &manifest)?;
    let from = Places::of_backup(folder);
    let mut faults = BTreeMap::new();
    for (id, digest) in &named.files {
        let path = from.attachments.join(place_of(id));
        faults.extend(fault(&path, digest)?.map(|fault| (id.clone(), fault)));
    }
    Ok(Report {
        head,
        files: named.files.len(),
        copied: 0,
        faults,
    })
}

/// Reads the journal of a backup up to what its manifest says.
pub(super) fn read_journal(
    folder: &Path,
    manifest: &Manifest,
) -> Result<(Head, Named), BackupError> {
    let journal = Places::of_backup(folder).journal;
    let first = journal::segments(&journal)?
        .first()
        .map_or(1, |own| own.first);
    let mut reader = Reader::open(&journal, first - 1)?;
    let mut named = Named::default();
    while reader.head().0 < manifest.seq
        && let Some(record) = reader.read()?
    {
        named.see(&record);
    }
    let (seq, chain) = reader.head();
    if (seq, chain.to_string()) != (manifest.seq, manifest.chain.clone()) {
        return Err(BackupError::Journal(JournalError::Missing {
            folder: journal,
            after: seq,
        }));
    }
    let head = Head {
        journal: manifest.journal.clone(),
        seq,
        chain,
        at: manifest.at,
    };
    Ok((head, named))
}
