//! What is typed on the page of a case and not sent yet is not lost: whatever is pressed, and whoever is logged in.

use rocket::local::asynchronous::Client;

use super::*;
use crate::service::review_drafts::REVIEW_DRAFT_BYTES_MAX;
use crate::store::CaseRow;
use crate::testing::case::{staff, submitted};
use crate::testing::form::{inputs_in, value};
use crate::testing::service_on;

const ADDRESS: &str = "/basic/address";

/// All that stands on the page, with more.
const TYPED: [(&str, &str); 9] = [
    ("whole", "yes"),
    ("action 1", "return"),
    ("reason 1", "请尽快补正"),
    ("flag", ADDRESS),
    ("reason /basic/address", "与证书不一致"),
    ("reason /basic/name", "还没有勾选"),
    ("to 1 delegate", ""),
    ("when 1 add-signer", "add-signer-before"),
    ("why 1 delegate", "想请教一下"),
];

struct Bench {
    service: Service,
    row: CaseRow,
    account: crate::store::Account,
    client: Client,
    base: String,
}

impl Bench {
    async fn new() -> Self {
        let service = service().await;
        let row = submitted(&service, 1).await;
        let (account, client) = staff(&service, "limei", &["reviewer"]).await;
        // There is somebody to ask.
        staff(&service, "zhaoqiang", &["reviewer"]).await;
        let base = format!("/desk/{}", row.case.reference);
        let claimed = post(&client, &format!("{base}/claim"), &[("run", "1")]).await;
        assert_eq!(claimed.0, 303);
        Self {
            service,
            row,
            account,
            client,
            base,
        }
    }

    /// Posts all of the page, by a button.
    async fn press(&self, to: &str, button: (&str, &str), more: &[(&str, &str)]) -> (u16, String) {
        let mut pairs = TYPED.to_vec();
        pairs.extend(more);
        pairs.push(button);
        post(&self.client, &format!("{}/{to}", self.base), &pairs).await
    }

    async fn page(&self, query: &str) -> String {
        let (status, page) = get(&self.client, &format!("{}{query}", self.base)).await;
        assert_eq!(status, 200);
        page
    }

    async fn draft(&self) -> Option<Vec<(String, String)>> {
        let (case, account) = (&self.row.case.id, &self.account.id);
        let row = self.service.app.store.review_draft(case, account).await;
        row.expect("asked").map(|row| row.pairs)
    }
}

/// That a page stands as it was typed.
fn check_typed(page: &str) {
    let found = inputs_in(page);
    for (name, typed) in TYPED {
        // What nobody would type is no choice either.
        if !typed.is_empty() && name != "whole" && !name.starts_with("when") {
            assert_eq!(value(&found, name), typed, "{name}");
        }
    }
}

#[rocket::async_test]
async fn a_comment_a_language_and_an_answer_that_is_asked_for_lose_nothing() {
    let bench = Bench::new().await;
    let base = &bench.base;
    let said = bench.press("comment", ("comment", "请看一下"), &[]).await;
    assert_eq!(said, (303, format!("{base}?done=commented")));
    let page = bench.page("").await;
    check_typed(&page);
    assert_eq!(value(&inputs_in(&page), "comment"), "", "it is said");
    assert!(page.contains("请看一下"));
    let other = [("comment", "还没写完")];
    let switched = bench.press("draft", ("lang", "en"), &other).await;
    assert_eq!(switched, (303, format!("{base}?lang=en")));
    let page = bench.page("?lang=en").await;
    check_typed(&page);
    assert_eq!(value(&inputs_in(&page), "comment"), "还没写完");
    let shown = bench
        .press("reveal", ("pointer", "/account/mobile"), &other)
        .await;
    assert_eq!(shown, (303, format!("{base}#f-account-mobile")));
    let page = bench.page("").await;
    check_typed(&page);
    let mobile = bench.row.case.answers["account"]["mobile"].as_str();
    assert!(page.contains(mobile.expect("a number")));
    // It is theirs alone, and of this case alone.
    let (_, stranger) = staff(&bench.service, "wangwei", &["reviewer"]).await;
    let (_, page) = get(&stranger, base).await;
    assert!(!page.contains("请尽快补正") && !page.contains("想请教"));
    let second = submitted(&bench.service, 2).await;
    let (_, page) = get(&bench.client, &format!("/desk/{}", second.case.reference)).await;
    assert!(!page.contains("请尽快补正"));
}

