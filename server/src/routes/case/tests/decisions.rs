//! What reviewers do with a case: two at once, what is over, what was never offered, what is missing.

use guichet_engine::workflow::{Actor, Event, EventKind};
use rocket::local::asynchronous::Client;

use crate::store::{Account, CaseRow};
use crate::testing::case::{events, everything, now, send_back, staff, submitted};
use crate::testing::form::element;
use crate::testing::{self, Service, get, log_in, post, service_on};

/// A case in review, and two reviewers.
struct Bench {
    service: Service,
    row: CaseRow,
    one: (Account, Client),
    two: (Account, Client),
    base: String,
}

impl Bench {
    async fn new() -> Self {
        let service = testing::service().await;
        let row = submitted(&service, 1).await;
        Self {
            one: staff(&service, "limei", &["reviewer"]).await,
            two: staff(&service, "wangwei", &["reviewer"]).await,
            base: format!("/desk/{}", row.case.reference),
            service,
            row,
        }
    }

    async fn post(&self, client: &Client, below: &str, pairs: &[(&str, &str)]) -> (u16, String) {
        post(client, &format!("{}/{below}", self.base), pairs).await
    }

    async fn claim(&self, client: &Client) -> (u16, String) {
        self.post(client, "claim", &[("run", "1")]).await
    }

    fn done(&self, what: &str) -> (u16, String) {
        (303, format!("{}?done={what}", self.base))
    }

    /// Checks that a post is refused with this status, says these texts on its page, and changes nothing.
    async fn check_refused(
        &self,
        client: &Client,
        below: &str,
        pairs: &[(&str, &str)],
        expect: (u16, &[&str]),
    ) -> String {
        let before = everything(&self.service, &[&self.row]).await;
        let (status, page) = self.post(client, below, pairs).await;
        assert_eq!(status, expect.0, "{below} {pairs:?}");
        for text in expect.1 {
            assert!(page.contains(text), "{below} {pairs:?}: {text}");
        }
        let after = everything(&self.service, &[&self.row]).await;
        assert_eq!(after, before, "{below} {pairs:?}");
        page
    }

    async fn count(&self, is_it: impl Fn(&EventKind) -> bool) -> usize {
        let events = events(&self.service, &self.row).await;
        let kinds = events.iter().map(|event| &event.kind);
        kinds.filter(|kind| is_it(kind)).count()
    }
}

#[rocket::async_test]
async fn of_two_who_claim_at_once_one_has_it_and_the_other_is_told_who() {
    let bench = Box::pin(Bench::new()).await;
    let (one, two) = (&bench.one.1, &bench.two.1);
    let (first, second) = tokio::join!(bench.claim(one), bench.claim(two));
    let won = [&first, &second].map(|(status, _)| *status);
    assert!(won == [303, 409] || won == [409, 303], "{won:?}");
    let (winner, (_, told)) = if won[0] == 303 {
        (&bench.one, second)
    } else {
        (&bench.two, first)
    };
    assert!(told.contains(&winner.0.display_name));
    let claimed = |kind: &EventKind| matches!(kind, EventKind::Claimed { .. });
    assert_eq!(bench.count(claimed).await, 1);
    let row = now(&bench.service, &bench.row).await;
    let assignee = row.case.open[&1].assignee.as_ref().map(|own| &own.id);
    assert_eq!(assignee, Some(&winner.0.id));
}

#[rocket::async_test]
async fn a_step_is_given_back_by_whoever_has_it_and_is_free_again() {
    let bench = Box::pin(Bench::new()).await;
    let (one, two) = (&bench.one.1, &bench.two.1);
    let run = [("run", "1")];
    // Nobody has it yet.
    bench.check_refused(one, "release", &run, (409, &[])).await;
    assert_eq!(bench.claim(one).await, bench.done("claimed"));
    bench.check_refused(one, "claim", &run, (409, &[])).await;
    let name = bench.one.0.display_name.as_str();
    for below in ["claim", "release"] {
        bench.check_refused(two, below, &run, (409, &[name])).await;
    }
    let approve = [("run", "1"), ("action", "approve")];
    bench
        .check_refused(two, "act", &approve, (409, &[name]))
        .await;
    let released = bench.post(one, "release", &run).await;
    assert_eq!(released, bench.done("released"));
    assert_eq!(bench.claim(two).await, bench.done("claimed"));
}

