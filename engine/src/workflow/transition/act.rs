//! Actions: what one closes, cancels and completes, and where it leads.

use super::decision::{Decision, Goal, fault};
use crate::ids::{ActionName, StepName};
use crate::workflow::actor::Actor;
use crate::workflow::branch::{Branch, Origin, Part};
use crate::workflow::case::OpenStep;
use crate::workflow::command::Command;
use crate::workflow::definition::{Action, PASS, Step, StepKind};
use crate::workflow::effect::Effect;
use crate::workflow::event::EventKind;
use crate::workflow::item::Item;
use crate::workflow::notification::StaffNotificationKind;
use crate::workflow::performer::Performer;
use crate::workflow::refusal::{Refusal, RefusalCode};
use crate::workflow::run::RunId;
use crate::workflow::{permission, sandbox};

impl Decision<'_> {
    pub(super) fn act(
        &mut self,
        run: RunId,
        step: &Step,
        open: &OpenStep,
        command: &Command,
    ) -> Result<(), Refusal> {
        let Command::Act {
            action: name,
            actor,
            flags,
            reason,
            answers,
            item,
            ..
        } = command
        else {
            return Ok(());
        };
        let action = self.workflow.action(&open.step, name);
        let action = action.ok_or_else(|| {
            Refusal::new(RefusalCode::UnknownAction).with("action", name.as_str())
        })?;
        permission::may_act(self.workflow, &self.case, step, open, action, actor)?;
        permission::check_remarks(action, flags, reason.as_deref())?;
        permission::check_answers(&self.case, step, action, answers.as_ref())?;
        permission::check_item(action, item.as_ref())?;
        // Acting on an unclaimed step claims it, so that the history never lacks who had it.
        let decides = !permission::works_whoever_has_it(self.workflow, step, action);
        if action.by != Performer::Applicant && open.assignee.is_none() && decides {
            self.add(EventKind::Claimed { run });
        }
        // Noted and no more: what it leads to waits for the signatures.
        if decides && self.defer_decision(run, open, action, command) {
            return self.run_to_quiescence();
        }
        self.add(EventKind::Acted {
            run,
            step: open.step.clone(),
            action: action.name.clone(),
            flags: flags.clone(),
            reason: permission::non_blank(reason.as_deref()).map(str::to_owned),
            took_part: self.took_part_in(run, step, action),
        });
        // Answers come before the step is left: functions of the script that run on the way see them corrected.
        if let Some(answers) = answers {
            let changed = self.case.answers != *answers;
            self.add(EventKind::Corrected {
                answers: answers.clone(),
                run: Some(run),
            });
            if changed {
                self.signatures_fall();
            }
        }
        match (item, &action.notes) {
            (Some(item), Some(name)) => self.add(EventKind::Effect(Effect::set(name, item))),
            (Some(item), None) => self.add_item(step, open, Item::Value(item.clone()))?,
            (None, _) => {}
        }
        self.carry_out(run, step, open, action)?;
        if step.declares(action) && !decides && !self.case.open.contains_key(&run) {
            // Whoever had it is without it by an action that works whoever has it.
            self.notify_of_end(StaffNotificationKind::Closed, (run, open));
        }
        self.run_to_quiescence()
    }

    /// Passes an automatic step, or a wait for what has come.
    pub(super) fn pass(&mut self, run: RunId) -> Result<(), Refusal> {
        let Some(open) = self.case.open.get(&run).cloned() else {
            return Ok(());
        };
        let workflow = self.workflow;
        let Some(step) = workflow.steps.get(&open.step) else {
            return Err(fault(format!("no step is called {}", open.step)));
        };
        let [action] = step.actions.as_slice() else {
            return Err(fault(format!("{} has no one way out", open.step)));
        };
        let passed = EventKind::Acted {
            run,
            step: open.step.clone(),
            action: ActionName::new(PASS),
            flags: Vec::new(),
            reason: None,
            took_part: Vec::new(),
        };
        // Whoever made the decision did not do this step: nobody is to be kept from another for its sake.
        self.add_by(Actor::System, passed);
        self.carry_out(run, step, &open, action)
    }

    /// Carries out what an action does beside being noted.
    pub(super) fn carry_out(
        &mut self,
        run: RunId,
        step: &Step,
        open: &OpenStep,
        action: &Action,
    ) -> Result<(), Refusal> {
        // What was flagged in this very decision belongs to it already: who has the step now is who acted.
        let branch = self.branch_of(run, step, open);
        // Chosen before anything is closed: a function of the script sees the case as whoever acted saw it.
        let mut goals = self.goals(step, Some(open), action, &branch)?;
        self.keep_time(step, open, &mut goals);
        if !step.declares(action) {
            if !action.stays {
                // An action of the case takes the place of whatever is open: it leads on from the case, not from one of its steps.
                let mut finishes = action.to.iter();
                let finish = finishes.find_map(|target| self.workflow.finishes.get(&target.name));
                self.close_all(finish.map(|finish| finish.kind));
            }
        } else if !action.stays {
            goals = self.leave(run, step, open, action, goals)?;
        }
        // Cancelled before the targets are reached, so that a target that is cancelled as well opens anew.
        self.cancel(&action.cancels);
        self.cancel_ahead(&action.cancels_ahead);
        for name in &action.completes {
            goals.extend(self.complete(name, &branch)?);
        }
        self.reach(goals)
    }

    /// Returns what a branch that leaves a run brings along.
    pub(super) fn branch_of(&self, run: RunId, step: &Step, open: &OpenStep) -> Branch {
        // Steps that nobody does are passed over on the way back.
        let from = if matches!(step.kind, StepKind::People) {
            let now = self.case.open.get(&run).unwrap_or(open);
            vec![Origin {
                run,
                step: open.step.clone(),
                assignee: now.assignee.clone(),
                item: open.item.clone(),
                late: open.branch.late.clone(),
                part: open.branch.part.clone(),
                due: None,
            }]
        } else {
            open.branch.from.clone()
        };
        let part = open.item.clone().filter(|_| step.complete.is_none());
        let part = part.map(|item| Part { run, item });
        Branch {
            late: open.branch.late.clone(),
            from,
            part: part.or_else(|| open.branch.part.clone()),
        }
    }

    /// Finds where an action leads: to all its targets, to those that the script's function chooses, or back.
    pub(super) fn goals(
        &self,
        step: &Step,
        open: Option<&OpenStep>,
        action: &Action,
        branch: &Branch,
    ) -> Result<Vec<Goal>, Refusal> {
        if let Some(open) = open.filter(|_| action.back) {
            return Ok(back(open, branch));
        }
        let names = match &action.choose {
            None => None,
            Some(choose) => {
                let view = self.view(open.and_then(OpenStep::subject));
                Some(sandbox::call_choice(self.workflow, choose, view).map_err(fault)?)
            }
        };
        if let Some(names) = &names {
            let declared = |name: &StepName| action.to.iter().any(|target| target.name == *name);
            // The proof has tried the declared targets only: what leads elsewhere is not proved.
            if let Some(name) = names.iter().find(|&name| !declared(name)) {
                return Err(fault(format!("{name} is not among the targets")));
            }
            if names.is_empty() && !action.ends {
                return Err(fault(format!("{} chooses no target", step.name)));
            }
        }
        let targets = action.to.iter().filter(|target| {
            names
                .as_ref()
                .is_none_or(|names| names.contains(&target.name))
        });
        let goals = targets.map(|target| Goal {
            same_person: target.same_person,
            ..Goal::to(&target.name, branch)
        });
        Ok(goals.collect())
    }
}

/// Leads back to each run that led to this one, and to whoever had it.
fn back(open: &OpenStep, branch: &Branch) -> Vec<Goal> {
    let to = |origin: &Origin| {
        let mut branch = branch.clone();
        branch.part.clone_from(&origin.part);
        // A join that opened without the origin goes on without it.
        for join in &origin.late {
            branch.mark_late(join);
        }
        Goal {
            assignee: origin.assignee.clone(),
            back: Some(origin.clone()),
            ..Goal::to(&origin.step, &branch)
        }
    };
    open.branch.from.iter().map(to).collect()
}
