//! Cases: beginning one, and carrying out commands on it. The engine decides; one transaction holds what it decided.

mod begin;
mod command;
mod corrected;
#[cfg(test)]
pub(crate) mod tests;

use std::sync::Arc;

use futures::future::BoxFuture;
use guichet_engine::form::Form;
use guichet_engine::ids::Pointer;
use guichet_engine::workflow::{Case, Event, EventKind, Refusal, Workflow};
use jiff::Timestamp;
use serde_json::Value;

pub use begin::{BeginError, Submission, begin, open_renewal};
pub use command::{CommandError, Seen, command, command_as_seen};
pub(super) use corrected::move_unique;

use super::{common_corrections, effect, tasks};
use crate::app::App;
use crate::reply::PageError;
use crate::store::{CaseRow, Commit, JournalRow, SearchRow, StoreError};

/// What is decided about a case, on its way into one commit.
pub(super) struct Decided<'a> {
    /// The service.
    pub app: &'a App,
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

/// The form and workflow in the versions that a case began with.
///
/// # Errors
/// When the store fails or lacks one of them.
pub async fn versions(app: &App, case: &Case) -> Result<(Arc<Form>, Arc<Workflow>), StoreError> {
    let lacking = |name: &str| StoreError::Failed(format!("a version of {name} is missing"));
    let form = app.definitions.form(&case.form).await?;
    let workflow = app.definitions.workflow(&case.workflow).await?;
    Ok((
        form.ok_or_else(|| lacking(&case.form.name))?,
        workflow.ok_or_else(|| lacking(&case.workflow.name))?,
    ))
}

/// Carries out the effects and adds everything that the decision changes to the commit. Boxed: what the effects need has no
/// place on the stack while the store commits, which takes most of it.
fn prepare<'a>(
    decided: Decided<'a>,
    commit: &'a mut Commit,
) -> BoxFuture<'a, Result<CaseRow, StoreError>> {
    Box::pin(carry_out_and_add(decided, commit))
}

async fn carry_out_and_add(
    mut decided: Decided<'_>,
    commit: &mut Commit,
) -> Result<CaseRow, StoreError> {
    let events = std::mem::take(&mut decided.events);
    for event in &events {
        if let EventKind::Effect(effect) = &event.kind {
            effect::carry_out(effect, &event.actor, &mut decided, commit).await?;
        }
    }
    tasks::change(&decided, commit);
    let search = search(decided.form, &decided.row);
    let known = decided
        .before
        .map(|before| self::search(decided.form, before));
    commit.search = Some(search).filter(|search| known.as_ref() != Some(search));
    commit.journal = Some(JournalRow {
        case: decided.row.case.id.clone(),
        from: events.first().map_or(1, |event| event.seq),
        events,
    });
    commit.remarks = common_corrections::noted(&decided, &commit.journal);
    commit.case = Some(decided.row.clone());
    Ok(decided.row)
}

fn search(form: &Form, row: &CaseRow) -> SearchRow {
    let case = &row.case;
    SearchRow {
        case: case.id.clone(),
        reference: case.reference.clone(),
        submitted: case.submitted_at.as_millisecond(),
        text: format!(
            "{} {} {}",
            case.reference,
            row.title,
            form.search_text(&case.answers)
        ),
    }
}

/// The text that stands at a place among answers; empty where there is none.
pub(super) fn text_at(answers: &Value, pointer: &Pointer) -> String {
    let found = answers.pointer(pointer.as_str());
    found.and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Name and address of whoever applies.
fn applicant_of(form: &Form, answers: &Value) -> (String, String) {
    let fields = form.settings.applicant.as_ref();
    let text =
        |pointer: Option<&Pointer>| pointer.map(|own| text_at(answers, own)).unwrap_or_default();
    (
        text(fields.map(|own| &own.name)),
        text(fields.map(|own| &own.email)),
    )
}

/// The answer whose value of a scope is taken. Where several answers share the scope, the one is found again.
async fn taken_at(
    app: &App,
    form: &Form,
    answers: &Value,
    scope: &str,
) -> Result<Pointer, StoreError> {
    let mut own = form.unique_values(answers);
    own.retain(|(own, _, _)| own == scope);
    for (scope, value, pointer) in &own {
        if own.len() == 1 || app.store.is_taken(scope, value).await? {
            return Ok(pointer.clone());
        }
    }
    let name = form.settings.account.as_ref().map(|own| own.name.clone());
    Ok(name.unwrap_or_default())
}

/// A refusal in words, for those who are not shown a page of their own about it.
impl From<CommandError> for PageError {
    fn from(error: CommandError) -> Self {
        match error {
            CommandError::NotFound => Self::not_found(),
            CommandError::Refused(Refusal { code, .. }) if code == "not-permitted" => {
                Self::forbidden()
            }
            CommandError::Refused(_) | CommandError::NotUnique(_) => Self::bad_request(),
            CommandError::Store(error) => error.into(),
        }
    }
}