#[rocket::async_test]
async fn whoever_comes_after_the_decision_is_told_who_decided_what() {
    let bench = Box::pin(Bench::new()).await;
    let (one, two) = (&bench.one.1, &bench.two.1);
    let approve = [("run", "1"), ("action", "approve")];
    assert_eq!(bench.post(one, "act", &approve).await, bench.done("acted"));
    let name = bench.one.0.display_name.as_str();
    let told = [name, "通过"];
    let reject = [("run", "1"), ("action", "reject"), ("reason", "不符")];
    for (client, below, pairs) in [
        (two, "act", &reject[..]),
        (two, "act", &approve),
        (two, "claim", &reject[..1]),
        (two, "release", &reject[..1]),
        // The same click again.
        (one, "act", &approve),
    ] {
        let page = bench
            .check_refused(client, below, pairs, (409, &told))
            .await;
        assert!(element(&page, "summary").contains(name));
    }
    // What was typed is not lost with the refusal, and the case is shown as it is.
    let (status, page) = get(two, &bench.base).await;
    assert_eq!(status, 200);
    assert!(page.contains("state-approved"));
}

#[rocket::async_test]
async fn of_two_decisions_at_once_one_counts() {
    let bench = Box::pin(Bench::new()).await;
    let approve = [("run", "1"), ("action", "approve")];
    let reject = [("run", "1"), ("action", "reject"), ("reason", "不符")];
    let (one, two) = tokio::join!(
        bench.post(&bench.one.1, "act", &approve),
        bench.post(&bench.two.1, "act", &reject)
    );
    let won = [&one, &two].map(|(status, _)| *status);
    assert!(won == [303, 409] || won == [409, 303], "{won:?}");
    let acted = |kind: &EventKind| matches!(kind, EventKind::Acted { .. });
    assert_eq!(bench.count(acted).await, 1);
    let row = now(&bench.service, &bench.row).await;
    let finish = row.case.finished.map(|(finish, _)| finish);
    let expect = if won[0] == 303 {
        "approved"
    } else {
        "rejected"
    };
    assert_eq!(finish.as_deref(), Some(expect));
}

#[rocket::async_test]
async fn what_was_never_offered_is_refused() {
    let bench = Box::pin(Bench::new()).await;
    let one = &bench.one.1;
    for (below, pairs, expect) in [
        ("act", &[("run", "1"), ("action", "no-such")][..], 400),
        ("act", &[("run", "1"), ("action", "")], 400),
        ("act", &[("run", "1")], 400),
        // The applicant's own.
        ("act", &[("run", "1"), ("action", "withdraw")], 403),
        ("act", &[("run", "1"), ("action", "resubmit")], 400),
        ("act", &[("run", "9"), ("action", "approve")], 409),
        ("act", &[("run", "0"), ("action", "approve")], 409),
        ("act", &[("run", "x"), ("action", "approve")], 400),
        ("act", &[("run", "-1"), ("action", "approve")], 400),
        ("act", &[("run", "99999999999"), ("action", "approve")], 400),
        ("act", &[("action", "approve")], 400),
        ("claim", &[("run", "9")], 409),
        ("claim", &[("run", "one")], 400),
        ("claim", &[], 400),
        ("release", &[], 400),
        ("reveal", &[], 400),
        ("reveal", &[("pointer", "account")], 400),
        ("reveal", &[("pointer", "/no/such")], 400),
        ("reveal", &[("pointer", "/basic/name")], 400),
        ("reveal", &[("pointer", "/account/password")], 400),
        ("reveal", &[("pointer", "/contacts/9/mobile")], 400),
        ("reveal", &[("pointer", "/contacts/2/mobile")], 400),
    ] {
        let page = bench.check_refused(one, below, pairs, (expect, &[])).await;
        assert!(page.contains("<html"), "{below} {pairs:?}: a page");
    }
}

