//! What a row of the desk says: who has it, what it is for, whether it may be claimed, and in which order rows stand.

use crate::testing::case::{service_by, staff, submitted};
use crate::testing::{get, post};

const SCRIPT: &str = r#"
    workflow(#{ title: "W", calendar: "cn" });
    start(#{ to: "panel" });
    step("panel", #{
        title: "Panel", who: role("reviewer"), each: ["fire", "food", "noise"], complete: "all", not_by: "panel",
        actions: [ action("agree", "Agree").counts().to("second") ],
    });
    step("second", #{ title: "Second", who: role("reviewer"), not_by_ever: "panel",
        actions: [ action("approve", "A").to("approved"), action("back", "Back").needs_reason().to("correction") ] });
    step("correction", #{ title: "Correction", who: applicant(), actions: [ action("again", "Again").to("second") ] });
    finish("approved", #{ title: "Approved", kind: "approved" });
"#;

/// A step, and a correction that leads back to it.
const SECOND: &str = r#"
    workflow(#{ title: "W", calendar: "cn" });
    start(#{ to: "second" });
    step("second", #{ title: "Second", who: role("reviewer"), due: working_days(5),
        actions: [ action("approve", "A").to("approved"), action("back", "Back").needs_reason().to("correction") ] });
    step("correction", #{ title: "Correction", who: applicant(), actions: [ action("again", "Again").to("second") ] });
    finish("approved", #{ title: "Approved", kind: "approved" });
"#;

/// Returns the rows of a page, each as its text.
fn rows(page: &str) -> Vec<String> {
    let rows = page.split("<tr").skip(2);
    let text = |row: &str| {
        let pieces = row.split('<').filter_map(|tag| tag.split('>').nth(1));
        let text: String = pieces.collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    rows.map(text).collect()
}

#[rocket::async_test]
async fn several_runs_of_a_step_are_told_apart_and_offered_only_to_whom_they_are_open() {
    let (service, _folder) = service_by(SCRIPT).await;
    let row = submitted(&service, 1).await;
    let base = format!("/desk/{}", row.case.reference);
    let (_, ann) = staff(&service, "Ann", &["reviewer"]).await;
    let list = "/desk?tab=unclaimed&lang=en";
    let (_, page) = get(&ann, list).await;
    let found = rows(&page).join("\n");
    for item in ["fire", "food", "noise"] {
        assert!(found.contains(&format!("Panel {item}")), "{item}: {found}");
    }
    assert_eq!(page.matches("/claim\"").count(), 3);
    let (_, case) = get(&ann, &format!("{base}?lang=en")).await;
    assert!(case.contains("Panel (fire, food, noise)"), "{case}");
    // Whoever has one of them is offered none of the others, and each can be claimed that is offered.
    let claim = format!("{base}/claim");
    assert_eq!(post(&ann, &claim, &[("run", "1")]).await.0, 303);
    let (_, page) = get(&ann, list).await;
    assert_eq!(rows(&page).len(), 2);
    assert_eq!(post(&ann, &claim, &[("run", "2")]).await.0, 409);
    assert!(!page.contains("/claim\""), "{page}");
    let mut others = Vec::new();
    for (name, run) in [("Ben", "2"), ("Cai", "3")] {
        let (_, client) = staff(&service, name, &["reviewer"]).await;
        assert_eq!(
            post(&client, &claim, &[("run", run)]).await.0,
            303,
            "{name}"
        );
        others.push((client, run));
    }
    others.push((ann, "1"));
    for (client, run) in &others {
        let pairs = [("run", *run), ("action", "agree")];
        assert_eq!(post(client, &format!("{base}/act"), &pairs).await.0, 303);
    }
    for (client, _) in &others {
        assert!(!get(client, list).await.1.contains("/claim\""));
    }
    let (_, dan) = staff(&service, "Dan", &["reviewer"]).await;
    assert!(get(&dan, list).await.1.contains("/claim\""));
}

#[rocket::async_test]
async fn a_row_says_who_has_it_or_who_decided() {
    let (service, _folder) = service_by(SECOND).await;
    let (one, other) = (submitted(&service, 1).await, submitted(&service, 2).await);
    let (_, ann) = staff(&service, "Ann", &["reviewer"]).await;
    let (_, ben) = staff(&service, "Ben", &["reviewer"]).await;
    for (client, row, action) in [(&ann, &one, "approve"), (&ben, &other, "back")] {
        let base = format!("/desk/{}", row.case.reference);
        let claimed = post(client, &format!("{base}/claim"), &[("run", "1")]).await;
        assert_eq!(claimed.0, 303);
        let pairs = [("run", "1"), ("action", action), ("reason", "why")];
        assert_eq!(post(client, &format!("{base}/act"), &pairs).await.0, 303);
    }
    let (_, done) = get(&ben, "/desk?tab=done&lang=en").await;
    let found = rows(&done).join("\n");
    assert!(
        found.contains("Ann") && !found.contains("Nobody"),
        "{found}"
    );
    let (_, waiting) = get(&ann, "/desk?tab=waiting&lang=en").await;
    let found = rows(&waiting).join("\n");
    assert!(found.contains("The applicant"), "{found}");
    assert!(!found.contains("Nobody"), "{found}");
}

#[rocket::async_test]
async fn what_is_due_on_the_same_day_stands_in_order_of_arrival() {
    let (service, _folder) = service_by(SECOND).await;
    let mut expect = Vec::new();
    for number in 0..6 {
        expect.push(submitted(&service, number).await.case.reference.to_string());
    }
    let (_, ann) = staff(&service, "Ann", &["reviewer"]).await;
    let (_, page) = get(&ann, "/desk?tab=unclaimed").await;
    let found = rows(&page);
    let place = |reference: &String| {
        let found = found
            .iter()
            .position(|row| row.contains(reference.as_str()));
        found.expect("a row")
    };
    assert_eq!(
        expect.iter().map(place).collect::<Vec<_>>(),
        [0, 1, 2, 3, 4, 5]
    );
}
