//! Login backoff: how often a password may be tried, by the account's name rather than by where the attempt comes from.

use std::time::{Duration, Instant};

use moka::ops::compute::Op;
use moka::sync::Cache;

/// Attempts that cost no wait.
const FREE_ATTEMPTS: u32 = 10;
/// The longest wait between two attempts: nobody is kept out longer by somebody else's attempts.
const WAIT_MAX: Duration = Duration::from_secs(60);
/// Failed attempts are forgotten after this time without another.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(15 * 60);
/// Names that are remembered at the same time.
const NAMES_MAX: u64 = 100_000;

/// What is known of one name.
#[derive(Clone, Copy, Debug)]
struct Attempts {
    count: u32,
    free_at: Instant,
}

/// Counts the attempts of late, by the hash of what they were about.
#[derive(Debug)]
pub(crate) struct LoginBackoff {
    attempts: Cache<String, Attempts>,
}

impl LoginBackoff {
    pub(crate) fn new() -> Self {
        Self {
            attempts: Cache::builder()
                .max_capacity(NAMES_MAX)
                .time_to_idle(FORGOTTEN_AFTER)
                .build(),
        }
    }

    /// Counts an attempt before it is checked, so that many at once gain nothing.
    ///
    /// # Errors
    /// How long to wait.
    pub(crate) fn begin(&self, about: &str, now: Instant) -> Result<(), Duration> {
        let mut wait = Duration::ZERO;
        self.attempts
            .entry(crate::keys::hash(about))
            .and_compute_with(|entry| {
                let known = entry.map(|entry| entry.into_value());
                let free_at = known.map_or(now, |attempts| attempts.free_at);
                if free_at > now {
                    wait = free_at - now;
                    return Op::Nop;
                }
                let count = known.map_or(0, |attempts| attempts.count).saturating_add(1);
                Op::Put(Attempts {
                    count,
                    free_at: now + pause(count),
                })
            });
        if wait.is_zero() { Ok(()) } else { Err(wait) }
    }

    /// Forgets the attempts: the right password was found.
    pub(crate) fn succeed(&self, about: &str) {
        self.attempts.invalidate(&crate::keys::hash(about));
    }
}

/// Returns the wait after so many guesses: it doubles from one second.
fn pause(count: u32) -> Duration {
    match count.checked_sub(FREE_ATTEMPTS) {
        None => Duration::ZERO,
        Some(over) => Duration::from_secs(1_u64 << over.min(16)).min(WAIT_MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_get_slower_and_never_stop_for_long() {
        let backoff = LoginBackoff::new();
        let mut now = Instant::now();
        for _ in 0..FREE_ATTEMPTS {
            assert_eq!(backoff.begin("wang", now), Ok(()));
        }
        let mut waits = Vec::new();
        for _ in 0..8 {
            let wait = backoff.begin("wang", now).expect_err("a wait");
            // Asking again while one waits costs nothing.
            assert_eq!(backoff.begin("wang", now), Err(wait));
            waits.push(wait.as_secs());
            now += wait;
            assert_eq!(backoff.begin("wang", now), Ok(()));
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(backoff.begin("li", now), Ok(()));
        backoff.succeed("wang");
        assert_eq!(backoff.begin("wang", now), Ok(()));
        assert_eq!(backoff.begin("wang", now), Ok(()));
    }
}