#[rocket::async_test]
async fn remarks_that_are_missing_or_too_long_are_asked_for_and_nothing_typed_is_lost() {
    let bench = Box::pin(Bench::new()).await;
    let one = &bench.one.1;
    bench.claim(one).await;
    let long = "长".repeat(2_001);
    let reject = |reason| [("run", "1"), ("action", "reject"), ("reason", reason)];
    for reason in ["", " \n ", long.as_str()] {
        let pairs = reject(reason);
        let page = bench.check_refused(one, "act", &pairs, (422, &[])).await;
        assert!(page.contains("id=\"summary\""));
        assert!(page.contains(reason.trim()));
    }
    let (flag, why) = (("flag", "/basic/name"), "reason /basic/name");
    let action = [("run", "1"), ("action", "return")];
    for more in [
        &[][..],
        &[flag],
        &[flag, (why, "  ")],
        &[flag, (why, long.as_str())],
        &[flag, (why, "不一致"), ("flag", "/basic/address")],
        // A reason without its tick.
        &[(why, "不一致")],
    ] {
        let pairs = [&action[..], more].concat();
        let page = bench.check_refused(one, "act", &pairs, (422, &[])).await;
        assert!(page.contains("id=\"summary\""), "{more:?}");
        for (name, value) in more {
            assert!(
                *name == "flag"
                    || pairs.iter().all(|own| own != &flag)
                    || page.contains(value.trim()),
                "{name}"
            );
        }
    }
}

#[rocket::async_test]
async fn flags_on_what_the_case_does_not_have_are_refused_as_a_whole() {
    let bench = Box::pin(Bench::new()).await;
    let one = &bench.one.1;
    bench.claim(one).await;
    let known = [
        ("run", "1"),
        ("action", "return"),
        ("flag", "/basic/name"),
        ("reason /basic/name", "不一致"),
    ];
    for unknown in [
        "/no/such",
        "/basic/name/inside",
        "basic",
        "/contacts/3/name",
        "/contacts/99/mobile",
        "/contacts/x/mobile",
        "/account/password",
        "~",
    ] {
        let reason = format!("reason {unknown}");
        let forged = [("flag", unknown), (reason.as_str(), "不一致")];
        let pairs = [&known[..], &forged].concat();
        bench.check_refused(one, "act", &pairs, (400, &[])).await;
    }
    // Ticks that stayed from another decision are none.
    let stayed = [("flag", "/no/such"), ("flag", "/basic/name")];
    let pairs = [&[("run", "1"), ("action", "approve")][..], &stayed].concat();
    assert_eq!(bench.post(one, "act", &pairs).await, bench.done("acted"));
}

#[rocket::async_test]
async fn sections_tables_cells_and_files_can_be_flagged() {
    for pointer in [
        "/basic",
        "/basic/region",
        "/contacts",
        "/contacts/2/name",
        "/attachments/other",
    ] {
        let bench = Box::pin(Bench::new()).await;
        send_back(&bench.one.1, &bench.row, &[(pointer, "请补正")]).await;
        let row = now(&bench.service, &bench.row).await;
        let flags: Vec<&str> = row
            .case
            .flags
            .iter()
            .map(|own| own.pointer.as_str())
            .collect();
        assert_eq!(flags, [pointer]);
    }
}

