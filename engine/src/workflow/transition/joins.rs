//! Joins: how branches come together, and what goes on by itself once a decision is made.

use super::decision::{Decision, Goal, fault};
use crate::ids::StepName;
use crate::workflow::branch::{Branch, Part};
use crate::workflow::definition::{Step, StepKind, Trigger};
use crate::workflow::event::EventKind;
use crate::workflow::refusal::Refusal;
use crate::workflow::run::RunId;

impl Decision<'_> {
    /// Lets a branch come to a step that opens when so many have. Tells whether it did.
    pub(super) fn join_some(
        &mut self,
        step: &Step,
        number: u32,
        goal: Goal,
    ) -> Result<bool, Refusal> {
        let name = step.name.clone();
        if goal.branch.late.contains(&name) {
            self.add(EventKind::CameLate { step: name });
            return Ok(false);
        }
        self.add(EventKind::Joined {
            step: name.clone(),
            assignee: goal.assignee,
            branch: goal.branch,
        });
        let arrivals = self.case.joins.get(&name);
        let Some(arrivals) = arrivals
            .filter(|arrivals| arrivals.count >= number)
            .cloned()
        else {
            return Ok(false);
        };
        // Fired before the step opens: what is open now comes late to it, and the step itself does not.
        self.add(EventKind::JoinFired { step: name.clone() });
        let goal = Goal {
            assignee: arrivals.assignee,
            ..Goal::to(&name, &arrivals.branch)
        };
        self.open(step, goal)?;
        Ok(true)
    }

    /// Goes on with whatever nobody has to do anything for, until somebody has to.
    pub(super) fn run_to_quiescence(&mut self) -> Result<(), Refusal> {
        while self.case.finished.is_none() {
            self.bounded()?;
            if let Some(run) = self.open_automatic_step() {
                self.pass(run)?;
            } else if let Some((run, name)) = self.wait_with_buffered_message() {
                self.add(EventKind::MessageTaken { name });
                self.pass(run)?;
            } else if let Some((name, value)) = self.sent.pop_front() {
                self.deliver(&name, &value)?;
            } else if let Some(step) = self.abandoned_join() {
                self.add(EventKind::JoinReset { step, part: None });
            } else if !self.open_item_join()? && !self.open_waiting()? {
                return self.finish_when_empty();
            }
        }
        Ok(())
    }

    /// Finds an open automatic step.
    fn open_automatic_step(&self) -> Option<RunId> {
        let mut open = self.case.open.iter();
        let automatic = open.find(|(_, open)| {
            let step = self.workflow.steps.get(&open.step);
            step.is_some_and(|step| matches!(step.kind, StepKind::Automatic))
        });
        automatic.map(|(run, _)| *run)
    }

    /// Finds a step that waits for a message that was buffered.
    fn wait_with_buffered_message(&self) -> Option<(RunId, String)> {
        if self.case.buffered_messages.is_empty() {
            return None;
        }
        let mut open = self.case.open.iter();
        open.find_map(|(run, open)| {
            match &self.workflow.steps.get(&open.step)?.kind {
                StepKind::Wait(Trigger::Message { name, .. }) => Some((*run, name)),
                _ => None,
            }
            .filter(|(_, name)| self.case.buffered_messages.contains_key(*name))
            .map(|(run, name)| (run, name.clone()))
        })
    }

    /// Finds a step to which some branches came, and no more can.
    fn abandoned_join(&self) -> Option<StepName> {
        let mut counting = self.case.joins.keys();
        counting
            .find(|name| !self.case.waiting.contains(*name) && !self.can_still_be_reached(name))
            .cloned()
    }

    /// Opens a step that waits for all branches, where no more can come; whether one was opened.
    fn open_waiting(&mut self) -> Result<bool, Refusal> {
        // One step waits for another that waits only if that other can lead to it and not the reverse; so that two never
        // wait for each other, the first by name goes when none is free.
        let mut waiting = self.case.waiting.iter();
        let free = waiting
            .find(|name| !self.can_still_be_reached(name))
            .cloned();
        let free = free.or_else(|| {
            let stuck = self.case.open.is_empty();
            stuck.then(|| self.case.waiting.first().cloned()).flatten()
        });
        let workflow = self.workflow;
        let Some(step) = free.and_then(|name| workflow.steps.get(&name)) else {
            return Ok(false);
        };
        let arrivals = self.case.joins.get(&step.name).cloned().unwrap_or_default();
        if step.each.is_some() {
            // A run for an item does not say by itself that the branches were taken in.
            let step = step.name.clone();
            self.add(EventKind::JoinReset { step, part: None });
        }
        let goal = Goal {
            assignee: arrivals.assignee,
            ..Goal::to(&step.name, &arrivals.branch)
        };
        self.open(step, goal)?;
        // A branch that went on in a step that was open already did not open this one.
        if self.case.waiting.contains(&step.name) {
            let step = step.name.clone();
            self.add(EventKind::JoinReset { step, part: None });
        }
        Ok(true)
    }

    /// Opens a step that waits for the branches of one item, where no more of that item can come; whether one was opened.
    fn open_item_join(&mut self) -> Result<bool, Refusal> {
        let joins = self.case.item_joins.iter();
        let all = joins.flat_map(|(name, runs)| runs.keys().map(move |run| (name, *run)));
        let mut all = all.peekable();
        let first = all.peek().copied();
        let free = all.find(|(name, run)| !self.can_still_be_reached_of(name, *run));
        let free = free.or_else(|| first.filter(|_| self.case.open.is_empty()));
        let free = free.map(|(name, run)| (name.clone(), run));
        let workflow = self.workflow;
        let Some((step, run)) =
            free.and_then(|(name, run)| Some((workflow.steps.get(&name)?, run)))
        else {
            return Ok(false);
        };
        let arrivals = self.case.item_joins.get(&step.name);
        let arrivals = arrivals.and_then(|runs| runs.get(&run)).cloned();
        let arrivals = arrivals.unwrap_or_default();
        // Said before it opens: what is opened once for each item does not say by itself that these were taken in.
        self.add(EventKind::JoinReset {
            step: step.name.clone(),
            part: Some(run),
        });
        let goal = Goal {
            assignee: arrivals.assignee,
            ..Goal::to(&step.name, &arrivals.branch)
        };
        self.open(step, goal)?;
        Ok(true)
    }

    /// Tells whether what is open or waits of one item can still lead to a step.
    fn can_still_be_reached_of(&self, name: &StepName, run: RunId) -> bool {
        let is_of_run = |part: &Option<Part>| part.as_ref().is_some_and(|part| part.run == run);
        // A correction may be of several items, and leads back to each.
        let is_of = |other: RunId, branch: &Branch| {
            other == run
                || is_of_run(&branch.part)
                || branch.from.iter().any(|origin| is_of_run(&origin.part))
        };
        let mut open = self.case.open.iter();
        let leads = |from: &StepName| {
            let ahead = self.workflow.reachable.get(from);
            ahead.is_some_and(|ahead| ahead.contains(name))
        };
        let is_open = open.any(|(other, open)| {
            let late = &open.branch.late;
            is_of(*other, &open.branch)
                && if late.is_empty() {
                    leads(&open.step)
                } else {
                    self.workflow.leads_past(&open.step, name, late)
                }
        });
        let mut waiting = self.case.item_joins.iter();
        is_open
            || waiting.any(|(other, runs)| other != name && runs.contains_key(&run) && leads(other))
    }

    /// Tells whether an open or waiting step other than `name` can still lead to it.
    fn can_still_be_reached(&self, name: &StepName) -> bool {
        // What comes late to a join is swallowed there, and reaches nothing that lies behind it.
        let late = self.case.open.values();
        let mut late = late.filter(|open| !open.branch.late.is_empty());
        if late.any(|open| {
            self.workflow
                .leads_past(&open.step, name, &open.branch.late)
        }) {
            return true;
        }
        let open = self.case.open.values();
        let open = open.filter(|open| open.branch.late.is_empty());
        let open = open.map(|open| &open.step);
        let waiting = self.case.waiting.iter().chain(self.case.item_joins.keys());
        let waiting = waiting.filter(|other| *other != name);
        let leads = |from: &StepName| {
            let ahead = self.workflow.reachable.get(from);
            ahead.is_some_and(|ahead| ahead.contains(name))
        };
        open.chain(waiting).any(leads)
    }

    /// Ends the case where nothing is open any more; where no finish is named for that, the decision cannot be.
    fn finish_when_empty(&mut self) -> Result<(), Refusal> {
        if !self.case.open.is_empty() {
            return Ok(());
        }
        let workflow = self.workflow;
        let named = workflow.when_empty.as_ref();
        match named.and_then(|name| workflow.finishes.get(name)) {
            Some(finish) => self.finish(finish),
            None => Err(fault("no step would be open".to_owned())),
        }
    }
}
