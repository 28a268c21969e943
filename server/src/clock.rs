//! The service's clock: the one place that reads the time.

use jiff::{SignedDuration, Timestamp};

/// The time, moved by a fixed offset in rehearsals and tests.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    offset: SignedDuration,
}

impl Clock {
    /// A clock that runs `offset_seconds` ahead of the machine's.
    #[must_use]
    pub fn new(offset_seconds: i64) -> Self {
        Self {
            offset: SignedDuration::from_secs(offset_seconds),
        }
    }

    /// Now, to the millisecond: stored times have no more.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        let moved = now.checked_add(self.offset).unwrap_or(now);
        Timestamp::from_millisecond(moved.as_millisecond()).unwrap_or(now)
    }

    /// Now, in milliseconds since 1970.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.now().as_millisecond()
    }
}
