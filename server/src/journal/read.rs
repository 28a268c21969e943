//! Reading a journal from any batch on.

use std::collections::VecDeque;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::JournalError;
use super::line::{Chain, Line, decode};
use super::record::{Header, Record};

/// How the name of a segment ends.
const ENDING: &str = ".jsonl";

/// A file of a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The number of its first batch, which its name tells.
    pub first: u64,
    /// Where it is.
    pub path: PathBuf,
}

impl Segment {
    pub(super) fn new(folder: &Path, first: u64) -> Self {
        Self {
            first,
            path: folder.join(format!("{first:020}{ENDING}")),
        }
    }
}

/// Returns the segments of a journal in order; none where there is no such folder.
///
/// # Errors
/// When the folder cannot be read.
pub fn segments(folder: &Path) -> Result<Vec<Segment>, JournalError> {
    let failed = |error| JournalError::read(folder, error);
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(failed)?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let first = name.and_then(|name| name.strip_suffix(ENDING)?.parse().ok());
        found.extend(first.map(|first| Segment { first, path }));
    }
    found.sort_by_key(|segment| segment.first);
    Ok(found)
}

/// Returns the name of the journal in a folder; `None` where there is none yet.
///
/// # Errors
/// When it cannot be read.
pub fn name(folder: &Path) -> Result<Option<String>, JournalError> {
    for segment in segments(folder)?.into_iter().rev() {
        let mut reader = Reader::open(folder, segment.first - 1)?;
        reader.read()?;
        if let Some(name) = reader.journal() {
            return Ok(Some(name.to_owned()));
        }
    }
    Ok(None)
}

/// Returns the numbers of the first and the last batch of the newest whole copy of a store in a journal.
///
/// # Errors
/// When it cannot be read, or is damaged where it is looked at.
pub fn last_base(folder: &Path) -> Result<Option<(u64, u64)>, JournalError> {
    for segment in segments(folder)?.into_iter().rev() {
        let mut reader = Reader::open(folder, segment.first - 1)?;
        let first = reader.read()?.and_then(|record| record.base);
        if !first.is_some_and(|base| base.begins) {
            continue;
        }
        while let Some(record) = reader.read()? {
            if record.base.is_some_and(|base| base.ends) {
                return Ok(Some((segment.first, record.seq)));
            }
        }
    }
    Ok(None)
}

/// Reads batches in order. Each line is checked against its checksum and the chain, and the numbers must have no gap.
#[derive(Debug)]
pub struct Reader {
    folder: PathBuf,
    waiting: VecDeque<Segment>,
    path: PathBuf,
    bytes: Vec<u8>,
    offset: usize,
    journal: Option<String>,
    chain: Option<Chain>,
    /// The number of the last batch that was read.
    seq: u64,
    /// What is after this batch is given.
    after: u64,
}

impl Reader {
    /// Opens a journal to read what comes after a batch; 0 for all of it.
    ///
    /// # Errors
    /// When it cannot be read, or begins later than that.
    pub fn open(folder: &Path, after: u64) -> Result<Self, JournalError> {
        let mut waiting: VecDeque<Segment> = segments(folder)?.into();
        while waiting.get(1).is_some_and(|next| next.first <= after + 1) {
            waiting.pop_front();
        }
        if waiting
            .front()
            .is_some_and(|segment| segment.first > after + 1)
        {
            return Err(JournalError::Missing {
                folder: folder.to_owned(),
                after,
            });
        }
        Ok(Self {
            folder: folder.to_owned(),
            seq: waiting.front().map_or(0, |segment| segment.first - 1),
            waiting,
            path: PathBuf::new(),
            bytes: Vec::new(),
            offset: 0,
            journal: None,
            chain: None,
            after,
        })
    }

    /// Returns the next batch; none at the end.
    ///
    /// # Errors
    /// [`JournalError::Damaged`] at a line that is not as it was written and that another follows, [`JournalError::Missing`] at
    /// a gap. A broken line at the very end is a batch that nobody was told of: the journal ends before it.
    pub fn read(&mut self) -> Result<Option<Record>, JournalError> {
        loop {
            let Some(record) = self.step()? else {
                return Ok(None);
            };
            if record.seq > self.after {
                return Ok(Some(record));
            }
        }
    }

    /// Returns the number and chain of the last batch that was read.
    #[must_use]
    pub fn head(&self) -> (u64, Chain) {
        (self.seq, self.chain.unwrap_or_default())
    }

