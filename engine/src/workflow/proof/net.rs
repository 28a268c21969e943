//! A workflow as a system of moves: the real transition over real cases, with everything that only people, time and
//! functions of the script decide left open.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use rhai::Dynamic;
use serde_json::Value;

use super::explore::Moves;
use super::free::Free;
use crate::ids::Pointer;
use crate::workflow::branches::Branch;
use crate::workflow::calendar::Calendar;
use crate::workflow::definition::{
    Action, Each, FinishKind, PASS, Period, StepKind, Trigger, Who, Workflow,
};
use crate::workflow::model::{
    Actor, Case, Command, Event, EventKind, Flag, OpenStep, Refusal, RunId, Start,
};

/// Items that are tried at most where some can be added.
const ITEMS_MAX: usize = 4;

/// A workflow to be explored.
pub(super) struct Net {
    /// The workflow, in which nothing depends on what only a real case knows: functions choose freely, no effect is
    /// called, and every time allowed is the same.
    workflow: Workflow,
    free: Free,
    calendar: Calendar,
}

/// Where a case stands, and when.
#[derive(Clone, Debug)]
pub(super) struct State {
    case: Case,
    now: Timestamp,
    left: BTreeSet<String>,
}

/// What decides what can become of a case: no numbers of runs, no times, no people.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Situation {
    /// The open steps, as often as each is open.
    pub open: Vec<String>,
    /// The joins that wait for other branches.
    pub waiting: Vec<String>,
    /// How many came there, what comes late, whom a step goes back to, how far runs for items are, and what is kept.
    pub more: Vec<String>,
    /// The finish reached.
    pub finished: Option<String>,
    /// What was open or waiting still when a finish that approves was reached.
    pub left: Vec<String>,
}

/// What somebody does, or time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Deed {
    /// The application is submitted.
    Submit,
    /// An action of a step.
    Act { step: String, action: String },
    /// An action of the case.
    ActOnCase { action: String },
    /// The time allowed for a step is over.
    Overdue { step: String },
}

/// One move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Move {
    /// What is done.
    pub deed: Deed,
    /// What functions of the script chose.
    pub chosen: Vec<String>,
    /// The steps that it opened, those included that were over at once.
    pub opened: Vec<String>,
}

impl Net {
    /// Makes the system of a workflow.
    pub fn of(workflow: &Workflow) -> Self {
        let free = Free::default();
        let mut workflow = workflow.clone();
        workflow.start.enter = None;
        for finish in workflow.finishes.values_mut() {
            finish.enter = None;
        }
        for step in workflow.steps.values_mut() {
            step.enter = None;
            step.due = step.due.map(|_| Period::Hours(1));
            // Whoever is needed is found: who did what before is not told apart here.
            step.not_by.clear();
            step.one_at_a_time = None;
            if let StepKind::Wait(Trigger::Time(_) | Trigger::TimeOf(_)) = step.kind {
                step.kind = StepKind::Wait(Trigger::Time(Period::Hours(1)));
            }
            if let Some(Each::Computed(_)) = &step.each {
                let items = [2_i64, 0].map(|items| (items.to_string(), Dynamic::from(items)));
                step.each = free
                    .function(items.into())
                    .map(Each::Computed)
                    .or(step.each.take());
            }
            step.actions
                .iter_mut()
                .for_each(|action| choose_freely(action, &free));
        }
        workflow
            .case_actions
            .iter_mut()
            .for_each(|action| choose_freely(action, &free));
        Self {
            workflow,
            free,
            calendar: Calendar::plain(),
        }
    }

    /// Where a new application may begin.
    pub fn first(&self) -> Vec<(Move, State)> {
        let now = Timestamp::UNIX_EPOCH;
        let start = Start {
            id: String::new(),
            reference: String::new(),
            form: self.workflow.reference.clone(),
            workflow: self.workflow.reference.clone(),
            answers: Value::Object(serde_json::Map::new()),
            locale: String::new(),
            before: None,
        };
        let begun = self
            .free
            .each(|| self.workflow.start(start.clone(), &self.calendar, now));
        let begun = begun.into_iter().filter_map(|(chosen, begun)| {
            let (case, events) = begun.ok()?;
            let left = self.left_behind(None, &events);
            let submit = Move {
                deed: Deed::Submit,
                chosen,
                opened: opened(&events),
            };
            Some((submit, State { case, now, left }))
        });
        begun.collect()
    }

    /// What becomes of a state by a command, for everything that functions may choose.
    fn after(&self, state: &State, deed: &Deed, command: &Command) -> Vec<(Move, State)> {
        let decided = self.free.each(|| self.decide(state, command));
        let next = decided.into_iter().filter_map(|(chosen, events)| {
            let events = events.ok()?;
            let mut next = state.clone();
            events.iter().for_each(|event| next.case.apply(event));
            if !matches!(deed, Deed::ActOnCase { .. }) {
                next.left = self.left_behind(Some(&state.case), &events);
            }
            let made = Move {
                deed: deed.clone(),
                chosen,
                opened: opened(&events),
            };
            Some((made, next))
        });
        next.collect()
    }

