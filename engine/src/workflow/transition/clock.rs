//! Time: what happens when it is over, and when it stands still.

use super::{Decision, Goal};
use crate::workflow::definition::Step;
use crate::workflow::model::{EventKind, OpenStep, Refusal, RunId};

impl Decision<'_> {
    pub(super) fn overdue(
        &mut self,
        run: RunId,
        step: &Step,
        open: &OpenStep,
    ) -> Result<(), Refusal> {
        let due = open.due.as_ref().ok_or_else(|| Refusal::new("not-due"))?;
        if open.overdue {
            return Err(Refusal::new("already-overdue"));
        }
        let standing_still = self.case.clock_stopped() && !open.clock_stopped && !open.timed;
        if self.now <= due.at || standing_still {
            return Err(Refusal::new("not-due").with("due", due.at.to_string()));
        }
        if open.timed {
            self.pass(run)?;
            return self.settle();
        }
        self.add(EventKind::WentOverdue { run });
        if step.overdue.is_empty() {
            return Ok(());
        }
        let branch = self.branch_of(run, step, open);
        self.close(run, false);
        if let Some(group) = open.group {
            self.close_group(group);
        }
        self.reach(Goal::all(&step.overdue, &branch))?;
        self.settle()
    }

    /// Closes a step. Where the clock of the others stood still for it, they get back what passed meanwhile: as far as
    /// no other step goes on stopping it, which gives back the rest when it is closed itself.
    pub(super) fn close(&mut self, run: RunId, cancelled: bool) {
        let open = self.case.open.get(&run);
        let since = open
            .filter(|open| open.clock_stopped)
            .map(|open| open.opened_at);
        self.add(EventKind::StepClosed { run, cancelled });
        let Some(since) = since else {
            return;
        };
        let stopping = self.case.open.values().filter(|open| open.clock_stopped);
        let until = stopping.map(|open| open.opened_at).min();
        let until = until.unwrap_or(self.now);
        let standing = self
            .case
            .open
            .iter()
            .filter(|(_, open)| !open.overdue && !open.timed && !open.clock_stopped);
        let moved: Vec<_> = standing
            .filter_map(|(run, open)| {
                let (due, period) = (
                    open.due.as_ref()?,
                    self.workflow.steps.get(&open.step)?.due?,
                );
                let since = since.max(open.opened_at);
                let moved = self.calendar.moved(due, period, since, until);
                (moved != *due).then_some((*run, moved))
            })
            .collect();
        for (run, due) in moved {
            self.add(EventKind::DueMoved { run, due });
        }
    }
}
