//! A file that keeps space on the disk. Where the disk runs full, whoever fills it, the file is given up, so that what was accepted can
//! still be written down; nothing new is accepted until there is room for the file again beside the floor.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU8, Ordering};

use rustix::fs::{FallocateFlags, fallocate};
use rustix::io::Errno;

/// Its name in the data folder.
const NAME: &str = "reserve";

/// Not tried yet, or none is wanted, or the file system cannot do it.
const NONE: u8 = 0;
/// The file is there.
const KEPT: u8 = 1;
/// The file is wanted, and there is no room for it.
const GIVEN_UP: u8 = 2;
/// It cannot be made here.
const IMPOSSIBLE: u8 = 3;

/// The space that is kept.
#[derive(Debug)]
pub struct Reserve {
    path: PathBuf,
    mb: u64,
    state: AtomicU8,
}

impl Reserve {
    /// Creates a reserve of so many MB in the data folder; nothing is kept yet.
    #[must_use]
    pub fn new(folder: &Path, mb: u64) -> Self {
        Self {
            path: folder.join(NAME),
            mb,
            state: AtomicU8::new(NONE),
        }
    }

    /// Returns how many MB must be free beyond the floor before work is accepted: what is missing to keep the file.
    #[must_use]
    pub fn lacking_mb(&self) -> u64 {
        match self.state.load(Ordering::Relaxed) {
            GIVEN_UP => self.mb,
            _ => 0,
        }
    }

    /// Keeps the space, where that leaves `floor_mb` of `free_mb`. Returns whether that is news.
    ///
    /// # Errors
    /// When the file cannot be made; where that is for another reason than too little space, it is not tried again.
    pub fn keep(&self, free_mb: u64, floor_mb: u64) -> io::Result<bool> {
        let state = self.state.load(Ordering::Relaxed);
        if self.mb == 0 || state == KEPT || state == IMPOSSIBLE {
            return Ok(false);
        }
        let bytes = self.mb * 1_048_576;
        let is_there = fs::metadata(&self.path).is_ok_and(|file| file.len() == bytes);
        if !is_there && free_mb < floor_mb.saturating_add(self.mb) {
            self.state.store(GIVEN_UP, Ordering::Relaxed);
            return Ok(false);
        }
        if !is_there && let Err(error) = self.make(bytes) {
            remove(&self.path)?;
            // What is no matter of space will be no better in a moment.
            let is_space = error.raw_os_error() == Some(Errno::NOSPC.raw_os_error());
            let state = if is_space { GIVEN_UP } else { IMPOSSIBLE };
            self.state.store(state, Ordering::Relaxed);
            return Err(error);
        }
        self.state.store(KEPT, Ordering::Relaxed);
        Ok(state == GIVEN_UP)
    }

    fn make(&self, bytes: u64) -> io::Result<()> {
        let file = File::create(&self.path)?;
        Ok(fallocate(&file, FallocateFlags::empty(), 0, bytes)?)
    }

    /// Gives the space up. Returns whether it was kept.
    ///
    /// # Errors
    /// When the file cannot be removed.
    pub fn give_up(&self) -> io::Result<bool> {
        if self.state.load(Ordering::Relaxed) != KEPT {
            return Ok(false);
        }
        remove(&self.path)?;
        self.state.store(GIVEN_UP, Ordering::Relaxed);
        Ok(true)
    }
}

/// Gives up, before anything is opened, what an earlier process kept in a folder.
///
/// # Errors
/// When the file cannot be removed.
pub fn give_up_in(folder: &Path) -> io::Result<()> {
    remove(&folder.join(NAME))
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_kept_while_there_is_room_and_asks_for_room_once_it_was_given_up() {
        let folder = tempfile::tempdir().expect("a folder");
        let reserve = Reserve::new(folder.path(), 3);
        let file = folder.path().join(NAME);
        assert_eq!(reserve.lacking_mb(), 0);
        assert!(!reserve.keep(13, 10).expect("kept"));
        assert_eq!(fs::metadata(&file).expect("a file").len(), 3 * 1_048_576);
        assert!(reserve.give_up().expect("given up"));
        assert!(!reserve.give_up().expect("given up before"));
        assert!(!file.exists());
        assert_eq!(reserve.lacking_mb(), 3);
        assert!(!reserve.keep(12, 10).expect("no room"));
        assert!(!file.exists());
        assert!(reserve.keep(13, 10).expect("kept again"), "news");
        assert_eq!(reserve.lacking_mb(), 0);
        // The next process finds it, however full the disk is.
        let next = Reserve::new(folder.path(), 3);
        assert!(!next.keep(0, 10).expect("kept"));
        assert_eq!(next.lacking_mb(), 0);
        give_up_in(folder.path()).expect("given up");
        give_up_in(folder.path()).expect("nothing to give up");
        assert!(!file.exists());
    }

    #[test]
    fn what_cannot_be_made_is_told_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let reserve = Reserve::new(&folder.path().join("nowhere"), 3);
        reserve.keep(13, 10).expect_err("no such folder");
        assert!(!reserve.keep(13, 10).expect("not tried again"));
        assert_eq!(reserve.lacking_mb(), 0);
    }

    #[test]
    fn a_reserve_of_nothing_is_no_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let reserve = Reserve::new(folder.path(), 0);
        assert!(!reserve.keep(u64::MAX, 0).expect("nothing to do"));
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
    }
}
