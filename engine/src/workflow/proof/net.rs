//! A workflow as a system of moves: the real transition over real cases, with everything that only people, time, messages
//! and functions of the script decide left open.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::explore::Moves;
use super::free::Free;
use super::open::opened;
use super::situation::Situation;
use super::state::{Move, State, Transition};
use super::{abandoned, situation};
use crate::ids::{AccountId, CaseId, Pointer, Reference};
use crate::workflow::actor::Actor;
use crate::workflow::calendar::Calendar;
use crate::workflow::case::{Case, OpenStep};
use crate::workflow::command::Command;
use crate::workflow::definition::{Action, Each, Step, StepKind, Trigger, Workflow};
use crate::workflow::event::{Event, EventKind, Start};
use crate::workflow::flag::Flag;
use crate::workflow::performer::Performer;
use crate::workflow::refusal::{Refusal, RefusalCode};
use crate::workflow::run::RunId;

/// Runs of one step that an action is tried with which opens one more each time that somebody likes.
const RUNS_AT_WILL: usize = 2;

/// A workflow to be explored.
pub(super) struct Net {
    workflow: Workflow,
    free: Free,
    calendar: Calendar,
}

impl Net {
    /// Makes the system of a workflow.
    pub fn new(workflow: &Workflow) -> Self {
        let free = Free::default();
        Self {
            workflow: opened(workflow, &free),
            free,
            calendar: Calendar::plain(),
        }
    }

    /// Tells whether some of what functions could choose was left out.
    pub fn is_cut(&self) -> bool {
        self.free.is_cut()
    }

    /// Returns where a new application may begin.
    pub fn first(&self) -> Vec<(Move, State)> {
        let now = Timestamp::UNIX_EPOCH;
        let start = Start {
            id: CaseId::new(""),
            reference: Reference::new(""),
            form: self.workflow.reference.clone(),
            workflow: self.workflow.reference.clone(),
            answers: Value::Object(serde_json::Map::new()),
            locale: String::new(),
            baseline_answers: None,
            by: None,
        };
        let submitted = Event {
            seq: 1,
            at: now,
            actor: Actor::Applicant,
            kind: EventKind::Submitted(start.clone()),
        };
        let begun = self
            .free
            .each(|| self.workflow.start(start.clone(), &self.calendar, now));
        let begun = begun.into_iter().filter_map(|(chosen, begun)| {
            let (case, events, failed) = match begun {
                Ok((case, events)) => (case, events, None),
                Err(refusal) => {
                    let case = Case::replay(std::slice::from_ref(&submitted))?;
                    (case, Vec::new(), Some(detail(&refusal)))
                }
            };
            let left =
                abandoned::abandoned_work(&self.workflow, None, &Transition::Submit, &events);
            let state = State {
                case,
                now,
                abandoned: left,
                failed,
            };
            Some((
                Move::from_events(Transition::Submit, chosen, &events),
                state,
            ))
        });
        begun.collect()
    }

    /// Follows what becomes of a state by a command, for everything that functions may choose.
    fn after(
        &self,
        state: &State,
        transition: &Transition,
        command: &Command,
    ) -> Vec<(Move, State)> {
        let decided = self.free.each(|| self.decide(state, command));
        let next = decided.into_iter().filter_map(|(chosen, decided)| {
            let mut next = state.clone();
            let events = match decided {
                Ok(events) => events,
                // Whoever asked would be told that the workflow is at fault.
                Err(refusal) if refusal.code == RefusalCode::WorkflowFault => {
                    next.failed = Some(detail(&refusal));
                    Vec::new()
                }
                Err(_) => return None,
            };
            events.iter().for_each(|event| next.case.apply(event));
            next.abandoned =
                abandoned::abandoned_work(&self.workflow, Some(&state.case), transition, &events);
            Some((Move::from_events(transition.clone(), chosen, &events), next))
        });
        next.collect()
    }

    fn decide(&self, state: &State, command: &Command) -> Result<Vec<Event>, Refusal> {
        self.workflow
            .decide(&self.calendar, &state.case, command, state.now)
    }

    /// Lets somebody take an action: somebody who did nothing before, since others can be found.
    fn act(
        &self,
        state: &State,
        (run, open, step): (RunId, &OpenStep, &Step),
        action: &Action,
        transition: &Transition,
    ) -> Vec<(Move, State)> {
        // Without a bound on what people may add at will, no exploration would end.
        if self.at_will(state, open, action) {
            return Vec::new();
        }
        let by = if action.by == step.performer {
            step.performer_of(open)
        } else {
            &action.by
        };
        let released = self.released(state);
        let state = released.as_ref().unwrap_or(state);
        let flag = || Flag {
            follows: Vec::new(),
            pointer: Pointer::root().join("x"),
            reason: "x".to_owned(),
        };
        let command = Command::Act {
            run,
            action: action.name.clone(),
            // Somebody else each time, so that separation of duties never stops a way that another colleague could take.
            actor: somebody(by, &format!("new-{}", state.case.version)),
            flags: action.flags_fields.then(flag).into_iter().collect(),
            reason: action.needs_reason.then(|| "x".to_owned()),
            answers: action.submits_answers.then(|| state.case.answers.clone()),
            item: action.takes_item().then(|| "x".into()),
        };
        self.after(state, transition, &command)
    }

