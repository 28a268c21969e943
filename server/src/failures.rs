//! Workflows that failed while they ran: a function of the script broke, ran beyond its limits or chose what it may not. Nothing of the case
//! has changed then; an administrator is shown what happened, for as long as the process runs.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use guichet_engine::ids::{DefinitionRef, Reference};
use guichet_engine::workflow::{Refusal, RefusalCode};
use jiff::Timestamp;
use serde_json::Value;

/// Failures that are remembered.
const KEPT_MAX: usize = 50;
/// Characters of what is said about one.
const DETAIL_MAX: usize = 500;

/// One failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// When it last happened.
    pub at: Timestamp,
    /// How often.
    pub times: u64,
    /// The case's reference number; `None` where one was to begin.
    pub reference: Option<Reference>,
    /// The workflow, in its version.
    pub workflow: DefinitionRef,
    /// What failed.
    pub detail: String,
}

/// The latest failures.
#[derive(Debug, Default)]
pub struct Failures {
    kept: Mutex<VecDeque<Failure>>,
}

impl Failures {
    /// Remembers a refusal, if it is that the workflow failed.
    pub fn note(
        &self,
        refusal: &Refusal,
        workflow: &DefinitionRef,
        reference: Option<&Reference>,
        at: Timestamp,
    ) {
        if refusal.code != RefusalCode::WorkflowFault {
            return;
        }
        let detail = refusal.message.args.get("detail").and_then(Value::as_str);
        let detail: String = detail
            .unwrap_or_default()
            .chars()
            .take(DETAIL_MAX)
            .collect();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |own: &Failure| {
            own.detail == detail && own.workflow == *workflow && own.reference.as_ref() == reference
        };
        let before = kept.iter().position(same).and_then(|at| kept.remove(at));
        kept.push_front(Failure {
            at,
            times: before.map_or(0, |own| own.times) + 1,
            reference: reference.cloned(),
            workflow: workflow.clone(),
            detail,
        });
        kept.truncate(KEPT_MAX);
    }

    /// Returns the failures, the latest first.
    #[must_use]
    pub fn latest(&self) -> Vec<Failure> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().cloned().collect()
    }
}
