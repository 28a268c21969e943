//! Where a case stands while it is explored, and what leads from one state to the next.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::ids::{ActionName, StepName};
use crate::workflow::case::Case;
use crate::workflow::event::{Event, EventKind};

/// Says where a case stands, and when.
#[derive(Clone, Debug)]
pub(super) struct State {
    /// The case.
    pub case: Case,
    pub(super) now: Timestamp,
    /// Says what a finish that approves cancelled without a word.
    pub abandoned: BTreeSet<StepName>,
    /// Says why the move that was to lead here cannot be made.
    pub failed: Option<String>,
}

/// Says what somebody does, or time, or somebody outside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Transition {
    /// The application is submitted.
    Submit,
    /// An action of a step.
    Act { step: StepName, action: ActionName },
    /// An action of the case.
    ActOnCase { action: ActionName },
    /// The time allowed for a step is over.
    Overdue { step: StepName },
    /// The time that a step waits for has come.
    Time { step: StepName },
    /// A message comes from outside.
    Message { name: String },
}

/// One move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Move {
    /// Says what is done.
    pub transition: Transition,
    /// Says what functions of the script chose.
    pub chosen: Vec<String>,
    /// The steps that it opened, those included that were over at once.
    pub opened: Vec<StepName>,
    /// The joins that it came to.
    pub joined: Vec<StepName>,
}

impl Move {
    pub(super) fn from_events(
        transition: Transition,
        mut chosen: Vec<String>,
        events: &[Event],
    ) -> Self {
        // Round in a circle the same is chosen again and again.
        chosen.dedup();
        let mut made = Self {
            transition,
            chosen,
            opened: Vec::new(),
            joined: Vec::new(),
        };
        for event in events {
            match &event.kind {
                EventKind::StepOpened { step, .. } => made.opened.push(step.clone()),
                EventKind::Waiting { step, .. } | EventKind::Joined { step, .. } => {
                    made.joined.push(step.clone());
                }
                _ => {}
            }
        }
        made
    }
}
