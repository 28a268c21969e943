use guichet_engine::ids::{AccountId, ActionName, Pointer, Role};
use guichet_engine::workflow::{Actor, Command, EventKind};
use jiff::Timestamp;
use rocket::local::asynchronous::Client;

use super::super::timers;
use super::*;
use crate::service::cases::tests::approved_for;
use crate::store::{AccountState, AttachmentRow, CaseRow, Registered, Source};
use crate::testing::form::{Pairs, inputs, press, set, value};
use crate::testing::{
    APPLICANT_PASSWORD, Service, add_account, applicant, decide, get, log_in, post, service,
    service_on,
};

const DAY_S: i64 = 86_400;
/// Days after the approval, less than thirty before the validity ends.
const LATE_DAYS: i64 = 340;

/// Returns an enterprise whose bonded warehouse was approved just now, so that its account is valid for a year.
async fn approved() -> (Service, Account) {
    let service = service().await;
    let (account, row) = applicant(&service).await;
    decide(&service.app, &row.case.id, "approve").await;
    assert_eq!(now(&service, &account).await.valid_until, None);
    approved_for(&service, &account.id).await;
    let account = now(&service, &account).await;
    (service, account)
}

async fn now(service: &Service, account: &Account) -> Account {
    let found = service.app.store.account(&account.id).await;
    found.expect("asked").expect("found")
}

fn end(account: &Account) -> Timestamp {
    account.valid_until.expect("an end")
}

/// Returns the end of the day a year after the end of a validity.
fn a_year_after(service: &Service, end: Timestamp) -> Timestamp {
    validity::end_after_years(&service.app, end, 1).expect("a day")
}

/// One round, beside whatever else happens.
fn looking(service: &Service) -> tokio::task::JoinHandle<Result<usize, StoreError>> {
    let app = Arc::clone(&service.app);
    tokio::spawn(async move { round(&app).await })
}

async fn look(service: &Service) -> usize {
    looking(service).await.expect("joined").expect("a round")
}

/// Returns the renewals of an account.
async fn renewals(service: &Service, account: &Account) -> Vec<CaseRow> {
    let rows = service.app.store.cases_of(&account.id).await;
    let mut rows = rows.expect("asked");
    rows.retain(|row| row.case.form.name == "renewal");
    rows
}

/// Returns the kinds of the newest mails, newest first.
async fn mailed(service: &Service, most: usize) -> Vec<String> {
    let (mails, _) = service.app.store.mails("", most).await.expect("asked");
    mails.into_iter().map(|mail| mail.notice).collect()
}

/// Opens the form of a renewal as its page has it.
async fn filled(client: &Client, path: &str) -> Pairs {
    let (status, page) = get(client, &format!("{path}/correct?lang=zh-CN")).await;
    assert_eq!(status, 200, "{page}");
    inputs(&page)
}

async fn submit(client: &Client, path: &str, pairs: &Pairs) {
    let form = format!("{path}/correct");
    let (status, to) = press(client, &form, "check", pairs, &[]).await;
    assert_eq!((status, to), (303, format!("{path}/check")));
    let (status, to) = post(client, &format!("{path}/submit"), &[]).await;
    assert_eq!((status, to), (303, format!("{path}?done=resubmitted")));
}

/// Returns where the links of a page lead.
fn hrefs(page: &str) -> Vec<String> {
    let links = page.split("href=\"").skip(1);
    let ends = links.filter_map(|rest| rest.split('"').next());
    ends.map(|href| href.replace("&#x2f;", "/")).collect()
}

/// Tries to log in; the status and the page.
async fn try_login(client: &Client, account: &Account, locale: &str) -> (u16, String) {
    let pairs = [
        ("name", account.name.as_str()),
        ("password", APPLICANT_PASSWORD),
    ];
    post(client, &format!("/login?lang={locale}"), &pairs).await
}