    fn decide(&self, state: &State, command: &Command) -> Result<Vec<Event>, Refusal> {
        self.workflow
            .decide(&self.calendar, &state.case, command, state.now)
    }

    /// Somebody takes an action. Who has claimed the step can always give it back, so that a claim decides nothing.
    fn act(&self, state: &State, run: RunId, action: &Action, deed: &Deed) -> Vec<(Move, State)> {
        let actor = somebody(&action.by);
        let state = self.released(state, run, action, &actor);
        let flag = || Flag {
            pointer: Pointer::root().join("x"),
            reason: "x".to_owned(),
        };
        let command = Command::Act {
            run,
            action: action.name.clone(),
            actor,
            flags: action.flags_fields.then(flag).into_iter().collect(),
            reason: action.needs_reason.then(|| "x".to_owned()),
            answers: action.submits_answers.then(|| state.case.answers.clone()),
            item: self.item(&state, run, action),
        };
        self.after(&state, deed, &command)
    }

    /// What is added, as long as there are few.
    fn item(&self, state: &State, run: RunId, action: &Action) -> Option<Value> {
        let own = state.case.open.get(&run)?;
        let group = own.group.and_then(|group| state.case.groups.get(&group));
        let others = state.case.open.values();
        let others = others.filter(|open| open.step == own.step).count();
        let runs = group.map_or(others, |group| {
            usize::try_from(group.total).unwrap_or(ITEMS_MAX)
        });
        (action.adds_item && runs < ITEMS_MAX).then(|| "x".into())
    }

    /// A message comes that an open step waits for, or that is kept for one.
    fn messages(&self, state: &State) -> Vec<(Move, State)> {
        let mut moves = Vec::new();
        for step in self.workflow.steps.values() {
            let StepKind::Wait(Trigger::Message { name, keep }) = &step.kind else {
                continue;
            };
            let is_open = state.case.open.values().any(|open| open.step == step.name);
            if !is_open && (!keep || state.case.kept.contains_key(name)) {
                continue;
            }
            let deed = Deed::Act {
                step: step.name.clone(),
                action: PASS.to_owned(),
            };
            let command = Command::Message {
                name: name.clone(),
                value: Value::Null,
                actor: Actor::System,
            };
            moves.extend(self.after(state, &deed, &command));
        }
        moves
    }

    /// The state once somebody else has given back the step.
    fn released(&self, state: &State, run: RunId, action: &Action, actor: &Actor) -> State {
        let mut state = state.clone();
        let assignee = state
            .case
            .open
            .get(&run)
            .and_then(|open| open.assignee.clone());
        let other = assignee.filter(|assignee| {
            action.by != Who::Applicant && actor.as_assignee().as_ref() != Some(assignee)
        });
        if let Some(other) = other {
            let actor = somebody(&Who::Role(other.id));
            let events = self.decide(&state, &Command::Release { run, actor });
            for event in events.iter().flatten() {
                state.case.apply(event);
            }
        }
        state
    }

    /// The time of an open step runs out.
    fn overdue(&self, state: &State, run: RunId, open: &OpenStep) -> Vec<(Move, State)> {
        let leads = self.workflow.steps.get(&open.step);
        let leads = leads.is_some_and(|step| !step.overdue.is_empty());
        let counts = open.timed || (leads && !open.overdue);
        let Some(due) = open.due.as_ref().filter(|_| counts) else {
            return Vec::new();
        };
        let mut state = state.clone();
        let after = due.at.checked_add(SignedDuration::from_secs(1));
        state.now = state.now.max(after.unwrap_or(due.at));
        let step = open.step.clone();
        let deed = if open.timed {
            let action = PASS.to_owned();
            Deed::Act { step, action }
        } else {
            Deed::Overdue { step }
        };
        self.after(&state, &deed, &Command::Overdue { run })
    }

    /// The steps and joins that were open or waiting still when a finish that approves was reached.
    fn left_behind(&self, before: Option<&Case>, events: &[Event]) -> BTreeSet<String> {
        let approved = events.iter().any(|event| match &event.kind {
            EventKind::Finished { finish } => self
                .workflow
                .finishes
                .get(finish)
                .is_some_and(|finish| finish.kind == FinishKind::Approved),
            _ => false,
        });
        let mut left = BTreeSet::new();
        if !approved {
            return left;
        }
        let mut open: Vec<(RunId, &str)> = Vec::new();
        let mut waiting: BTreeSet<&str> = BTreeSet::new();
        if let Some(before) = before {
            open.extend(
                before
                    .open
                    .iter()
                    .map(|(run, open)| (*run, open.step.as_str())),
            );
            waiting.extend(before.waiting.iter().map(String::as_str));
        }
        for event in events {
            match &event.kind {
                EventKind::StepOpened { run, step, .. } => {
                    waiting.remove(step.as_str());
                    open.push((*run, step));
                }
                EventKind::Waiting { step, .. } => {
                    waiting.insert(step);
                }
                EventKind::StepClosed {
                    run,
                    cancelled: true,
                } => {
                    let step = open.iter().find(|(open, _)| open == run);
                    left.extend(step.map(|(_, step)| (*step).to_owned()));
                }
                // What is not needed any more is no longer missed.
                EventKind::GroupClosed { group } => {
                    let step = open.iter().find(|(open, _)| open == group);
                    left.remove(step.map_or("", |(_, step)| *step));
                }
                _ => {}
            }
        }
        left.extend(waiting.into_iter().map(str::to_owned));
        left
    }
}

