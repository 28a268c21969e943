//! Times allowed, and the due dates that come of them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A time allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Period {
    /// To the end of the n-th working day after today.
    WorkingDays(u32),
    /// To the end of the n-th day after today.
    CalendarDays(u32),
    /// This many hours, to the second.
    Hours(u32),
}

/// A due date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The last instant.
    pub at: Timestamp,
    /// Says whether it falls in a year without a published calendar.
    pub provisional: bool,
}

impl Due {
    /// Returns when the time is over: a due date is the last instant allowed.
    #[must_use]
    pub fn over(&self) -> Option<Timestamp> {
        let second = jiff::SignedDuration::from_secs(1);
        self.at.checked_add(second).ok()
    }
}