    /// Tells whether an action would only open more of what is open already, as often as somebody likes.
    fn at_will(&self, state: &State, open: &OpenStep, action: &Action) -> bool {
        let times = |name: &str| {
            let open = state.case.open.values();
            open.filter(|open| open.step == name).count()
        };
        let group = open.group.and_then(|group| state.case.groups.get(&group));
        let total = group.and_then(|group| usize::try_from(group.total).ok());
        let total = total.unwrap_or_else(|| times(&open.step));
        let listed = self.workflow.steps.get(&open.step).map(|step| &step.each);
        let listed = match listed {
            Some(Some(Each::Fixed(items))) => items.len(),
            _ => 0,
        };
        if action.adds_item && total > listed.max(RUNS_AT_WILL) {
            return true;
        }
        let opens = &action.to;
        action.stays
            && !opens.is_empty()
            && opens
                .iter()
                .all(|target| times(&target.name) >= RUNS_AT_WILL)
    }

    /// Returns the state once everybody has given back what they had claimed; `None` where nobody had. They always can, so that a
    /// claim decides nothing.
    fn released(&self, state: &State) -> Option<State> {
        let claimed = state.case.open.iter().filter_map(|(run, open)| {
            let assignee = open.assignee.as_ref()?;
            Some((*run, assignee.id.clone()))
        });
        let claimed: Vec<(RunId, AccountId)> = claimed.collect();
        let mut released = (!claimed.is_empty()).then(|| state.clone())?;
        for (run, id) in claimed {
            let actor = Actor::staff(id.as_str(), id.as_str(), [""; 0]);
            let events = self.decide(&released, &Command::Release { run, actor });
            for event in events.iter().flatten() {
                released.case.apply(event);
            }
        }
        Some(released)
    }

    /// Lets the time of an open step run out, or come.
    fn time(&self, state: &State, run: RunId, open: &OpenStep, step: &Step) -> Vec<(Move, State)> {
        let leads = open.timed || !step.overdue.is_empty();
        let Some(due) = open.due.as_ref().filter(|_| leads && !open.overdue) else {
            return Vec::new();
        };
        let mut state = state.clone();
        let after = due.at.checked_add(SignedDuration::from_secs(1));
        // Time never goes back, or a later transition would be decided before an earlier one.
        state.now = state.now.max(after.unwrap_or(due.at));
        let step = open.step.clone();
        let transition = if open.timed {
            Transition::Time { step }
        } else {
            Transition::Overdue { step }
        };
        self.after(&state, &transition, &Command::Overdue { run })
    }

    /// Lets a message come that is waited for, or is buffered while none of its name is.
    fn messages(&self, state: &State) -> Vec<(Move, State)> {
        let mut names = BTreeSet::new();
        for step in self.workflow.steps.values() {
            let StepKind::Wait(Trigger::Message { name, buffered }) = &step.kind else {
                continue;
            };
            let is_open = state.case.open.values().any(|open| open.step == step.name);
            if is_open || (*buffered && !state.case.buffered_messages.contains_key(name)) {
                names.insert(name);
            }
        }
        let come = names.into_iter().flat_map(|name| {
            let transition = Transition::Message { name: name.clone() };
            let command = Command::Message {
                name: name.clone(),
                value: Value::Null,
                actor: Actor::System,
            };
            self.after(state, &transition, &command)
        });
        come.collect()
    }

    /// Follows what can be done to a case whatever is open in it.
    fn on_case(&self, state: &State) -> Vec<(Move, State)> {
        let actions = self.workflow.case_actions.iter();
        let moves = actions.filter_map(|action| {
            let transition = Transition::ActOnCase {
                action: action.name.clone(),
            };
            let mut runs = state.case.open.iter();
            runs.find_map(|(run, open)| {
                let step = self.workflow.steps.get(&open.step)?;
                let taken = self.act(state, (*run, open, step), action, &transition);
                (!taken.is_empty()).then_some(taken)
            })
        });
        moves.flatten().collect()
    }
}

impl Moves for Net {
    type State = State;
    type Key = Situation;
    type Move = Move;

    fn key(&self, state: &State) -> Situation {
        Situation::from_state(state)
    }

    fn moves(&self, state: &State) -> Vec<(Move, State)> {
        let mut moves = Vec::new();
        if state.failed.is_some() || state.case.finished.is_some() {
            return moves;
        }
        let mut seen = BTreeSet::new();
        for (run, open) in &state.case.open {
            let Some(step) = self.workflow.steps.get(&open.step) else {
                continue;
            };
            // Runs of which the same can become are tried once: the rest would lead to the same situations.
            if !seen.insert(situation::run_of(&state.case, open)) {
                continue;
            }
            let of_people = matches!(step.kind, StepKind::People);
            for action in step.actions.iter().filter(|_| of_people) {
                let transition = Transition::Act {
                    step: step.name.clone(),
                    action: action.name.clone(),
                };
                moves.extend(self.act(state, (*run, open, step), action, &transition));
            }
            moves.extend(self.time(state, *run, open, step));
        }
        moves.extend(self.messages(state));
        moves.extend(self.on_case(state));
        moves
    }

    fn grows(&self, earlier: &Situation, later: &Situation) -> bool {
        later.is_more_of(earlier)
    }
}

/// Creates somebody who may do what this says.
fn somebody(who: &Performer, id: &str) -> Actor {
    match who {
        Performer::Applicant => Actor::Applicant,
        Performer::System => Actor::System,
        Performer::Role(role) => Actor::staff(id, id, [role.as_str()]),
        // Somebody of that name, whoever it is: that one person does several steps is not what is proved.
        Performer::Person(name) => Actor::staff(id, name, [""; 0]),
        Performer::Group(group) => Actor::Staff {
            id: AccountId::new(id),
            name: id.to_owned(),
            roles: Vec::new(),
            groups: vec![group.clone()],
            stands_in_for: Vec::new(),
        },
    }
}

/// Returns why a decision cannot be made.
fn detail(refusal: &Refusal) -> String {
    let detail = refusal.message.args.get("detail").and_then(Value::as_str);
    detail.unwrap_or(refusal.code.as_str()).to_owned()
}
