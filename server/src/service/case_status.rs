//! The status of a case: the same on the applicant's page, the desk and the account.

mod history;

use guichet_engine::form::Form;
use guichet_engine::workflow::{Case, Event, EventKind, FinishKind, Flag, Performer, Workflow};

pub use history::history;

use super::labels;
use crate::app::App;
use crate::store::CaseRow;
use crate::view::page::{CaseStatus, Remark};

/// Returns where a case stands, in a language.
#[must_use]
pub fn for_case(
    app: &App,
    row: &CaseRow,
    form: &Form,
    workflow: &Workflow,
    locale: &str,
) -> CaseStatus {
    let case = &row.case;
    let due = case
        .open
        .values()
        .filter_map(|open| open.due.as_ref())
        .min_by_key(|due| due.at);
    let finish = case
        .finished
        .as_ref()
        .and_then(|(name, at)| Some((workflow.finishes.get(name)?, *at)));
    let waits_for_applicant = case.open.values().any(|open| {
        let step = workflow.steps.get(&open.step);
        step.is_some_and(|step| step.performer == Performer::Applicant)
    });
    let is_whole = case.open.values().any(|open| {
        let step = workflow.steps.get(&open.step);
        step.is_some_and(|step| step.answers_open)
    });
    let state = match finish.map(|(finish, _)| finish.kind) {
        Some(FinishKind::Approved) => "approved",
        Some(FinishKind::Rejected) => "rejected",
        Some(FinishKind::Withdrawn) => "withdrawn",
        None if is_whole => "open",
        None if waits_for_applicant => "applicant",
        None => "review",
    };
    // Once it has ended there is nothing left to be decided in time.
    let whole = case.due.as_ref().filter(|_| finish.is_none());
    CaseStatus {
        reference: case.reference.clone(),
        title: row.title.clone(),
        form_title: form.settings.title.get(locale).to_owned(),
        submitted_at: case.submitted_at.as_millisecond(),
        opened: form.settings.opens_days_before_expiry.is_some(),
        steps: case
            .open
            .values()
            .map(|open| workflow.title_of(&open.step, locale).to_owned())
            .collect(),
        state: state.to_owned(),
        finish: finish.map(|(finish, _)| finish.title.get(locale).to_owned()),
        finished_at: finish.map(|(_, at)| at.as_millisecond()),
        due: due.map(|due| due.at.as_millisecond()),
        provisional: due.is_some_and(|due| due.provisional),
        overdue: due.is_some_and(|due| due.at < app.clock.now()),
        whole_due: whole.map(|due| due.at.as_millisecond()),
        whole_provisional: whole.is_some_and(|due| due.provisional),
        whole_overdue: whole.is_some_and(|due| due.at < app.clock.now()),
    }
}

/// The fields sent back, with the reasons, in the order of the form.
#[must_use]
pub fn remarks(form: &Form, flags: &[Flag], locale: &str) -> Vec<Remark> {
    let remark = |flag: &Flag| Remark {
        label: labels::label_of(form, &flag.pointer, locale),
        pointer: flag.pointer.to_string(),
        reason: flag.reason.clone(),
    };
    in_order(form, flags).into_iter().map(remark).collect()
}

/// Flags in the order in which their fields stand on the page.
#[must_use]
pub fn in_order<'f>(form: &Form, flags: &'f [Flag]) -> Vec<&'f Flag> {
    let mut flags: Vec<&Flag> = flags.iter().collect();
    form.sort_in_page_order(&mut flags, |flag| &flag.pointer);
    flags
}

/// The fields that were sent back before the last correction and are as they were.
#[must_use]
pub fn unchanged(form: &Form, case: &Case, events: &[Event], locale: &str) -> Vec<Remark> {
    let is_correction = |event: &Event| matches!(event.kind, EventKind::Corrected { .. });
    let (Some(before), Some(at)) = (
        &case.answers_before_correction,
        events.iter().rposition(is_correction),
    ) else {
        return Vec::new();
    };
    let asked = events[..at]
        .iter()
        .rev()
        .find_map(|event| match &event.kind {
            EventKind::Acted { flags, .. } if !flags.is_empty() => Some(flags),
            _ => None,
        });
    let is_same = |flag: &&Flag| {
        let at = flag.pointer.as_str();
        before.pointer(at) == case.answers.pointer(at)
    };
    let same: Vec<Flag> = asked
        .into_iter()
        .flatten()
        .filter(is_same)
        .cloned()
        .collect();
    remarks(form, &same, locale)
}

#[cfg(test)]
mod tests {
    use guichet_engine::form::compile_schema;
    use guichet_engine::ids::Pointer;
    use serde_json::json;

    use super::*;

    #[test]
    fn remarks_stand_in_the_order_of_the_form() {
        let text = |title: &str| json!({ "type": "string", "title": title });
        let schema = json!({ "type": "object", "x-order": ["name", "address"],
            "properties": { "address": text("Address"), "name": text("Name") } });
        let form = compile_schema("test", &schema.to_string());
        let flag = |pointer: &str| Flag {
            pointer: Pointer::parse(pointer).expect("a pointer"),
            reason: format!("about {pointer}"),
        };
        let flags = [flag("/address"), flag("/name")];
        let remarks = remarks(&form.value.expect("a form"), &flags, "en");
        let labels: Vec<&str> = remarks.iter().map(|remark| remark.label.as_str()).collect();
        assert_eq!(labels, ["Name", "Address"]);
    }
}
