//! What is decided, signed and submitted again is bound to what the page showed; and each is told what concerns them.

use rocket::local::asynchronous::Client;
use serde_json::{Value, json};

use crate::store::CaseRow;
use crate::testing::case::{applicant_of, notified, now, service_by, staff, submitted};
use crate::testing::form::{attribute, element};
use crate::testing::{Service, get, post};

const PARALLEL: &str = r#"
    workflow(#{ title: "P", calendar: "cn", allow: ["add_signer", "delegate"] });
    start(#{ to: ["fire", "food"], enter: [notice("received")] });
    step("fire", #{ title: "Fire", who: role("reviewer"), due: working_days(5),
        actions: [ action("fire-ok", "Ok").to("decision"), action("fire-back", "Back").flags_fields().to("correction") ] });
    step("food", #{ title: "Food", who: role("reviewer"), due: working_days(5),
        actions: [ action("food-ok", "Ok").to("decision"), action("food-back", "Back").flags_fields().to("correction") ] });
    step("correction", #{ title: "Correction", who: applicant(), due: calendar_days(30), clock: "stopped",
        enter: [notice("returned")], actions: [ action("resubmit", "Again").back() ], overdue: "withdrawn" });
    step("decision", #{ title: "Decision", who: role("reviewer"), join: "all", due: working_days(3),
        actions: [ action("propose", "Propose").to("approval") ] });
    step("approval", #{ title: "Approval", who: role("administrator"),
        actions: [ action("approve", "Grant").to("approved"), action("send-back", "Send back").needs_reason().to("decision") ] });
    finish("approved", #{ title: "Granted", kind: "approved" });
    finish("withdrawn", #{ title: "Withdrawn", kind: "withdrawn" });
"#;

const ADDRESS: &str = "/basic/address";
const NAME: &str = "/basic/name";

/// A case in two branches, who has each, and its applicant.
struct Bench {
    service: Service,
    _folder: tempfile::TempDir,
    row: CaseRow,
    ann: Client,
    ben: Client,
    applicant: Client,
    desk: String,
    status: String,
}

impl Bench {
    async fn new() -> Self {
        let (service, _folder) = service_by(PARALLEL).await;
        let row = submitted(&service, 1).await;
        let (_, ann) = staff(&service, "Ann", &["reviewer"]).await;
        let (_, ben) = staff(&service, "Ben", &["reviewer"]).await;
        let bench = Self {
            applicant: applicant_of(&service, &row).await,
            desk: format!("/desk/{}", row.case.reference),
            status: format!("/status/{}", row.case.reference),
            ann,
            ben,
            row,
            _folder,
            service,
        };
        for (client, run) in [(&bench.ann, "1"), (&bench.ben, "2")] {
            let claim = format!("{}/claim", bench.desk);
            assert_eq!(post(client, &claim, &[("run", run)]).await.0, 303);
        }
        bench
    }

    async fn act(&self, client: &Client, pairs: &[(&str, &str)]) -> (u16, String) {
        post(client, &format!("{}/act", self.desk), pairs).await
    }

    async fn send_back(&self, client: &Client, run: &str, action: &str, pointer: &str) {
        let reason = format!("reason {pointer}");
        let pairs = [
            ("run", run),
            ("action", action),
            ("flag", pointer),
            (reason.as_str(), "why"),
        ];
        assert_eq!(self.act(client, &pairs).await.0, 303, "{action}");
    }

    /// Corrects the address on the form, up to the page on which it is checked.
    async fn correct(&self, value: &str) {
        let pairs = [("do", "check"), (ADDRESS, value)];
        let to = post(&self.applicant, &format!("{}/correct", self.status), &pairs).await;
        assert_eq!(to, (303, format!("{}/check", self.status)));
    }

    async fn submit(&self) -> (u16, String) {
        let (_, check) = get(&self.applicant, &format!("{}/check", self.status)).await;
        let seen = seen_on(&check);
        let submit = format!("{}/submit", self.status);
        post(&self.applicant, &submit, &[("seen", &seen)]).await
    }

    async fn returned(&self) -> Vec<Value> {
        let (mails, _) = self.service.app.store.mails("", 100).await.expect("asked");
        let returned = mails
            .into_iter()
            .rev()
            .filter(|mail| mail.notice == "returned");
        returned.map(|mail| mail.data).collect()
    }
}

/// Returns the version that a page says it shows.
fn seen_on(page: &str) -> String {
    let mut inputs = page.split("<input");
    let seen = inputs.find(|tag| attribute(tag, "name").as_deref() == Some("seen"));
    attribute(seen.expect("a version"), "value").expect("a number")
}

#[rocket::async_test]
async fn a_decision_on_other_answers_than_the_page_showed_is_shown_them_first() {
    let bench = Bench::new().await;
    bench.send_back(&bench.ann, "1", "fire-back", ADDRESS).await;
    let (_, kept) = get(&bench.ben, &format!("{}?lang=en", bench.desk)).await;
    let seen = seen_on(&kept);
    bench.correct("石家庄市新华区九百号").await;
    assert_eq!(
        bench.submit().await,
        (303, format!("{}?done=resubmitted", bench.status))
    );
    let pairs = [
        ("run", "2"),
        ("action", "food-ok"),
        ("seen", &seen),
        ("reason", "as I said"),
    ];
    let (status, page) = bench.act(&bench.ben, &pairs).await;
    assert_eq!(status, 409);
    // What changed is shown, and nothing that was typed is lost.
    assert!(
        page.contains("changed since this page was opened"),
        "{page}"
    );
    assert!(element(&page, "changes-title").contains("石家庄市新华区九百号"));
    assert!(page.contains("as I said"));
    assert!(
        now(&bench.service, &bench.row)
            .await
            .case
            .open
            .contains_key(&2)
    );
    let seen = seen_on(&page);
    let pairs = [("run", "2"), ("action", "food-ok"), ("seen", &seen)];
    assert_eq!(bench.act(&bench.ben, &pairs).await.0, 303);
}

#[rocket::async_test]
async fn what_a_second_branch_asks_is_mailed_and_not_submitted_over() {
    let bench = Bench::new().await;
    bench.send_back(&bench.ann, "1", "fire-back", ADDRESS).await;
    bench.correct("石家庄市新华区六十号").await;
    let (_, check) = get(&bench.applicant, &format!("{}/check", bench.status)).await;
    bench.send_back(&bench.ben, "2", "food-back", NAME).await;
    let mails = bench.returned().await;
    assert_eq!(mails.len(), 2);
    let asked = |mail: &Value| mail["remarks"].as_array().map(Vec::len);
    assert_eq!((asked(&mails[0]), asked(&mails[1])), (Some(1), Some(2)));
    // Both are due with the correction, not with whatever else is open.
    let open = now(&bench.service, &bench.row).await.case.open;
    let due = open[&3].due.as_ref().expect("a date").at.as_millisecond();
    assert_eq!(
        (&mails[0]["due"], &mails[1]["due"]),
        (&json!(due), &json!(due))
    );
    let submit = format!("{}/submit", bench.status);
    let (status, to) = post(&bench.applicant, &submit, &[("seen", &seen_on(&check))]).await;
    assert_eq!(
        (status, to),
        (303, format!("{}/correct?done=asked-more", bench.status))
    );
    // The page of the form has the new demand, and what was typed.
    let (_, form) = get(&bench.applicant, &format!("{}/correct", bench.status)).await;
    assert!(
        form.contains("石家庄市新华区六十号") && form.contains("name=\"&#x2f;basic&#x2f;name\""),
        "{form}"
    );
}

#[rocket::async_test]
async fn each_branch_sees_which_of_its_demands_was_not_met() {
    let bench = Bench::new().await;
    bench.send_back(&bench.ann, "1", "fire-back", ADDRESS).await;
    bench.send_back(&bench.ben, "2", "food-back", NAME).await;
    let answer = bench
        .row
        .case
        .answers
        .pointer(ADDRESS)
        .and_then(Value::as_str);
    let pairs = [
        ("do", "check"),
        (ADDRESS, answer.expect("text")),
        (NAME, "另一家公司"),
    ];
    post(
        &bench.applicant,
        &format!("{}/correct", bench.status),
        &pairs,
    )
    .await;
    assert_eq!(
        bench.submit().await,
        (303, format!("{}?done=resubmitted", bench.status))
    );
    for client in [&bench.ann, &bench.ben] {
        let (_, page) = get(client, &format!("{}?lang=en", bench.desk)).await;
        let listed = element(&page, "unchanged-title");
        let listed = &listed[..listed.find("</section>").expect("its end")];
        assert_eq!(listed.matches("<li>").count(), 1, "{listed}");
    }
}

#[rocket::async_test]
async fn what_colleagues_write_to_one_another_is_not_shown_to_the_applicant() {
    let bench = Bench::new().await;
    let (_, admin) = staff(&bench.service, "Root", &["administrator"]).await;
    for (client, run, action, reason) in [
        (&bench.ann, "1", "fire-ok", "for colleagues"),
        (&bench.ben, "2", "food-ok", ""),
    ] {
        let pairs = [("run", run), ("action", action), ("reason", reason)];
        assert_eq!(bench.act(client, &pairs).await.0, 303);
    }
    post(
        &bench.ann,
        &format!("{}/claim", bench.desk),
        &[("run", "3")],
    )
    .await;
    bench
        .act(&bench.ann, &[("run", "3"), ("action", "propose")])
        .await;
    post(&admin, &format!("{}/claim", bench.desk), &[("run", "4")]).await;
    let pairs = [
        ("run", "4"),
        ("action", "send-back"),
        ("reason", "look again, Ann"),
    ];
    assert_eq!(bench.act(&admin, &pairs).await.0, 303);
    let (_, page) = get(&bench.applicant, &bench.status).await;
    assert!(
        !page.contains("for colleagues") && !page.contains("look again"),
        "{page}"
    );
    let (_, page) = get(&bench.ann, &bench.desk).await;
    assert!(page.contains("for colleagues") && page.contains("look again"));
}

#[rocket::async_test]
async fn members_of_staff_are_written_to_in_the_language_of_their_pages() {
    let bench = Bench::new().await;
    let cleo = crate::testing::add_account(&bench.service.app, "Cleo", &["reviewer"]).await;
    let client = bench.service.other_client().await;
    get(&client, "/login?lang=en").await;
    crate::testing::log_in(&client, &cleo).await;
    let pairs = [
        ("run", "1"),
        ("command", "delegate"),
        ("to", cleo.id.as_str()),
        ("reason", "?"),
    ];
    let delegated = post(&bench.ann, &format!("{}/collaboration", bench.desk), &pairs).await;
    assert_eq!(delegated.0, 303, "{}", delegated.1);
    let told = ("delegated".to_owned(), "Cleo@example.com".to_owned());
    assert_eq!(notified(&bench.service).await, [told]);
    let (mails, _) = bench.service.app.store.mails("", 1).await.expect("asked");
    assert_eq!(mails[0].locale, "en");
    // And by the link of a language, while logged in.
    get(&client, "/desk?lang=zh-CN").await;
    let account = bench
        .service
        .app
        .store
        .account(&cleo.id)
        .await
        .expect("asked");
    assert_eq!(account.expect("found").locale, "zh-CN");
}
