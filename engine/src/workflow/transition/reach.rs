//! Reaching a target: opening a step, coming to a join, or ending the case.

use super::decision::{Decision, Goal, fault};
use crate::ids::StepName;
use crate::workflow::actor::Assignee;
use crate::workflow::definition::{Finish, FinishKind, Join, Step, StepKind, Trigger};
use crate::workflow::due::Due;
use crate::workflow::event::EventKind;
use crate::workflow::item::Item;
use crate::workflow::notification::StaffNotificationKind;
use crate::workflow::performer::Performer;
use crate::workflow::refusal::Refusal;
use crate::workflow::run::RunId;
use crate::workflow::{permission, sandbox};

impl Decision<'_> {
    /// Goes to each target: opens a step, lets it wait for other branches, or ends the case.
    pub(super) fn reach(&mut self, goals: Vec<Goal>) -> Result<(), Refusal> {
        let workflow = self.workflow;
        let ends = goals
            .iter()
            .find_map(|goal| workflow.finishes.get(&goal.name));
        if let Some(finish) = ends {
            // A finish ends everything: what else would be reached with it would be cancelled at once.
            return self.finish(finish);
        }
        // What parts from a join in this decision comes late to it as well as what was open.
        let mut fired: Vec<StepName> = Vec::new();
        for mut goal in goals {
            self.bounded()?;
            let step = workflow.steps.get(&goal.name);
            let step = step.ok_or_else(|| fault(format!("no step is called {}", goal.name)))?;
            for join in &fired {
                goal.branch.mark_late(join);
            }
            if goal.back.is_none() && goal.branch.late.contains(&step.name) {
                self.add(EventKind::CameLate {
                    step: step.name.clone(),
                });
                continue;
            }
            if goal.same_person {
                goal.assignee = self.case.last_actors.get(&step.name).cloned();
            }
            match step.join {
                Join::AtLeast(number) if goal.back.is_none() => {
                    if self.join_some(step, number, goal)? {
                        fired.push(step.name.clone());
                    }
                }
                Join::All | Join::AllOfItem if goal.back.is_none() => {
                    let of_item = step.join == Join::AllOfItem && goal.branch.part.is_some();
                    self.add(EventKind::Waiting {
                        step: step.name.clone(),
                        assignee: goal.assignee,
                        branch: goal.branch,
                        of_item,
                    });
                }
                _ => self.open(step, goal)?,
            }
        }
        Ok(())
    }

    pub(super) fn finish(&mut self, finish: &Finish) -> Result<(), Refusal> {
        self.close_all(Some(finish.kind));
        self.add(EventKind::Finished {
            finish: finish.name.clone(),
        });
        self.effects_of(finish.enter.as_ref(), None)
    }

    /// Opens a step: one run of it, or one for each item.
    pub(super) fn open(&mut self, step: &Step, goal: Goal) -> Result<(), Refusal> {
        let leads_back = step.actions.iter().any(|action| action.back);
        let mut already = self.case.open.iter();
        let already = already.find(|(_, open)| open.step == step.name);
        if let Some((&run, _)) = already.filter(|_| leads_back && !goal.branch.from.is_empty()) {
            // Whoever asks while the answer to another is awaited is answered together with them.
            let branch = goal.branch;
            self.add(EventKind::CorrectionRequested { run, branch });
            // What is asked for now was in no notice yet.
            return self.notices_of(step, run);
        }
        // A step that cancels itself is opened anew rather than twice.
        self.cancel(&step.cancels);
        let again = goal.back.as_ref().and_then(|origin| origin.item.clone());
        match (&step.each, again) {
            (None, _) => self.open_run(step, &goal, None, None),
            (Some(_), Some(item)) if step.complete.is_none() => {
                self.open_run(step, &goal, None, Some(item))
            }
            (Some(each), _) => self.open_each(step, each, goal),
        }
    }

    pub(super) fn open_run(
        &mut self,
        step: &Step,
        goal: &Goal,
        group: Option<u32>,
        item: Option<Item>,
    ) -> Result<(), Refusal> {
        self.bounded()?;
        let mut branch = goal.branch.clone();
        if !keeps_from(step) {
            // Kept only where it is used: a case must not grow with the length of its way.
            branch.from.clear();
        }
        if matches!(step.join, Join::All | Join::AtLeast(_)) {
            // What comes together here may be of several items.
            branch.part = None;
        }
        let part = branch.part.clone().map(|part| part.item);
        let subject = item.clone().or(part);
        let timed = matches!(
            step.kind,
            StepKind::Wait(Trigger::Time(_) | Trigger::TimeOf(_))
        );
        let run = self.case.next_run;
        let due = match &goal.due {
            Some(left) => Some(left.clone()),
            None => self.due_of(step, subject.as_ref())?,
        };
        let assignee = goal.assignee.clone();
        // A step that is given back to somebody who may not have it is offered to all instead.
        let assignee = assignee.filter(|assignee| self.may_be_given(step, group, assignee));
        let remind_at = self.remind_at(step, due.as_ref());
        self.add(EventKind::StepOpened {
            run,
            step: step.name.clone(),
            due,
            assignee,
            clock_stopped: step.clock_stopped,
            branch,
            group,
            item,
            timed,
            remind_at,
        });
        if let Some(assignee) = self
            .case
            .open
            .get(&run)
            .and_then(|open| open.assignee.clone())
        {
            self.notify_person(StaffNotificationKind::Returned, &assignee, run);
        }
        self.effects_of(step.enter.as_ref(), Some((run, subject.as_ref())))
    }

    /// Returns the due date of a step, or the time that it waits for.
    fn due_of(&self, step: &Step, item: Option<&Item>) -> Result<Option<Due>, Refusal> {
        let period = match &step.kind {
            StepKind::Wait(Trigger::Time(period)) => Some(*period),
            StepKind::Wait(Trigger::TimeOf(function)) => {
                let text = sandbox::call_text(self.workflow, function, self.view(item));
                let text = text.map_err(fault)?;
                let due = self.calendar.until(&text);
                let due = due.ok_or_else(|| fault(format!("{text} is not a time")))?;
                return Ok(Some(due));
            }
            _ => step.due,
        };
        Ok(period.map(|period| self.calendar.due(self.now, period)))
    }

    /// Tells whether somebody who had a step may be given it again: not where they could not claim it now.
    fn may_be_given(&self, step: &Step, group: Option<u32>, assignee: &Assignee) -> bool {
        let (workflow, case) = (self.workflow, &self.case);
        permission::check_separation_of_duties(case, step, group, Some(&assignee.id)).is_ok()
            && permission::check_one_at_a_time(workflow, case, step, None).is_ok()
    }

    /// Closes every open run of these steps, wherever it came from, and forgets what waits for them.
    pub(super) fn cancel(&mut self, steps: &[StepName]) {
        for step in steps {
            self.close_runs(step);
            let case = &self.case;
            if case.joins.contains_key(step)
                || case.waiting.contains(step)
                || case.item_joins.contains_key(step)
            {
                self.add(EventKind::JoinReset {
                    step: step.clone(),
                    part: None,
                });
            }
        }
    }

    /// Closes every open run of these steps, and lets every branch that is under way now end where it comes to one of them.
    pub(super) fn cancel_ahead(&mut self, steps: &[StepName]) {
        self.cancel(steps);
        for step in steps {
            self.add(EventKind::JoinFired { step: step.clone() });
        }
    }

    /// Cancels every open run of a step, and its groups.
    pub(super) fn close_runs(&mut self, step: &str) {
        let open = self.case.open.iter();
        let runs = open.filter(|(_, open)| open.step == step);
        let runs: Vec<RunId> = runs.map(|(run, _)| *run).collect();
        for run in runs {
            self.close(run, true);
        }
        let groups = self.case.groups.iter();
        let groups = groups.filter(|(_, group)| group.step == step);
        let groups: Vec<u32> = groups.map(|(group, _)| *group).collect();
        for group in groups {
            self.add(EventKind::GroupClosed { group });
        }
    }

    pub(super) fn close_all(&mut self, finish: Option<FinishKind>) {
        let told = Self::end_of(finish);
        let open = self.case.open.clone();
        for (run, before) in open {
            self.add(EventKind::StepClosed {
                run,
                cancelled: true,
            });
            self.notify_of_end(told, (run, &before));
        }
        let groups: Vec<u32> = self.case.groups.keys().copied().collect();
        for group in groups {
            self.add(EventKind::GroupClosed { group });
        }
        let joins = self.case.joins.keys().chain(self.case.item_joins.keys());
        let joins: Vec<StepName> = joins.cloned().collect();
        for step in joins {
            self.add(EventKind::JoinReset { step, part: None });
        }
    }
}

/// Tells whether it is of use what led to a step: for corrections and whatever else leads back, and on the way there.
fn keeps_from(step: &Step) -> bool {
    step.performer == Performer::Applicant
        || step.holds()
        || !matches!(step.kind, StepKind::People)
        || step.actions.iter().any(|action| action.back)
}
