//! What of a case concerns its applicant: the date that holds for them, what is asked of them, and the reasons that are
//! meant for them. Mails and pages say this and nothing else.

use std::collections::BTreeSet;

use super::case::Case;
use super::definition::{Action, StepKind, Workflow};
use super::due::Due;
use super::event::{Event, EventKind};
use super::flag::{Flag, merge_flags};
use super::performer::Performer;
use super::run::RunId;
use crate::ids::{ActionName, StepName};

impl Workflow {
    /// Returns the date that a notice about this step, or about the whole, may name. Of the applicant's own step that is by
    /// when they must act; of the review, only a date by which all of it is to be done.
    #[must_use]
    pub fn due_of_notice<'c>(&self, case: &'c Case, run: Option<RunId>) -> Option<&'c Due> {
        if case.finished.is_some() {
            return None;
        }
        let open = run.and_then(|run| case.open.get(&run));
        if let Some(open) = open.filter(|open| self.is_of_applicant(&open.step)) {
            return open.due.as_ref();
        }
        self.due_for_applicant(case).or_else(|| self.promised(case))
    }

    /// Returns by when the applicant must act, where something is open for them.
    #[must_use]
    pub fn due_for_applicant<'c>(&self, case: &'c Case) -> Option<&'c Due> {
        let open = case.open.values();
        let theirs = open.filter(|open| self.is_of_applicant(&open.step));
        let dues = theirs.filter_map(|open| open.due.as_ref());
        dues.min_by_key(|due| due.at)
    }

    /// Returns by when the review is to be done as a whole, where that can be said: the time allowed for the whole, else the
    /// dates of the open steps if none but ends, or goes back to the applicant, can follow them.
    #[must_use]
    pub fn promised<'c>(&self, case: &'c Case) -> Option<&'c Due> {
        if case.due.is_some() {
            return case.due.as_ref();
        }
        let open = case.open.values();
        let is_last = |name: &StepName| self.is_last(name);
        let all_last = open
            .clone()
            .all(|open| open.due.is_some() && is_last(&open.step));
        let dues = open.filter_map(|open| open.due.as_ref());
        let latest = dues.max_by_key(|due| due.at);
        latest.filter(|_| all_last && case.joins.is_empty() && case.item_joins.is_empty())
    }

    /// Tells whether a step is one of the applicant's.
    #[must_use]
    pub fn is_of_applicant(&self, step: &StepName) -> bool {
        let step = self.steps.get(step);
        step.is_some_and(|step| step.performer == Performer::Applicant)
    }

    /// Tells whether after a step of staff nothing follows that staff do.
    fn is_last(&self, step: &StepName) -> bool {
        let Some(step) = self.steps.get(step) else {
            return false;
        };
        let ends = |name: &StepName| self.finishes.contains_key(name) || self.is_of_applicant(name);
        step.performer.is_staff() && step.destinations().all(ends)
    }

    /// Tells whether the reason given with an action is for the applicant: where the action leads to them or to an end,
    /// perhaps by steps that nobody does. What one colleague writes to the next is not, unless the script says so.
    #[must_use]
    pub fn reason_is_for_applicant(&self, step: &StepName, action: &ActionName) -> bool {
        self.action(step, action)
            .is_some_and(|action| self.addresses_applicant(action))
    }

    pub(super) fn addresses_applicant(&self, action: &Action) -> bool {
        if let Some(said) = action.reason_for_applicant {
            return said;
        }
        let mut ahead: Vec<&StepName> = action.to.iter().map(|to| &to.name).collect();
        let mut seen = BTreeSet::new();
        while let Some(name) = ahead.pop() {
            if self.finishes.contains_key(name) || self.is_of_applicant(name) {
                return true;
            }
            let step = self.steps.get(name).filter(|_| seen.insert(name));
            if let Some(step) = step.filter(|step| !matches!(step.kind, StepKind::People)) {
                ahead.extend(step.destinations());
            }
        }
        false
    }

    /// Returns the reason last given to the applicant that they have not answered since, as [`Workflow::reason_for_applicant`]
    /// does; `None` once they have sent corrected answers.
    #[must_use]
    pub fn open_reason_for_applicant<'e>(&self, events: &'e [Event]) -> Option<&'e str> {
        let answered = events
            .iter()
            .rposition(|event| matches!(event.kind, EventKind::Corrected { .. }));
        let since = answered.map_or(0, |answer| answer + 1);
        self.reason_for_applicant(events.get(since..).unwrap_or_default())
    }

    /// Returns the reason last given to the applicant; `None` where the last decision that concerned them had none.
    #[must_use]
    pub fn reason_for_applicant<'e>(&self, events: &'e [Event]) -> Option<&'e str> {
        let mut events = events.iter().rev();
        let reason = events.find_map(|event| match &event.kind {
            EventKind::Acted {
                step,
                action,
                reason,
                ..
            } if event.actor.id().is_some() && self.reason_is_for_applicant(step, action) => {
                Some(reason.as_deref())
            }
            _ => None,
        });
        reason.flatten()
    }
}

impl Case {
    /// Returns what is to be corrected in an open step of the applicant: what the branches asked that led to it.
    #[must_use]
    pub fn demands_of(&self, run: RunId) -> Vec<Flag> {
        let from = self.open.get(&run).map(|open| open.branch.from.as_slice());
        let asked = from.unwrap_or_default().iter();
        let asked = asked.filter_map(|origin| self.correction_requests.get(&origin.run));
        let demands = merge_flags(asked);
        if demands.is_empty() {
            self.flags.clone()
        } else {
            demands
        }
    }
}