#[rocket::async_test]
async fn personal_answers_are_masked_until_somebody_asks_and_that_is_recorded_once() {
    let bench = Box::pin(Bench::new()).await;
    let (one, two) = (&bench.one.1, &bench.two.1);
    let (_, administrator) = staff(&bench.service, "admin", &["administrator"]).await;
    let mobile = bench.row.case.answers["account"]["mobile"].as_str();
    let mobile = mobile.expect("a number");
    let contact = bench.row.case.answers["contacts"][0]["mobile"].as_str();
    let contact = contact.expect("a number");
    let sees = async |client: &Client| {
        let (status, page) = get(client, &bench.base).await;
        assert_eq!(status, 200);
        (page.contains(mobile), page.contains(contact))
    };
    for client in [one, two, &administrator] {
        assert_eq!(sees(client).await, (false, false));
    }
    let revealed = |kind: &EventKind| matches!(kind, EventKind::Revealed { .. });
    assert_eq!(bench.count(revealed).await, 0);
    // Scans are for the same people; others read the names of the files.
    for (client, may) in [(one, true), (&administrator, false)] {
        let (_, page) = get(client, &bench.base).await;
        assert_eq!(page.contains("data-scan"), may);
        assert!(page.contains("class=\"file-name\""));
    }
    let pointer = [("pointer", "/account/mobile")];
    bench
        .check_refused(&administrator, "reveal", &pointer, (403, &[]))
        .await;
    let (status, to) = bench.post(one, "reveal", &pointer).await;
    assert_eq!(status, 303);
    assert!(to.starts_with(&format!("{}#", bench.base)), "{to}");
    // That answer, to that person; looking again is no further event.
    for _ in 0..2 {
        assert_eq!(sees(one).await, (true, false));
    }
    assert_eq!(sees(two).await, (false, false));
    assert_eq!(sees(&administrator).await, (false, false));
    assert_eq!(bench.count(revealed).await, 1);
    let last: Event = events(&bench.service, &bench.row).await.pop().expect("one");
    let who = matches!(&last.actor, Actor::Staff { id, .. } if *id == bench.one.0.id);
    assert!(who, "{last:?}");
    // Whose answers they are does not learn who looked.
    let applicant = testing::case::applicant_of(&bench.service, &bench.row).await;
    let status_page = format!("/status/{}", bench.row.case.reference);
    let (_, page) = get(&applicant, &status_page).await;
    assert!(page.contains(mobile) && !page.contains(&bench.one.0.display_name));
    // After a quarter of an hour it is masked again.
    let later = service_on(&bench.service, 15 * 60 + 1).await;
    log_in(&later.client, &bench.one.0).await;
    let (_, page) = get(&later.client, &bench.base).await;
    assert!(!page.contains(mobile));
}

#[rocket::async_test]
async fn what_was_typed_comes_back_with_an_answer_that_is_shown_and_nothing_is_decided() {
    let bench = Box::pin(Bench::new()).await;
    let one = &bench.one.1;
    assert_eq!(bench.claim(one).await, bench.done("claimed"));
    let mobile = bench.row.case.answers["account"]["mobile"].as_str();
    let mobile = mobile.expect("a number");
    let (_, page) = get(one, &bench.base).await;
    assert!(page.contains("form=\"review\" formaction=") && !page.contains(mobile));
    let pairs = [
        ("run", "1"),
        ("action", "return"),
        ("reason", "其余各项无误"),
        ("flag", "/basic/address"),
        ("reason /basic/address", "与证书不一致"),
        ("reason /basic/name", "还没有勾选"),
        ("pointer", "/account/mobile"),
    ];
    let (status, page) = bench.post(one, "reveal", &pairs).await;
    assert_eq!(status, 200);
    assert!(page.contains(mobile), "not shown");
    let is_checked = |id: &str| {
        element(&page, id)
            .split('>')
            .next()
            .map(|tag| tag.contains(" checked"))
    };
    for (id, expect) in [
        ("act-1-return", true),
        ("act-1-approve", false),
        ("flag-f-basic-address", true),
        ("flag-f-basic-name", false),
    ] {
        assert_eq!(is_checked(id), Some(expect), "{id}");
    }
    for (id, text) in [
        ("reason-1", "其余各项无误"),
        ("why-f-basic-address", "与证书不一致"),
        ("why-f-basic-name", "还没有勾选"),
    ] {
        let area = element(&page, id);
        let end = area.find("</textarea>").expect("its end");
        assert!(area[..end].contains(text), "{id}");
    }
    let acted = |kind: &EventKind| matches!(kind, EventKind::Acted { .. });
    assert_eq!(bench.count(acted).await, 0);
    // The page's address leads back to the case.
    let (status, to) = get(one, &format!("{}/reveal?lang=en", bench.base)).await;
    assert_eq!((status, to), (303, bench.base.clone()));
}
