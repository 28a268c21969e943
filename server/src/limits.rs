//! Rate limits: how often one address may do what costs much, or what could be guessed.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use moka::ops::compute::Op;
use moka::sync::Cache;

use crate::login_attempts::{LoginAttempts, Place};
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
    /// Beginning an application: the first time that something of it is kept.
    Begin,
    /// Submitting without a login and without a proof that no program does.
    Unproved,
    /// Kilobytes of answers that are kept.
    AnswersKb,
    /// Kilobytes of files that are kept.
    FilesKb,
}

impl Limited {
    const ALL: [Self; 12] = [
        Self::Login,
        Self::Recovery,
        Self::Captcha,
        Self::Submit,
        Self::Upload,
        Self::Status,
        Self::Lookup,
        Self::Change,
        Self::Begin,
        Self::Unproved,
        Self::AnswersKb,
        Self::FilesKb,
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
            Self::Begin => (100, 1),
            Self::Unproved => (3, 1),
            Self::AnswersKb => (20 * 1024, 2 * 1024),
            Self::FilesKb => (512 * 1024, 64 * 1024),
        }
    }

    /// Returns in what time one more is allowed, of what comes seldom.
    const fn period(self) -> Option<Duration> {
        match self {
            Self::Begin => Some(Duration::from_secs(60)),
            Self::Unproved => Some(Duration::from_secs(1_200)),
            _ => None,
        }
    }

    /// Returns what the record of refusals calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Login => "limit-login",
            Self::Recovery => "limit-recovery",
            Self::Captcha => "limit-captcha",
            Self::Submit => "limit-submit",
            Self::Upload => "limit-upload",
            Self::Status => "limit-status",
            Self::Lookup => "limit-lookup",
            Self::Change => "limit-change",
            Self::Begin => "limit-begin",
            Self::Unproved => "limit-unproved",
            Self::AnswersKb => "limit-answers",
            Self::FilesKb => "limit-files",
        }
    }
}

/// The part of an IPv6 address that is its network.
const NETWORK_MASK: u128 = !0 << 64;

/// Returns what an address is counted as: of IPv6 the network, since every customer has a whole one.
#[must_use]
pub fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(whole) => IpAddr::V6((whole.to_bits() & NETWORK_MASK).into()),
        short => short,
    }
}

/// Applications by people without a login for which one recipient gets mail in [`MAILS_COUNTED_FOR`].
pub const MAILS_PER_RECIPIENT_MAX: u32 = 20;
/// The time in which they are counted.
const MAILS_COUNTED_FOR: Duration = Duration::from_secs(86_400);
/// Recipients that are remembered at the same time.
const RECIPIENTS_MAX: u64 = 100_000;
/// What somebody is told to wait who asks for more at once than there ever is.
const NEVER_FITS: Duration = Duration::from_secs(3_600);

/// The allowances, by address.
pub struct Limits {
    backoff: Option<LoginBackoff>,
    attempts: Option<LoginAttempts>,
    mailed: Cache<String, u32>,
    mails_max: u32,
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
            let quota = match limited.period() {
                Some(period) => Quota::with_period(period / factor.max(1))?,
                None => Quota::per_minute(times(per_minute)?),
            };
            let quota = quota.allow_burst(times(burst)?);
            Some(RateLimiter::keyed(quota))
        };
        Self {
            backoff: (factor > 0).then(LoginBackoff::new),
            attempts: (factor > 0).then(LoginAttempts::new),
            mailed: Cache::builder()
                .max_capacity(RECIPIENTS_MAX)
                .time_to_live(MAILS_COUNTED_FOR)
                .build(),
            mails_max: if factor > 0 {
                MAILS_PER_RECIPIENT_MAX.saturating_mul(factor)
            } else {
                u32::MAX
            },
            limiters: Limited::ALL.into_iter().map(limiter).collect(),
            clock: DefaultClock::default(),
        }
    }

    /// Uses one of the allowance.
    ///
    /// # Errors
    /// How long to wait, when it is used up.
    pub fn check(&self, limited: Limited, address: IpAddr) -> Result<(), Duration> {
        self.spend(limited, address, 1)
    }

    /// Uses so much of the allowance; nothing of it where that is more than there is.
    ///
    /// # Errors
    /// How long to wait, when it is used up.
    pub fn spend(&self, limited: Limited, address: IpAddr, count: u32) -> Result<(), Duration> {
        let at = Limited::ALL.iter().position(|one| *one == limited);
        let Some(limiter) = at.and_then(|at| self.limiters[at].as_ref()) else {
            return Ok(());
        };
        let Some(count) = NonZeroU32::new(count) else {
            return Ok(());
        };
        match limiter.check_key_n(&address, count) {
            Ok(checked) => checked.map_err(|until| until.wait_time_from(self.clock.now())),
            // More than there ever is at once.
            Err(_) => Err(NEVER_FITS),
        }
    }

    /// Counts a mail that somebody without a login causes to an address. Tells whether it may be sent.
    #[must_use]
    pub fn may_mail(&self, to: &str) -> bool {
        let mut count = 0;
        let key = crate::keys::hash(&to.trim().to_lowercase());
        self.mailed.entry(key).and_compute_with(|entry| {
            count = entry
                .map_or(0, |entry| entry.into_value())
                .saturating_add(1);
            Op::Put(count)
        });
        count <= self.mails_max
    }

    /// Counts an attempt to log in to a name before it is checked. Tells whether it takes a proof of work.
    #[must_use]
    pub fn begin_login(&self, name: &str, from: Place<'_>) -> bool {
        let attempts = self.attempts.as_ref();
        attempts.is_some_and(|attempts| attempts.begin(name, from))
    }

    /// Forgets the attempts from a place: the right password was given.
    pub fn login_succeeded(&self, name: &str, from: Place<'_>) {
        if let Some(attempts) = &self.attempts {
            attempts.succeed(name, from);
        }
    }

    /// Forgets all attempts at a name: its password is a new one.
    pub fn forget_logins(&self, name: &str) {
        if let Some(attempts) = &self.attempts {
            attempts.forget(name);
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
    fn a_recipient_gets_so_many_mails_a_day_whoever_asks() {
        let limits = Limits::new(1);
        for _ in 0..MAILS_PER_RECIPIENT_MAX {
            assert!(limits.may_mail("Wang@example.com"));
        }
        assert!(!limits.may_mail(" wang@EXAMPLE.com"));
        assert!(limits.may_mail("li@example.com"));
    }

    #[test]
    fn kilobytes_are_a_budget_too() {
        let limits = Limits::new(1);
        let one: IpAddr = [127, 0, 0, 1].into();
        let most = 20 * 1024;
        assert!(limits.spend(Limited::AnswersKb, one, most).is_ok());
        assert!(limits.spend(Limited::AnswersKb, one, 512).is_err());
        assert!(limits.spend(Limited::AnswersKb, one, u32::MAX).is_err());
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
