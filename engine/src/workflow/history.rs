//! Whether the history of a case holds together: its events give the stored case again, and name what its workflow has.

use serde_json::Value;

use super::case::Case;
use super::definition::{PASS, Workflow};
use super::event::{Event, EventKind};
use crate::message::Message;

/// Finds everything about a history that does not hold together; empty where it is whole. Messages are `verify-…`.
#[must_use]
pub fn verify(case: &Case, events: &[Event], workflow: &Workflow) -> Vec<Message> {
    let mut faults = Vec::new();
    in_order(events, &mut faults);
    known(events, workflow, &mut faults);
    match Case::replay(events) {
        None => faults.push(Message::new("verify-no-submission")),
        Some(replayed) => differences(&replayed, case, &mut faults),
    }
    faults
}

/// Events are numbered from 1 without gaps, and time does not go back.
fn in_order(events: &[Event], faults: &mut Vec<Message>) {
    let mut before: Option<&Event> = None;
    for event in events {
        let wanted = before.map_or(1, |before| before.seq + 1);
        if event.seq != wanted {
            let gap = Message::new("verify-gap");
            faults.push(gap.with("expected", wanted).with("actual", event.seq));
        }
        if before.is_some_and(|before| event.at < before.at) {
            faults.push(Message::new("verify-time").with("seq", event.seq));
        }
        before = Some(event);
    }
}

/// Reports what events name and the workflow's version lacks.
fn known(events: &[Event], workflow: &Workflow, faults: &mut Vec<Message>) {
    // What came before it was moved to this version names what that version had.
    let moved = events
        .iter()
        .rposition(|event| matches!(event.kind, EventKind::Migrated { .. }));
    let since = moved.map_or(0, |at| at + 1);
    for event in &events[since..] {
        let unknown = match &event.kind {
            EventKind::StepOpened { step, .. } if !workflow.steps.contains_key(step) => {
                Some(step.as_str())
            }
            EventKind::Acted { step, action, .. } if action != PASS => {
                let found = workflow.action(step, action);
                found.is_none().then_some(action.as_str())
            }
            EventKind::Finished { finish } if !workflow.finishes.contains_key(finish) => {
                Some(finish.as_str())
            }
            _ => None,
        };
        if let Some(name) = unknown {
            let fault = Message::new("verify-unknown").with("seq", event.seq);
            faults.push(fault.with("name", name));
        }
    }
}

/// Reports where the replayed case and the stored one differ, by the members of their stored form.
fn differences(replayed: &Case, stored: &Case, faults: &mut Vec<Message>) {
    let shape = |case: &Case| serde_json::to_value(case).unwrap_or_default();
    let (replayed, stored) = (shape(replayed), shape(stored));
    let empty = serde_json::Map::new();
    let members = |value: &Value| value.as_object().unwrap_or(&empty).clone();
    let (replayed, stored) = (members(&replayed), members(&stored));
    let mut names: Vec<&String> = replayed.keys().chain(stored.keys()).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        if replayed.get(name) != stored.get(name) {
            faults.push(Message::new("verify-differs").with("name", name.as_str()));
        }
    }
}
