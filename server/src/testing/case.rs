//! Applications with real files, and the people around them.

use std::sync::Arc;

use guichet_engine::ids::Pointer;
use guichet_engine::workflow::Event;
use rocket::local::asynchronous::Client;
use serde_json::{Value, json};

use super::form::png;
use super::{Service, add_account, definitions, get, log_in, post};
use crate::mail::STAFF;
use crate::service::cases::{Submission, begin};
use crate::service::drafts;
use crate::store::{Absence, Account, AccountChange, CaseRow};

/// The shipped form that these applications are of.
pub const FORM: &str = "three-in-one";

/// Submits the form's complete example with a picture for each file; each number is another applicant's.
pub async fn submitted(service: &Service, number: u8) -> CaseRow {
    let app = &service.app;
    let live = app.definitions.live();
    let form = Arc::clone(&live.published.forms[FORM]);
    let path = format!("forms/{FORM}/examples/accepted/complete.json");
    let mut example: Value = serde_json::from_str(&definitions()[&path]).expect("an example");
    let mut answers = example["answers"].take();
    answers["account"]["login"] = json!(format!("Example_{number:02}"));
    let draft = format!("draft-{number}");
    let mut attachments = Vec::new();
    for (index, (at, name)) in form.attachment_ids(&answers).into_iter().enumerate() {
        let picture = png(u8::try_from(index).expect("few"));
        let rules = form.attachment_rules(&at).expect("rules");
        let row = app
            .attachments
            .from_address(std::net::Ipv4Addr::LOCALHOST.into())
            .receive(
                &mut picture.as_slice(),
                &format!("{name}.png"),
                rules,
                &drafts::owner(&draft),
                &at,
                app.clock.now(),
            )
            .await
            .expect("received");
        app.store.put_attachment(&row).await.expect("put");
        rename(&mut answers, &name, &row.id);
        attachments.push(row.id);
    }
    let submission = Submission {
        workflow: Arc::clone(live.published.workflow_for(&form).expect("a workflow")),
        form,
        answers,
        password_hash: Some("hash".to_owned()),
        attachments,
        draft,
        locale: "zh-CN".to_owned(),
        account: None,
        by: None,
        prefilled: None,
    };
    Box::pin(begin(app, &submission)).await.expect("begun")
}

fn rename(value: &mut Value, from: &str, to: &str) {
    match value {
        Value::String(text) if text == from => to.clone_into(text),
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, from, to)),
        Value::Object(members) => members.values_mut().for_each(|item| rename(item, from, to)),
        _ => {}
    }
}

/// A case as it is now.
pub async fn now(service: &Service, row: &CaseRow) -> CaseRow {
    let row = service.app.store.case(&row.case.id).await;
    row.expect("asked").expect("a case")
}

/// What happened in a case.
pub async fn events(service: &Service, row: &CaseRow) -> Vec<Event> {
    let events = service.app.store.journal(&row.case.id).await;
    events.expect("asked")
}

/// A browser that has proved that a case is its user's.
pub async fn applicant_of(service: &Service, row: &CaseRow) -> Client {
    let client = service.other_client().await;
    let code = service.app.keys.case_code(&row.case.id);
    let status = format!("/status/{}", row.case.reference);
    let proved = get(&client, &format!("{status}?code={code}")).await;
    assert_eq!(proved, (303, status));
    client
}

/// A member of staff who has logged in.
pub async fn staff(service: &Service, name: &str, roles: &[&str]) -> (Account, Client) {
    let account = add_account(&service.app, name, roles).await;
    let client = service.other_client().await;
    log_in(&client, &account).await;
    (account, client)
}

/// As [`staff`], with groups.
pub async fn member(
    service: &Service,
    name: &str,
    roles: &[&str],
    groups: &[&str],
) -> (Account, Client) {
    let (mut account, client) = staff(service, name, roles).await;
    account.groups = groups.iter().map(|group| (*group).to_owned()).collect();
    changed(service, &mut account).await;
    (account, client)
}

