//! Writing a journal: one line and one sync for each batch.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, FileExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::error::JournalError;
use super::line::{Chain, encode};
use super::read::{Reader, Segment, segments};
use super::record::{Base, Header, Record, RowImage};
use crate::fail_point;

/// The head of a segment is not longer.
const HEAD_BYTES_MAX: u64 = 512;
/// Bytes of a segment, taken from the disk when it is begun. A batch that is larger has one to itself.
pub(super) const SEGMENT_BYTES: u64 = 16 * 1024 * 1024;

/// The right to write a journal, which one process has at a time.
#[derive(Debug)]
pub struct JournalLock {
    folder: PathBuf,
    /// The folder itself is locked, not a file in it that somebody could delete.
    _held: File,
}

impl JournalLock {
    /// Takes the journal in a folder, which is made where there is none.
    ///
    /// # Errors
    /// [`JournalError::Locked`] while another process has it; when the disk refuses.
    pub fn take(folder: &Path) -> Result<Self, JournalError> {
        let failed = |error| JournalError::written(folder, error);
        let mut private = DirBuilder::new();
        private.recursive(true).mode(0o700);
        private.create(folder).map_err(failed)?;
        let held = File::open(folder).map_err(failed)?;
        match held.try_lock() {
            Err(TryLockError::WouldBlock) => Err(JournalError::Locked(folder.to_owned())),
            Err(TryLockError::Error(error)) => Err(failed(error)),
            Ok(()) => Ok(Self {
                folder: folder.to_owned(),
                _held: held,
            }),
        }
    }
}

impl JournalLock {
    /// Returns where the journal lies.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// A journal that this process alone writes.
#[derive(Debug)]
pub struct Journal {
    lock: JournalLock,
    name: String,
    file: File,
    path: PathBuf,
    /// The number of the first batch of the segment.
    first: u64,
    offset: u64,
    /// The end of the space that the segment has taken.
    allocated: u64,
    segment_bytes: u64,
    /// Up to where a batch that failed may have left bytes.
    stale: u64,
    seq: u64,
    chain: Chain,
}

impl Journal {
    /// Opens the journal in a folder to go on after its last batch, or begins one there. A batch that was being written when
    /// the machine stopped is dropped: nobody was told of it. `known` is the last batch that somebody has heard of; 0 for none.
    ///
    /// # Errors
    /// When the disk refuses; when the last segment is damaged, or the
    /// journal ends before `known`. Nothing was changed then.
    pub fn open(lock: JournalLock, known: u64) -> Result<Self, JournalError> {
        Self::open_with(lock, known, SEGMENT_BYTES)
    }

    pub(super) fn open_with(
        lock: JournalLock,
        known: u64,
        segment_bytes: u64,
    ) -> Result<Self, JournalError> {
        let folder = lock.folder.clone();
        let folder = folder.as_path();
        let mut found = segments(folder)?;
        let after = found.last().map_or(0, |segment| segment.first - 1);
        let mut reader = Reader::open(folder, after)?;
        while reader.read()?.is_some() {}
        if reader.head().0 < known {
            return Err(reader.ends_before(known));
        }
        if reader.journal().is_none()
            && let Some(unmade) = found.pop()
        {
            // Its head was not written yet, so nothing was acknowledged that is in it.
            fs::remove_file(&unmade.path)
                .map_err(|error| JournalError::written(&unmade.path, error))?;
            return Self::open_with(lock, known, segment_bytes);
        }
        let (seq, chain) = reader.head();
        let Some(name) = reader.journal().map(str::to_owned) else {
            return Self::begin(lock, segment_bytes);
        };
        let (path, offset) = reader.place();
        let path = path.to_owned();
        let (file, allocated) = reopened(&path, offset, segment_bytes)
            .map_err(|error| JournalError::written(&path, error))?;
        Ok(Self {
            lock,
            name,
            file,
            path,
            first: after + 1,
            offset,
            allocated,
            segment_bytes,
            stale: 0,
            seq,
            chain,
        })
    }

    fn begin(lock: JournalLock, segment_bytes: u64) -> Result<Self, JournalError> {
        let name = crate::keys::token();
        let head = Header::new(&name, 1);
        let (file, path, offset) = segment(&lock.folder, &head, Chain::default(), segment_bytes)?;
        Ok(Self {
            lock,
            name,
            file,
            path,
            first: 1,
            offset,
            allocated: segment_bytes.max(offset),
            segment_bytes,
            stale: 0,
            seq: 0,
            chain: Chain::default(),
        })
    }

    /// Returns the journal's name, which is random.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns where it lies.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.lock.folder
    }

    /// Returns the number of the last batch; 0 for none.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Returns the chain of the last batch.
    #[must_use]
    pub fn chain(&self) -> Chain {
        self.chain
    }

