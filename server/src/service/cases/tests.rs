//! Cases from beginning to end, on the whole service in memory.

mod at_once;

use std::sync::Arc;

use guichet_engine::ids::{AccountId, ActionName, PerformerKey, Pointer};
use guichet_engine::workflow::{Actor, Case, Command, EventKind, Flag, RefusalCode};
use serde_json::{Value, json};

use super::*;
use crate::store::{
    ACCOUNT_SCOPE, Account, AccountState, CaseRow, DraftRow, MailState, Queue, QueueKey,
};
use crate::testing::{self, Service};

fn submission(service: &Service, draft: &str, login: &str) -> Submission {
    let mut submission = example(service, "three-in-one", draft);
    submission.answers["account"]["login"] = json!(login);
    submission.password_hash = Some("hash".to_owned());
    submission
}

/// Returns the least that a form accepts.
fn example(service: &Service, form: &str, draft: &str) -> Submission {
    let live = service.app.definitions.live();
    let path = format!("forms/{form}/examples/accepted/least.json");
    let mut example: Value =
        serde_json::from_str(&testing::definitions()[&path]).expect("an example");
    let form = Arc::clone(&live.published.forms[form]);
    Submission {
        workflow: Arc::clone(live.published.workflow_for(&form).expect("a workflow")),
        form,
        answers: example["answers"].take(),
        password_hash: None,
        attachments: vec![],
        draft: draft.to_owned(),
        locale: "zh-CN".to_owned(),
        account: None,
        by: None,
        prefilled: None,
    }
}

/// Returns a case that has just begun.
pub(crate) async fn begun(service: &Service) -> CaseRow {
    let submission = submission(service, "d1", "Wang_01");
    begin(&service.app, &submission).await.expect("begun")
}

/// Returns an application of an account for something else than itself, approved in two levels.
pub(crate) async fn approved_for(service: &Service, account: &AccountId) -> CaseRow {
    let mut submission = example(service, "bonded-warehouse", &crate::keys::id());
    submission.account = Some(account.clone());
    let mut row = begin(&service.app, &submission).await.expect("begun");
    let administrator = Actor::staff("a", "赵", ["administrator"]);
    let moves = [
        (1, "accept", reviewer("1")),
        (2, "safety-agree", reviewer("2")),
        (4, "law-agree", reviewer("3")),
        (5, "law-agree", reviewer("5")),
        (3, "finance-agree", reviewer("4")),
        (7, "propose", reviewer("1")),
        (8, "approve", administrator),
    ];
    for (own, action, actor) in moves {
        let mut wanted = act(action, actor);
        if let Command::Act { run, .. } = &mut wanted {
            *run = own;
        }
        row = command(&service.app, &row.case.id, &wanted, "zh-CN")
            .await
            .unwrap_or_else(|error| panic!("{action}: {error}"));
    }
    row
}

fn on(queue: &str) -> Vec<QueueKey> {
    let roles = [PerformerKey::new("reviewer")];
    if queue == "active" {
        return QueueKey::active(&roles);
    }
    let queue: Queue = queue.parse().expect("a queue");
    queue.keys(&roles)
}

fn reviewer(id: &str) -> Actor {
    Actor::staff(id, format!("审核员{id}"), ["reviewer"])
}

