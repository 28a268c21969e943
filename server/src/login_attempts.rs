//! Login attempts: how many there were of late at a name, from where, and when it takes a proof of work to try again.
//!
//! Nobody is kept out by somebody else's attempts: whoever is asked for a proof can give it, and goes on.

use std::time::Duration;

use moka::sync::Cache;

use crate::tally::count;

/// Attempts at one name from one place before each costs a proof.
pub const FREE_AT_PLACE: u32 = 10;
/// Attempts at one name from everywhere before each from a place that is not known costs a proof.
pub const FREE_AT_NAME: u32 = 50;
/// Attempts are forgotten after this time without another.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(15 * 60);
/// Names, and places for names, that are remembered at the same time.
const REMEMBERED_MAX: u64 = 100_000;

/// Where an attempt comes from.
#[derive(Clone, Copy, Debug)]
pub enum Place<'a> {
    /// A browser in which the account was logged in before, by what tells it apart.
    KnownBrowser(&'a str),
    /// Anything else, by its address.
    Address(std::net::IpAddr),
}

/// Counts attempts of late, by hashes of what they were about.
#[derive(Debug)]
pub(crate) struct LoginAttempts {
    at_places: Cache<String, u32>,
    at_names: Cache<String, u32>,
    /// How often all attempts at a name were forgotten.
    forgotten: Cache<String, u32>,
}

impl LoginAttempts {
    pub(crate) fn new() -> Self {
        let cache = || {
            Cache::builder()
                .max_capacity(REMEMBERED_MAX)
                .time_to_idle(FORGOTTEN_AFTER)
                .build()
        };
        Self {
            at_places: cache(),
            at_names: cache(),
            forgotten: cache(),
        }
    }

    /// Counts an attempt before it is checked, so that many at once gain nothing. Tells whether it takes a proof.
    pub(crate) fn begin(&self, name: &str, from: Place<'_>) -> bool {
        let here = count(&self.at_places, self.place(name, from));
        match from {
            Place::KnownBrowser(_) => here > FREE_AT_PLACE,
            Place::Address(_) => {
                let everywhere = count(&self.at_names, hash(name));
                here > FREE_AT_PLACE || everywhere > FREE_AT_NAME
            }
        }
    }

    /// Forgets the attempts from a place: the right password was given.
    pub(crate) fn succeed(&self, name: &str, from: Place<'_>) {
        self.at_places.invalidate(&self.place(name, from));
    }

    /// Forgets all attempts at a name: its password is a new one.
    pub(crate) fn forget(&self, name: &str) {
        count(&self.forgotten, hash(name));
        self.at_names.invalidate(&hash(name));
    }

    fn place(&self, name: &str, from: Place<'_>) -> String {
        let times = self.forgotten.get(&hash(name)).unwrap_or_default();
        hash(&format!("{times} {from:?} {name}"))
    }
}

fn hash(about: &str) -> String {
    crate::keys::hash(about)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u8) -> Place<'static> {
        Place::Address([192, 0, 2, last].into())
    }

    #[test]
    fn a_proof_is_asked_of_whoever_tries_often_and_of_nobody_else() {
        let attempts = LoginAttempts::new();
        for _ in 0..FREE_AT_PLACE {
            assert!(!attempts.begin("wang", address(1)));
        }
        assert!(attempts.begin("wang", address(1)));
        assert!(!attempts.begin("wang", address(2)));
        assert!(!attempts.begin("li", address(1)));
        attempts.succeed("wang", address(1));
        assert!(!attempts.begin("wang", address(1)));
    }

    #[test]
    fn many_places_are_counted_together_but_for_browsers_that_are_known() {
        let attempts = LoginAttempts::new();
        for number in 0..FREE_AT_NAME {
            let last = u8::try_from(number).expect("few");
            assert!(!attempts.begin("wang", address(last)));
        }
        assert!(attempts.begin("wang", address(250)));
        assert!(!attempts.begin("wang", Place::KnownBrowser("b")));
        attempts.forget("wang");
        assert!(!attempts.begin("wang", address(250)));
    }
}