    /// Appends a batch and waits until the disk has it. Returns its number.
    ///
    /// # Errors
    /// When the disk refuses; then the journal is as it was, unless the error is one of syncing: what the disk has then is not
    /// known, and the process must end.
    pub fn append(
        &mut self,
        at: Timestamp,
        changes: Vec<Vec<RowImage>>,
        base: Option<Base>,
    ) -> Result<u64, JournalError> {
        let record = Record {
            seq: self.seq + 1,
            at,
            changes,
            base,
        };
        let text = serde_json::to_string(&record)
            .map_err(|error| JournalError::written(&self.path, error.into()))?;
        let chain = self.chain.after(&text);
        let line = encode(chain, &text);
        let length = line.len() as u64;
        // A base begins a segment, so that it is found without reading what was before.
        let begins = record.base.as_ref().is_some_and(|base| base.begins) && self.seq > 0;
        if self.offset + length > self.allocated || begins {
            self.make_room(length)?;
        }
        let failed = |error| JournalError::written(&self.path, error);
        let end = self.offset + length;
        if let Err(error) = self.write(line.as_bytes(), end) {
            self.stale = self.stale.max(end);
            return Err(failed(error));
        }
        fail_point::at("written");
        self.file
            .sync_data()
            .map_err(|error| JournalError::Unknown {
                path: self.path.clone(),
                error,
            })?;
        self.offset = end;
        self.stale = 0;
        self.seq = record.seq;
        self.chain = chain;
        Ok(record.seq)
    }

    /// Writes a line, and zeros over what a batch that failed left behind it.
    fn write(&self, line: &[u8], end: u64) -> io::Result<()> {
        self.file.write_all_at(line, self.offset)?;
        if self.stale > end {
            let zeros = vec![0; usize::try_from(self.stale - end).unwrap_or(usize::MAX)];
            self.file.write_all_at(&zeros, end)?;
        }
        Ok(())
    }

    /// Goes on in a new segment; the old one gives back what it did not use. One that holds no batch yet is made longer.
    fn make_room(&mut self, length: u64) -> Result<(), JournalError> {
        if self.first > self.seq {
            let missing = (self.offset + length).saturating_sub(self.allocated);
            if missing > 0 {
                take(&self.file, self.allocated, missing)
                    .map_err(|error| JournalError::written(&self.path, error))?;
            }
            self.allocated += missing;
            return Ok(());
        }
        let head = Header::new(&self.name, self.seq + 1);
        // The head is no longer than this.
        let bytes = self.segment_bytes.max(length + HEAD_BYTES_MAX);
        let (file, path, offset) = segment(&self.lock.folder, &head, self.chain, bytes)?;
        fail_point::at("segment-made");
        let old = std::mem::replace(&mut self.file, file);
        // Zeros at its end do no harm, should this fail.
        let _ = old.set_len(self.offset);
        self.path = path;
        self.first = self.seq + 1;
        self.offset = offset;
        self.allocated = bytes;
        self.stale = 0;
        Ok(())
    }
}

/// Makes a segment with its head and its space, and syncs both.
fn segment(
    folder: &Path,
    head: &Header,
    chain: Chain,
    bytes: u64,
) -> Result<(File, PathBuf, u64), JournalError> {
    let path = Segment::new(folder, head.first).path;
    let make = || -> io::Result<(File, u64)> {
        let line = encode(chain, &serde_json::to_string(head)?);
        let mut options = OpenOptions::new();
        // One that could not be finished, for want of space, is begun anew.
        options.write(true).create(true).truncate(true).mode(0o600);
        let file = options.open(&path)?;
        take(&file, 0, bytes)?;
        fail_point::at("segment-taken");
        file.write_all_at(line.as_bytes(), 0)?;
        file.sync_all()?;
        File::open(folder)?.sync_all()?;
        Ok((file, line.len() as u64))
    };
    match make() {
        Ok((file, offset)) => Ok((file, path, offset)),
        Err(error) => {
            let _ = fs::remove_file(&path);
            Err(JournalError::written(path, error))
        }
    }
}

/// Opens the last segment to go on at `offset`, with nothing but zeros after it.
fn reopened(path: &Path, offset: u64, segment_bytes: u64) -> io::Result<(File, u64)> {
    let file = OpenOptions::new().write(true).open(path)?;
    file.set_len(offset)?;
    let allocated = segment_bytes.max(offset);
    if allocated > offset {
        take(&file, offset, allocated - offset)?;
    }
    file.sync_all()?;
    Ok((file, allocated))
}

/// Takes space from the disk for zeros.
fn take(file: &File, from: u64, length: u64) -> io::Result<()> {
    use rustix::fs::{FallocateFlags, fallocate};
    match fallocate(file, FallocateFlags::empty(), from, length) {
        // A file system that cannot: the length alone then, and the space as it is written.
        Err(rustix::io::Errno::OPNOTSUPP) => file.set_len(from + length),
        other => Ok(other?),
    }
}