#[rocket::async_test]
async fn what_is_carried_out_is_used_up_and_the_rest_stays() {
    let bench = Bench::new().await;
    let other = [("comment", "还没写完")];
    let acted = bench.press("act", ("run", "1"), &other).await;
    assert_eq!(acted, (303, format!("{}?done=acted", bench.base)));
    let rest = bench.draft().await.expect("the rest");
    let names: Vec<&str> = rest.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["why 1 delegate", "comment"]);
    // What belongs to a step that is over is still to be read.
    let page = bench.page("").await;
    let lost = element(&page, "typed-lost");
    assert!(lost[..lost.find("</section>").expect("its end")].contains("想请教一下"));
    // Nothing is kept where nothing is typed.
    let nothing = [
        ("whole", "yes"),
        ("comment", " "),
        ("when 1 add-signer", "add-signer-before"),
    ];
    let kept = post(&bench.client, &format!("{}/draft", bench.base), &nothing).await;
    assert_eq!(kept, (303, format!("{}?done=kept", bench.base)));
    assert_eq!(bench.draft().await, None);
}

#[rocket::async_test]
async fn what_is_refused_comes_back_as_it_was_typed() {
    let bench = Bench::new().await;
    let (status, page) = bench
        .press(
            "collaboration",
            ("collaborate", "1 delegate delegate"),
            &[("holder 1", bench.account.id.as_str())],
        )
        .await;
    assert_eq!(status, 422, "{page}");
    check_typed(&page);
    check_typed(&bench.page("").await);
    let without: Vec<_> = TYPED
        .into_iter()
        .filter(|(name, _)| *name != "action 1")
        .collect();
    let mut pairs = without.clone();
    pairs.push(("run", "1"));
    let (status, page) = post(
        &bench.client,
        &format!("{}/act?lang=zh-CN", bench.base),
        &pairs,
    )
    .await;
    assert_eq!(status, 422);
    assert!(page.contains("请选择一个决定"), "{page}");
    let given_back = bench.press("release", ("release", "1"), &[]).await;
    assert_eq!(given_back, (303, format!("{}?done=released", bench.base)));
    let page = bench.page("").await;
    assert!(element(&page, "typed-lost").contains("请尽快补正"));
    let claimed = bench.press("claim", ("run", "1"), &[]).await;
    assert_eq!(claimed, (303, format!("{}?done=claimed", bench.base)));
    check_typed(&bench.page("").await);
}

#[rocket::async_test]
async fn a_login_that_has_ended_costs_nothing_that_was_typed() {
    let bench = Bench::new().await;
    assert_eq!(post(&bench.client, "/logout", &[]).await.0, 303);
    let mut pairs = TYPED.to_vec();
    pairs.push(("run", "1"));
    let act = format!("{}/act", bench.base);
    let (status, page) = post(&bench.client, &act, &pairs).await;
    assert_eq!(status, 403);
    check_typed(&page);
    assert!(page.contains("href=\"/login\" target=\"_blank\""), "{page}");
    // Nothing is typed: to the login, as always.
    assert_eq!(post(&bench.client, &act, &[("run", "1")]).await.0, 303);
    // After the login what the page holds is sent again.
    log_in(&bench.client, &bench.account).await;
    let found = inputs_in(&page);
    let again: Vec<(&str, &str)> = found
        .iter()
        .filter(|(name, _)| name != "csrf")
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let acted = post(&bench.client, &act, &again).await;
    assert_eq!(acted, (303, format!("{}?done=acted", bench.base)));
}

#[rocket::async_test]
async fn what_is_kept_has_a_bound_and_an_end() {
    let bench = Bench::new().await;
    let long = "长".repeat(REVIEW_DRAFT_BYTES_MAX / 3);
    let (status, _) = bench
        .press("draft", ("lang", ""), &[("comment", &long)])
        .await;
    assert_eq!(status, 413);
    let many: Vec<String> = (0..3_000)
        .map(|number| format!("reason /x/{number}"))
        .collect();
    let many: Vec<(&str, &str)> = many.iter().map(|name| (name.as_str(), "x")).collect();
    assert_eq!(bench.press("draft", ("lang", ""), &many).await.0, 413);
    assert_eq!(bench.draft().await, None);
    // What no page has is not kept.
    let odd = [
        ("odd", "x"),
        ("listed x", "x"),
        ("flag 1", "x"),
        ("reason", "x"),
    ];
    assert_eq!(bench.press("draft", ("lang", ""), &odd).await.0, 303);
    let kept = bench.draft().await.expect("kept");
    assert!(
        kept.iter()
            .all(|(name, _)| TYPED.iter().any(|(own, _)| own == name))
    );
    let days = i64::from(bench.service.app.config.draft_days);
    let late = service_on(&bench.service, days * 86_400 + 60).await;
    log_in(&late.client, &bench.account).await;
    let (_, page) = get(&late.client, &bench.base).await;
    assert!(!page.contains("请尽快补正"));
    let now = late.app.clock.now();
    let gone = late.app.store.forget_review_drafts(now, 10).await;
    assert_eq!(gone.expect("asked"), 1);
    assert_eq!(bench.draft().await, None);
}
