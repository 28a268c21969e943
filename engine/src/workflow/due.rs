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

impl Period {
    /// Returns so much in the same unit.
    pub(crate) fn with_number(self, number: u32) -> Self {
        match self {
            Self::WorkingDays(_) => Self::WorkingDays(number),
            Self::CalendarDays(_) => Self::CalendarDays(number),
            Self::Hours(_) => Self::Hours(number),
        }
    }

    /// Tells whether this time allowed is over before `remind` could lie ahead: a reminder so long before its end would have
    /// to be sent before the time begins, whenever it begins.
    #[must_use]
    pub(crate) fn is_over_before(self, remind: Self) -> bool {
        match (self, remind) {
            // To the second: what is as long as the whole is due at the beginning, where nobody is reminded.
            (Self::Hours(allowed), Self::Hours(before)) => before >= allowed,
            // A day ends at most a day later than so many hours; holidays make working days longer, never shorter.
            (Self::CalendarDays(days), Self::Hours(hours)) => hours >= (days + 1) * 24,
            (Self::Hours(hours), Self::CalendarDays(days) | Self::WorkingDays(days)) => {
                // Begun just before nine in the morning, it still reaches the day of the reminder; begun at the end of a day,
                // it reaches the day after.
                (hours + 8) / 24 < days && hours.div_ceil(24) <= days
            }
            (
                Self::CalendarDays(allowed),
                Self::CalendarDays(before) | Self::WorkingDays(before),
            )
            | (Self::WorkingDays(allowed), Self::WorkingDays(before)) => before > allowed,
            (Self::WorkingDays(_), Self::CalendarDays(_) | Self::Hours(_)) => false,
        }
    }
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
