//! Rate limits: how often one address may do what costs much or could be counted_as.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::login_backoff::LoginBackoff;

/// What is limited. Each has its own allowance per address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limited {
    /// Logging in, and setting a password.
    Login,
    /// Asking for a recovery link.
    Recovery,
    /// Asking for a picture, a sound or a challenge.
    Captcha,
    /// Submitting, correcting, withdrawing.
    Submit,
    /// Uploading a file.
    Upload,
    /// Looking for an application by reference and code, opening a recovery link.
    Status,
    /// Asking whether a value is taken while a form is filled in.
    Lookup,
    /// Any other change.
    Change,
}

impl Limited {
    const ALL: [Self; 8] = [
        Self::Login,
        Self::Recovery,
        Self::Captcha,
        Self::Submit,
        Self::Upload,
        Self::Status,
        Self::Lookup,
        Self::Change,
    ];

    /// Returns how many at once, and how many per minute after that.
    const fn allowance(self) -> (u32, u32) {
        match self {
            Self::Login => (10, 10),
            Self::Recovery => (5, 5),
            Self::Captcha => (30, 30),
            Self::Submit => (20, 20),
            Self::Upload => (60, 60),
            Self::Status => (10, 10),
            Self::Lookup => (30, 30),
            Self::Change => (300, 300),
        }
    }
}

/// The allowances, by address.
pub struct Limits {
    backoff: Option<LoginBackoff>,
    limiters: Vec<Option<DefaultKeyedRateLimiter<IpAddr>>>,
    clock: DefaultClock,
}

impl std::fmt::Debug for Limits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Limits")
    }
}

impl Limits {
    /// Creates limits of every allowance times `factor`; 0 turns all limits off.
    #[must_use]
    pub fn new(factor: u32) -> Self {
        let limiter = |limited: Limited| {
            let (burst, per_minute) = limited.allowance();
            let times =
                |count: u32| NonZeroU32::new(count.saturating_mul(factor)).filter(|_| factor > 0);
            let quota = Quota::per_minute(times(per_minute)?).allow_burst(times(burst)?);
            Some(RateLimiter::keyed(quota))
        };
        Self {
            backoff: (factor > 0).then(LoginBackoff::new),
            limiters: Limited::ALL.into_iter().map(limiter).collect(),
            clock: DefaultClock::default(),
        }
    }

    /// Uses one of the allowance.
    ///
    /// # Errors
    /// How long to wait, when it is used up.
    pub fn check(&self, limited: Limited, address: IpAddr) -> Result<(), Duration> {
        let at = Limited::ALL.iter().position(|one| *one == limited);
        match at.and_then(|at| self.limiters[at].as_ref()) {
            None => Ok(()),
            Some(limiter) => limiter
                .check_key(&address)
                .map_err(|until| until.wait_time_from(self.clock.now())),
        }
    }

    /// Counts an attempt to give a password, whatever address it comes from, before it is checked.
    ///
    /// # Errors
    /// How long to wait, after many attempts of late.
    pub fn begin_attempt(&self, about: &str) -> Result<(), Duration> {
        match &self.backoff {
            None => Ok(()),
            Some(backoff) => backoff.begin(about, std::time::Instant::now()),
        }
    }

    /// Forgets the attempts about something: the right password was given.
    pub fn attempt_succeeded(&self, about: &str) {
        if let Some(backoff) = &self.backoff {
            backoff.succeed(about);
        }
    }

    /// Forgets addresses that have their whole allowance again; called by a worker now and then.
    pub fn forget(&self) {
        for limiter in self.limiters.iter().flatten() {
            limiter.retain_recent();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_allowance_ends_and_is_each_address_its_own() {
        let limits = Limits::new(1);
        let one: IpAddr = [127, 0, 0, 1].into();
        let other: IpAddr = [127, 0, 0, 2].into();
        for _ in 0..5 {
            assert!(limits.check(Limited::Recovery, one).is_ok());
        }
        let wait = limits.check(Limited::Recovery, one).expect_err("limited");
        assert!(wait <= Duration::from_secs(12), "{wait:?}");
        assert!(limits.check(Limited::Recovery, other).is_ok());
        assert!(limits.check(Limited::Login, one).is_ok());
    }

    #[test]
    fn a_factor_of_nought_turns_limits_off() {
        let limits = Limits::new(0);
        for _ in 0..1_000 {
            assert!(
                limits
                    .check(Limited::Recovery, [127, 0, 0, 1].into())
                    .is_ok()
            );
        }
    }
}
