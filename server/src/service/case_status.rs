//! The status of a case: the same on the applicant's page, the desk and the account.

mod history;
mod remarks;

use guichet_engine::form::Form;
use guichet_engine::workflow::{FinishKind, Performer, Workflow};
use jiff::Timestamp;

pub use history::history;
pub use remarks::{in_order, remarks, unchanged};

use crate::service::labels;
use crate::store::CaseRow;
use crate::view::page::CaseStatus;

/// Returns where a case stands now, in a language.
#[must_use]
pub fn for_case(
    now: Timestamp,
    row: &CaseRow,
    form: &Form,
    workflow: &Workflow,
    locale: &str,
) -> CaseStatus {
    let case = &row.case;
    // The whole has a line of its own below.
    let due = workflow.due_for_applicant(case);
    let due = due.or_else(|| workflow.promised(case).filter(|_| case.due.is_none()));
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
        reference: case.reference.to_string(),
        title: row.title.clone(),
        form_title: form.settings.title.get(locale).to_owned(),
        submitted_at: case.submitted_at,
        opened: form.settings.opens_days_before_expiry.is_some(),
        steps: labels::open_steps(case, workflow, locale),
        state: state.to_owned(),
        finish: finish.map(|(finish, _)| finish.title.get(locale).to_owned()),
        finished_at: finish.map(|(_, at)| at),
        due: due.map(|due| due.at),
        provisional: due.is_some_and(|due| due.provisional),
        overdue: due.is_some_and(|due| due.at < now),
        whole_due: whole.map(|due| due.at),
        whole_provisional: whole.is_some_and(|due| due.provisional),
        whole_overdue: whole.is_some_and(|due| due.at < now),
        makes_account: form.settings.account.is_some(),
    }
}
