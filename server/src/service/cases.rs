//! Cases: beginning one, and carrying out commands on it. The engine decides; one transaction holds what it decided.

use std::sync::Arc;

use guichet_engine::form::Form;
use guichet_engine::ids::Pointer;
use guichet_engine::workflow::{Case, Command, Event, EventKind, Refusal, Start, Workflow};
use jiff::Timestamp;
use serde_json::Value;

use super::{effect, tasks};
use crate::app::App;
use crate::keys;
use crate::store::{CaseRow, Commit, CommitError, JournalRow, StoreError};

/// How often a command is decided again because somebody else changed the case meanwhile.
const DECISIONS_MAX: usize = 20;
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

/// What is decided about a case, on its way into one commit.
pub(super) struct Decided<'a> {
    /// The service.
    pub app: &'a App,
    /// The form in the case's version.
    pub form: &'a Form,
    /// The workflow in the case's version.
    pub workflow: &'a Workflow,
    /// The case as it becomes.
    pub row: CaseRow,
    /// The new events.
    pub events: Vec<Event>,
    /// The hash of the password of an account to be made.
    pub password_hash: Option<String>,
    /// When.
    pub now: Timestamp,
}

/// Begins a case: events, state, tasks, account, unique values, attachments and mail in one commit.
///
/// # Errors
/// See [`BeginError`]; nothing has changed.
pub async fn begin(app: &App, submission: &Submission) -> Result<CaseRow, BeginError> {
    for _ in 0..REFERENCES_MAX {
        if let Some(row) = try_begin(app, submission).await? {
            return Ok(row);
        }
    }
    Err(StoreError::Busy.into())
}

/// `None` when the reference number is taken.
async fn try_begin(app: &App, submission: &Submission) -> Result<Option<CaseRow>, BeginError> {
    let Submission { form, workflow, .. } = submission;
    let now = app.clock.now();
    let start = Start {
        id: keys::id(),
        reference: reference(app, now),
        form: form.reference.clone(),
        workflow: workflow.reference.clone(),
        answers: submission.answers.clone(),
        locale: submission.locale.clone(),
    };
    let calendar = app.definitions.live().published.calendar_of(workflow);
    let (case, events) = workflow
        .start(start, &calendar, now)
        .map_err(BeginError::Refused)?;
    let text = |pointer: &Pointer| {
        let found = case.answers.pointer(pointer.as_str());
        found.and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let applicant = form.settings.applicant.as_ref();
    let row = CaseRow {
        title: applicant.map(|own| text(&own.name)).unwrap_or_default(),
        email: applicant.map(|own| text(&own.email)).unwrap_or_default(),
        account: submission.account.clone(),
        case,
    };
    let decided = Decided {
        app,
        form,
        workflow,
        row,
        events,
        password_hash: submission.password_hash.clone(),
        now,
    };
    let unique = form.unique_values(&submission.answers);
    let mut commit = Commit {
        idempotency_key: Some(submission.draft.clone()),
        attachments: submission.attachments.clone(),
        draft_gone: Some(submission.draft.clone()),
        unique_taken: unique
            .iter()
            .map(|(scope, value, _)| (scope.clone(), value.clone()))
            .collect(),
        ..Commit::default()
    };
    let row = prepare(decided, None, &mut commit).await?;
    match app.store.commit(&commit).await {
        Ok(_) => {
            app.mail_waiting();
            Ok(Some(row))
        }
        Err(CommitError::ReferenceTaken) => Ok(None),
        Err(CommitError::AlreadyDone) => {
            let reference = app.store.done_before(&submission.draft).await?;
            Err(BeginError::AlreadyDone(reference.unwrap_or_default()))
        }
        Err(CommitError::NotUnique { scope }) => {
            // Where several answers share a scope, the one that is taken is found again.
            let own: Vec<_> = unique.iter().filter(|(own, _, _)| *own == scope).collect();
            for (scope, value, pointer) in &own {
                if own.len() == 1 || app.store.is_taken(scope, value).await? {
                    return Err(BeginError::NotUnique(pointer.clone()));
                }
            }
            let name = form.settings.account.as_ref().map(|own| own.name.clone());
            Err(BeginError::NotUnique(name.unwrap_or_default()))
        }
        Err(CommitError::VersionConflict) => Err(StoreError::Busy.into()),
        Err(CommitError::Store(error)) => Err(error.into()),
        Err(other) => Err(StoreError::Failed(other.to_string()).into()),
    }
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
        if let Some(row) = try_command(app, row, command, locale).await? {
            app.mail_waiting();
            return Ok(row);
        }
    }
    Err(StoreError::Busy.into())
}

