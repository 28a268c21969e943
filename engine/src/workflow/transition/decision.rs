//! A decision in the making: the events so far, and the case as they make it.

use std::collections::VecDeque;

use jiff::Timestamp;
use serde_json::Value;

use crate::ids::StepName;
use crate::workflow::actor::{Actor, Assignee};
use crate::workflow::branch::{Branch, Origin};
use crate::workflow::calendar::Calendar;
use crate::workflow::case::Case;
use crate::workflow::definition::{Effects, Step, Workflow};
use crate::workflow::due::Due;
use crate::workflow::effect::Effect;
use crate::workflow::event::{Event, EventKind};
use crate::workflow::item::Item;
use crate::workflow::refusal::{Refusal, RefusalCode};
use crate::workflow::run::RunId;
use crate::workflow::sandbox;

/// Steps and effects that one decision may make at most: a bound for scripts, far above any real workflow.
const EVENTS_MAX: usize = 500;

/// A decision in the making: the events so far, and the case as they make it.
pub(super) struct Decision<'a> {
    pub(super) workflow: &'a Workflow,
    pub(super) calendar: &'a Calendar,
    pub(super) case: Case,
    pub(super) actor: Actor,
    pub(super) now: Timestamp,
    pub(super) events: Vec<Event>,
    /// The messages that steps sent, which are delivered when everything else has come to rest.
    pub(super) sent: VecDeque<(String, Value)>,
}

impl<'a> Decision<'a> {
    pub(super) fn new(
        workflow: &'a Workflow,
        calendar: &'a Calendar,
        case: Case,
        actor: Actor,
        now: Timestamp,
    ) -> Self {
        Self {
            workflow,
            calendar,
            case,
            actor,
            now,
            events: Vec::new(),
            sent: VecDeque::new(),
        }
    }

    pub(super) fn add(&mut self, kind: EventKind) {
        let actor = self.actor.clone();
        self.add_by(actor, kind);
    }

    pub(super) fn add_by(&mut self, actor: Actor, kind: EventKind) {
        let event = Event {
            seq: self.case.version + 1,
            at: self.now,
            actor,
            kind,
        };
        // Applied at once, so that the next event is decided on what this one made of the case.
        self.case.apply(&event);
        self.events.push(event);
    }

    /// Shows a function of the script what it is told, of a run for this item.
    pub(super) fn view(&self, item: Option<&Item>) -> rhai::Map {
        sandbox::case_view(&self.case, &self.actor, self.now, item)
    }

    pub(super) fn effects_of(
        &mut self,
        effects: Option<&Effects>,
        at: Option<(RunId, Option<&Item>)>,
    ) -> Result<(), Refusal> {
        for effect in self.listed(effects, at)? {
            let message = effect.message();
            let sent = message.map(|(name, value)| (name.to_owned(), value.clone()));
            self.add(EventKind::Effect(effect));
            // Whoever waits for it goes on once this decision has come to where it leads.
            self.sent.extend(sent);
        }
        Ok(())
    }

    /// Causes again what the applicant is told where a step opens, and nothing else of it.
    pub(super) fn notices_of(&mut self, step: &Step, run: RunId) -> Result<(), Refusal> {
        for effect in self.listed(step.enter.as_ref(), Some((run, None)))? {
            if effect.tells_applicant() {
                self.add(EventKind::Effect(effect));
            }
        }
        Ok(())
    }

    /// Returns the effects of entering something; where that is a step, each says which run it is about.
    fn listed(
        &self,
        effects: Option<&Effects>,
        at: Option<(RunId, Option<&Item>)>,
    ) -> Result<Vec<Effect>, Refusal> {
        let mut list: Vec<Effect> = match effects {
            None => return Ok(Vec::new()),
            Some(Effects::Fixed(list)) => list.clone(),
            Some(Effects::Computed(function)) => {
                let view = self.view(at.and_then(|(_, item)| item));
                sandbox::call_effects(self.workflow, function, view).map_err(fault)?
            }
        };
        for effect in &mut list {
            effect.is_about(at.map(|(run, _)| run));
        }
        Ok(list)
    }

    /// Refuses to go on where a script loops, or asks for more than any review needs.
    pub(super) fn bounded(&self) -> Result<(), Refusal> {
        if self.events.len() > EVENTS_MAX {
            return Err(fault("too many events in one decision".to_owned()));
        }
        Ok(())
    }
}

/// Says where a branch goes, and what it brings along.
#[derive(Clone)]
pub(super) struct Goal {
    /// A step or finish.
    pub(super) name: StepName,
    /// Says whether the step goes back to whoever did it last.
    pub(super) same_person: bool,
    /// To whom it goes, whoever did it last.
    pub(super) assignee: Option<Assignee>,
    /// Says where the branch goes back to a run: that one alone is opened again, whatever else would be.
    pub(super) back: Option<Origin>,
    /// By when it is due, where it goes on with the time that was left.
    pub(super) due: Option<Due>,
    pub(super) branch: Branch,
}

impl Goal {
    pub(super) fn to(name: &StepName, branch: &Branch) -> Self {
        Self {
            name: name.clone(),
            same_person: false,
            assignee: None,
            back: None,
            due: None,
            branch: branch.clone(),
        }
    }

    pub(super) fn all(names: &[StepName], branch: &Branch) -> Vec<Self> {
        names.iter().map(|name| Self::to(name, branch)).collect()
    }
}

/// Creates the refusal for a fault of the definition that shows only when it runs.
pub(super) fn fault(detail: String) -> Refusal {
    Refusal::new(RefusalCode::WorkflowFault).with("detail", Value::String(detail))
}
