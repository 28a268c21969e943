//! Beginning a case.

use std::sync::Arc;

use guichet_engine::form::Form;
use guichet_engine::ids::{AccountId, CaseId, Pointer, Reference};
use guichet_engine::workflow::{Actor, Assignee, Refusal, Start, Workflow};
use jiff::Timestamp;
use serde_json::Value;

use super::decided::{Decided, applicant_of};
use super::prepare::prepare;
use super::unique::taken_at;
use crate::core::Core;
use crate::keys;
use crate::store::{Account, CaseRow, Commit, CommitError, Prefilled, StoreError};

/// How often another reference number is tried where one is taken.
const REFERENCES_MAX: usize = 5;

/// A submission that passed every check.
#[derive(Clone, Debug)]
pub struct Submission {
    /// The form in the version it was filled in.
    pub form: Arc<Form>,
    /// The workflow that it goes through.
    pub workflow: Arc<Workflow>,
    /// The answers.
    pub answers: Value,
    /// The hash of the account's password, where the form makes an account.
    pub password_hash: Option<String>,
    /// The ids of the attachments.
    pub attachments: Vec<String>,
    /// The draft that it uses up; also the key that makes it take effect once.
    pub draft: String,
    /// The language to write to the applicant in.
    pub locale: String,
    /// The account that starts it, where somebody is logged in.
    pub account: Option<AccountId>,
    /// Who submits it, for themselves or for somebody else, where somebody is logged in.
    pub by: Option<Assignee>,
    /// What was filled in before anybody typed.
    pub prefilled: Option<Prefilled>,
}

/// Why a submission did not become a case.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// An answer that must be unique is taken: where it stands.
    #[error("the answer at {0} is taken")]
    NotUnique(Pointer),
    /// The same draft was submitted before; the case's reference number.
    #[error("this was submitted before")]
    AlreadyDone(Reference),
    /// Somebody else changed the account meanwhile that is stored with it.
    #[error("the account was changed meanwhile")]
    Changed,
    /// The workflow refused.
    #[error("the workflow refused: {}", .0.code)]
    Refused(Refusal),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Begins a case: events, state, tasks, account, unique values, attachments and mail in one commit.
///
/// # Errors
/// See [`BeginError`]; nothing has changed.
pub async fn begin(core: &Core, submission: &Submission) -> Result<CaseRow, BeginError> {
    begin_by(core, submission, None).await
}

/// Opens the renewal of an account, which is stored with it: once for each end of its validity.
///
/// # Errors
/// See [`BeginError`]; nothing has changed.
pub async fn open_renewal(
    core: &Core,
    submission: &Submission,
    account: Account,
) -> Result<CaseRow, BeginError> {
    begin_by(core, submission, Some(account)).await
}

async fn begin_by(
    core: &Core,
    submission: &Submission,
    renewed: Option<Account>,
) -> Result<CaseRow, BeginError> {
    for _ in 0..REFERENCES_MAX {
        if let Some(row) = try_begin(core, submission, renewed.as_ref()).await? {
            core.mail_waiting();
            core.attention.look_at(&row.case.id);
            return Ok(row);
        }
    }
    Err(StoreError::Busy.into())
}

/// Returns `None` when the reference number is taken.
async fn try_begin(
    core: &Core,
    submission: &Submission,
    renewed: Option<&Account>,
) -> Result<Option<CaseRow>, BeginError> {
    let Submission { form, workflow, .. } = submission;
    let now = core.clock.now();
    let before = submission.prefilled.as_ref().map(|own| own.before.clone());
    let (title, email) = applicant_of(form, &submission.answers);
    let start = Start {
        id: CaseId::new(keys::id()),
        reference: reference(core, now),
        form: form.reference.clone(),
        workflow: workflow.reference.clone(),
        answers: submission.answers.clone(),
        locale: submission.locale.clone(),
        baseline_answers: before.map(Box::new),
        by: submission.by.clone(),
    };
    let calendar = core.definitions.live().published.calendar_for(workflow);
    let actor = match renewed {
        Some(_) => Actor::System,
        None => Actor::Applicant,
    };
    let (case, events) = workflow
        .start_by(actor, start, &calendar, now)
        .map_err(|refusal| {
            let failures = &core.failures;
            failures.note(&refusal, &workflow.reference, None, now);
            BeginError::Refused(refusal)
        })?;
    let decided = Decided {
        core,
        form,
        workflow,
        before: None,
        row: CaseRow {
            title,
            email,
            account: submission.account.clone(),
            source: submission.prefilled.as_ref().map(|own| own.source.clone()),
            case,
        },
        events,
        password_hash: submission.password_hash.clone(),
        now,
    };
    let mut commit = commit_of(submission, renewed);
    let row = prepare(decided, &mut commit).await?;
    match core.store.commit(&commit).await {
        Ok(_) => Ok(Some(row)),
        Err(CommitError::ReferenceTaken) => Ok(None),
        Err(CommitError::AlreadyDone) => {
            let reference = core
                .store
                .find_by_idempotency_key(&submission.draft)
                .await?;
            let reference = reference.unwrap_or_else(|| Reference::new(""));
            Err(BeginError::AlreadyDone(reference))
        }
        Err(CommitError::NotUnique { scope }) => {
            let at = taken_at(&core.store, form, &submission.answers, &scope).await?;
            Err(BeginError::NotUnique(at))
        }
        Err(CommitError::VersionConflict) => Err(BeginError::Changed),
        Err(CommitError::Store(error)) => Err(error.into()),
        Err(other) => Err(StoreError::Failed(other.to_string()).into()),
    }
}

/// Returns the commit of a submission, before what was decided is added.
fn commit_of(submission: &Submission, renewed: Option<&Account>) -> Commit {
    // What is registered already is taken; what a change asks for is taken when it is applied.
    let is_change = submission.prefilled.is_some();
    let unique = submission
        .form
        .unique_values(&submission.answers)
        .into_iter();
    let unique = unique.filter(|_| !is_change);
    Commit {
        idempotency_key: Some(submission.draft.clone()),
        attachments: submission.attachments.clone(),
        draft_gone: Some(submission.draft.clone()),
        accounts: renewed.cloned().into_iter().collect(),
        unique_taken: unique.map(|(scope, value, _)| (scope, value)).collect(),
        ..Commit::default()
    }
}

/// Returns a reference number: the day, and eight characters that are not mistaken for each other (`20261124-7K3M-9QX2`).
fn reference(core: &Core, now: Timestamp) -> Reference {
    let day = now
        .to_zoned_datetime(core.time_zone.clone())
        .strftime("%Y%m%d");
    Reference::new(format!("{day}-{}", keys::short_number()))
}
