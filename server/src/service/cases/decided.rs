//! What is decided about a case, before it is committed.

use guichet_engine::form::Form;
use guichet_engine::ids::Pointer;
use guichet_engine::workflow::{Event, Workflow};
use jiff::Timestamp;
use serde_json::Value;

use crate::core::Core;
use crate::store::CaseRow;

/// What is decided about a case, on its way into one commit.
pub(in crate::service) struct Decided<'a> {
    /// The core.
    pub core: &'a Core,
    /// The form in the case's version.
    pub form: &'a Form,
    /// The workflow in the case's version.
    pub workflow: &'a Workflow,
    /// The case as it was; `None` for one that begins.
    pub before: Option<&'a CaseRow>,
    /// The case as it becomes.
    pub row: CaseRow,
    /// The new events.
    pub events: Vec<Event>,
    /// The hash of the password of an account to be made.
    pub password_hash: Option<String>,
    /// When.
    pub now: Timestamp,
}

/// Returns the text that stands at a place among answers; empty where there is none.
pub(in crate::service) fn text_at(answers: &Value, pointer: &Pointer) -> String {
    let found = answers.pointer(pointer.as_str());
    found.and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Returns name and address of whoever applies.
pub(super) fn applicant_of(form: &Form, answers: &Value) -> (String, String) {
    let fields = form.settings.applicant.as_ref();
    let text =
        |pointer: Option<&Pointer>| pointer.map(|own| text_at(answers, own)).unwrap_or_default();
    (
        text(fields.map(|own| &own.name)),
        text(fields.map(|own| &own.email)),
    )
}
