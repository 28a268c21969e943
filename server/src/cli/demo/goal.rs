//! What a made-up application comes to, and the shortest way there: found by trying, on the real transition, what each person may
//! do. Nothing has happened until the commands are carried out.

use std::collections::{BTreeSet, VecDeque};

use guichet_engine::form::Form;
use guichet_engine::workflow::{
    Action, Actor, Calendar, Case, Command, FinishKind, Flag, OpenStep, Performer, RunId, Workflow,
};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::vary::{correctable, vary};

/// How many situations are looked at before a goal counts as out of reach.
const SITUATIONS_MAX: usize = 3_000;
/// How many answers are sent back at once.
const FLAGS: usize = 2;

/// What an application comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// It lies where it came.
    Waiting,
    /// Somebody of staff has a step.
    Claimed,
    /// It is with its applicant, who is to correct answers.
    Returned,
    /// It is back with staff, corrected.
    Corrected,
    /// It lies where it came, and its time is over.
    Overdue,
    /// It ended so.
    Finished(FinishKind),
}

/// What is written where a person would write something.
pub(super) struct Words {
    /// Why an answer is sent back.
    pub(super) flag: String,
    /// Why an application is refused.
    pub(super) reason: String,
}

/// Looks for ways through one workflow.
pub(super) struct Search<'a> {
    pub(super) form: &'a Form,
    pub(super) workflow: &'a Workflow,
    pub(super) calendar: &'a Calendar,
    pub(super) staff: &'a [Actor],
    pub(super) words: &'a Words,
}

