//! Where a case has been, by whom and when: read from its events.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::drawing::State;
use super::graph::{Cause, Link};
use crate::ids::{ActionName, StepName};
use crate::workflow::actor::Actor;
use crate::workflow::collaboration::CollaborationEvent;
use crate::workflow::due::Due;
use crate::workflow::event::{Event, EventKind};
use crate::workflow::run::RunId;

/// The course of a case through its workflow.
#[derive(Clone, Debug, Default)]
pub struct Course {
    pub(super) visits: BTreeMap<StepName, Vec<Visit>>,
    pub(super) waiting: BTreeSet<StepName>,
    pub(super) finished: Option<(StepName, Timestamp)>,
    /// Step, and action or, where time ran out, none.
    left: BTreeSet<(StepName, Option<ActionName>)>,
    /// The same, with where it led.
    led: BTreeSet<(StepName, Option<ActionName>, StepName)>,
    /// Says whether the time allowed for the whole ran out.
    whole_overdue: bool,
}

/// One run of a step.
#[derive(Clone, Debug)]
pub(super) struct Visit {
    run: RunId,
    pub(super) due: Option<Due>,
    /// Names who has it, or did it; empty where nobody does or names are not to be shown.
    pub(super) who: String,
    pub(super) overdue: bool,
    /// Says what was done in it last, and when.
    acted: Option<(ActionName, Timestamp)>,
    pub(super) left: Option<Left>,
}

/// Says how a run of a step ended.
#[derive(Clone, Debug)]
pub(super) struct Left {
    pub(super) at: Timestamp,
    /// The action; `None` where time ran out or the step was closed from elsewhere.
    pub(super) action: Option<ActionName>,
    pub(super) cancelled: bool,
}

impl Course {
    /// Reads the course that these events tell of; the names of staff are kept only where they may be shown.
    #[must_use]
    pub fn from_events(events: &[Event], names: bool) -> Self {
        let mut course = Self::default();
        let mut cause: Option<(StepName, Option<ActionName>)> = None;
        for event in events {
            match &event.kind {
                EventKind::Acted { step, action, .. } => {
                    cause = Some((step.clone(), Some(action.clone())));
                }
                EventKind::WentOverdue { run } => {
                    cause = course.step_of(*run).map(|step| (step, None));
                }
                EventKind::StepOpened { step, .. }
                | EventKind::Waiting { step, .. }
                | EventKind::Joined { step, .. }
                | EventKind::CameLate { step } => course.lead(cause.as_ref(), step),
                EventKind::CorrectionRequested { run, .. } => {
                    if let Some(step) = course.step_of(*run) {
                        course.lead(cause.as_ref(), &step);
                    }
                }
                EventKind::CaseOverdue => {
                    cause = None;
                    course.whole_overdue = true;
                }
                EventKind::Finished { finish } => course.lead(cause.as_ref(), finish),
                _ => {}
            }
            course.left.extend(cause.clone());
            course.follow(event, names);
        }
        course
    }

    fn lead(&mut self, cause: Option<&(StepName, Option<ActionName>)>, target: &StepName) {
        if let Some((step, action)) = cause {
            self.led
                .insert((step.clone(), action.clone(), target.clone()));
        }
    }