    /// Returns the journal's name, once a segment was read.
    #[must_use]
    pub fn journal(&self) -> Option<&str> {
        self.journal.as_deref()
    }

    /// Returns the segment that was read last, and how many bytes of it are lines.
    pub(super) fn place(&self) -> (&Path, u64) {
        (&self.path, self.offset as u64)
    }

    /// Says why the journal ends before a batch that somebody has heard of.
    pub(super) fn ends_before(&self, known: u64) -> JournalError {
        let rest = self.bytes.get(self.offset..).unwrap_or_default();
        if rest.iter().all(|byte| *byte == 0) {
            return JournalError::Missing {
                folder: self.folder.clone(),
                after: self.seq,
            };
        }
        self.damaged(&format!(
            "a line that is not as it was written, though the store has batch {known}"
        ))
    }

    fn step(&mut self) -> Result<Option<Record>, JournalError> {
        while self.at_end()? {
            if !self.enter()? {
                return Ok(None);
            }
        }
        let Line::Whole {
            chain,
            text,
            length,
        } = decode(&self.bytes[self.offset..])
        else {
            return Err(self.damaged("a line that is not as it was written"));
        };
        let record: Record = serde_json::from_str(text)
            .map_err(|error| self.damaged(&format!("a line that is no batch: {error}")))?;
        if self.chain.is_some_and(|before| before.after(text) != chain) {
            return Err(self.damaged("a line that does not follow from the one before it"));
        }
        if record.seq != self.seq + 1 {
            return Err(self.damaged("a batch that does not have the next number"));
        }
        self.seq = record.seq;
        self.chain = Some(chain);
        self.offset += length;
        Ok(Some(record))
    }

    /// Returns whether no line is left in the segment.
    fn at_end(&self) -> Result<bool, JournalError> {
        let rest = &self.bytes[self.offset..];
        if rest.iter().all(|byte| *byte == 0) {
            return Ok(true);
        }
        if matches!(decode(rest), Line::Whole { .. }) {
            return Ok(false);
        }
        // A batch that was being written when the machine stopped; but then nothing was written after it.
        let is_last = self.waiting.is_empty() && !holds_line(rest);
        is_last
            .then_some(true)
            .ok_or_else(|| self.damaged("a line that is not as it was written"))
    }

    /// Goes on to the next segment; `false` where there is none.
    fn enter(&mut self) -> Result<bool, JournalError> {
        let Some(segment) = self.waiting.pop_front() else {
            return Ok(false);
        };
        let bytes =
            fs::read(&segment.path).map_err(|error| JournalError::read(&segment.path, error))?;
        if self.waiting.is_empty() && !holds_line(&bytes) && !is_whole(&bytes) {
            // It was being made when the machine stopped.
            return Ok(false);
        }
        self.path = segment.path;
        self.bytes = bytes;
        self.offset = 0;
        let (chain, header, length) = self.header()?;
        if segment.first != self.seq + 1 || header.first != segment.first {
            return Err(JournalError::Missing {
                folder: self.folder.clone(),
                after: self.seq,
            });
        }
        if self.chain.is_some_and(|before| before != chain)
            || self
                .journal
                .as_ref()
                .is_some_and(|own| *own != header.journal)
        {
            return Err(self.damaged("a segment that does not follow from the one before it"));
        }
        self.chain = Some(chain);
        self.journal = Some(header.journal);
        self.offset = length;
        Ok(true)
    }

    fn header(&self) -> Result<(Chain, Header, usize), JournalError> {
        let header = match decode(&self.bytes) {
            Line::Whole {
                chain,
                text,
                length,
            } => serde_json::from_str(text)
                .ok()
                .map(|header| (chain, header, length)),
            Line::Broken => None,
        };
        header.ok_or_else(|| self.damaged("the head of a segment that is not as it was written"))
    }

    fn damaged(&self, what: &str) -> JournalError {
        JournalError::Damaged {
            path: self.path.clone(),
            offset: self.offset as u64,
            what: what.to_owned(),
        }
    }
}

fn is_whole(bytes: &[u8]) -> bool {
    matches!(decode(bytes), Line::Whole { .. })
}

/// Returns whether a whole line begins after some end of a line.
fn holds_line(bytes: &[u8]) -> bool {
    let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    ends.map(|(at, _)| &bytes[at + 1..]).any(is_whole)
}
