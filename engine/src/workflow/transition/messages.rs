//! Messages from outside.

use serde_json::Value;

use super::decision::Decision;
use crate::workflow::definition::{Step, StepKind, Trigger};
use crate::workflow::event::EventKind;
use crate::workflow::refusal::{Refusal, RefusalCode};
use crate::workflow::run::RunId;

/// Bytes of what one message brings.
const VALUE_MAX: usize = 16 * 1024;
/// Messages of one name that are kept at a time.
const KEPT_MAX: usize = 20;

impl Decision<'_> {
    /// Passes every step that waits for the message; where none does, it is buffered for the next if one of them says so.
    pub(super) fn message(&mut self, name: &str, value: &Value) -> Result<(), Refusal> {
        let refuse = |code: RefusalCode| Refusal::new(code).with("name", name);
        let size = serde_json::to_string(value).map_or(usize::MAX, |text| text.len());
        if size > VALUE_MAX {
            return Err(refuse(RefusalCode::MessageTooLong).with("most", VALUE_MAX));
        }
        let waits = |step: &Step| matches!(&step.kind, StepKind::Wait(Trigger::Message { name: awaited, .. }) if awaited == name);
        let of = |run: &RunId| {
            let open = self.case.open.get(run)?;
            self.workflow.steps.get(&open.step)
        };
        let runs = self.case.open.keys().copied();
        let runs: Vec<RunId> = runs.filter(|run| of(run).is_some_and(waits)).collect();
        let buffered = runs.is_empty();
        if buffered {
            let mut steps = self.workflow.steps.values();
            let keeps = steps.any(|step| {
                waits(step)
                    && matches!(
                        step.kind,
                        StepKind::Wait(Trigger::Message { buffered: true, .. })
                    )
            });
            let already = self.case.buffered_messages.get(name).map_or(0, Vec::len);
            if self.case.finished.is_some() || !keeps || already >= KEPT_MAX {
                return Err(refuse(RefusalCode::MessageNotAwaited));
            }
        }
        self.add(EventKind::Message {
            name: name.to_owned(),
            value: value.clone(),
            buffered,
        });
        for run in runs {
            // One of the waits may have led to a finish, which cancelled the others.
            if self.case.finished.is_none() {
                self.pass(run)?;
            }
        }
        self.run_to_quiescence()
    }

    /// Delivers a message that a step sent. What nothing waits for, and nothing keeps, is lost, as a word that nobody hears.
    pub(super) fn deliver(&mut self, name: &str, value: &Value) -> Result<(), Refusal> {
        match self.message(name, value) {
            Err(refusal) if refusal.code == RefusalCode::MessageNotAwaited => Ok(()),
            other => other,
        }
    }
}
