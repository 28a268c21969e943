//! What a finish cancels without a word: work of people that nothing declared says is to be cancelled.

use std::collections::{BTreeMap, BTreeSet};

use super::state::Transition;
use crate::ids::StepName;
use crate::workflow::case::Case;
use crate::workflow::definition::{Action, FinishKind, StepKind, Workflow};
use crate::workflow::event::{Event, EventKind};
use crate::workflow::run::RunId;

/// Finds the steps and joins that were open or waiting still when a finish that approves was reached. What can be done to any
/// case at any time is meant to end it as it is.
pub(super) fn abandoned_work(
    workflow: &Workflow,
    before: Option<&Case>,
    transition: &Transition,
    events: &[Event],
) -> BTreeSet<StepName> {
    let mut left = BTreeSet::new();
    if matches!(transition, Transition::ActOnCase { .. }) || !approves(workflow, events) {
        return left;
    }
    let mut open: BTreeMap<RunId, &StepName> = BTreeMap::new();
    let mut waiting: BTreeSet<&StepName> = BTreeSet::new();
    if let Some(before) = before {
        // What came late to a join is swallowed there anyway.
        let counts = before
            .open
            .iter()
            .filter(|(_, open)| open.branch.late.is_empty());
        open.extend(counts.map(|(run, open)| (*run, &open.step)));
        waiting.extend(&before.waiting);
        waiting.extend(before.item_joins.keys());
    }
    for event in events {
        match &event.kind {
            EventKind::StepOpened {
                run, step, branch, ..
            } => {
                waiting.remove(step);
                if branch.late.is_empty() {
                    open.insert(*run, step);
                }
            }
            EventKind::GroupOpened { step, .. } => {
                waiting.remove(step);
            }
            EventKind::Waiting { step, .. } => {
                waiting.insert(step);
            }
            EventKind::StepClosed { run, cancelled } => {
                let step = open.remove(run).filter(|_| *cancelled);
                left.extend(step.cloned());
            }
            _ => {}
        }
    }
    left.extend(waiting.into_iter().cloned());
    let declared = declared(workflow, transition, events);
    left.retain(|name| {
        let step = workflow.steps.get(name);
        let is_of_people = step.is_some_and(|step| matches!(step.kind, StepKind::People));
        is_of_people && !declared.contains(name.as_str())
    });
    left
}

fn approves(workflow: &Workflow, events: &[Event]) -> bool {
    events.iter().any(|event| match &event.kind {
        EventKind::Finished { finish } => {
            let finish = workflow.finishes.get(finish);
            finish.is_some_and(|finish| finish.kind == FinishKind::Approved)
        }
        _ => false,
    })
}

/// Returns what the script says is cancelled by what happened.
fn declared<'a>(
    workflow: &'a Workflow,
    transition: &Transition,
    events: &'a [Event],
) -> BTreeSet<&'a str> {
    let mut declared = BTreeSet::new();
    let mut acted: Vec<(&str, &Action)> = Vec::new();
    for event in events {
        match &event.kind {
            EventKind::Acted { step, action, .. } => {
                let action = workflow.action(step, action);
                acted.extend(action.map(|action| (step.as_str(), action)));
            }
            EventKind::StepOpened { step, .. } => {
                let step = workflow.steps.get(step);
                let cancels = step.into_iter().flat_map(|step| &step.cancels);
                declared.extend(cancels.map(StepName::as_str));
            }
            _ => {}
        }
    }
    for (step, action) in acted {
        let cancels = action.cancels.iter().chain(&action.cancels_ahead);
        let cancels = cancels.chain(&action.completes);
        declared.extend(cancels.map(StepName::as_str));
        let together = workflow.steps.get(step);
        declared.extend(
            together
                .filter(|step| step.complete.is_some())
                .map(|step| step.name.as_str()),
        );
    }
    if let Transition::Overdue { step } = transition {
        let together = workflow.steps.get(step);
        declared.extend(
            together
                .filter(|step| step.complete.is_some())
                .map(|step| step.name.as_str()),
        );
    }
    declared
}
