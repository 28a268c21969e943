//! What happened while a scenario was played.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::ids::StepName;
use crate::workflow::actor::Actor;
use crate::workflow::case::Case;
use crate::workflow::event::Event;
use crate::workflow::refusal::Refusal;

/// Says what happened while a scenario was played.
#[derive(Clone, Debug, Serialize)]
pub struct Trace {
    /// The scenario's file.
    pub scenario: String,
    /// The submission, then each move.
    pub entries: Vec<Entry>,
}

/// One move of a scenario and what came of it.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// Gives the time.
    pub at: Timestamp,
    /// Names the actor.
    pub actor: Actor,
    /// `submit`, `claim`, `release`, `overdue` or an action's name.
    pub did: String,
    /// Says why it was not carried out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
    /// Says what happened.
    pub events: Vec<Event>,
    /// The steps open afterwards, with their due dates.
    pub open: BTreeMap<StepName, Option<Timestamp>>,
    /// The finish reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished: Option<StepName>,
}

pub(super) fn entry(
    at: Timestamp,
    actor: Actor,
    did: &str,
    refusal: Option<Refusal>,
    events: Vec<Event>,
    case: &Case,
) -> Entry {
    let due = |open: &crate::workflow::case::OpenStep| open.due.as_ref().map(|due| due.at);
    Entry {
        at,
        actor,
        did: did.to_owned(),
        refusal,
        events,
        open: case
            .open
            .values()
            .map(|open| (open.step.clone(), due(open)))
            .collect(),
        finished: case.finished.as_ref().map(|(finish, _)| finish.clone()),
    }
}
