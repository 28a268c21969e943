//! What whoever runs the service must know now: shown to administrators until it is settled, for as long as the process runs.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

/// Alerts that are kept; of files there may be many.
const KEPT_MAX: usize = 100;
/// Characters of what is said about one.
const DETAIL_MAX: usize = 300;

/// What an alert is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlertKind {
    /// The mail server takes no mails.
    Mail,
    /// A backup that was due was not made, or not whole.
    Backup,
    /// An uploaded file is not there.
    FileMissing,
    /// An uploaded file has another content than was uploaded.
    FileChanged,
}

impl AlertKind {
    /// Returns the word by which sentences name it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Backup => "backup",
            Self::FileMissing => "file-missing",
            Self::FileChanged => "file-changed",
        }
    }
}

/// An alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// What it is about.
    pub kind: AlertKind,
    /// Which one, where there are several: the id of a file.
    pub subject: String,
    /// What was said last: words of a mail server or of the disk, never what people typed.
    pub detail: String,
    /// Since when.
    pub since: Timestamp,
    /// When it was last raised.
    pub last: Timestamp,
    /// How often.
    pub times: u64,
}

/// The alerts that are not settled.
#[derive(Debug, Default)]
pub struct Alerts {
    kept: Mutex<BTreeMap<(AlertKind, String), Alert>>,
}

impl Alerts {
    /// Raises an alert, or says that it still holds.
    pub fn raise(&self, kind: AlertKind, subject: &str, detail: &str, now: Timestamp) {
        let detail: String = detail.chars().take(DETAIL_MAX).collect();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (kind, subject.to_owned());
        if kept.len() >= KEPT_MAX && !kept.contains_key(&key) {
            return;
        }
        let alert = kept.entry(key).or_insert_with(|| {
            tracing::error!(alert = kind.name(), subject, detail, "alert");
            Alert {
                kind,
                subject: subject.to_owned(),
                detail: String::new(),
                since: now,
                last: now,
                times: 0,
            }
        });
        (alert.detail, alert.last) = (detail, now);
        alert.times += 1;
    }

    /// Settles an alert, if there is one.
    pub fn settle(&self, kind: AlertKind, subject: &str) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.remove(&(kind, subject.to_owned())).is_some() {
            tracing::info!(alert = kind.name(), subject, "alert settled");
        }
    }

    /// Returns all that are not settled.
    #[must_use]
    pub fn all(&self) -> Vec<Alert> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.values().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::at;

    #[test]
    fn an_alert_holds_from_its_first_time_until_it_is_settled() {
        let alerts = Alerts::default();
        alerts.raise(AlertKind::Mail, "", "connect: refused", at(1));
        alerts.raise(AlertKind::Mail, "", "connect: timed out", at(5));
        let [alert] = &alerts.all()[..] else {
            panic!("one alert");
        };
        assert_eq!((alert.since, alert.last, alert.times), (at(1), at(5), 2));
        assert_eq!(alert.detail, "connect: timed out");
        alerts.settle(AlertKind::Mail, "");
        alerts.settle(AlertKind::Mail, "");
        assert_eq!(alerts.all(), []);
    }

    #[test]
    fn there_is_a_bound_on_how_many_are_kept() {
        let alerts = Alerts::default();
        for number in 0..1_000 {
            alerts.raise(AlertKind::FileMissing, &number.to_string(), "", at(number));
        }
        assert_eq!(alerts.all().len(), KEPT_MAX);
        alerts.settle(AlertKind::FileMissing, "0");
        alerts.raise(AlertKind::Mail, "", "connect: refused", at(1));
        assert!(
            alerts
                .all()
                .iter()
                .any(|alert| alert.kind == AlertKind::Mail)
        );
    }
}
