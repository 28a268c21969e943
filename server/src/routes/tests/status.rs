//! The status page: found by reference and code, and what an applicant does there.

use guichet_engine::workflow::EventKind;

use crate::testing::case::{applicant_of, events, everything, now, staff, submitted};
use crate::testing::{self, get, post};

#[rocket::async_test]
async fn reference_and_code_open_a_case_however_they_are_typed_and_nothing_else_does() {
    let service = testing::service().await;
    let (row, other) = (submitted(&service, 1).await, submitted(&service, 2).await);
    let reference = row.case.reference.as_str();
    let keys = &service.app.keys;
    let code = keys.case_code(&row.case.id);
    let foreign = keys.case_code(&other.case.id);
    let stranger = service.other_client().await;
    let mut refusals = Vec::new();
    for (reference, code) in [
        (reference, foreign.as_str()),
        (reference, ""),
        (reference, "x"),
        (other.case.reference.as_str(), code.as_str()),
        ("20261124-AAAA-AAAA", code.as_str()),
        ("", ""),
        ("'; DELETE case", code.as_str()),
        (&"9".repeat(5_000), code.as_str()),
    ] {
        let pairs = [("reference", reference), ("code", code)];
        let (status, page) = post(&stranger, "/status", &pairs).await;
        assert_eq!(status, 422, "{pairs:?}");
        assert!(page.contains("id=\"summary\""), "{pairs:?}");
        refusals.push(page.replace(reference, ""));
    }
    // Whether there is such a number is not told.
    assert_eq!(refusals[0], refusals[4]);
    let ask = format!("/status?reference={reference}");
    let status_page = format!("/status/{reference}");
    assert_eq!(get(&stranger, &status_page).await, (303, ask));
    for typed in [
        reference.to_owned(),
        format!("  {} ", reference.to_lowercase()),
    ] {
        let client = service.other_client().await;
        let pairs = [("reference", typed.as_str()), ("code", code.as_str())];
        let found = post(&client, "/status", &pairs).await;
        assert_eq!(found, (303, status_page.clone()), "{typed}");
        assert_eq!(get(&client, &status_page).await.0, 200);
        let not_theirs = format!("/status/{}", other.case.reference);
        assert_eq!(get(&client, &not_theirs).await.0, 303);
    }
}

#[rocket::async_test]
async fn what_was_answered_calls_for_nothing_more() {
    let service = testing::service().await;
    let row = submitted(&service, 1).await;
    let client = applicant_of(&service, &row).await;
    let base = format!("/status/{}", row.case.reference);
    let (_, reviewer) = staff(&service, "limei", &["reviewer"]).await;
    let desk = format!("/desk/{}", row.case.reference);
    assert_eq!(
        post(&reviewer, &format!("{desk}/claim"), &[("run", "1")])
            .await
            .0,
        303
    );
    let (flag, why) = ("/basic/address", "与证书不一致");
    let pairs = [
        ("run", "1"),
        ("action", "return"),
        ("reason", "请尽快补正"),
        ("flag", flag),
        ("reason /basic/address", why),
    ];
    assert_eq!(post(&reviewer, &format!("{desk}/act"), &pairs).await.0, 303);
    let callout = |page: &str| {
        let found = page.split("id=\"remarks-title\"").nth(1);
        found.map(|rest| rest.split("</section>").next().expect("its end").to_owned())
    };
    let (_, page) = get(&client, &base).await;
    let said = callout(&page).expect("what is asked");
    assert!(said.contains("请尽快补正") && said.contains(why), "{said}");
    let pairs = [("do", "check"), (flag, "石家庄市新华区九百号")];
    assert_eq!(
        post(&client, &format!("{base}/correct"), &pairs).await.0,
        303
    );
    let submit = format!("{base}/submit");
    assert_eq!(post(&client, &submit, &[]).await.0, 303);
    let (_, page) = get(&client, &base).await;
    assert_eq!(callout(&page), None);
    assert!(page.contains("请尽快补正"), "it stays in the history");
}

#[rocket::async_test]
async fn an_applicant_withdraws_once_after_being_asked() {
    let service = testing::service().await;
    let row = submitted(&service, 1).await;
    let client = applicant_of(&service, &row).await;
    let base = format!("/status/{}", row.case.reference);
    let act = format!("{base}/act");
    let (status, page) = get(&client, &format!("{act}?action=withdraw")).await;
    assert_eq!(status, 200);
    assert!(page.contains("value=\"withdraw\""));
    assert!(now(&service, &row).await.case.finished.is_none());
    let withdraw = [("action", "withdraw"), ("run", "1")];
    let (one, two) = tokio::join!(
        post(&client, &act, &withdraw),
        post(&client, &act, &withdraw)
    );
    let mut answers = [one, two];
    answers.sort();
    let to = |done: &str| (303, format!("{base}?done={done}"));
    assert_eq!(answers, [to("acted"), to("changed")]);
    let (status, page) = get(&client, &base).await;
    assert_eq!(status, 200);
    assert!(page.contains("state-withdrawn"));
    let acted = events(&service, &row).await;
    let acted = acted
        .iter()
        .filter(|event| matches!(event.kind, EventKind::Acted { .. }));
    assert_eq!(acted.count(), 1);
    // Nothing is offered any more.
    for path in [format!("{act}?action=withdraw"), format!("{base}/correct")] {
        assert_eq!(get(&client, &path).await, (303, base.clone()), "{path}");
    }
}

#[rocket::async_test]
async fn what_is_not_the_applicants_to_do_is_not_done() {
    let service = testing::service().await;
    let row = submitted(&service, 1).await;
    let client = applicant_of(&service, &row).await;
    let base = format!("/status/{}", row.case.reference);
    let before = everything(&service, &[&row]).await;
    let changed = (303, format!("{base}?done=changed"));
    let long = "长".repeat(2_001);
    for pairs in [
        &[("action", "approve"), ("run", "1")][..],
        &[("action", "reject"), ("run", "1"), ("reason", "x")],
        &[("action", "return"), ("run", "1"), ("flag", "/basic/name")],
        &[("action", "resubmit"), ("run", "1")],
        &[("action", "no-such"), ("run", "1")],
        &[("action", ""), ("run", "1")],
        &[("action", "withdraw"), ("run", "9")],
    ] {
        let answer = post(&client, &format!("{base}/act"), pairs).await;
        assert_eq!(answer, changed, "{pairs:?}");
    }
    for pairs in [
        &[("action", "withdraw")][..],
        &[("action", "withdraw"), ("run", "")],
        &[("action", "withdraw"), ("run", "-1")],
    ] {
        let (status, _) = post(&client, &format!("{base}/act"), pairs).await;
        assert_eq!(status, 400, "{pairs:?}");
    }
    let too_long = [
        ("action", "withdraw"),
        ("run", "1"),
        ("reason", long.as_str()),
    ];
    let (status, page) = post(&client, &format!("{base}/act"), &too_long).await;
    assert_eq!(status, 422);
    assert!(page.contains("name=\"action\""));
    assert_eq!(everything(&service, &[&row]).await, before);
}
