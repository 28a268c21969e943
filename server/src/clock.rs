//! The service's clock: the one place that reads the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// The time, moved by an offset in rehearsals and tests. Clones move together.
#[derive(Clone, Debug)]
pub struct Clock {
    offset_ms: Arc<AtomicI64>,
}

impl Clock {
    /// Creates a clock that runs `offset_seconds` ahead of the machine's.
    #[must_use]
    pub fn new(offset_seconds: i64) -> Self {
        Self {
            offset_ms: Arc::new(AtomicI64::new(offset_seconds.saturating_mul(1_000))),
        }
    }

    /// Returns the time, to the millisecond: stored times have no more.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        let offset = SignedDuration::from_millis(self.offset_ms.load(Ordering::Relaxed));
        let moved = now.checked_add(offset).unwrap_or(now);
        Timestamp::from_millisecond(moved.as_millisecond()).unwrap_or(now)
    }

    /// Returns the time in milliseconds since 1970.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.now().as_millisecond()
    }

    /// Sets the clock, which runs on from there. Only a rehearsal does this: whoever keeps times may see an earlier one come
    /// after a later one.
    pub fn set(&self, to: Timestamp) {
        let ahead = to.as_millisecond() - Timestamp::now().as_millisecond();
        self.offset_ms.store(ahead, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_set_runs_on_from_there_for_all_who_have_it() {
        let clock = Clock::new(-60);
        let other = clock.clone();
        let told = clock.now_ms();
        assert!(Timestamp::now().as_millisecond() - told >= 60_000);
        let to = Timestamp::from_millisecond(1_700_000_000_000).expect("a time");
        clock.set(to);
        let ahead = other.now_ms() - to.as_millisecond();
        assert!((0..10_000).contains(&ahead), "{ahead}");
    }
}
