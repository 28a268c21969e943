//! Runs for items: opening them, counting, and when they are done as a whole.

use super::decision::{Decision, Goal, fault};
use crate::ids::StepName;
use crate::workflow::branch::Branch;
use crate::workflow::case::OpenStep;
use crate::workflow::definition::{Action, Complete, Each, Step};
use crate::workflow::event::EventKind;
use crate::workflow::item::Item;
use crate::workflow::refusal::{Refusal, RefusalCode};
use crate::workflow::run::RunId;
use crate::workflow::sandbox;
use crate::workflow::sandbox::EACH_MAX;

impl Decision<'_> {
    /// Opens a step once for each item; goes on to `otherwise` where there is none.
    pub(super) fn open_each(
        &mut self,
        step: &Step,
        each: &Each,
        goal: Goal,
    ) -> Result<(), Refusal> {
        let items = match each {
            Each::Fixed(items) => items.clone(),
            Each::Computed(function) => {
                sandbox::call_items(self.workflow, function, self.view(None)).map_err(fault)?
            }
        };
        if items.is_empty() {
            return self.reach(Goal::all(&step.otherwise, &goal.branch));
        }
        let Some(complete) = step.complete else {
            for item in items {
                self.open_run(step, &unassigned(&goal), None, Some(item))?;
            }
            return Ok(());
        };
        let group = self.case.next_run;
        let needed = match &step.needed {
            Some(function) => {
                let needed = sandbox::call_number(self.workflow, function, self.view(None));
                Some(needed.map_err(fault)?)
            }
            None => None,
        };
        self.add(EventKind::GroupOpened {
            group,
            step: step.name.clone(),
            items: items.clone(),
            needed,
        });
        let at_once = if complete == Complete::InTurn {
            1
        } else {
            items.len()
        };
        for item in items.into_iter().take(at_once) {
            // Where a branch goes back to one run, only that item goes to whoever had it.
            let had = goal.back.as_ref().and_then(|origin| origin.item.as_ref());
            if had == Some(&item) {
                self.open_run(step, &goal, Some(group), Some(item))?;
            } else {
                self.open_run(step, &unassigned(&goal), Some(group), Some(item))?;
            }
        }
        Ok(())
    }

    /// Closes a run; where it is one of several that are one step together, what that means for the others. Gives where the
    /// case goes on.
    pub(super) fn leave(
        &mut self,
        run: RunId,
        step: &Step,
        open: &OpenStep,
        action: &Action,
        goals: Vec<Goal>,
    ) -> Result<Vec<Goal>, Refusal> {
        let (Some(group), Some(complete)) = (open.group, step.complete) else {
            self.close(run, false);
            return Ok(goals);
        };
        if action.counts {
            self.add(EventKind::Counted { group });
        }
        self.close(run, false);
        // A run that merely ends is a vote against: whether the others can still suffice is asked below.
        let against = action.ends && goals.is_empty();
        // Whatever leads elsewhere without counting decides for the whole group, as sending it back does.
        if !action.counts && !against {
            self.close_group(group);
            return Ok(goals);
        }
        match self.outcome(group, step, complete) {
            Outcome::Met => {
                self.close_group(group);
                // Where all are heard, the last one heard may have been against.
                if action.counts {
                    return Ok(goals);
                }
                let branch = self.branch_of(run, step, open);
                self.counting_goals(step, &branch)
            }
            Outcome::Impossible => {
                self.close_group(group);
                let branch = self.branch_of(run, step, open);
                Ok(Goal::all(&step.otherwise, &branch))
            }
            Outcome::Open => {
                if complete == Complete::InTurn {
                    self.next_in_turn(group, step, open)?;
                }
                Ok(Vec::new())
            }
        }
    }

    /// Drops one run of several that are one step together: whoever was to do it is gone, and the others go on without.
    pub(super) fn drop_run(
        &mut self,
        run: RunId,
        step: &Step,
        open: &OpenStep,
    ) -> Result<(), Refusal> {
        let refuse = |code| Refusal::new(code).with("step", step.name.as_str());
        let (Some(group), Some(complete)) = (open.group, step.complete) else {
            return Err(refuse(RefusalCode::NotAsked));
        };
        let left = self.case.groups.get(&group).map_or(0, |group| group.total);
        if left < 2 {
            // Of nobody no outcome comes, and an approval least of all.
            return Err(refuse(RefusalCode::NobodyLeft));
        }
        let branch = self.branch_of(run, step, open);
        self.add(EventKind::ItemDropped { group });
        self.close(run, true);
        let goals = match self.outcome(group, step, complete) {
            Outcome::Open => {
                if complete == Complete::InTurn {
                    self.next_in_turn(group, step, open)?;
                }
                return Ok(());
            }
            Outcome::Impossible => Goal::all(&step.otherwise, &branch),
            Outcome::Met => self.counting_goals(step, &branch)?,
        };
        self.close_group(group);
        self.reach(goals)
    }

    /// Returns where a step whose runs are one together goes when enough are done: as its first action that counts says.
    fn counting_goals(&self, step: &Step, branch: &Branch) -> Result<Vec<Goal>, Refusal> {
        let mut actions = step.actions.iter();
        match actions.find(|action| action.counts) {
            Some(action) => self.goals(step, None, action, branch),
            None => Ok(Vec::new()),
        }
    }

    fn outcome(&self, group: u32, step: &Step, complete: Complete) -> Outcome {
        if step.all_speak && self.is_anybody_left(group) {
            return Outcome::Open;
        }
        match self.progress(group, complete) {
            (true, _) => Outcome::Met,
            (false, true) => Outcome::Open,
            (false, false) => Outcome::Impossible,
        }
    }

    /// Tells whether somebody is to be heard still.
    fn is_anybody_left(&self, group: u32) -> bool {
        let mut open = self.case.open.values();
        let pending = self.case.groups.get(&group);
        open.any(|open| open.group == Some(group))
            || pending.is_some_and(|group| !group.pending.is_empty())
    }

    /// Tells whether what the runs of a group are to do together is done, and whether it still can be.
    fn progress(&self, group: u32, complete: Complete) -> (bool, bool) {
        let Some(state) = self.case.groups.get(&group) else {
            return (false, false);
        };
        let needed = match complete {
            Complete::All | Complete::InTurn => state.total,
            Complete::AtLeast(number) => state.needed.unwrap_or(number).min(state.total),
            // A share of those who are asked, and of nobody nothing comes.
            Complete::MoreThan(percent) => {
                (state.total.saturating_mul(percent) / 100 + 1).min(state.total)
            }
        };
        let open = self.case.open.values();
        let open = open.filter(|open| open.group == Some(group)).count();
        let ahead = u32::try_from(open + state.pending.len()).unwrap_or(u32::MAX);
        (
            state.done >= needed,
            state.done.saturating_add(ahead) >= needed,
        )
    }

    fn next_in_turn(&mut self, group: u32, step: &Step, before: &OpenStep) -> Result<(), Refusal> {
        let state = self.case.groups.get(&group);
        let Some(item) = state.and_then(|state| state.pending.first()).cloned() else {
            return Ok(());
        };
        let goal = Goal::to(&step.name, &before.branch);
        self.open_run(step, &goal, Some(group), Some(item))
    }

    /// Cancels what is still open of a group.
    pub(super) fn close_group(&mut self, group: u32) {
        let open = self.case.open.iter();
        let runs = open.filter(|(_, open)| open.group == Some(group));
        let runs: Vec<RunId> = runs.map(|(run, _)| *run).collect();
        for run in runs {
            self.close(run, true);
        }
        self.add(EventKind::GroupClosed { group });
    }

    /// Adds a run for an item to a step that is opened once for each.
    pub(super) fn add_item(
        &mut self,
        step: &Step,
        open: &OpenStep,
        item: Item,
    ) -> Result<(), Refusal> {
        let others = self.case.open.values();
        let others = others.filter(|other| other.step == open.step).count();
        let state = open.group.and_then(|group| self.case.groups.get(&group));
        let runs = state.map_or(others, |state| {
            usize::try_from(state.total).unwrap_or(EACH_MAX)
        });
        if runs >= EACH_MAX {
            return Err(Refusal::new(RefusalCode::TooManyItems).with("most", EACH_MAX));
        }
        if let Some(group) = open.group {
            let in_turn = step.complete == Some(Complete::InTurn);
            let added = EventKind::ItemAdded {
                group,
                item: item.clone(),
                // Whoever asks one more wants them heard right after: those who come later decide on that as well.
                next: in_turn,
            };
            self.add(added);
            if in_turn {
                return Ok(());
            }
        }
        let goal = Goal::to(&step.name, &open.branch);
        self.open_run(step, &goal, open.group, Some(item))
    }

    /// Cancels what is open of a step whose runs are one together, and gives where the case goes on as if they were done.
    pub(super) fn complete(
        &mut self,
        name: &StepName,
        branch: &Branch,
    ) -> Result<Vec<Goal>, Refusal> {
        let groups = self.case.groups.values();
        let open = groups.filter(|group| group.step == *name).count();
        self.close_runs(name);
        let workflow = self.workflow;
        let step = workflow.steps.get(name).filter(|_| open > 0);
        let counting = step.and_then(|step| step.actions.iter().find(|action| action.counts));
        let Some((step, action)) = step.zip(counting) else {
            return Ok(Vec::new());
        };
        let mut goals = Vec::new();
        for _ in 0..open {
            goals.extend(self.goals(step, None, action, branch)?);
        }
        Ok(goals)
    }
}

/// Says how runs that are one step together stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Enough are done.
    Met,
    /// Enough can be done still.
    Open,
    /// No longer.
    Impossible,
}

/// Takes the assignee from a goal: of several runs none is given to whoever did one before.
fn unassigned(goal: &Goal) -> Goal {
    Goal {
        assignee: None,
        ..goal.clone()
    }
}
