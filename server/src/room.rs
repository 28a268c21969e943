//! How much room the disk has, looked at no more than every few seconds.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Instant;

/// How long an answer holds, in milliseconds.
const HOLDS_MS: i64 = 2_000;

/// What was last seen.
#[derive(Debug)]
pub struct Room {
    since: Instant,
    looked_ms: AtomicI64,
    was_there: AtomicBool,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            since: Instant::now(),
            looked_ms: AtomicI64::new(-HOLDS_MS),
            was_there: AtomicBool::new(true),
        }
    }
}

impl Room {
    /// Whether the disk under `folder` has at least `floor_mb` free. A disk that cannot be asked counts as having room:
    /// writing to it will tell.
    pub fn is_there(&self, folder: &Path, floor_mb: u64) -> bool {
        let now_ms = i64::try_from(self.since.elapsed().as_millis()).unwrap_or(i64::MAX);
        if now_ms - self.looked_ms.load(Ordering::Relaxed) < HOLDS_MS {
            return self.was_there.load(Ordering::Relaxed);
        }
        let is_there = rustix::fs::statvfs(folder).map_or(true, |disk| {
            disk.f_bavail.saturating_mul(disk.f_frsize) / 1_048_576 >= floor_mb
        });
        self.looked_ms.store(now_ms, Ordering::Relaxed);
        self.was_there.store(is_there, Ordering::Relaxed);
        is_there
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_floor_above_any_disk_leaves_no_room() {
        let folder = std::env::temp_dir();
        assert!(Room::default().is_there(&folder, 0));
        let room = Room::default();
        assert!(!room.is_there(&folder, u64::MAX));
        // The answer holds for a moment.
        assert!(!room.is_there(&folder, 0));
    }
}
