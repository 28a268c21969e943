//! The mails that a process has taken to send, where it alone has the store: nobody else need know, so they are in memory and
//! end with the process. They are timed by a clock that nobody sets.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// A handle; clones share the leases.
#[derive(Clone, Debug, Default)]
pub(super) struct Leases {
    ends: Arc<Mutex<HashMap<String, Instant>>>,
}

impl Leases {
    /// Returns how many have not ended.
    pub(super) fn count(&self, now: Instant) -> usize {
        let mut ends = self.ends();
        ends.retain(|_, end| *end > now);
        ends.len()
    }

    /// Takes a mail until `end`; tells whether nobody had it.
    pub(super) fn take(&self, id: &str, now: Instant, end: Instant) -> bool {
        let mut ends = self.ends();
        if ends.get(id).is_some_and(|end| *end > now) {
            return false;
        }
        ends.insert(id.to_owned(), end);
        true
    }

    /// Ends the lease of a mail.
    pub(super) fn end(&self, id: &str) {
        self.ends().remove(id);
    }

    /// Ends all.
    pub(super) fn end_all(&self) {
        self.ends().clear();
    }

    fn ends(&self) -> MutexGuard<'_, HashMap<String, Instant>> {
        self.ends.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_mail_is_taken_once_until_its_lease_ends() {
        let leases = Leases::default();
        let begin = Instant::now();
        let at = |second: u64| begin + Duration::from_secs(second);
        assert!(leases.take("a", at(0), at(10)));
        assert!(!leases.take("a", at(9), at(20)));
        assert!(leases.take("b", at(9), at(20)));
        assert_eq!(leases.count(at(9)), 2);
        assert_eq!(leases.count(at(10)), 1);
        assert!(leases.take("a", at(10), at(20)));
        leases.end("a");
        assert!(leases.take("a", at(11), at(21)));
        leases.end_all();
        assert_eq!(leases.count(at(0)), 0);
    }
}