#[rocket::async_test]
async fn a_renewal_is_opened_once_thirty_days_before_and_confirmed_as_it_is() {
    let (service, account) = approved().await;
    let until = end(&account);
    assert_eq!(
        until,
        a_year_after(&service, service.app.clock.now()),
        "a year from now on"
    );
    assert_eq!(look(&service).await, 0);
    let early = service_on(&service, 334 * DAY_S).await;
    assert_eq!(look(&early).await, 0);

    // Two processes have the same thought; later one of them was started again.
    let late = service_on(&service, LATE_DAYS * DAY_S).await;
    let other = service_on(&service, LATE_DAYS * DAY_S).await;
    let (one, two) = (looking(&late), looking(&other));
    let (one, two) = (one.await.expect("joined"), two.await.expect("joined"));
    assert!(one.expect("a round") + two.expect("a round") >= 1);
    let again = service_on(&service, (LATE_DAYS + 1) * DAY_S).await;
    assert_eq!((look(&late).await, look(&again).await), (0, 0));
    let rows = renewals(&late, &account).await;
    assert_eq!(rows.len(), 1);
    let case = &rows[0].case;
    let events = late.app.store.journal(&case.id).await.expect("asked");
    assert!(matches!(events[0].kind, EventKind::Submitted(_)));
    assert_eq!(events[0].actor, Actor::System);
    let (mails, _) = late.app.store.mails("", 1).await.expect("asked");
    assert_eq!(mails[0].notice, "renewal");
    assert_eq!(mails[0].to, account.email);

    log_in(&late.client, &now(&late, &account).await).await;
    let path = format!("/status/{}", case.reference);
    let (_, page) = get(&late.client, "/account?lang=zh-CN").await;
    for text in [
        "帐户有效期至",
        "帐户即将到期，请办理年度延续",
        "逾期未办理的，帐户将停用",
    ] {
        assert!(page.contains(text), "{text} is missing in {page}");
    }
    assert!(hrefs(&page).contains(&format!("{path}/correct")), "{page}");
    let (_, page) = get(&late.client, &format!("{path}?lang=zh-CN")).await;
    assert!(
        page.contains("开始核对") && page.contains("由系统发起"),
        "{page}"
    );
    let pairs = filled(&late.client, &path).await;
    assert_eq!(value(&pairs, "/account/login"), "Wang_01");
    submit(&late.client, &path, &pairs).await;
    let renewed = now(&late, &account).await;
    assert_eq!(
        end(&renewed),
        a_year_after(&late, until),
        "from the old end"
    );
    let finished = renewals(&late, &account).await.remove(0).case.finished;
    assert_eq!(finished.map(|(name, _)| name).as_deref(), Some("renewed"));
    assert_eq!(look(&late).await, 0);

    let (_, page) = get(&late.client, "/account?lang=en").await;
    assert!(page.contains("valid until") && !page.contains("about to expire"));

    // The next year it begins anew.
    let next = service_on(&service, (LATE_DAYS + 365) * DAY_S).await;
    assert_eq!(look(&next).await, 1);
    assert_eq!(renewals(&next, &account).await.len(), 2);
}

#[rocket::async_test]
async fn its_first_day_leaves_all_the_days_until_the_end() {
    let (service, account) = approved().await;
    let until = end(&account);
    // On the first day that is thirty days before the end, whatever the time of day.
    let now = service.app.clock.now();
    let tonight = validity::end_in_days(&service.app, 0).expect("a day");
    let first = tonight.duration_since(now).as_secs() + 1;
    let days = until.duration_since(now).as_secs() / DAY_S - 30;
    let first = service_on(&service, first + (days - 1) * DAY_S + 60).await;
    assert_eq!(look(&first).await, 1);
    let case = renewals(&first, &account).await.remove(0).case;
    let due = case.open.values().find_map(|open| open.due.as_ref());
    assert_eq!(due.map(|due| due.at), Some(until));
}

#[rocket::async_test]
async fn a_renewal_that_is_ignored_suspends_the_account_until_it_is_completed() {
    let (service, account) = approved().await;
    let until = end(&account);
    let late = service_on(&service, LATE_DAYS * DAY_S).await;
    assert_eq!(look(&late).await, 1);
    let case = renewals(&late, &account).await.remove(0).case;
    log_in(&late.client, &now(&late, &account).await).await;
    assert_eq!(get(&late.client, "/account").await.0, 200);

    let nearly = service_on(&service, (LATE_DAYS + 21) * DAY_S).await;
    assert_eq!(timers::round(&nearly.app).await.expect("a round"), 1);
    assert_eq!(timers::round(&nearly.app).await.expect("a round"), 0);
    let later = service_on(&service, (LATE_DAYS + 31) * DAY_S).await;
    assert_eq!(timers::round(&later.app).await.expect("a round"), 1);
    assert_eq!(now(&later, &account).await.state, AccountState::Suspended);
    assert_eq!(
        mailed(&later, 3).await,
        ["suspended", "reminder", "renewal"]
    );
    assert_eq!(get(&late.client, "/account").await.0, 303, "logged out");

    let (status, page) = try_login(&later.client, &account, "en").await;
    assert_eq!(status, 422, "{page}");
    assert!(page.contains("was not renewed"), "{page}");
    let (status, page) = try_login(&later.client, &account, "zh-CN").await;
    assert_eq!(status, 422, "{page}");
    let path = format!("/status/{}", case.reference);
    assert!(page.contains("到期未延续") && page.contains(case.reference.as_str()));
    assert!(
        hrefs(&page).contains(&path) && page.contains("补办延续</a>"),
        "{page}"
    );
    // Whoever has the password may complete it, as may whoever has the mailed link.
    let mut pairs = filled(&later.client, &path).await;
    set(&mut pairs, "/basic/address", "石家庄市新华区一号");
    submit(&later.client, &path, &pairs).await;
    assert_eq!(now(&later, &account).await.state, AccountState::Suspended);
    let (status, page) = try_login(&later.client, &account, "zh-CN").await;
    assert_eq!(status, 422);
    assert!(page.contains("正在审核，通过后即可登录"), "{page}");
    let staff = later.other_client().await;
    let reviewer = add_account(&later.app, "r", &["reviewer"]).await;
    log_in(&staff, &reviewer).await;
    let (_, page) = get(&staff, &format!("/desk/{}?lang=zh-CN", case.reference)).await;
    assert!(page.contains("对登记资料的变更"), "{page}");
    assert!(!page.contains("上次补正改动的内容"), "{page}");
    let approve = Command::Act {
        run: 3,
        action: ActionName::new("approve"),
        actor: Actor::Staff {
            id: AccountId::new("r"),
            name: "审核员".to_owned(),
            roles: vec![Role::new("reviewer")],
            groups: vec![],
            stands_in_for: vec![],
        },
        flags: vec![],
        reason: None,
        answers: None,
        item: None,
    };
    let done = cases::command(&later.app, &case.id, &approve, "zh-CN").await;
    done.expect("approved");
    let renewed = now(&later, &account).await;
    assert_eq!(renewed.state, AccountState::Active);
    assert_eq!(end(&renewed), a_year_after(&later, until));
    let known = renewed.registered.expect("registered").answers;
    assert_eq!(known["basic"]["address"], "石家庄市新华区一号");
    assert_eq!(mailed(&later, 1).await, ["renewed"]);
    assert_eq!(try_login(&later.client, &account, "en").await.0, 303);
}

