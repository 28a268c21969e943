//! What monitoring reads: `/metrics`, in the text format of Prometheus.

use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::alerts::Alert;

/// The bounds of what is counted together, in seconds.
const SECONDS: [f64; 10] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

type Labels = [(&'static str, String); 2];

/// What is counted, and what was last seen.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<Labels, Counter>,
    seconds: Histogram,
    mails_waiting: Gauge,
    mails_late_seconds: Gauge,
    disk_free_bytes: Gauge,
    alerts: Family<[(&'static str, String); 1], Gauge>,
}

/// What is looked up when somebody asks.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Mails to be sent, up to a bound.
    pub mails_waiting: usize,
    /// How long the mail that should have been sent first has waited since.
    pub mails_late: Duration,
    /// Free bytes on the disk of the data folder; `None` where it cannot be asked.
    pub disk_free_bytes: Option<u64>,
    /// What is to be seen to.
    pub alerts: Vec<Alert>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("guichet");
        let requests = Family::default();
        registry.register("requests", "Requests answered", requests.clone());
        let seconds = Histogram::new(SECONDS);
        let help = "Seconds until the head of an answer";
        registry.register("request_seconds", help, seconds.clone());
        let mut gauge = |name: &str, help: &str| {
            let gauge: Gauge = Gauge::default();
            registry.register(name, help, gauge.clone());
            gauge
        };
        let mails_waiting = gauge("mails_waiting", "Mails to be sent, counted up to 10,000");
        let mails_late_seconds = gauge("mails_late_seconds", "Seconds the first due mail is late");
        let disk_free_bytes = gauge("disk_free_bytes", "Free bytes where the data folder lies");
        let alerts = Family::default();
        registry.register("alerts", "What is to be seen to now", alerts.clone());
        Self {
            registry,
            requests,
            seconds,
            mails_waiting,
            mails_late_seconds,
            disk_free_bytes,
            alerts,
        }
    }
}

impl Metrics {
    /// Counts a request that was answered.
    pub fn answered(&self, method: &str, status: u16, took: Duration) {
        let labels = [
            ("method", method.to_owned()),
            ("status", status.to_string()),
        ];
        self.requests.get_or_create(&labels).inc();
        self.seconds.observe(took.as_secs_f64());
    }

    /// Returns all of it as text.
    #[must_use]
    pub fn text(&self, seen: &Seen) -> String {
        let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        self.mails_waiting.set(whole(seen.mails_waiting as u64));
        self.mails_late_seconds
            .set(whole(seen.mails_late.as_secs()));
        self.disk_free_bytes
            .set(seen.disk_free_bytes.map_or(-1, whole));
        self.alerts.clear();
        for alert in &seen.alerts {
            let labels = [("kind", alert.kind.name().to_owned())];
            self.alerts.get_or_create(&labels).inc();
        }
        let mut text = String::new();
        // Writing into a string does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::{AlertKind, Alerts};

    #[test]
    fn what_is_counted_stands_in_the_text() {
        let metrics = Metrics::default();
        metrics.answered("GET", 200, Duration::from_millis(3));
        metrics.answered("GET", 200, Duration::from_millis(30));
        metrics.answered("POST", 303, Duration::from_secs(3));
        let alerts = Alerts::default();
        alerts.raise(
            AlertKind::Mail,
            "",
            "connect: refused",
            crate::testing::at(1),
        );
        let seen = Seen {
            mails_waiting: 7,
            mails_late: Duration::from_secs(65),
            disk_free_bytes: None,
            alerts: alerts.all(),
        };
        let text = metrics.text(&seen);
        for line in [
            "guichet_requests_total{method=\"GET\",status=\"200\"} 2",
            "guichet_requests_total{method=\"POST\",status=\"303\"} 1",
            "guichet_request_seconds_bucket{le=\"0.005\"} 1",
            "guichet_request_seconds_count 3",
            "guichet_mails_waiting 7",
            "guichet_mails_late_seconds 65",
            "guichet_disk_free_bytes -1",
            "guichet_alerts{kind=\"mail\"} 1",
            "# EOF",
        ] {
            assert!(text.lines().any(|own| own == line), "{line}: {text}");
        }
        let text = metrics.text(&Seen::default());
        assert!(!text.contains("kind="), "settled: {text}");
    }
}