impl Search<'_> {
    /// Tells whether a case is where the goal wants it, now.
    fn is_there(&self, case: &Case, goal: Goal, now: Timestamp) -> bool {
        let is_staff = |open: &OpenStep| self.performer(open).is_some_and(Performer::is_staff);
        let open = || case.open.values();
        match goal {
            Goal::Waiting => open().any(|open| is_staff(open) && open.assignee.is_none()),
            Goal::Claimed => open().any(|open| is_staff(open) && open.assignee.is_some()),
            Goal::Returned => {
                !case.flags.is_empty()
                    && open().any(|open| self.performer(open) == Some(&Performer::Applicant))
            }
            Goal::Corrected => case.answers_before_correction.is_some() && open().any(is_staff),
            Goal::Overdue => open()
                .any(|open| is_staff(open) && open.due.as_ref().is_some_and(|due| due.at < now)),
            Goal::Finished(kind) => case.finished.as_ref().is_some_and(|(name, _)| {
                let finish = self.workflow.finishes.get(name);
                finish.is_some_and(|finish| finish.kind == kind)
            }),
        }
    }

    fn performer(&self, open: &OpenStep) -> Option<&Performer> {
        let step = self.workflow.steps.get(&open.step)?;
        Some(&step.performer)
    }

    /// Finds the shortest way to a goal; `None` where none is found. At first only one step is taken at a time, in their order,
    /// which keeps wide reviews small; where that leads nowhere, every order is tried.
    pub(super) fn way(&self, case: &Case, goal: Goal, now: Timestamp) -> Option<Vec<Command>> {
        self.search(case, goal, now, true)
            .or_else(|| self.search(case, goal, now, false))
    }

    fn search(
        &self,
        case: &Case,
        goal: Goal,
        now: Timestamp,
        in_order: bool,
    ) -> Option<Vec<Command>> {
        let mut waiting = VecDeque::from([(case.clone(), Vec::new())]);
        let mut seen = BTreeSet::from([situation(case)]);
        while let Some((case, way)) = waiting.pop_front() {
            if self.is_there(&case, goal, now) {
                return Some(way);
            }
            for command in self.moves(&case, goal, in_order) {
                let decided = self.workflow.decide(self.calendar, &case, &command, now);
                let Ok(events) = decided else {
                    continue;
                };
                let mut next = case.clone();
                for event in &events {
                    next.apply(event);
                }
                if seen.len() < SITUATIONS_MAX && seen.insert(situation(&next)) {
                    let mut way: Vec<Command> = way.clone();
                    way.push(command);
                    waiting.push_back((next, way));
                }
            }
        }
        None
    }

    /// Returns what somebody may do now that could lead to the goal.
    fn moves(&self, case: &Case, goal: Goal, in_order: bool) -> Vec<Command> {
        match goal {
            // Nobody has done anything yet.
            Goal::Waiting | Goal::Overdue => Vec::new(),
            Goal::Claimed => case
                .open
                .keys()
                .filter_map(|run| self.claim(case, *run))
                .collect(),
            Goal::Returned | Goal::Corrected | Goal::Finished(_) => {
                let mut moves = Vec::new();
                for (run, open) in &case.open {
                    let acts = self.acts(case, (*run, open), goal);
                    let is_done = in_order && !acts.is_empty();
                    moves.extend(acts);
                    if is_done {
                        break;
                    }
                }
                moves
            }
        }
    }

    fn claim(&self, case: &Case, run: RunId) -> Option<Command> {
        let actor = self
            .people(case, run)
            .find(|actor| self.workflow.can_claim(case, run, actor))?;
        Some(Command::Claim {
            run,
            actor: actor.clone(),
        })
    }

    /// Returns the members of staff, with another one first for each case and run.
    fn people(&self, case: &Case, run: RunId) -> impl Iterator<Item = &Actor> {
        let minutes = usize::try_from(case.submitted_at.as_second() / 60).unwrap_or(0);
        let first = (minutes + run as usize) % self.staff.len().max(1);
        self.staff[first..].iter().chain(&self.staff[..first])
    }

    /// Returns the actions of a step, each by the first who may take it.
    fn acts(&self, case: &Case, (run, open): (RunId, &OpenStep), goal: Goal) -> Vec<Command> {
        let applicant = [&Actor::Applicant];
        let mut taken: BTreeSet<&str> = BTreeSet::new();
        let mut acts = Vec::new();
        for actor in applicant.into_iter().chain(self.people(case, run)) {
            for action in self.workflow.actions(case, run, actor) {
                // A way to an end need not lead back to the applicant.
                let is_detour = action.flags_fields && matches!(goal, Goal::Finished(_));
                if !action.adds_item && !is_detour && taken.insert(&action.name) {
                    acts.extend(self.act(case, (run, open), actor, action));
                }
            }
        }
        acts
    }

    /// Returns an action with what it needs: flagged answers, a reason, corrected answers. Where everything may be changed, once with a
    /// change and once without.
    fn act(
        &self,
        case: &Case,
        (run, open): (RunId, &OpenStep),
        actor: &Actor,
        action: &Action,
    ) -> Vec<Command> {
        let flags = if action.flags_fields {
            correctable(self.form, &case.answers, FLAGS)
        } else {
            Vec::new()
        };
        let flags: Vec<Flag> = flags
            .into_iter()
            .map(|pointer| Flag {
                follows: Vec::new(),
                pointer,
                reason: self.words.flag.clone(),
            })
            .collect();
        let step = self.workflow.steps.get(&open.step);
        let is_open = step.is_some_and(|step| step.answers_open);
        let answers = match (action.submits_answers, is_open) {
            (false, _) => vec![None],
            (true, false) => vec![Some(self.corrected(case))],
            (true, true) => vec![Some(self.corrected(case)), Some(case.answers.clone())],
        };
        let command = |answers: Option<Value>| Command::Act {
            run,
            action: action.name.clone(),
            actor: actor.clone(),
            flags: flags.clone(),
            reason: action.needs_reason.then(|| self.words.reason.clone()),
            answers,
            item: None,
        };
        answers.into_iter().map(command).collect()
    }

    /// Returns the answers with what was sent back put right, and with one of them changed where nothing was.
    fn corrected(&self, case: &Case) -> Value {
        let mut answers = case.answers.clone();
        let flagged = case.flags.iter().map(|flag| flag.pointer.clone());
        let mut pointers: Vec<_> = flagged.collect();
        if pointers.is_empty() {
            pointers = correctable(self.form, &answers, 1);
        }
        for pointer in &pointers {
            vary(self.form, &mut answers, pointer, 1);
        }
        answers
    }
}

/// Returns what tells one situation of a case from another, whenever it came about.
fn situation(case: &Case) -> String {
    let open: Vec<_> = case
        .open
        .values()
        .map(|open| json!([open.step, open.assignee, open.item]))
        .collect();
    json!([
        open,
        case.finished.as_ref().map(|(name, _)| name),
        case.flags.len(),
        case.answers_before_correction.is_some(),
        case.groups,
        case.joins,
        case.waiting,
        case.actors_by_step,
    ])
    .to_string()
}