fn act(action: &str, actor: Actor) -> Command {
    Command::Act {
        run: 1,
        action: ActionName::new(action),
        actor,
        flags: vec![],
        reason: None,
        answers: None,
        item: None,
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
    let parts: Vec<&str> = row.case.reference.split('-').collect();
    assert_eq!(
        parts.iter().map(|part| part.len()).collect::<Vec<_>>(),
        [8, 4, 4]
    );
    assert!(parts[0].bytes().all(|byte| byte.is_ascii_digit()));
    assert!(!parts[1..].concat().contains(['0', '1', 'I', 'O']));
    assert_eq!(
        account_of(&service, &row).await.state,
        AccountState::Pending
    );
    assert_eq!(notices(&service).await, ["received"]);
    let tasks = store.queue_page(&on("free"), "").await.expect("asked").rows;
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
    assert_eq!(store.queue_count(&on("free")).await.expect("asked"), 0);
    let done = store.queue_page(&on("done"), "").await.expect("asked").rows;
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

fn send_back(pointers: &[&str]) -> Command {
    let flag = |pointer: &&str| Flag {
        follows: Vec::new(),
        pointer: Pointer::parse(pointer).expect("a pointer"),
        reason: "不一致".to_owned(),
    };
    let mut command = act("return", reviewer("1"));
    if let Command::Act { flags, .. } = &mut command {
        flags.extend(pointers.iter().map(flag));
    }
    command
}

/// Returns a case that was sent back for its address, its e-mail address and its account's name.
pub(crate) async fn returned(service: &Service) -> CaseRow {
    let row = begun(service).await;
    let pointers = ["/basic/address", "/account/email", "/account/login"];
    command(&service.app, &row.case.id, &send_back(&pointers), "zh-CN")
        .await
        .expect("returned")
}

fn resubmit(run: u32, answers: Value) -> Command {
    Command::Act {
        run,
        action: ActionName::new("resubmit"),
        actor: Actor::Applicant,
        flags: vec![],
        reason: None,
        answers: Some(answers),
        item: None,
    }
}

#[rocket::async_test]
async fn what_is_sent_back_waits_with_the_applicant_and_returns_to_the_same_person() {
    let service = testing::service().await;
    let row = returned(&service).await;
    let store = &service.app.store;
    assert_eq!(store.queue_count(&on("waiting")).await.expect("asked"), 1);
    assert_eq!(store.queue_count(&on("active")).await.expect("asked"), 0);
    let (mails, _) = store.mails("", 100).await.expect("asked");
    let returned = mails.iter().find(|mail| mail.notice == "returned");
    assert_eq!(
        returned.expect("a mail").data["remarks"][0],
        json!({ "label": "单位地址", "reason": "不一致" })
    );
    let mut answers = row.case.answers.clone();
    answers["basic"]["address"] = json!("石家庄市新华区一号");
    command(&service.app, &row.case.id, &resubmit(2, answers), "zh-CN")
        .await
        .expect("resubmitted");
    assert_eq!(store.queue_count(&on("mine:1")).await.expect("asked"), 1);
    assert_eq!(store.queue_count(&on("waiting")).await.expect("asked"), 0);
}

/// Returns the draft of a correction under way.
fn correcting(row: &CaseRow, answers: &Value) -> DraftRow {
    DraftRow {
        id: crate::service::drafts::correction_id(&row.case.id, 2),
        form: row.case.form.clone(),
        answers: answers.clone(),
        secrets: Default::default(),
        deadline: None,
        expires: testing::at(4_000_000_000_000),
        prefilled: None,
    }
}

#[rocket::async_test]
async fn a_correction_moves_address_account_and_names_along() {
    let service = testing::service().await;
    let row = returned(&service).await;
    let store = &service.app.store;
    let mut answers = row.case.answers.clone();
    answers["account"]["login"] = json!("Li_0001");
    answers["account"]["email"] = json!("new@example.com");
    let draft = correcting(&row, &answers);
    store.put_draft(&draft).await.expect("put");
    let row = command(&service.app, &row.case.id, &resubmit(2, answers), "zh-CN")
        .await
        .expect("resubmitted");
    assert_eq!(row.email, "new@example.com");
    let kept = store.draft(&draft.id).await.expect("asked");
    assert!(kept.is_none());
    let account = account_of(&service, &row).await;
    assert_eq!(
        (account.name.as_str(), account.email.as_str()),
        ("Li_0001", "new@example.com")
    );
    let taken = |name: &'static str| store.is_taken(ACCOUNT_SCOPE, name);
    assert!(taken("li_0001").await.expect("asked"));
    assert!(!taken("wang_01").await.expect("asked"));
    let mut approve = act("approve", reviewer("1"));
    if let Command::Act { run, .. } = &mut approve {
        *run = 3;
    }
    command(&service.app, &row.case.id, &approve, "zh-CN")
        .await
        .expect("approved");
    let (mails, _) = store.mails("", 1).await.expect("asked");
    assert_eq!(mails[0].to, "new@example.com");
    assert_eq!(mails[0].data["account_name"], json!("Li_0001"));
}

#[rocket::async_test]
async fn a_corrected_name_that_is_taken_is_refused_and_nothing_changes() {
    let service = testing::service().await;
    let row = returned(&service).await;
    let other = submission(&service, "d2", "Li_0001");
    begin(&service.app, &other).await.expect("begun");
    let mut answers = row.case.answers.clone();
    answers["account"]["login"] = json!("lI_0001");
    let draft = correcting(&row, &answers);
    let store = &service.app.store;
    store.put_draft(&draft).await.expect("put");
    let refused = command(&service.app, &row.case.id, &resubmit(2, answers), "zh-CN").await;
    assert!(
        matches!(refused, Err(CommandError::NotUnique(ref at)) if at.as_str() == "/account/login"),
        "{refused:?}"
    );
    let found = service.app.store.case(&row.case.id).await.expect("asked");
    assert_eq!(found.expect("found").case, row.case);
    let kept = store.draft(&draft.id).await.expect("asked");
    assert!(kept.is_some());
}

#[rocket::async_test]
async fn rejection_frees_the_name_and_gives_the_reason() {
    let service = testing::service().await;
    let row = begun(&service).await;
    let mut reject = act("reject", reviewer("1"));
    let refused = command(&service.app, &row.case.id, &reject, "zh-CN").await;
    assert!(
        matches!(refused, Err(CommandError::Refused(ref refusal)) if refusal.code == RefusalCode::ReasonMissing),
        "{refused:?}"
    );
    if let Command::Act { reason, .. } = &mut reject {
        *reason = Some("证件过期".to_owned());
    }
    let row = command(&service.app, &row.case.id, &reject, "zh-CN")
        .await
        .expect("rejected");
    assert_eq!(account_of(&service, &row).await.state, AccountState::Closed);
    let (mails, _) = service.app.store.mails("", 1).await.expect("asked");
    assert_eq!(mails[0].notice, "rejected");
    assert_eq!(mails[0].data["reason"], json!("证件过期"));
    let again = begin(&service.app, &submission(&service, "d2", "Wang_01")).await;
    assert!(again.is_ok(), "{again:?}");
}

#[rocket::async_test]
async fn nobody_does_what_is_not_theirs() {
    let service = testing::service().await;
    let row = begun(&service).await;
    let with_roles = |roles: &[&str]| Actor::staff("9", "某", roles.iter().copied());
    let denied = [
        act("approve", Actor::Applicant),
        act("approve", with_roles(&[])),
        act("approve", with_roles(&["administrator"])),
        act("withdraw", reviewer("1")),
        Command::Claim {
            run: 1,
            actor: with_roles(&["administrator"]),
        },
        Command::Reveal {
            pointer: Pointer::parse("/account/mobile").expect("a pointer"),
            actor: with_roles(&["administrator"]),
        },
    ];
    for denied in denied {
        let refused = command(&service.app, &row.case.id, &denied, "zh-CN").await;
        assert!(
            matches!(refused, Err(CommandError::Refused(ref refusal)) if refusal.code == RefusalCode::NotPermitted),
            "{denied:?}: {refused:?}"
        );
    }
    let found = service.app.store.case(&row.case.id).await.expect("asked");
    assert_eq!(found.expect("found").case, row.case);
}

#[rocket::async_test]
async fn a_look_at_a_masked_answer_is_recorded_and_moves_no_task() {
    let service = testing::service().await;
    let row = begun(&service).await;
    let reveal = Command::Reveal {
        pointer: Pointer::parse("/account/mobile").expect("a pointer"),
        actor: reviewer("1"),
    };
    let after = command(&service.app, &row.case.id, &reveal, "zh-CN")
        .await
        .expect("revealed");
    assert_eq!(after.case.version, row.case.version + 1);
    let events = service.app.store.journal(&row.case.id).await;
    let last = events.expect("asked").pop().expect("an event");
    assert!(matches!(last.kind, EventKind::Revealed { .. }), "{last:?}");
    let tasks = service.app.store.tasks_of(&[row.case.reference]).await;
    assert_eq!(tasks.expect("asked").len(), 1);
}

#[rocket::async_test]
async fn a_case_keeps_the_versions_it_began_with() {
    let definitions = tempfile::tempdir().expect("a folder");
    for (path, text) in testing::definitions() {
        let path = definitions.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }
    let folder = definitions.path().to_owned();
    let service = testing::service_with(|config| config.definitions = folder).await;
    let row = begun(&service).await;
    let path = definitions
        .path()
        .join("workflows/registration/workflow.rhai");
    let script = std::fs::read_to_string(&path).expect("read");
    std::fs::write(&path, script.replace("\"通过\"", "\"准予登记\"")).expect("written");
    let reloaded = service.app.definitions.reload().await;
    assert!(reloaded.expect("read again"), "nothing new was published");
    let other = begin(&service.app, &submission(&service, "d2", "Li_0001"))
        .await
        .expect("begun");
    assert_ne!(other.case.workflow, row.case.workflow);
    for (row, title) in [(row, "通过"), (other, "准予登记")] {
        let (_, workflow) = service
            .app
            .definitions
            .versions_of(&row.case)
            .await
            .expect("asked");
        let action = workflow.action("review", "approve").expect("an action");
        assert_eq!(action.title.get("zh-CN"), title);
        let approve = act("approve", reviewer("1"));
        let row = command(&service.app, &row.case.id, &approve, "zh-CN")
            .await
            .expect("approved");
        assert_eq!(account_of(&service, &row).await.state, AccountState::Active);
    }
}

#[rocket::async_test]
async fn what_an_enterprise_asks_for_changes_nothing_of_its_account() {
    let service = testing::service().await;
    let account = begun(&service).await.account.expect("an account");
    let row = approved_for(&service, &account).await;
    let finish = row.case.finished.as_ref().map(|(name, _)| name.as_str());
    assert_eq!(finish, Some("approved"));
    let (mails, _) = service.app.store.mails("", 1).await.expect("asked");
    assert_eq!(mails[0].to, "warehouse@example.com");
    assert_eq!(mails[0].notice, "approved");
    // The account waits for its own review.
    assert_eq!(
        account_of(&service, &row).await.state,
        AccountState::Pending
    );
}

#[rocket::async_test]
async fn the_code_of_an_application_is_in_its_mail_and_not_in_the_store() {
    let service = testing::service().await;
    let row = begun(&service).await;
    let code = service.app.keys.case_code(&row.case.id);
    let (mails, _) = service.app.store.mails("", 1).await.expect("asked");
    let stored = serde_json::to_string(&mails[0]).expect("JSON");
    assert!(!stored.contains(&code), "{stored}");
    let whole = crate::mail::with_code(mails[0].clone(), &service.app.keys);
    let live = service.app.definitions.live();
    let drawn = crate::mail::draw(&live.templates, "https://window.example.cn", &whole);
    let text = drawn.expect("drawn").text;
    let link = format!("/status/{}?code={code}", row.case.reference);
    assert!(
        text.contains(&link) && text.matches(&code).count() > 1,
        "{text}"
    );
}