impl Moves for Net {
    type State = State;
    type Key = Situation;
    type Move = Move;

    fn key(&self, state: &State) -> Situation {
        let open = state.case.open.values().map(|open| open.step.clone());
        let mut open: Vec<String> = open.collect();
        open.sort_unstable();
        Situation {
            open,
            waiting: state.case.joins.keys().cloned().collect(),
            more: more(&self.workflow, &state.case),
            finished: state.case.finished.as_ref().map(|(name, _)| name.clone()),
            left: state.left.iter().cloned().collect(),
        }
    }

    fn moves(&self, state: &State) -> Vec<(Move, State)> {
        let mut moves = Vec::new();
        let mut seen = BTreeSet::new();
        for (run, open) in &state.case.open {
            let Some(step) = self.workflow.steps.get(&open.step) else {
                continue;
            };
            if !seen.insert((&open.step, open.overdue)) {
                continue;
            }
            for action in &step.actions {
                let deed = Deed::Act {
                    step: step.name.clone(),
                    action: action.name.clone(),
                };
                moves.extend(self.act(state, *run, action, &deed));
            }
            moves.extend(self.overdue(state, *run, open));
        }
        moves.extend(self.messages(state));
        for action in &self.workflow.case_actions {
            let deed = Deed::ActOnCase {
                action: action.name.clone(),
            };
            let mut runs = state.case.open.keys();
            let taken = runs.find_map(|run| {
                let taken = self.act(state, *run, action, &deed);
                (!taken.is_empty()).then_some(taken)
            });
            moves.extend(taken.into_iter().flatten());
        }
        moves
    }

    fn grows(&self, earlier: &Situation, later: &Situation) -> bool {
        let times = |open: &[String], name: &String| open.iter().filter(|one| *one == name).count();
        let covers = earlier
            .open
            .iter()
            .all(|name| times(&earlier.open, name) <= times(&later.open, name));
        covers && earlier.open.len() < later.open.len() && earlier.waiting == later.waiting
    }
}

/// Lets the function of an action return any of its targets.
fn choose_freely(action: &mut Action, free: &Free) {
    if action.choose.is_some() {
        let targets = action.to.iter();
        let answers =
            targets.map(|target| (target.name.clone(), Dynamic::from(target.name.clone())));
        let mut answers: Vec<(String, Dynamic)> = answers.collect();
        if action.ends {
            answers.push((String::new(), Dynamic::from(rhai::Array::new())));
        }
        action.choose = free.function(answers).or(action.choose.take());
    }
}

/// Somebody who may do what this says.
fn somebody(who: &Who) -> Actor {
    match who {
        Who::Applicant => Actor::Applicant,
        Who::System => Actor::System,
        Who::Role(role) => Actor::Staff {
            id: role.clone(),
            name: role.clone(),
            roles: vec![role.clone()],
        },
    }
}

/// What else decides what can become of a case. What is as ever has nothing to say here.
fn more(workflow: &Workflow, case: &Case) -> Vec<String> {
    let mut actions = workflow.steps.values().flat_map(|step| &step.actions);
    let goes_back = actions.any(|action| action.back);
    let branch = |branch: &Branch| {
        let from = branch.from.iter();
        let mut from: Vec<&str> = from.map(|origin| origin.step.as_str()).collect();
        from.sort_unstable();
        format!("{:?} {from:?}", branch.late)
    };
    let open = case
        .open
        .values()
        .filter(|open| !open.branch.late.is_empty() || (goes_back && !open.branch.from.is_empty()));
    let open = open.map(|open| format!("{} {}", open.step, branch(&open.branch)));
    let joins = case
        .joins
        .iter()
        .filter(|(step, _)| !case.waiting.contains(*step));
    let joins = joins.map(|(step, came)| format!("{step} {} {:?}", came.count, came.branch.late));
    let groups = case.groups.values().map(|group| {
        let pending = group.pending.len();
        format!("{} {} {} {pending}", group.step, group.total, group.done)
    });
    let kept = case.kept.iter();
    let kept = kept.map(|(name, kept)| format!("{name} {}", kept.len()));
    let mut more: Vec<String> = open.chain(joins).chain(groups).chain(kept).collect();
    more.sort_unstable();
    more
}

/// The steps that these events open.
fn opened(events: &[Event]) -> Vec<String> {
    let opened = events.iter().filter_map(|event| match &event.kind {
        EventKind::StepOpened { step, .. } => Some(step.clone()),
        _ => None,
    });
    opened.collect()
}
