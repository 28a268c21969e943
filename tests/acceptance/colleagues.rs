//! Reviewers among one another, in browsers: claim, hand over, delegate, stand in, sign before and after, all must agree, one is enough, a correction
//! with branches open, reminders and escalation with a moved clock.

use guichet_tests::browser::{Browser, DESKTOP, Look};
use guichet_tests::definitions;
use guichet_tests::load::{first_log_in, submitted};
use guichet_tests::mailbox::Mailbox;
use guichet_tests::server::{Server, Setup};

use crate::people::{self, CHECK, STAFF_PASSWORD};

/// Everything that reviewers may do with one another.
const WORKFLOW: &str = r#"
    workflow(#{
        title: "Plain", manager: role("administrator"),
        allow: ["hand_over", "delegate", "add_signer", "copy_to", "remind"],
    });
    start(#{ to: "review", enter: [notice("received")] });
    step("review", #{
        title: "Review", who: role("reviewer"), due: hours(48), remind: hours(24), escalate: role("administrator"),
        actions: [
            action("approve", "Approve").to("approved"),
            action("all", "All sign").to("all-sign"),
            action("any", "One signs").to("one-signs"),
            action("split", "Split").to("fire", "food"),
        ],
    });
    step("all-sign", #{
        title: "All must agree", who: role("reviewer"), each: 2, complete: "all", not_by: "all-sign",
        actions: [action("agree", "Agree").counts().to("approved")],
    });
    step("one-signs", #{
        title: "One is enough", who: role("reviewer"), each: 2, complete: "one",
        actions: [action("enough", "Agree").counts().to("approved")],
    });
    step("fire", #{
        title: "Fire", who: role("reviewer"),
        actions: [action("fire-pass", "Pass").to("both"), action("fire-return", "Return").flags_fields().to("correction")],
    });
    step("food", #{
        title: "Food", who: role("reviewer"),
        actions: [action("food-pass", "Pass").to("both"), action("food-return", "Return").flags_fields().to("correction")],
    });
    step("correction", #{
        title: "Correction", who: applicant(), enter: [notice("returned")],
        actions: [action("resubmit", "Submit again").back()],
    });
    automatic("both", #{ title: "Both", join: "all", to: "approved" });
    finish("approved", #{ title: "Approved", kind: "approved", enter: [notice("approved")] });
"#;

/// The mail to a member of staff that comes after the one about their first password.
const SECOND: usize = 2;
/// The applicant of the plain form.
const APPLICANT: &str = "a@example.com";

/// An office with two reviewers and an administrator, each of whom has a password.
struct Office {
    server: Server,
    mailbox: Mailbox,
    _definitions: tempfile::TempDir,
}

impl Office {
    async fn open() -> Self {
        let definitions = tempfile::tempdir().expect("a folder");
        definitions::write(definitions.path());
        let workflow = definitions.path().join("workflows/plain/workflow.rhai");
        std::fs::write(workflow, WORKFLOW).expect("written");
        let mailbox = Mailbox::start();
        let folder = tempfile::tempdir().expect("a folder");
        let people = [
            ("limei", "reviewer"),
            ("wang", "reviewer"),
            ("zhao", "administrator"),
        ];
        let people =
            people.map(|(name, role)| (name, Server::add_staff(folder.path(), name, role)));
        let setup = Setup::default()
            .with(
                "GUICHET_DEFINITIONS",
                definitions.path().display().to_string(),
            )
            .with("GUICHET_MAIL", mailbox.url())
            .with("GUICHET_RATE_FACTOR", "0");
        let server = Server::start_in(folder, setup).await;
        for (name, one_time) in people {
            first_log_in(server.port(), name, &one_time, STAFF_PASSWORD).await;
        }
        Self {
            server,
            mailbox,
            _definitions: definitions,
        }
    }

    /// A browser of somebody who has logged in.
    async fn browser(&self, name: &str, look: Look) -> Browser {
        let browser = Browser::start(look).await;
        people::log_in(&browser, &self.server, name, STAFF_PASSWORD).await;
        browser.find("form[action='/logout'] button").await;
        browser
    }

    async fn case(&self, browser: &Browser, reference: &str) {
        browser
            .go(&format!("{}/desk/{reference}", self.server.url))
            .await;
        browser.find("#decide").await;
    }
}

/// Takes a free step.
async fn claim(browser: &Browser, run: u32) {
    browser
        .click(&format!("#step-{run} button[formaction$='/claim']"))
        .await;
    browser.find(&format!("#act-{run}")).await;
}

/// Decides a step that one has.
async fn decide(browser: &Browser, run: u32, action: &str) {
    browser
        .click(&format!("label[for='act-{run}-{action}']"))
        .await;
    browser.click(&format!("#act-{run} button.main")).await;
}

/// Does something with a colleague, by the form behind its heading.
async fn settle(browser: &Browser, run: u32, command: &str, with: &str, words: &str) {
    let form = format!("details.collaboration-form:has(#to-{run}-{command})");
    let all = format!("#step-{run} details.collaboration");
    for closed in [&all, &form] {
        if !browser.has(&format!("{closed}[open]")).await {
            browser.click(&format!("{closed} > summary")).await;
        }
    }
    let chosen = format!(
        "const list = document.querySelector('#to-{run}-{command}'); \
         list.value = [...list.options].find((option) => option.text.includes('{with}')).value; return list.value"
    );
    assert_ne!(browser.script(&chosen).await, serde_json::json!(""));
    let why = browser.find(&format!("#why-{run}-{command}")).await;
    why.send_keys(words).await.expect("typed");
    browser.click(&format!("{form} button.main")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_is_claimed_delegated_signed_and_stood_in_for() {
    let office = Office::open().await;
    let reference = submitted(office.server.port()).await;
    let li = office.browser("limei", DESKTOP).await;
    // The colleague works on a phone, in English.
    let phone = Look {
        width: 375,
        language: "en",
        ..DESKTOP
    };
    let wang = office.browser("wang", phone).await;
    office.case(&li, &reference).await;
    claim(&li, 1).await;
    li.check_page().await;
    li.picture("colleagues-claimed").await;

    settle(&li, 1, "delegate", "wang", "请核对名称").await;
    li.wait_until_gone("#act-1").await;
    let mail = office.mailbox.wait("wang@example.com", SECOND).await;
    wang.go(&mail.link("/desk/")).await;
    wang.expect("请核对名称").await;
    assert!(!wang.has("#act-1").await, "a delegate decides");
    wang.picture("colleagues-delegated-en-375").await;
    let opinion = wang.find("#why-1-give-back").await;
    opinion.send_keys("The name is right").await.expect("typed");
    wang.click("button[value$=' give-back']").await;
    wang.wait_until_gone("button[value$=' give-back']").await;

    office.case(&li, &reference).await;
    li.expect("The name is right").await;
    settle(&li, 1, "add-signer", "wang", "请会签").await;
    li.expect("wang").await;
    // No decision before the signature.
    li.wait_until_gone("#act-1").await;
    office.case(&wang, &reference).await;
    wang.click("button[value$=' object']").await;
    wang.find("#summary").await;
    let why = wang.find("#why-1-sign").await;
    why.send_keys("No objection").await.expect("typed");
    wang.click("button[value$=' countersign']").await;
    wang.wait_until_gone("button[value$=' countersign']").await;

    office.case(&li, &reference).await;
    li.expect("No objection").await;
    li.find("#act-1").await;
    li.picture("colleagues-signed").await;
    // While one is away, the other stands in: the desk and the case are theirs, too.
    li.go(&format!("{}/account", office.server.url)).await;
    let away = "const day = (ahead) => new Date(Date.now() + (ahead * 24 + 8) * 3600e3).toISOString().slice(0, 10); \
                document.querySelector('#from').value = day(-1); document.querySelector('#until').value = day(3); \
                const list = document.querySelector('#stand_in'); \
                list.value = [...list.options].find((option) => option.text.includes('wang')).value;";
    li.find("#absence").await;
    li.script(away).await;
    li.click("#absence button[value=absent]").await;
    li.find("#absence button[value=present]").await;
    li.picture("colleagues-absent").await;
    wang.go(&format!("{}/desk?tab=assigned", office.server.url))
        .await;
    wang.expect(&reference).await;
    wang.picture("colleagues-desk-stand-in-en-375").await;
    // Who has signed does not decide as well, in whoever's place: that would be one person twice.
    office.case(&wang, &reference).await;
    assert!(
        !wang.has("label[for='act-1-approve']").await,
        "one hand twice"
    );
    li.go(&format!("{}/account", office.server.url)).await;
    li.click("#absence button[value=present]").await;
    li.find("#absence button[value=absent]").await;
    office.case(&li, &reference).await;
    decide(&li, 1, "approve").await;
    li.wait_until_gone("#act-1").await;
    office.mailbox.wait(APPLICANT, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_must_agree_or_one_is_enough() {
    let office = Office::open().await;
    let port = office.server.port();
    let (all, any) = (submitted(port).await, submitted(port).await);
    let li = office.browser("limei", DESKTOP).await;
    let wang = office.browser("wang", DESKTOP).await;
    office.case(&li, &all).await;
    claim(&li, 1).await;
    decide(&li, 1, "all").await;
    li.find("#step-2").await;
    claim(&li, 2).await;
    decide(&li, 2, "agree").await;
    li.wait_until_gone("#step-2").await;
    // The other signature is another person's.
    assert!(!li.has("#step-3 button[formaction$='/claim']").await);
    office.case(&wang, &all).await;
    claim(&wang, 3).await;
    decide(&wang, 3, "agree").await;
    wang.wait_until_gone("#step-3").await;
    office.mailbox.wait(APPLICANT, 3).await;

    office.case(&li, &any).await;
    claim(&li, 1).await;
    decide(&li, 1, "any").await;
    li.find("#step-3").await;
    office.case(&wang, &any).await;
    claim(&wang, 2).await;
    decide(&wang, 2, "enough").await;
    wang.wait_until_gone("#step-2").await;
    // Whoever looks at the page from before is told who was first.
    li.click("#step-3 button[formaction$='/claim']").await;
    li.find("#summary").await;
    li.expect("wang").await;
    assert!(!li.has("#step-3").await);
    office.mailbox.wait(APPLICANT, 4).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_branch_goes_on_while_the_other_is_corrected() {
    let office = Office::open().await;
    let reference = submitted(office.server.port()).await;
    let li = office.browser("limei", DESKTOP).await;
    let wang = office.browser("wang", DESKTOP).await;
    office.case(&li, &reference).await;
    claim(&li, 1).await;
    decide(&li, 1, "split").await;
    claim(&li, 2).await;
    li.click("label[for='act-2-fire-return']").await;
    li.tick("flag", "/name").await;
    li.fill("reason /name", "Not as registered").await;
    li.click("#act-2 button.main").await;
    li.wait_until_gone("#act-2").await;
    office.case(&wang, &reference).await;
    claim(&wang, 3).await;
    decide(&wang, 3, "food-pass").await;
    wang.wait_until_gone("#act-3").await;

    let applicant = Browser::start(DESKTOP).await;
    let mail = office.mailbox.wait(APPLICANT, 2).await;
    applicant.go(&mail.link("/status/")).await;
    applicant.expect("Not as registered").await;
    applicant
        .click(&format!("a[href='/status/{reference}/correct']"))
        .await;
    applicant.find("#form").await;
    applicant.fill("/name", "Example Two").await;
    applicant.click(CHECK).await;
    applicant.click("form[action$='/submit'] button.main").await;
    applicant
        .wait_for_path(&format!("/status/{reference}"))
        .await;
    // Back to whoever asked, who sees what changed; the other branch is not asked again.
    office.case(&li, &reference).await;
    li.find("#act-5").await;
    li.expect("Example Two").await;
    decide(&li, 5, "fire-pass").await;
    li.wait_until_gone("#act-5").await;
    office.mailbox.wait(APPLICANT, 3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_late_is_reminded_and_then_others_may_do_it() {
    let mut office = Office::open().await;
    let reference = submitted(office.server.port()).await;
    let li = office.browser("limei", DESKTOP).await;
    office.case(&li, &reference).await;
    claim(&li, 1).await;
    let hour = 3_600;
    for (hours, to) in [(25, "limei@example.com"), (49, "zhao@example.com")] {
        office.server.stop();
        let offset = (hours * hour).to_string();
        office
            .server
            .start_again_with("GUICHET_CLOCK_OFFSET_SECONDS", offset)
            .await;
        let mail = office.mailbox.wait(to, SECOND).await;
        assert!(mail.text.contains(&reference), "{}", mail.text);
        assert!(
            !mail.text.contains("Example"),
            "the applicant's name is in it"
        );
    }
    // Reminded once, escalated once.
    let told = office.mailbox.all().into_iter();
    let told = told.filter(|mail| !mail.to.contains(&APPLICANT.to_owned()));
    let told = told.filter(|mail| mail.text.contains(&reference));
    let told: Vec<String> = told
        .map(|mail| format!("{:?} {}", mail.to, mail.subject))
        .collect();
    assert_eq!(told.len(), 2, "{told:?}");
    let zhao = office.browser("zhao", DESKTOP).await;
    office.case(&zhao, &reference).await;
    zhao.picture("colleagues-escalated").await;
    claim(&zhao, 1).await;
    decide(&zhao, 1, "approve").await;
    zhao.wait_until_gone("#act-1").await;
    office.mailbox.wait(APPLICANT, 2).await;
}
