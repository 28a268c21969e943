//! Who may ask for what: every address of cases, of the desk and of the administration, for everybody who might try it.

mod status;

use rocket::local::asynchronous::Client;

use crate::store::{Account, AccountChange, AccountState, CaseRow, MailState};
use crate::testing::case::{applicant_of, everything, file_at, now, send_back, staff, submitted};
use crate::testing::{self, Service, add_account, get, log_in, post};

/// Everybody, in the order of the columns of [`TABLE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    /// Anybody.
    Visitor,
    /// Has the code of another case.
    OtherCode,
    /// Has logged in with the account of another case.
    OtherAccount,
    /// Has the codes of the cases.
    Code,
    /// Has logged in with the account of the case.
    Account,
    Reviewer,
    /// An administrator who is no reviewer.
    Administrator,
    /// A reviewer whose account was turned off after the login.
    Disabled,
    /// A reviewer with a one-time password.
    OneTime,
}

const EVERYBODY: [Who; 9] = [
    Who::Visitor,
    Who::OtherCode,
    Who::OtherAccount,
    Who::Code,
    Who::Account,
    Who::Reviewer,
    Who::Administrator,
    Who::Disabled,
    Who::OneTime,
];

/// What may be answered: a status, or one of these places. Those marked `!` change something.
const PLACES: [(&str, &str); 6] = [
    ("code", "/status?reference="),
    ("login", "/login?"),
    ("new", "/account/password"),
    ("status", "/status/"),
    ("desk", "/desk"),
    ("admin", "/admin"),
];

/// The columns of most addresses, by whom they are for.
const APPLICANT: [&str; 9] = [
    "code", "code", "code", "200", "200", "code", "code", "code", "code",
];
const STAFF: [&str; 9] = [
    "login", "login", "403", "login", "403", "200", "200", "login", "new",
];
const STAFF_NOT_FOUND: [&str; 9] = [
    "login", "login", "403", "login", "403", "404", "404", "login", "new",
];
const ADMINISTRATOR: [&str; 9] = [
    "login", "login", "403", "login", "403", "403", "200", "login", "new",
];
const METHOD: [&str; 9] = ["405"; 9];