    fn follow(&mut self, event: &Event, names: bool) {
        let name = || match &event.actor {
            Actor::Staff { name, .. } if names => name.clone(),
            _ => String::new(),
        };
        match &event.kind {
            EventKind::StepOpened {
                run,
                step,
                due,
                assignee,
                ..
            } => {
                self.waiting.remove(step);
                let given = assignee.as_ref().filter(|_| names);
                let visit = Visit {
                    run: *run,
                    due: due.clone(),
                    who: given.map_or_else(String::new, |given| given.name.clone()),
                    overdue: false,
                    acted: None,
                    left: None,
                };
                self.visits.entry(step.clone()).or_default().push(visit);
            }
            EventKind::Waiting { step, .. } | EventKind::Joined { step, .. } => {
                self.waiting.insert(step.clone());
            }
            EventKind::JoinFired { step } | EventKind::JoinReset { step, .. } => {
                self.waiting.remove(step);
            }
            EventKind::Claimed { run } => self.change(*run, |visit| visit.who = name()),
            EventKind::Released { run } => self.change(*run, |visit| visit.who.clear()),
            EventKind::Collaborated {
                run,
                collaboration:
                    CollaborationEvent::Assigned { to, .. }
                    | CollaborationEvent::Delegated { to, .. }
                    | CollaborationEvent::GivenBack { to, .. },
            } if names => self.change(*run, |visit| visit.who.clone_from(&to.name)),
            EventKind::DueMoved { run, due, .. } => {
                self.change(*run, |visit| visit.due = Some(due.clone()));
            }
            EventKind::WentOverdue { run } => self.change(*run, |visit| visit.overdue = true),
            EventKind::Acted { run, action, .. } => {
                let acted = Some((action.clone(), event.at));
                self.change(*run, |visit| {
                    visit.who = name();
                    visit.acted = acted;
                });
            }
            EventKind::StepClosed { run, cancelled } => {
                let (at, cancelled) = (event.at, *cancelled);
                self.change(*run, |visit| {
                    // What was done earlier left the step open, and did not close it.
                    let action = visit.acted.take().filter(|(_, acted)| *acted == at);
                    visit.left = Some(Left {
                        at,
                        cancelled: cancelled && action.is_none(),
                        action: action.map(|(action, _)| action),
                    });
                });
            }
            EventKind::Finished { finish } => {
                self.finished = Some((finish.clone(), event.at));
                self.waiting.clear();
            }
            _ => {}
        }
    }

    fn change(&mut self, run: RunId, change: impl FnOnce(&mut Visit)) {
        let visits = self.visits.values_mut().flatten();
        if let Some(visit) = visits.into_iter().find(|visit| visit.run == run) {
            change(visit);
        }
    }

    fn step_of(&self, run: RunId) -> Option<StepName> {
        let mut steps = self.visits.iter();
        let found = steps.find(|(_, visits)| visits.iter().any(|visit| visit.run == run));
        found.map(|(step, _)| step.clone())
    }

    /// Returns the runs of a step, oldest first.
    pub(super) fn visits(&self, step: &str) -> &[Visit] {
        self.visits.get(step).map_or(&[], Vec::as_slice)
    }

    /// Returns how a step or finish stands.
    pub(super) fn state(&self, name: &str) -> State {
        let visits = self.visits(name);
        if visits.iter().any(|visit| visit.left.is_none()) && self.finished.is_none() {
            return State::Open;
        }
        if self.waiting.contains(name) {
            return State::Waiting;
        }
        let finished = self.finished.as_ref();
        if finished.is_some_and(|(finish, _)| finish == name) {
            return State::Done;
        }
        let done = |visit: &Visit| visit.left.as_ref().is_some_and(|left| !left.cancelled);
        match visits {
            [] => State::Ahead,
            visits if visits.iter().any(done) => State::Done,
            _ => State::Cancelled,
        }
    }

    /// Tells whether the case went this way. Where one of several targets is chosen, only the way to the chosen one.
    pub(super) fn took(&self, link: &Link<'_>, target: &str) -> bool {
        link.causes
            .iter()
            .any(|cause| self.took_because(cause, link.chosen, target))
    }

    fn took_because(&self, cause: &Cause<'_>, chosen: bool, target: &str) -> bool {
        let (step, action) = match cause {
            Cause::Submitted => return true,
            Cause::Acted(step, action) => (Some(&step.name), Some(&action.name)),
            Cause::Overdue(step) => (Some(&step.name), None),
            // Whatever was done last in it: that is what decided.
            Cause::Otherwise(step) => {
                let mut led = self.led.iter();
                return led.any(|(from, _, to)| *from == step.name && to == target);
            }
            Cause::Anytime(action) => (None, Some(&action.name)),
            Cause::WholeOverdue => return self.whole_overdue,
        };
        let is_it = |left_step: &StepName, left_by: &Option<ActionName>| {
            step.is_none_or(|step| step == left_step) && action == left_by.as_ref()
        };
        if chosen {
            let mut led = self.led.iter();
            return led.any(|(step, action, to)| is_it(step, action) && to == target);
        }
        self.left.iter().any(|(step, action)| is_it(step, action))
    }
}
