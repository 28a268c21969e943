//! Time: what happens when it is over, and when it stands still.

use jiff::Timestamp;

use super::decision::{Decision, Goal};
use crate::workflow::case::OpenStep;
use crate::workflow::collaboration::CollaborationEvent;
use crate::workflow::definition::Step;
use crate::workflow::due::{Due, Period};
use crate::workflow::event::EventKind;
use crate::workflow::notification::StaffNotificationKind;
use crate::workflow::refusal::{Refusal, RefusalCode};
use crate::workflow::run::RunId;

impl Decision<'_> {
    pub(super) fn overdue(
        &mut self,
        run: RunId,
        step: &Step,
        open: &OpenStep,
    ) -> Result<(), Refusal> {
        // The server sends one command for whatever timer came first: what it is about is found out here, the whole before its parts.
        if self.case_is_over() {
            return self.whole_overdue(run);
        }
        if self.is_to_be_reminded(open) {
            self.remind(run, step, open);
            return Ok(());
        }
        let due = open
            .due
            .as_ref()
            .ok_or_else(|| Refusal::new(RefusalCode::NotDue))?;
        if open.overdue {
            return Err(Refusal::new(RefusalCode::AlreadyOverdue));
        }
        // A timer that was set before the clock stopped may still arrive.
        let standing_still = self.case.clock_stopped() && !open.clock_stopped && !open.timed;
        if self.now <= due.at || standing_still {
            return Err(Refusal::new(RefusalCode::NotDue).with("due", due.at.to_string()));
        }
        if open.timed {
            self.pass(run)?;
            return self.run_to_quiescence();
        }
        // Noted first, whatever follows: a timer that is sent again is refused by it.
        self.add(EventKind::WentOverdue { run });
        // What was decided in time and waits for a signature is not undone by the clock.
        let is_decided = open.collaboration.pending_decision.is_some();
        if is_decided {
            self.remind(run, step, open);
        }
        if step.overdue.is_empty() || is_decided {
            self.escalate(run, step);
            return Ok(());
        }
        let branch = self.branch_of(run, step, open);
        self.close(run, false);
        self.notify_of_end(StaffNotificationKind::Closed, (run, open));
        if let Some(group) = open.group {
            self.close_group(group);
        }
        self.reach(Goal::all(&step.overdue, &branch))?;
        self.run_to_quiescence()
    }

    /// Gives a step more time, in the unit of its time, and the whole as much where it has a date.
    pub(super) fn extend(
        &mut self,
        run: RunId,
        step: &Step,
        open: &OpenStep,
        by: u32,
        reason: Option<String>,
    ) {
        let (Some(due), Some(period)) = (&open.due, step.due) else {
            return;
        };
        // What is over already begins anew from now, so that the time given is there to be used.
        let from = due.at.max(self.now);
        let later =
            |period: Period, from: Timestamp| self.calendar.due(from, period.with_number(by));
        let due = later(period, from);
        let remind_at = self.remind_at(step, Some(&due));
        let whole = self.case.due.as_ref().zip(self.workflow.due);
        let whole = whole.map(|(whole, period)| later(period, whole.at.max(self.now)));
        let extended = CollaborationEvent::Extended {
            due,
            remind_at,
            reason,
        };
        self.record_collaboration(run, extended);
        if let Some(due) = whole {
            self.add(EventKind::CaseDue { due });
        }
    }

    /// Keeps the time that a step has left where it is put on hold, and gives it back where it goes on: a step of staff that
    /// stops the clock holds the step that it was opened from.
    pub(super) fn keep_time(&self, step: &Step, open: &OpenStep, goals: &mut [Goal]) {
        for goal in goals {
            let Some(next) = self.workflow.steps.get(&goal.name) else {
                continue;
            };
            if next.holds() {
                let left = open.due.clone().filter(|_| !open.overdue);
                let origins = &mut goal.branch.from;
                origins
                    .iter_mut()
                    .for_each(|origin| origin.due.clone_from(&left));
            }
            let mut held = open.branch.from.iter().filter(|_| step.holds());
            let held = held.find(|origin| origin.step == goal.name);
            let held = held.and_then(|origin| origin.due.as_ref()).zip(next.due);
            goal.due = held.map(|(due, period)| {
                let since = open.opened_at;
                self.calendar.moved(due, period, since, self.now)
            });
        }
    }

    /// Tells whether the time allowed for the whole has passed.
    fn case_is_over(&self) -> bool {
        // While the applicant corrects, the time of the whole stands still as well.
        let counts = !self.case.overdue && !self.case.clock_stopped();
        let due = self.case.due.as_ref().filter(|_| counts);
        due.is_some_and(|due| self.now > due.at)
    }

    fn whole_overdue(&mut self, run: RunId) -> Result<(), Refusal> {
        self.add(EventKind::CaseOverdue);
        let workflow = self.workflow;
        let decided = self.case.open.values();
        let mut decided = decided.map(|open| &open.collaboration.pending_decision);
        // A decision made in time is carried out when its signatures have come.
        let finish = workflow.overdue.as_ref();
        let finish = finish.filter(|_| decided.all(Option::is_none));
        match finish.and_then(|name| workflow.finishes.get(name)) {
            Some(finish) => self.finish(finish),
            None => {
                self.notify_manager_of_overdue_case(run);
                Ok(())
            }
        }
    }

    /// Returns when whoever is to do a step is reminded: not where the time for that is over already.
    pub(super) fn remind_at(&self, step: &Step, due: Option<&Due>) -> Option<Timestamp> {
        let due = due?;
        let all = step.remind.iter();
        let all = all.filter_map(|remind| self.calendar.before(due, *remind));
        // A reminder that would be due at once says nothing that opening the step, or the one before, did not.
        all.filter(|at| *at > self.now).min()
    }

    fn is_to_be_reminded(&self, open: &OpenStep) -> bool {
        let counts = !open.overdue && (!self.case.clock_stopped() || open.clock_stopped);
        let at = open.collaboration.remind_at.filter(|_| counts);
        let over = open.due.as_ref().is_some_and(|due| self.now > due.at);
        !over && at.is_some_and(|at| at <= self.now)
    }

    /// Closes a step. Where the clock of the others stood still for it, they get back what passed meanwhile: as far as
    /// no other step goes on stopping it, which gives back the rest when it is closed itself.
    pub(super) fn close(&mut self, run: RunId, cancelled: bool) {
        let open = self.case.open.get(&run);
        let before = open.filter(|_| cancelled).cloned();
        let since = open
            .filter(|open| open.clock_stopped)
            .map(|open| open.opened_at);
        self.add(EventKind::StepClosed { run, cancelled });
        if let Some(before) = before {
            self.notify_of_end(StaffNotificationKind::Closed, (run, &before));
        }
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
                let step = self.workflow.steps.get(&open.step)?;
                let (due, period) = (open.due.as_ref()?, step.due?);
                // A step that was opened while the clock stood still lost only what came after that.
                let since = since.max(open.opened_at);
                let moved = self.calendar.moved(due, period, since, until);
                let remind_at = self.remind_at(step, Some(&moved));
                // No event where nothing moved: the history is read by people.
                (moved != *due).then_some((*run, moved, remind_at))
            })
            .collect();
        for (run, due, remind_at) in moved {
            self.add(EventKind::DueMoved {
                run,
                due,
                remind_at,
            });
        }
        let whole = self.case.due.as_ref().filter(|_| !self.case.overdue);
        let whole = whole.zip(self.workflow.due);
        let whole =
            whole.map(|(due, period)| (due, self.calendar.moved(due, period, since, until)));
        if let Some((_, due)) = whole.filter(|(due, moved)| *due != moved) {
            self.add(EventKind::CaseDue { due });
        }
    }
}
