//! The review of a journey: returned with two answers to correct, corrected, approved.

use guichet_tests::browser::Browser;

use super::Walk;
use crate::people::{self, CHECK, part};

/// The ticks of a return that lie on an answer, a button or a picture, in words.
const COVERED: &str = "
    const boxes = (css) => [...document.querySelectorAll(css)].map((one) => [one, one.getBoundingClientRect()]).filter(([, box]) => box.width);
    const meet = (one, other) => one.left < other.right - 1 && other.left < one.right - 1 && one.top < other.bottom - 1 && other.top < one.bottom - 1;
    const ticks = boxes('.flag .choice');
    if (ticks.length < 20) return ['no ticks'];
    const below = boxes('.answer, .masked button, .scans');
    return ticks.flatMap(([tick, box]) => below.filter(([, other]) => meet(box, other)).map(([one]) => `${tick.innerText} on ${one.innerText}`));";

impl Walk<'_> {
    pub(super) async fn review_returns(&self, reviewer: &Browser, one_time: &str, reference: &str) {
        people::first_log_in(reviewer, self.server, "limei", one_time).await;
        reviewer.go(&format!("{}/desk", self.server.url)).await;
        self.look(reviewer, "desk").await;
        reviewer
            .click(&format!("form[action='/desk/{reference}/claim'] button"))
            .await;
        reviewer.wait_for_path(&format!("/desk/{reference}")).await;
        self.look(reviewer, "case").await;
        reviewer.wait_for_pictures().await;
        // Personal data is masked until it is asked for.
        let text = reviewer.text().await;
        assert!(!text.contains("11010519491231002X"), "not masked");
        reviewer
            .click("button[name=pointer][value='/contacts/0/id_number']")
            .await;
        reviewer.expect("11010519491231002X").await;
        // Returned without a field: refused, told why.
        reviewer.click(".decision label[for$='-return']").await;
        let decide = ".decision button.main";
        reviewer.click(decide).await;
        reviewer.find("#summary").await;
        self.look(reviewer, "case-refused").await;
        reviewer.click(".decision label[for$='-return']").await;
        // Only the ticks are there: a reason is asked for what is ticked.
        let boxes = "return [...document.querySelectorAll('.flag-reason')].filter((one) => one.getClientRects().length).length";
        assert_eq!(reviewer.script(boxes).await, serde_json::json!(0));
        // No tick lies on an answer or on what shows it.
        let covered = reviewer.script(COVERED).await;
        assert_eq!(covered, serde_json::json!([]));
        for (pointer, reason) in [
            ("/basic/address", "与证书上的地址不一致"),
            (self.journey.scans[0], "扫描件不清楚"),
        ] {
            reviewer.tick("flag", pointer).await;
            reviewer.fill(&format!("reason {pointer}"), reason).await;
        }
        reviewer.click(decide).await;
        reviewer.wait_until_gone(".decision").await;
        self.look(reviewer, "case-returned").await;
    }

    pub(super) async fn correct(&self, reference: &str) {
        let mail = self.mailbox.wait(&self.email, 2).await;
        for words in ["与证书上的地址不一致", "扫描件不清楚"] {
            assert!(
                mail.text.contains(words) && mail.html.contains(words),
                "{words}"
            );
        }
        let browser = self.browser;
        browser.go(&mail.link("/status/")).await;
        self.look(browser, "status-returned").await;
        browser
            .click(&format!("a[href='/status/{reference}/correct']"))
            .await;
        browser.find("#form").await;
        self.look(browser, "correct").await;
        // Nothing but the flagged fields is open.
        let open = browser
            .script("return [...new Set([...document.querySelectorAll('#form [name^=\"/\"]')].map((input) => input.name))].sort()")
            .await;
        assert_eq!(
            open,
            serde_json::json!(
                [self.journey.scans[0], "/basic/address"]
                    .into_iter()
                    .filter(|name| *name == "/basic/address")
                    .collect::<Vec<_>>()
            )
        );
        // Going on without a change is warned about, with the way back.
        browser.click(CHECK).await;
        browser.find("#untouched-title").await;
        self.look(browser, "correct-untouched").await;
        browser.click("section.callout a[href$='address']").await;
        browser.find("#form").await;
        browser
            .fill("/basic/address", "石家庄市长安区中山东路 200 号")
            .await;
        let scripting = self.journey.look.scripting;
        let remove = format!(
            "{} button[value^='remove-file']",
            part(self.journey.scans[0])
        );
        browser.click(&remove).await;
        browser
            .wait_for_count(&format!("{} .file", part(self.journey.scans[0])), 0)
            .await;
        let clear = self.picture("清楚.jpg");
        people::upload(browser, scripting, self.journey.scans[0], &clear).await;
        browser.click(CHECK).await;
        browser
            .wait_for_path(&format!("/status/{reference}/check"))
            .await;
        self.look(browser, "correct-check").await;
        browser.click("main form button.main").await;
        browser.wait_for_path(&format!("/status/{reference}")).await;
        self.look(browser, "status-resubmitted").await;
    }

    pub(super) async fn review_approves(&self, reviewer: &Browser, reference: &str) {
        // The application is back with the same person.
        reviewer
            .go(&format!("{}/desk?tab=assigned", self.server.url))
            .await;
        reviewer
            .click(&format!("main a[href='/desk/{reference}']"))
            .await;
        reviewer.expect("200 号").await;
        self.look(reviewer, "case-again").await;
        let text = reviewer.text().await;
        assert!(text.contains("100 号"), "the old address is not shown");
        reviewer.click(".decision label[for$='-approve']").await;
        reviewer.click(".decision button.main").await;
        reviewer.wait_until_gone(".decision").await;
        self.look(reviewer, "case-approved").await;
        reviewer
            .go(&format!("{}/desk?tab=done", self.server.url))
            .await;
        reviewer.expect(reference).await;
    }
}