/// `None` when the case has changed meanwhile.
async fn try_command(
    app: &App,
    mut row: CaseRow,
    command: &Command,
    locale: &str,
) -> Result<Option<CaseRow>, CommandError> {
    let (form, workflow) = versions(app, &row.case).await?;
    let calendar = app.definitions.live().published.calendar_of(&workflow);
    let now = app.clock.now();
    let events = workflow
        .decide(&calendar, &row.case, command, now)
        .map_err(|mut refusal| {
            refusal.message = workflow.translate(&refusal.message, locale);
            CommandError::Refused(refusal)
        })?;
    let before = row.case.clone();
    for event in &events {
        row.case.apply(event);
    }
    let mut commit = Commit {
        expected_version: Some(before.version),
        attachments: new_attachments(&form, &before, &row.case),
        ..Commit::default()
    };
    let decided = Decided {
        app,
        form: &form,
        workflow: &workflow,
        row,
        events,
        password_hash: None,
        now,
    };
    let row = prepare(decided, Some(&before), &mut commit).await?;
    match app.store.commit(&commit).await {
        Ok(_) => Ok(Some(row)),
        Err(CommitError::VersionConflict) => Ok(None),
        Err(CommitError::Store(error)) => Err(error.into()),
        Err(other) => Err(StoreError::Failed(other.to_string()).into()),
    }
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

/// Carries out the effects and adds everything that the decision changes to the commit.
async fn prepare(
    mut decided: Decided<'_>,
    before: Option<&Case>,
    commit: &mut Commit,
) -> Result<CaseRow, StoreError> {
    let events = std::mem::take(&mut decided.events);
    for event in &events {
        if let EventKind::Effect(effect) = &event.kind {
            effect::carry_out(effect, &mut decided, commit).await?;
        }
    }
    tasks::change(&decided, before, commit);
    commit.journal = Some(JournalRow {
        case: decided.row.case.id.clone(),
        from: events.first().map_or(1, |event| event.seq),
        events,
    });
    commit.case = Some(decided.row.clone());
    Ok(decided.row)
}

/// The attachments that a correction brought.
fn new_attachments(form: &Form, before: &Case, after: &Case) -> Vec<String> {
    if before.answers == after.answers {
        return Vec::new();
    }
    let known = form.attachment_ids(&before.answers);
    let all = form.attachment_ids(&after.answers).into_iter();
    all.filter(|(_, id)| !known.iter().any(|(_, own)| own == id))
        .map(|(_, id)| id)
        .collect()
}

/// A reference number: the day, and eight characters that are not mistaken for each other (`20261124-7K3M-9QX2`).
fn reference(app: &App, now: Timestamp) -> String {
    let day = now
        .to_zoned_datetime(app.time_zone.clone())
        .strftime("%Y%m%d");
    format!("{day}-{}", keys::short_number())
}

#[cfg(test)]
pub(crate) mod tests {
    use guichet_engine::workflow::{Actor, Flag};
    use serde_json::json;

    use super::*;
    use crate::store::{Account, AccountState, MailState};
    use crate::testing::{self, Service};

    fn submission(service: &Service, draft: &str, login: &str) -> Submission {
        let live = service.app.definitions.live();
        let form = Arc::clone(&live.published.forms["three-in-one"]);
        let example =
            testing::definitions()["forms/three-in-one/examples/accepted/least.json"].clone();
        let mut example: Value = serde_json::from_str(&example).expect("an example");
        example["answers"]["account"]["login"] = json!(login);
        Submission {
            workflow: Arc::clone(live.published.workflow_of(&form).expect("a workflow")),
            form,
            answers: example["answers"].take(),
            password_hash: Some("hash".to_owned()),
            attachments: vec![],
            draft: draft.to_owned(),
            locale: "zh-CN".to_owned(),
            account: None,
        }
    }

    /// A case that has just begun.
    pub(crate) async fn begun(service: &Service) -> CaseRow {
        let submission = submission(service, "d1", "Wang_01");
        begin(&service.app, &submission).await.expect("begun")
    }

    fn reviewer(id: &str) -> Actor {
        Actor::Staff {
            id: id.to_owned(),
            name: format!("审核员{id}"),
            roles: vec!["reviewer".to_owned()],
        }
    }

    fn act(action: &str, actor: Actor) -> Command {
        Command::Act {
            run: 1,
            action: action.to_owned(),
            actor,
            flags: vec![],
            reason: None,
            answers: None,
        }
    }

    async fn account_of(service: &Service, row: &CaseRow) -> Account {
        let id = row.account.as_ref().expect("an account");
        let account = service.app.store.account(id).await.expect("asked");
        account.expect("found")
    }

    async fn notices(service: &Service) -> Vec<String> {
        let (mails, _) = service.app.store.mails("", 100).await.expect("asked");
        assert!(mails.iter().all(|mail| mail.state == MailState::Queued));
        mails.into_iter().map(|mail| mail.notice).collect()
    }

    #[rocket::async_test]
    async fn a_submission_is_one_case_whole_and_once() {
        let service = testing::service().await;
        let store = &service.app.store;
        let first = submission(&service, "d1", "Wang_01");
        let row = begin(&service.app, &first).await.expect("begun");
        assert_eq!(row.case.reference.len(), "20261124-7K3M-9QX2".len());
        assert_eq!(
            account_of(&service, &row).await.state,
            AccountState::Pending
        );
        assert_eq!(notices(&service).await, ["received"]);
        let tasks = store.shelf("free", "", "").await.expect("asked").rows;
        assert_eq!(tasks.len(), 1);
        assert_eq!(tasks[0].timer.is_some(), tasks[0].due.is_some());
        // The same draft again is the same case.
        let again = begin(&service.app, &first).await;
        assert!(
            matches!(again, Err(BeginError::AlreadyDone(ref known)) if *known == row.case.reference),
            "{again:?}"
        );
        // The name is taken without regard to case, and nothing else happens.
        let other = submission(&service, "d2", "wANG_01");
        let refused = begin(&service.app, &other).await;
        assert!(
            matches!(refused, Err(BeginError::NotUnique(ref at)) if at.as_str() == "/account/login"),
            "{refused:?}"
        );
        assert_eq!(notices(&service).await.len(), 1);
        // The stored events make the stored case.
        let events = store.journal(&row.case.id).await.expect("asked");
        assert_eq!(Case::replay(&events).expect("a case"), row.case);
    }

    #[rocket::async_test]
    async fn approval_activates_the_account_and_says_so() {
        let service = testing::service().await;
        let row = begin(&service.app, &submission(&service, "d1", "Wang_01"))
            .await
            .expect("begun");
        let row = command(
            &service.app,
            &row.case.id,
            &act("approve", reviewer("1")),
            "zh-CN",
        )
        .await
        .expect("approved");
        assert_eq!(account_of(&service, &row).await.state, AccountState::Active);
        assert_eq!(notices(&service).await.len(), 2);
        let store = &service.app.store;
        assert_eq!(store.shelf_count("free").await.expect("asked"), 0);
        let done = store.shelf("done", "", "").await.expect("asked").rows;
        assert_eq!(done[0].finish.as_deref(), Some("approved"));
        let events = store.journal(&row.case.id).await.expect("asked");
        assert_eq!(Case::replay(&events).expect("a case"), row.case);
    }

    #[rocket::async_test]
    async fn withdrawal_closes_the_account_and_frees_its_name() {
        let service = testing::service().await;
        let row = begin(&service.app, &submission(&service, "d1", "Wang_01"))
            .await
            .expect("begun");
        let row = command(
            &service.app,
            &row.case.id,
            &act("withdraw", Actor::Applicant),
            "zh-CN",
        )
        .await
        .expect("withdrawn");
        assert_eq!(account_of(&service, &row).await.state, AccountState::Closed);
        let again = begin(&service.app, &submission(&service, "d2", "Wang_01")).await;
        assert!(again.is_ok(), "{again:?}");
    }

    #[rocket::async_test]
    async fn what_is_sent_back_waits_with_the_applicant_and_returns_to_the_same_person() {
        let service = testing::service().await;
        let row = begin(&service.app, &submission(&service, "d1", "Wang_01"))
            .await
            .expect("begun");
        let pointer = Pointer::parse("/basic/address").expect("a pointer");
        let mut back = act("return", reviewer("1"));
        if let Command::Act { flags, .. } = &mut back {
            flags.push(Flag {
                pointer: pointer.clone(),
                reason: "不一致".to_owned(),
            });
        }
        let row = command(&service.app, &row.case.id, &back, "zh-CN")
            .await
            .expect("returned");
        let store = &service.app.store;
        assert_eq!(store.shelf_count("waiting").await.expect("asked"), 1);
        let (mails, _) = store.mails("", 100).await.expect("asked");
        let returned = mails
            .iter()
            .find(|mail| mail.notice == "returned")
            .expect("a mail");
        assert_eq!(
            returned.data["remarks"],
            json!([{ "label": "单位地址", "reason": "不一致" }])
        );
        let mut answers = row.case.answers.clone();
        answers["basic"]["address"] = json!("石家庄市新华区一号");
        let resubmit = Command::Act {
            run: 2,
            action: "resubmit".to_owned(),
            actor: Actor::Applicant,
            flags: vec![],
            reason: None,
            answers: Some(answers),
        };
        command(&service.app, &row.case.id, &resubmit, "zh-CN")
            .await
            .expect("resubmitted");
        assert_eq!(store.shelf_count("mine:1").await.expect("asked"), 1);
        assert_eq!(store.shelf_count("waiting").await.expect("asked"), 0);
    }

    #[rocket::async_test]
    async fn of_sixteen_who_act_at_once_one_wins_and_the_others_are_told_who() {
        let service = testing::service().await;
        let row = begin(&service.app, &submission(&service, "d1", "Wang_01"))
            .await
            .expect("begun");
        let attempts = (0..16).map(|number| {
            let (app, case) = (Arc::clone(&service.app), row.case.id.clone());
            tokio::spawn(async move {
                let approve = act("approve", reviewer(&number.to_string()));
                command(&app, &case, &approve, "zh-CN").await
            })
        });
        let attempts: Vec<_> = attempts.collect();
        let mut won = 0;
        for attempt in attempts {
            match attempt.await.expect("joined") {
                Ok(_) => won += 1,
                Err(CommandError::Refused(refusal)) => {
                    assert_eq!(refusal.code, "already-done");
                    assert_eq!(refusal.message.args["action"], json!("通过"));
                }
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(won, 1);
        assert_eq!(notices(&service).await.len(), 2);
    }
}