/// Has one member of staff stand in for another today.
pub async fn absent(service: &Service, account: &mut Account, stand_in: &Account) {
    let today = service.app.today();
    account.absence = Some(Absence {
        from: today,
        until: today,
        stand_in: stand_in.id.clone(),
    });
    changed(service, account).await;
}

async fn changed(service: &Service, account: &mut Account) {
    let change = AccountChange::new(account.clone());
    let store = &service.app.store;
    store.change_account(&change).await.expect("changed");
    account.revision += 1;
}

/// Whom of staff what mails went to, the latest last: the kind of news and the address.
pub async fn notified(service: &Service) -> Vec<(String, String)> {
    let (mails, _) = service.app.store.mails("", 100).await.expect("asked");
    let staff = mails.iter().rev().filter(|mail| mail.notice == STAFF);
    let sent = staff.map(|mail| (mail.data["news"].clone(), mail.to.clone()));
    sent.map(|(news, to)| (news.as_str().expect("news").to_owned(), to))
        .collect()
}

/// Has a reviewer claim a case and send it back for these answers, as the pages do.
pub async fn send_back(reviewer: &Client, row: &CaseRow, flags: &[(&str, &str)]) {
    let base = format!("/desk/{}", row.case.reference);
    let claimed = post(reviewer, &format!("{base}/claim"), &[("run", "1")]).await;
    assert_eq!(claimed, (303, format!("{base}?done=claimed")));
    let reasons: Vec<(String, &str)> = flags
        .iter()
        .map(|(pointer, reason)| (format!("reason {pointer}"), *reason))
        .collect();
    let mut pairs = vec![("run", "1"), ("action", "return")];
    pairs.extend(flags.iter().map(|(pointer, _)| ("flag", *pointer)));
    pairs.extend(
        reasons
            .iter()
            .map(|(name, reason)| (name.as_str(), *reason)),
    );
    let returned = post(reviewer, &format!("{base}/act"), &pairs).await;
    assert_eq!(returned, (303, format!("{base}?done=acted")));
}

/// All that is stored of some cases and of the staff: what a refused request must leave as it was.
pub async fn everything(service: &Service, rows: &[&CaseRow]) -> String {
    let store = &service.app.store;
    let mut all = Vec::new();
    for row in rows {
        let case = &row.case;
        let references = [case.reference.clone()];
        let mut owners = vec![crate::store::Owner::case(&case.id)];
        // Cases of the shipped workflow come to their applicants in the second run.
        let draft = drafts::correction_id(&case.id, 2);
        owners.push(drafts::owner(&draft));
        all.push(json!(store.draft(&draft).await.expect("asked")));
        for owner in owners {
            all.push(json!(store.attachments_of(&owner).await.expect("asked")));
        }
        all.push(json!(store.case(&case.id).await.expect("asked")));
        all.push(json!(store.journal(&case.id).await.expect("asked")));
        all.push(json!(store.tasks_of(&references).await.expect("asked")));
    }
    all.push(json!(store.staff().await.expect("asked")));
    all.push(json!(store.mails("", 100).await.expect("asked").0));
    all.iter().map(|part| format!("{part}\n")).collect()
}

/// The file of a case at a place among its answers.
#[must_use]
pub fn file_at(row: &CaseRow, pointer: &str) -> String {
    let at = Pointer::parse(pointer).expect("a pointer");
    let value = row.case.answers.pointer(at.as_str());
    let id = value.and_then(Value::as_str);
    id.expect("a file").to_owned()
}

/// The service with a workflow of one's own in the place of the registrations'.
pub async fn service_by(script: &str) -> (Service, tempfile::TempDir) {
    let mut files = definitions();
    files.retain(|path, _| !path.starts_with("workflows/registration/"));
    files.insert(
        "workflows/registration/workflow.rhai".to_owned(),
        script.to_owned(),
    );
    super::service_of(&files).await
}
