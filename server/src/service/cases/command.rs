//! Carrying out a command on a case.

use futures::future::BoxFuture;
use guichet_engine::ids::{CaseId, Pointer};
use guichet_engine::message::Message;
use guichet_engine::workflow::{Case, Command, Refusal, RefusalCode, RunId};
use jiff::Timestamp;
use serde_json::Value;

use super::corrected;
use super::decided::Decided;
use super::prepare::prepare;
use super::unique::taken_at;
use crate::core::Core;
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

/// What the page showed on which somebody decided.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The step's run.
    pub run: RunId,
    /// The id of whoever had it; empty where nobody had. `None` where that does not matter.
    pub holder: Option<&'a str>,
    /// The version of the case whose answers and demands it showed; `None` where these do not matter.
    pub version: Option<u64>,
}

impl Seen<'_> {
    /// Refuses to carry out on other answers and demands what was decided on some.
    async fn check_answers(&self, core: &Core, case: &Case) -> Result<(), CommandError> {
        let Some(version) = self.version.filter(|version| *version < case.version) else {
            return Ok(());
        };
        let events = core.store.journal(&case.id).await?;
        let seen = Case::as_of(&events, version);
        if seen.is_none_or(|seen| !case.differs_from_seen(&seen)) {
            return Ok(());
        }
        let step = case.open.get(&self.run);
        let step = step.map_or("", |open| open.step.as_str());
        let refusal = Refusal::new(RefusalCode::AnswersChanged).with("step", step);
        Err(CommandError::Refused(refusal))
    }

    /// Refuses to carry out on somebody else what was decided about whoever has a step.
    fn check_holder(&self, case: &Case) -> Result<(), Refusal> {
        let (Some(open), Some(holder)) = (case.open.get(&self.run), self.holder) else {
            return Ok(());
        };
        let now = open.assignee.as_ref();
        if now.map_or("", |own| own.id.as_str()) == holder {
            return Ok(());
        }
        let refusal = Refusal::new(RefusalCode::HolderChanged).with("step", open.step.as_str());
        let name = now.map_or("", |own| own.name.as_str());
        Err(refusal
            .with("is", if now.is_some() { "somebody" } else { "nobody" })
            .with("who", name))
    }
}

/// Carries out a command on a case. Where somebody else changes the case meanwhile, it is decided again.
///
/// # Errors
/// See [`CommandError`]; nothing has changed.
pub async fn command(
    core: &Core,
    case: &CaseId,
    command: &Command,
    locale: &str,
) -> Result<CaseRow, CommandError> {
    command_as_seen(core, case, command, None, locale).await
}

/// As [`command`], but only while the case is as it was seen.
///
/// # Errors
/// See [`CommandError`]; nothing has changed.
pub async fn command_as_seen(
    core: &Core,
    case: &CaseId,
    command: &Command,
    seen: Option<Seen<'_>>,
    locale: &str,
) -> Result<CaseRow, CommandError> {
    for _ in 0..DECISIONS_MAX {
        let row = core.store.case(case).await?.ok_or(CommandError::NotFound)?;
        if let Some(row) = try_command(core, &row, command, seen, locale).await? {
            core.mail_waiting();
            core.attention.look_at(&row.case.id);
            return Ok(row);
        }
    }
    Err(StoreError::Busy.into())
}

/// Returns `None` when the case has changed meanwhile. Boxed, as [`prepare`] is.
fn try_command<'a>(
    core: &'a Core,
    before: &'a CaseRow,
    command: &'a Command,
    seen: Option<Seen<'a>>,
    locale: &'a str,
) -> BoxFuture<'a, Result<Option<CaseRow>, CommandError>> {
    Box::pin(decide_and_commit(core, before, command, seen, locale))
}

async fn decide_and_commit(
    core: &Core,
    before: &CaseRow,
    command: &Command,
    seen: Option<Seen<'_>>,
    locale: &str,
) -> Result<Option<CaseRow>, CommandError> {
    let (form, workflow) = core.definitions.versions_of(&before.case).await?;
    let calendar = core.definitions.live().published.calendar_for(&workflow);
    let now = core.clock.now();
    if let Some(seen) = seen.filter(|seen| before.case.open.contains_key(&seen.run)) {
        seen.check_answers(core, &before.case).await?;
    }
    let as_seen = seen.map_or(Ok(()), |seen| seen.check_holder(&before.case));
    let events = as_seen
        .and_then(|()| workflow.decide(&calendar, &before.case, command, now))
        .map_err(|mut refusal| {
            let reference = Some(&before.case.reference);
            let failed = &workflow.reference;
            core.failures.note(&refusal, failed, reference, now);
            // What failed may say what an answer is: it is for administrators.
            if refusal.code == RefusalCode::WorkflowFault {
                refusal.message = Message::new("refusal-workflow-failed");
            }
            let message = workflow.translate(&refusal.message, locale);
            refusal.message = with_times(core, message, locale);
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
        core,
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
    match core.store.commit(&commit).await {
        Ok(_) => Ok(Some(row)),
        Err(CommitError::VersionConflict) => Ok(None),
        Err(CommitError::NotUnique { scope }) => {
            let at = taken_at(&core.store, &form, &row.case.answers, &scope).await?;
            Err(CommandError::NotUnique(at))
        }
        Err(CommitError::Store(error)) => Err(error.into()),
        Err(other) => Err(StoreError::Failed(other.to_string()).into()),
    }
}

/// Returns the draft that a command with corrected answers uses up.
fn draft_used(case: &CaseId, command: &Command) -> Option<String> {
    match command {
        Command::Act {
            run,
            answers: Some(_),
            ..
        } => Some(drafts::correction_id(case, *run)),
        _ => None,
    }
}

/// Returns the times that a message names, as they are written for people.
fn with_times(core: &Core, mut message: Message, locale: &str) -> Message {
    let live = core.definitions.live();
    for name in ["at", "due"] {
        let text = message.args.get(name).and_then(Value::as_str);
        let time = text.and_then(|text| text.parse::<Timestamp>().ok());
        let sentences = &live.templates.sentences;
        let written = time.map(|at| view::moment(sentences, locale, at, &core.time_zone));
        if let Some(written) = written {
            message = message.with(name, written);
        }
    }
    message
}