fn with(mut columns: [&'static str; 9], who: Who, answer: &'static str) -> [&'static str; 9] {
    let at = EVERYBODY.iter().position(|own| *own == who);
    columns[at.expect("a column")] = answer;
    columns
}

/// As the applicant's own, with another answer to those whose it is.
fn applicant(answer: &'static str) -> [&'static str; 9] {
    with(with(APPLICANT, Who::Code, answer), Who::Account, answer)
}

/// As the staff's, with other answers to a reviewer and to an administrator.
fn staffed(reviewer: &'static str, administrator: &'static str) -> [&'static str; 9] {
    let columns = with(STAFF, Who::Reviewer, reviewer);
    with(columns, Who::Administrator, administrator)
}

type Pairs = &'static [(&'static str, &'static str)];
type Row = (&'static str, &'static str, Pairs, [&'static str; 9]);

/// `{o}` is a case in review, `{r}` one that was sent back, `{f}` and `{g}` are their files, `{m}` is a mail and `{u}` a
/// member of staff.
fn table() -> Vec<Row> {
    let mut rows: Vec<Row> = vec![
        ("GET", "/status/{o}", &[], APPLICANT),
        ("GET", "/status/{o}/correct", &[], applicant("status")),
        ("GET", "/status/{o}/check", &[], applicant("status")),
        ("GET", "/status/{r}/correct", &[], APPLICANT),
        ("GET", "/status/{r}/check", &[], APPLICANT),
        ("GET", "/status/{o}/act?action=withdraw", &[], APPLICANT),
        (
            "GET",
            "/status/{o}/act?action=approve",
            &[],
            applicant("status"),
        ),
        ("GET", "/status/{o}/attachments/{f}", &[], APPLICANT),
        ("GET", "/status/{o}/attachments/{f}/preview", &[], APPLICANT),
        ("GET", "/status/{o}/attachments/{g}", &[], applicant("404")),
        ("GET", "/status/{o}/attachments/none", &[], applicant("404")),
        ("GET", "/status/none", &[], ["code"; 9]),
        ("GET", "/status/none/correct", &[], ["code"; 9]),
        ("GET", "/apply/three-in-one/received/{o}", &[], APPLICANT),
        (
            "GET",
            "/apply/three-in-one/attachments/{f}",
            &[],
            ["404"; 9],
        ),
        ("GET", "/desk", &[], STAFF),
        ("GET", "/desk?q={o}", &[], STAFF),
        ("GET", "/desk/{o}", &[], STAFF),
        ("GET", "/desk/none", &[], STAFF_NOT_FOUND),
        // Scans are for those who review.
        (
            "GET",
            "/desk/{o}/attachments/{f}",
            &[],
            staffed("200", "403"),
        ),
        (
            "GET",
            "/desk/{o}/attachments/{f}/preview",
            &[],
            staffed("200", "403"),
        ),
        (
            "GET",
            "/desk/{o}/attachments/{g}",
            &[],
            staffed("404", "403"),
        ),
        ("GET", "/admin", &[], ADMINISTRATOR),
        ("GET", "/admin/users", &[], ADMINISTRATOR),
        ("GET", "/admin/users/{u}", &[], ADMINISTRATOR),
        ("GET", "/admin/accounts", &[], ADMINISTRATOR),
        ("GET", "/audit", &[], ADMINISTRATOR),
        ("GET", "/admin/mails", &[], ADMINISTRATOR),
        ("GET", "/admin/mails/{m}", &[], ADMINISTRATOR),
        ("GET", "/admin/mails/{m}/html", &[], ADMINISTRATOR),
        ("GET", "/admin/workflows/registration", &[], ADMINISTRATOR),
        (
            "GET",
            "/account",
            &[],
            [
                "login", "login", "200", "login", "200", "200", "200", "login", "new",
            ],
        ),
        (
            "GET",
            "/account/password",
            &[],
            [
                "login", "login", "200", "login", "200", "200", "200", "login", "200",
            ],
        ),
        ("GET", "/desk/{o}/claim", &[], METHOD),
        ("GET", "/desk/{o}/act", &[], staffed("desk", "desk")),
        ("GET", "/status/{r}/submit", &[], METHOD),
        ("POST", "/desk", &[], METHOD),
        ("POST", "/desk/{o}", &[], METHOD),
        ("POST", "/desk/{o}/attachments/{f}", &[], METHOD),
        ("POST", "/status/{o}/attachments/{f}", &[], METHOD),
    ];
    rows.extend(posts());
    rows
}

/// Returns what changes something, for those who may.
fn posts() -> Vec<Row> {
    const CLAIM: Pairs = &[("run", "1")];
    const ASSIGN: Pairs = &[("run", "1"), ("command", "assign")];
    const REMIND: Pairs = &[("run", "1"), ("command", "remind")];
    const COMMENT: Pairs = &[("comment", "请看附件")];
    const APPROVE: Pairs = &[("run", "1"), ("action", "approve")];
    const RETURN: Pairs = &[
        ("run", "1"),
        ("action", "return"),
        ("flag", "/basic/name"),
        ("reason /basic/name", "不一致"),
    ];
    const REVEAL: Pairs = &[("pointer", "/account/mobile")];
    const SAVE: Pairs = &[("do", "save"), ("/basic/address", "石家庄市新华区一号")];
    const WITHDRAW: Pairs = &[("run", "1"), ("action", "withdraw")];
    const PROMOTE: Pairs = &[
        ("display_name", "李梅"),
        ("email", "limei@example.com"),
        ("roles", "administrator"),
    ];
    const DISABLE: Pairs = &[("do", "disable"), ("id", "{u}")];
    const ADD: Pairs = &[
        ("do", "add"),
        ("name", "mallory"),
        ("display_name", "Mallory"),
        ("email", "mallory@example.com"),
        ("roles", "administrator"),
    ];
    vec![
        ("POST", "/status/none/submit", &[], ["code"; 9]),
        ("POST", "/status/{o}/correct", SAVE, applicant("status")),
        ("POST", "/status/{o}/submit", &[], applicant("status")),
        ("POST", "/status/{o}/act", APPROVE, applicant("status")),
        ("POST", "/status/{r}/correct", SAVE, applicant("!status")),
        ("POST", "/status/{r}/submit", &[], applicant("!status")),
        ("POST", "/desk/none/claim", CLAIM, STAFF_NOT_FOUND),
        ("POST", "/desk/{o}/act", WITHDRAW, staffed("403", "403")),
        ("POST", "/desk/{o}/release", CLAIM, staffed("409", "403")),
        (
            "POST",
            "/desk/{o}/collaboration",
            ASSIGN,
            staffed("403", "422"),
        ),
        (
            "POST",
            "/desk/{o}/comment",
            COMMENT,
            staffed("!desk", "403"),
        ),
        ("POST", "/desk/{o}/export", &[], staffed("403", "403")),
        ("POST", "/desk/{o}/claim", CLAIM, staffed("!desk", "403")),
        ("POST", "/desk/{o}/release", CLAIM, staffed("!desk", "403")),
        ("POST", "/desk/{o}/reveal", REVEAL, staffed("!desk", "403")),
        ("POST", "/desk/{o}/act", RETURN, staffed("!desk", "403")),
        ("POST", "/desk/{o}/act", APPROVE, staffed("409", "403")),
        (
            "POST",
            "/admin/users/{u}",
            PROMOTE,
            staffed("403", "!admin"),
        ),
        ("POST", "/admin/users", DISABLE, staffed("403", "!admin")),
        ("POST", "/admin/users", ADD, staffed("403", "!200")),
        ("POST", "/admin/reload", &[], staffed("403", "admin")),
        (
            "POST",
            "/admin/mails/{m}/resend",
            &[],
            staffed("403", "!admin"),
        ),
        // It writes to the reviewers, and mails are found by being the newest.
        (
            "POST",
            "/desk/{o}/collaboration",
            REMIND,
            staffed("409", "!desk"),
        ),
        // The account closes with it.
        ("POST", "/status/{o}/act", WITHDRAW, applicant("!status")),
    ]
}

/// A service with a case in review, one that was sent back, and one of somebody else.
struct World {
    service: Service,
    open: CaseRow,
    returned: CaseRow,
    other: CaseRow,
    reviewer: Account,
}

impl World {
    async fn new() -> Self {
        let service = testing::service().await;
        let (reviewer, client) = staff(&service, "limei", &["reviewer"]).await;
        let open = submitted(&service, 1).await;
        let returned = submitted(&service, 2).await;
        send_back(&client, &returned, &[("/basic/address", "不一致")]).await;
        let other = submitted(&service, 3).await;
        // A mail that was given up can be sent again.
        let (mut mails, _) = service.app.store.mails("", 1).await.expect("asked");
        mails[0].state = MailState::Failed;
        mails[0].next = None;
        service.app.store.put_mail(&mails[0]).await.expect("put");
        Self {
            returned: now(&service, &returned).await,
            other,
            open,
            reviewer,
            service,
        }
    }

    /// Returns the browser of somebody who has logged in with the account of a case.
    async fn account_of(&self, row: &CaseRow) -> Client {
        let store = &self.service.app.store;
        let id = row.account.as_ref().expect("an account");
        let account = store.account(id).await.expect("asked");
        let mut account = account.expect("an account");
        if account.state != AccountState::Active {
            account.state = AccountState::Active;
            let change = AccountChange::new(account.clone());
            store.change_account(&change).await.expect("changed");
            account.revision += 1;
        }
        let client = self.service.other_client().await;
        log_in(&client, &account).await;
        client
    }

    /// Returns the browsers of somebody: for the case in review, and for the one that was sent back.
    async fn clients(&self, who: Who) -> [Client; 2] {
        let service = &self.service;
        let both = async |client: Client| [client, service.other_client().await];
        match who {
            Who::Visitor => both(service.other_client().await).await,
            Who::OtherCode => [
                applicant_of(service, &self.other).await,
                applicant_of(service, &self.other).await,
            ],
            Who::OtherAccount => [
                self.account_of(&self.other).await,
                self.account_of(&self.other).await,
            ],
            Who::Code => [
                applicant_of(service, &self.open).await,
                applicant_of(service, &self.returned).await,
            ],
            Who::Account => [
                self.account_of(&self.open).await,
                self.account_of(&self.returned).await,
            ],
            Who::Reviewer => [
                self.staff(&["reviewer"], |_| ()).await,
                self.staff(&["reviewer"], |_| ()).await,
            ],
            Who::Administrator => [
                self.staff(&["administrator"], |_| ()).await,
                self.staff(&["administrator"], |_| ()).await,
            ],
            Who::Disabled => {
                let off = |account: &mut Account| account.state = AccountState::Disabled;
                [
                    self.staff(&["reviewer", "administrator"], off).await,
                    self.staff(&["reviewer", "administrator"], off).await,
                ]
            }
            Who::OneTime => {
                let one_time = |account: &mut Account| account.must_change_password = true;
                [
                    self.staff(&["reviewer", "administrator"], one_time).await,
                    self.staff(&["reviewer", "administrator"], one_time).await,
                ]
            }
        }
    }

    /// Returns a member of staff who has logged in, and whose account was changed since.
    async fn staff(&self, roles: &[&str], change: impl Fn(&mut Account)) -> Client {
        let name = crate::keys::id();
        let mut account = add_account(&self.service.app, &name, roles).await;
        let client = self.service.other_client().await;
        log_in(&client, &account).await;
        change(&mut account);
        let change = AccountChange::new(account);
        let changed = self.service.app.store.change_account(&change).await;
        changed.expect("changed");
        client
    }

    async fn filled(&self, text: &str) -> String {
        let file = |row| file_at(row, "/attachments/credit_code_certificate");
        let (mails, _) = self.service.app.store.mails("", 1).await.expect("asked");
        text.replace("{o}", &self.open.case.reference)
            .replace("{r}", &self.returned.case.reference)
            .replace("{f}", &file(&self.open))
            .replace("{g}", &file(&self.returned))
            .replace("{m}", &mails[0].id)
            .replace("{u}", &self.reviewer.id)
    }

    async fn everything(&self) -> String {
        Box::pin(everything(
            &self.service,
            &[&self.open, &self.returned, &self.other],
        ))
        .await
    }

    /// Goes through the table for one person.
    async fn try_all(&self, who: Who) {
        let column = EVERYBODY.iter().position(|own| *own == who);
        let column = column.expect("a column");
        let clients = Box::pin(self.clients(who)).await;
        let mut before = self.everything().await;
        for (method, pattern, pairs, columns) in table() {
            let client = &clients[usize::from(pattern.contains("{r}"))];
            let path = self.filled(pattern).await;
            let mut filled = Vec::new();
            for (name, value) in pairs {
                filled.push((*name, self.filled(value).await));
            }
            let pairs: Vec<(&str, &str)> = filled
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            let (status, text) = match method {
                "GET" => get(client, &path).await,
                _ => post(client, &path, &pairs).await,
            };
            let expect = columns[column];
            let what = format!("{who:?}: {method} {path}: {status} {text:.200}");
            let answer = expect.trim_start_matches('!');
            match PLACES.iter().find(|(name, _)| *name == answer) {
                Some((_, place)) => {
                    assert!(status == 303 && text.starts_with(place), "{what}");
                }
                None => assert_eq!(status.to_string(), answer, "{what}"),
            }
            // Those that only look go first; the first post tells whether one of them changed something.
            if method != "GET" {
                let after = self.everything().await;
                assert_eq!(after != before, expect.starts_with('!'), "{what}");
                before = after;
            }
        }
    }
}

#[rocket::async_test]
async fn strangers_and_those_whose_account_was_turned_off_change_nothing() {
    let world = Box::pin(World::new()).await;
    for who in [
        Who::Visitor,
        Who::OtherCode,
        Who::OtherAccount,
        Who::Disabled,
        Who::OneTime,
    ] {
        world.try_all(who).await;
    }
}

#[rocket::async_test]
async fn whoever_has_the_code_sees_and_corrects_their_own_case() {
    Box::pin(World::new()).await.try_all(Who::Code).await;
}

#[rocket::async_test]
async fn the_account_of_a_case_sees_and_corrects_it() {
    Box::pin(World::new()).await.try_all(Who::Account).await;
}

#[rocket::async_test]
async fn reviewers_decide_and_administer_nothing() {
    Box::pin(World::new()).await.try_all(Who::Reviewer).await;
}

#[rocket::async_test]
async fn administrators_who_are_no_reviewers_look_and_do_not_decide() {
    Box::pin(World::new())
        .await
        .try_all(Who::Administrator)
        .await;
}

#[rocket::async_test]
async fn an_account_that_waits_for_its_decision_has_no_way_in() {
    let world = Box::pin(World::new()).await;
    let id = world.open.account.as_ref().expect("an account");
    let account = world.service.app.store.account(id).await.expect("asked");
    let client = world.service.other_client().await;
    log_in(&client, &account.expect("an account")).await;
    let reference = &world.open.case.reference;
    for (path, place) in [
        ("/account".to_owned(), "/login?"),
        (format!("/status/{reference}"), "/status?reference="),
    ] {
        let (status, to) = get(&client, &path).await;
        assert!(status == 303 && to.starts_with(place), "{path}: {to}");
    }
}
