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
    /// Creates a clock that runs `ahead` of the machine's.
    #[must_use]
    pub fn new(ahead: SignedDuration) -> Self {
        let ahead = i64::try_from(ahead.as_millis()).unwrap_or_default();
        Self {
            offset_ms: Arc::new(AtomicI64::new(ahead)),
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
        let clock = Clock::new(SignedDuration::from_mins(-1));
        let other = clock.clone();
        let told = clock.now();
        assert!(Timestamp::now().duration_since(told) >= SignedDuration::from_mins(1));
        let to = Timestamp::from_millisecond(1_700_000_000_000).expect("a time");
        clock.set(to);
        let ahead = other.now().duration_since(to);
        let is_there = SignedDuration::ZERO..SignedDuration::from_secs(10);
        assert!(is_there.contains(&ahead), "{ahead}");
    }
}
