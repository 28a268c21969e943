//! Carrying out a command on a case.

use guichet_engine::ids::Pointer;
use guichet_engine::message::Message;
use guichet_engine::workflow::{Command, Refusal};
use jiff::Timestamp;
use serde_json::Value;

use super::{Decided, corrected, prepare, taken_at, versions};
use crate::app::App;
use crate::service::drafts;
use crate::store::{CaseRow, Commit, CommitError, StoreError};
use crate::view;

/// How often a command is decided again because somebody else changed the case meanwhile.
const DECISIONS_MAX: usize = 20;

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// There is no such case.
    #[error("there is no such case")]
    NotFound,
    /// The workflow refused; the message names steps and actions by their titles already.
    #[error("the workflow refused: {}", .0.code)]
    Refused(Refusal),
    /// A corrected answer must be unique and is taken: where it stands.
    #[error("the answer at {0} is taken")]
    NotUnique(Pointer),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
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
    for _ in 0..DECISIONS_MAX {
        let row = app.store.case(case).await?.ok_or(CommandError::NotFound)?;
        if let Some(row) = try_command(app, &row, command, locale).await? {
            app.mail_waiting();
            return Ok(row);
        }
    }
    Err(StoreError::Busy.into())
}

/// `None` when the case has changed meanwhile.
async fn try_command(
    app: &App,
    before: &CaseRow,
    command: &Command,
    locale: &str,
) -> Result<Option<CaseRow>, CommandError> {
    let (form, workflow) = versions(app, &before.case).await?;
    let calendar = app.definitions.live().published.calendar_of(&workflow);
    let now = app.clock.now();
    let events = workflow
        .decide(&calendar, &before.case, command, now)
        .map_err(|mut refusal| {
            let message = workflow.translate(&refusal.message, locale);
            refusal.message = with_times(app, message, locale);
            CommandError::Refused(refusal)
        })?;
    let mut row = before.clone();
    for event in &events {
        row.case.apply(event);
    }
    let mut commit = Commit {
        expected_version: Some(before.case.version),
        draft_gone: draft_used(&before.case.id, command),
        ..Commit::default()
    };
    let mut decided = Decided {
        app,
        form: &form,
        workflow: &workflow,
        before: Some(before),
        row,
        events,
        password_hash: None,
        now,
    };
    corrected::add(&mut decided, before, &mut commit).await?;
    let row = prepare(decided, &mut commit).await?;
    match app.store.commit(&commit).await {
        Ok(_) => Ok(Some(row)),
        Err(CommitError::VersionConflict) => Ok(None),
        Err(CommitError::NotUnique { scope }) => {
            let at = taken_at(app, &form, &row.case.answers, &scope).await?;
            Err(CommandError::NotUnique(at))
        }
        Err(CommitError::Store(error)) => Err(error.into()),
        Err(other) => Err(StoreError::Failed(other.to_string()).into()),
    }
}

/// The draft that a command with corrected answers uses up.
fn draft_used(case: &str, command: &Command) -> Option<String> {
    match command {
        Command::Act {
            run,
            answers: Some(_),
            ..
        } => Some(drafts::correction_id(case, *run)),
        _ => None,
    }
}

/// The times that a message names, as they are written for people.
fn with_times(app: &App, mut message: Message, locale: &str) -> Message {
    for name in ["at", "due"] {
        let text = message.args.get(name).and_then(Value::as_str);
        let time = text.and_then(|text| text.parse::<Timestamp>().ok());
        let written =
            time.and_then(|time| view::moment(locale, time.as_millisecond(), &app.time_zone).ok());
        if let Some(written) = written {
            message = message.with(name, written);
        }
    }
    message
}
