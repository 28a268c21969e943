//! What the proof finds, at the places of the script where it is declared.

use std::collections::BTreeMap;

use rhai::Position;

use super::declared::{Declared, lock};
use super::faults::Faults;
use crate::ids::{ActionName, StepName};
use crate::workflow::definition::Workflow;
use crate::workflow::proof;

/// Says where everything is declared.
#[derive(Debug, Default)]
pub(super) struct Places(BTreeMap<proof::Declared, Position>);

impl Places {
    /// Returns the places of what was declared.
    pub fn from_declared(declared: &Declared) -> Self {
        let mut places = Self::default();
        let start = declared.start.iter().flat_map(|start| start.to.first());
        for target in start {
            places.note(proof::Declared::Start, target.at);
        }
        for step in &declared.steps {
            let name = StepName::new(step.name.value.as_str());
            for handle in &step.actions {
                let action = lock(&handle.0).name.clone();
                places.note(
                    proof::Declared::Action(name.clone(), ActionName::new(action.value)),
                    action.at,
                );
            }
            places.note(proof::Declared::Target(name), step.name.at);
        }
        for finish in &declared.finishes {
            let name = StepName::new(finish.name.value.as_str());
            places.note(proof::Declared::Target(name), finish.name.at);
        }
        for handle in &declared.case_actions {
            let action = lock(&handle.0).name.clone();
            let name = ActionName::new(action.value);
            places.note(proof::Declared::CaseAction(name), action.at);
        }
        places
    }

    fn note(&mut self, declared: proof::Declared, at: Position) {
        self.0.entry(declared).or_insert(at);
    }
}

/// Proves a workflow, and reports what is wrong with it.
pub(super) fn check(workflow: &Workflow, places: &Places, faults: &mut Faults) {
    for finding in proof::prove(workflow) {
        let at = places.0.get(&finding.at).copied();
        let place = faults.place(at.unwrap_or(Position::NONE));
        let mut diagnostic = finding.code.at(place, &[]);
        for (name, value) in finding.args {
            diagnostic.message = diagnostic.message.with(name, value);
        }
        faults.list.push(diagnostic);
    }
}
