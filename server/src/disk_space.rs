//! Free space on the disk, looked up no more than twice a second or so.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Instant;

/// How long an answer holds, in milliseconds.
const HOLDS_MS: i64 = 400;

/// So many files must still be possible: an upload makes two, and a mail in a folder one.
const FILES_MIN: u64 = 1_000;

/// The disk is nearly full: no new work is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("free space is below the floor")]
pub struct DiskFull;

/// Remembers what was last seen.
#[derive(Debug)]
pub struct DiskSpace {
    since: Instant,
    looked_ms: AtomicI64,
    had_room: AtomicBool,
}

impl Default for DiskSpace {
    fn default() -> Self {
        Self {
            since: Instant::now(),
            looked_ms: AtomicI64::new(-HOLDS_MS),
            had_room: AtomicBool::new(true),
        }
    }
}

impl DiskSpace {
    /// Returns whether the disk under `folder` has at least `floor_mb` free. A disk that cannot be asked counts as having room:
    /// writing to it will tell.
    pub fn has_room(&self, folder: &Path, floor_mb: u64) -> bool {
        let now_ms = i64::try_from(self.since.elapsed().as_millis()).unwrap_or(i64::MAX);
        if now_ms - self.looked_ms.load(Ordering::Relaxed) < HOLDS_MS {
            return self.had_room.load(Ordering::Relaxed);
        }
        let has_room = rustix::fs::statvfs(folder).map_or(true, |disk| {
            // Some file systems do not count files; a floor of nought asks for nothing.
            let has_files = disk.f_files == 0 || disk.f_favail >= FILES_MIN || floor_mb == 0;
            has_files && disk.f_bavail.saturating_mul(disk.f_frsize) / 1_048_576 >= floor_mb
        });
        self.looked_ms.store(now_ms, Ordering::Relaxed);
        self.had_room.store(has_room, Ordering::Relaxed);
        has_room
    }
}

/// Returns the bytes that are free on the disk under `folder`; `None` where it cannot be asked.
#[must_use]
pub fn free_bytes(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_floor_above_any_disk_leaves_no_room() {
        let folder = std::env::temp_dir();
        assert!(DiskSpace::default().has_room(&folder, 0));
        let disk = DiskSpace::default();
        assert!(!disk.has_room(&folder, u64::MAX));
        // The answer holds for a moment.
        assert!(!disk.has_room(&folder, 0));
    }
}
