//! How often a password may be guessed, by the account's name rather than by where the guess comes from.

use std::time::{Duration, Instant};

use moka::ops::compute::Op;
use moka::sync::Cache;

/// Guesses that cost no wait.
const FREE: u32 = 10;
/// The longest wait between two guesses: nobody is kept out longer by somebody else's guesses.
const WAIT_MAX: Duration = Duration::from_secs(60);
/// Wrong guesses are forgotten after this time without another.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(15 * 60);
/// Names that are remembered at the same time.
const NAMES_MAX: u64 = 100_000;

/// What is known of one name.
#[derive(Clone, Copy, Debug)]
struct Tried {
    count: u32,
    free_at: Instant,
}

/// The guesses of late, by the hash of what they were about.
#[derive(Debug)]
pub(super) struct Tries {
    tried: Cache<String, Tried>,
}

impl Tries {
    pub(super) fn new() -> Self {
        Self {
            tried: Cache::builder()
                .max_capacity(NAMES_MAX)
                .time_to_idle(FORGOTTEN_AFTER)
                .build(),
        }
    }

    /// Counts a guess before it is looked at, so that many at once gain nothing.
    ///
    /// # Errors
    /// How long to wait.
    pub(super) fn begin(&self, about: &str, now: Instant) -> Result<(), Duration> {
        let mut wait = Duration::ZERO;
        self.tried
            .entry(crate::keys::hash(about))
            .and_compute_with(|entry| {
                let known = entry.map(|entry| entry.into_value());
                let free_at = known.map_or(now, |tried| tried.free_at);
                if free_at > now {
                    wait = free_at - now;
                    return Op::Nop;
                }
                let count = known.map_or(0, |tried| tried.count).saturating_add(1);
                Op::Put(Tried {
                    count,
                    free_at: now + pause(count),
                })
            });
        if wait.is_zero() { Ok(()) } else { Err(wait) }
    }

    /// Forgets the guesses: the right one was found.
    pub(super) fn right(&self, about: &str) {
        self.tried.invalidate(&crate::keys::hash(about));
    }
}

/// The wait after so many guesses: it doubles from one second.
fn pause(count: u32) -> Duration {
    match count.checked_sub(FREE) {
        None => Duration::ZERO,
        Some(over) => Duration::from_secs(1_u64 << over.min(16)).min(WAIT_MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guesses_get_slower_and_never_stop_for_long() {
        let tries = Tries::new();
        let mut now = Instant::now();
        for _ in 0..FREE {
            assert_eq!(tries.begin("wang", now), Ok(()));
        }
        let mut waits = Vec::new();
        for _ in 0..8 {
            let wait = tries.begin("wang", now).expect_err("a wait");
            // Asking again while one waits costs nothing.
            assert_eq!(tries.begin("wang", now), Err(wait));
            waits.push(wait.as_secs());
            now += wait;
            assert_eq!(tries.begin("wang", now), Ok(()));
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(tries.begin("li", now), Ok(()));
        tries.right("wang");
        assert_eq!(tries.begin("wang", now), Ok(()));
        assert_eq!(tries.begin("wang", now), Ok(()));
    }
}
