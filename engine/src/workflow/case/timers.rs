//! When something is to happen to a case by itself.

use jiff::Timestamp;

use super::state::Case;
use crate::workflow::due::Due;
use crate::workflow::run::RunId;

impl Case {
    /// Returns when the server is to send [`super::Command::Overdue`]: to each open step with a due date that has not
    /// been acted on, or that waits for a time; or earlier, where its people are to be reminded or the whole is due.
    /// While a step that stops the clock is open, only such steps and those that wait have timers.
    pub fn timers(&self) -> impl Iterator<Item = (RunId, Timestamp)> + '_ {
        let stopped = self.clock_stopped();
        let whole = self.due.as_ref().filter(|_| !stopped && !self.overdue);
        let whole = whole.and_then(Due::over);
        self.open.iter().filter_map(move |(run, open)| {
            let counts = !open.overdue && (!stopped || open.clock_stopped || open.timed);
            let over = open.due.as_ref().and_then(Due::over);
            let times = [over, open.collaboration.remind_at];
            let times = times.into_iter().flatten().filter(|_| counts);
            let first = times.chain(whole).min()?;
            Some((*run, first))
        })
    }

    /// Tells whether an open step makes the due dates of the others stand still.
    #[must_use]
    pub fn clock_stopped(&self) -> bool {
        self.open.values().any(|open| open.clock_stopped)
    }
}