#[rocket::async_test]
async fn whoever_is_years_late_is_valid_for_a_year_from_then_on() {
    let (service, account) = approved().await;
    let late = service_on(&service, LATE_DAYS * DAY_S).await;
    assert_eq!(look(&late).await, 1);
    let case = renewals(&late, &account).await.remove(0).case;
    let years = service_on(&service, 1_200 * DAY_S).await;
    assert_eq!(timers::round(&years.app).await.expect("a round"), 1);
    assert_eq!(timers::round(&years.app).await.expect("a round"), 0);
    assert_eq!(try_login(&years.client, &account, "en").await.0, 422);
    let path = format!("/status/{}", case.reference);
    let pairs = filled(&years.client, &path).await;
    submit(&years.client, &path, &pairs).await;
    let renewed = now(&years, &account).await;
    let from_now = a_year_after(&years, years.app.clock.now());
    assert_eq!(
        (renewed.state, end(&renewed)),
        (AccountState::Active, from_now)
    );
}

#[rocket::async_test]
async fn another_approval_leaves_the_end_as_it_is() {
    let (service, account) = approved().await;
    let later = service_on(&service, 100 * DAY_S).await;
    approved_for(&later, &account.id).await;
    assert_eq!(end(&now(&later, &account).await), end(&account));
}

/// What a browser sends of a page that nobody changed is what is registered, however much that is.
#[rocket::async_test]
async fn whatever_is_registered_can_be_confirmed_as_it_is() {
    let (service, account) = approved().await;
    let mut account = now(&service, &account).await;
    let own = account.case.clone().expect("a case");
    let row = service.app.store.case(&own).await.expect("asked");
    let row = row.expect("found");
    let definitions = crate::testing::definitions();
    let path = "forms/three-in-one/examples/accepted/complete.json";
    let mut example: serde_json::Value =
        serde_json::from_str(&definitions[path]).expect("an example");
    let mut answers = example["answers"].take();
    answers["account"]["login"] = account.name.clone().into();
    answers["attachments"] = serde_json::json!({ "other": ["f1"] });
    let file = AttachmentRow {
        id: "f1".to_owned(),
        owner: crate::store::Owner::case(&own),
        field: Pointer::parse("/attachments/other").expect("a pointer"),
        file_name: "scan.png".to_owned(),
        media_type: "image/png".to_owned(),
        size_bytes: 1,
        width: 1,
        height: 1,
        sha256: String::new(),
        created: crate::testing::at(1),
    };
    service.app.store.put_attachment(&file).await.expect("put");
    account.registered = Some(Registered {
        answers,
        source: Source {
            form: row.case.form,
            cases: vec![own],
        },
    });
    let change = AccountChange::new(account.clone());
    let changed = service.app.store.change_account(&change).await;
    changed.expect("changed");

    let late = service_on(&service, LATE_DAYS * DAY_S).await;
    assert_eq!(look(&late).await, 1);
    let account = now(&late, &account).await;
    log_in(&late.client, &account).await;
    let case = renewals(&late, &account).await.remove(0).case;
    let path = format!("/status/{}", case.reference);
    let mut pairs = filled(&late.client, &path).await;
    assert!(pairs.iter().any(|(_, value)| value.contains('\n')));
    for (_, value) in &mut pairs {
        *value = value.replace('\n', "\r\n");
    }
    submit(&late.client, &path, &pairs).await;
    let case = renewals(&late, &account).await.remove(0).case;
    assert_eq!(Some(&case.answers), case.baseline_answers.as_ref());
    let finished = case.finished.map(|(name, _)| name);
    assert_eq!(finished.as_deref(), Some("renewed"));
}
