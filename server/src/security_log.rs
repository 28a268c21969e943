//! The record of security events: the one place from which the log and the store get them. Who, when, from where, what, and nothing that
//! anybody typed.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use guichet_engine::ids::AccountId;
use jiff::Timestamp;
use moka::sync::Cache;
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use crate::ms;
use crate::tally::count;

/// Events that wait to be stored; of more, only the log tells.
const WAITING_MAX: usize = 20_000;
/// Refusals from one address that are stored in an hour: what somebody tries all day fills no disk.
pub const REFUSALS_PER_ADDRESS_MAX: u32 = 200;
/// Refusals from everywhere that are stored in that time.
const REFUSALS_MAX: u32 = 20_000;
/// How long an hour is.
const HOUR_SECONDS: i64 = 3_600;
/// How long the counts of an hour are remembered.
const COUNTED_FOR: Duration = Duration::from_secs(2 * 3_600);
/// Addresses that are remembered at the same time.
const ADDRESSES_MAX: u64 = 100_000;

/// Every event that is stored, but for limits, which are called `limit-…`. Each has a sentence `event-…`.
pub const EVENTS: [&str; 33] = [
    "account-disabled",
    "account-enabled",
    "account-logins-ended",
    "cases-moved",
    "code-failed",
    "confirm-failed",
    "exported",
    "forbidden",
    "forged-token",
    "login",
    "login-failed",
    "login-not-active",
    "login-without-proof",
    "logins-ended",
    "logout",
    "one-time-password-over",
    "password-changed",
    "password-recovered",
    "password-refused",
    "published",
    "recovery-asked",
    "recovery-code-used",
    "recovery-codes-made",
    "revealed",
    "second-factor-off",
    "second-factor-on",
    "submission-without-proof",
    "user-added",
    "user-disabled",
    "user-edited",
    "user-enabled",
    "user-reset",
    "user-second-factor-reset",
];

/// Something that matters to security.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityEvent {
    /// When.
    #[serde(with = "ms::required")]
    pub at: Timestamp,
    /// What: one of [`EVENTS`], or `limit-…`.
    pub event: String,
    /// The address that it came from; empty for what the service did by itself.
    pub address: String,
    /// The id of the account that did it, or that it was tried with.
    pub account: Option<AccountId>,
    /// The login name of that account at that time.
    pub name: Option<String>,
    /// What it was done to: the name of another account, a reference number.
    pub about: Option<String>,
}

/// Whether something was done, or refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was refused.
    Refused,
}

/// Takes events, writes them to the log, and keeps them until they are stored.
#[derive(Debug)]
pub struct SecurityLog {
    waiting: Mutex<VecDeque<SecurityEvent>>,
    /// By address, or all together, and hour.
    refusals: Cache<(Option<IpAddr>, i64), u32>,
    wake: Notify,
}

impl Default for SecurityLog {
    fn default() -> Self {
        Self {
            waiting: Mutex::default(),
            refusals: Cache::builder()
                .max_capacity(ADDRESSES_MAX)
                .time_to_live(COUNTED_FOR)
                .build(),
            wake: Notify::new(),
        }
    }
}

impl SecurityLog {
    /// Puts an event on record.
    pub fn record(&self, event: SecurityEvent, from: Option<IpAddr>, outcome: Outcome) {
        let (name, address) = (event.event.as_str(), event.address.as_str());
        let account = event.account.as_deref().unwrap_or_default();
        match outcome {
            Outcome::Done => {
                tracing::info!(target: "guichet::security", event = name, address, account, "done");
            }
            Outcome::Refused => {
                tracing::warn!(target: "guichet::security", event = name, address, account, "refused");
            }
        }
        if outcome == Outcome::Refused && !self.may_store(from, event.at.as_second() / HOUR_SECONDS)
        {
            return;
        }
        let mut waiting = self.waiting();
        if waiting.len() < WAITING_MAX {
            waiting.push_back(event);
        }
        drop(waiting);
        self.wake.notify_one();
    }

    /// Counts a refusal; tells whether it is still one of those that are stored.
    fn may_store(&self, from: Option<IpAddr>, hour: i64) -> bool {
        let nowhere = IpAddr::from([0, 0, 0, 0]);
        let here = count(&self.refusals, (Some(from.unwrap_or(nowhere)), hour));
        here <= REFUSALS_PER_ADDRESS_MAX && count(&self.refusals, (None, hour)) <= REFUSALS_MAX
    }

    /// Takes events that wait to be stored, the earliest first.
    #[must_use]
    pub fn take(&self, most: usize) -> Vec<SecurityEvent> {
        let mut waiting = self.waiting();
        let count = waiting.len().min(most);
        waiting.drain(..count).collect()
    }

    /// Gives back events that could not be stored.
    pub fn give_back(&self, events: Vec<SecurityEvent>) {
        let mut waiting = self.waiting();
        for event in events.into_iter().rev() {
            waiting.push_front(event);
        }
        waiting.truncate(WAITING_MAX);
    }

    /// Waits until there may be events to store.
    pub async fn changed(&self) {
        self.wake.notified().await;
    }

    fn waiting(&self) -> MutexGuard<'_, VecDeque<SecurityEvent>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(name: &str) -> SecurityEvent {
        SecurityEvent {
            event: name.to_owned(),
            ..SecurityEvent::default()
        }
    }

    #[test]
    fn what_is_refused_again_and_again_is_stored_so_often_and_what_is_done_always() {
        let log = SecurityLog::default();
        let one = Some(IpAddr::from([192, 0, 2, 1]));
        for _ in 0..1_000 {
            log.record(event("login-failed"), one, Outcome::Refused);
        }
        assert_eq!(log.take(10_000).len(), REFUSALS_PER_ADDRESS_MAX as usize);
        log.record(event("login"), one, Outcome::Done);
        let other = Some(IpAddr::from([192, 0, 2, 2]));
        log.record(event("login-failed"), other, Outcome::Refused);
        let taken = log.take(1);
        assert_eq!(taken, [event("login")]);
        log.give_back(taken);
        let names: Vec<_> = log.take(9).into_iter().map(|event| event.event).collect();
        assert_eq!(names, ["login", "login-failed"]);
    }
}
