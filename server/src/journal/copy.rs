//! Copying a journal, whole or up to a moment, also while it is written.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::error::JournalError;
use super::line::Chain;
use super::read::{Reader, segments};
use super::record::Record;

/// Where a copy ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// With the last batch.
    End,
    /// With the last batch that was written at this time or before.
    Time(Timestamp),
    /// With this batch.
    Batch(u64),
}

impl Until {
    fn takes(self, record: &Record) -> bool {
        match self {
            Self::End => true,
            Self::Time(at) => record.at <= at,
            Self::Batch(seq) => record.seq <= seq,
        }
    }
}

/// Up to where a journal was copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The journal's name.
    pub journal: String,
    /// The number of its last batch.
    pub seq: u64,
    /// The chain of that.
    pub chain: Chain,
    /// When that was written.
    pub at: Timestamp,
}

/// Copies a journal to another folder; `see` is shown each batch that is copied. Segments that the copy has from an earlier time
/// are not written again. Returns its end; none where there is no whole copy of a store up to there, from which one could be
/// made.
///
/// # Errors
/// When the journal cannot be read or is damaged, or the copy cannot be written.
pub fn copy(
    from: &Path,
    to: &Path,
    until: Until,
    mut see: impl FnMut(&Record),
) -> Result<Option<Head>, JournalError> {
    let all = segments(from)?;
    let Some(first) = all.first() else {
        return Ok(None);
    };
    let mut reader = Reader::open(from, first.first - 1)?;
    let mut end = None;
    let mut has_base = false;
    while let Some(record) = reader.read()?.filter(|record| until.takes(record)) {
        has_base |= record.base.as_ref().is_some_and(|base| base.ends);
        see(&record);
        let (path, offset) = reader.place();
        let (seq, chain) = reader.head();
        let journal = reader.journal().unwrap_or_default().to_owned();
        let head = Head {
            journal,
            seq,
            chain,
            at: record.at,
        };
        end = Some((head, path.to_owned(), offset));
    }
    let Some((head, last, length)) = end.filter(|_| has_base) else {
        return Ok(None);
    };
    let mut private = DirBuilder::new();
    private.recursive(true).mode(0o700);
    private
        .create(to)
        .map_err(|error| JournalError::written(to, error))?;
    let newest_there = segments(to)?.pop().map(|segment| segment.path);
    for segment in all {
        let is_last = segment.path == last;
        let name = segment.path.file_name().unwrap_or_default();
        let copy = to.join(name);
        // One that another followed is never written again.
        if is_last || newest_there.as_ref() == Some(&copy) || !copy.exists() {
            write(&segment.path, &copy, is_last.then_some(length))?;
        }
        if is_last {
            break;
        }
    }
    let synced = File::open(to).and_then(|folder| folder.sync_all());
    synced.map_err(|error| JournalError::written(to, error))?;
    Ok(Some(head))
}

/// Writes a segment up to `length`, or without the zeros at its end; it is there whole or not at all.
fn write(from: &Path, to: &Path, length: Option<u64>) -> Result<(), JournalError> {
    let mut bytes = fs::read(from).map_err(|error| JournalError::read(from, error))?;
    let used = match length {
        Some(length) => usize::try_from(length).unwrap_or(usize::MAX),
        None => bytes
            .iter()
            .rposition(|byte| *byte != 0)
            .map_or(0, |at| at + 1),
    };
    bytes.truncate(used);
    let part: PathBuf = to.with_extension("part");
    let written = || -> io::Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600);
        let mut file = options.open(&part)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        fs::rename(&part, to)
    };
    written().map_err(|error| JournalError::written(to, error))
}
