//! A script that fails while a case moves: the case stays as it was, and an administrator is shown what happened.

use crate::service::cases::tests::begun;
use crate::testing::case::{now, service_by, staff};
use crate::testing::{get, post};

const SCRIPT: &str = r#"
    workflow(#{ title: "W" });
    start(#{ to: "review" });
    step("review", #{ title: "R", who: role("reviewer"), actions: [
        action("loop", "L").to("approved", "rejected")
            .choose(|application| { if application.messages.x == () { loop {} } "approved" }),
        action("elsewhere", "E").to("approved", "rejected")
            .choose(|application| if application.messages.x == () { "nowhere" } else { "approved" }),
        action("approve", "A").to("approved"),
    ] });
    finish("approved", #{ title: "Approved", kind: "approved" });
    finish("rejected", #{ title: "Rejected", kind: "rejected" });
"#;

#[rocket::async_test]
async fn a_script_that_fails_changes_nothing_and_is_shown_to_an_administrator() {
    let (service, _folder) = service_by(SCRIPT).await;
    let row = begun(&service).await;
    let path = format!("/desk/{}", row.case.reference);
    let (_, reviewer) = staff(&service, "Wang", &["reviewer"]).await;
    let (_, administrator) = staff(&service, "Li", &["administrator"]).await;
    assert!(
        !get(&administrator, "/admin")
            .await
            .1
            .contains("id=\"failures\"")
    );
    let act = async |action: &str| {
        let pairs = [("run", "1"), ("action", action), ("reason", "")];
        post(&reviewer, &format!("{path}/act"), &pairs).await
    };
    for (action, told) in [
        ("loop", "operations"),
        ("loop", "operations"),
        ("elsewhere", "nowhere"),
    ] {
        let before = now(&service, &row).await.case;
        let (status, page) = act(action).await;
        assert_eq!(status, 409, "{page}");
        assert!(page.contains("管理员") && !page.contains(told), "{page}");
        assert_eq!(now(&service, &row).await.case, before);
    }
    let (_, page) = get(&administrator, "/admin").await;
    let failures = page.split("id=\"failures\"").nth(1).expect("failures");
    let failures = failures.split("</section>").next().expect("its end");
    assert_eq!(failures.matches("<li>").count(), 2, "{failures}");
    assert!(failures.contains(&path) && failures.contains("nowhere") && failures.contains("2 次"));
    // It goes on as if nothing had been tried.
    assert_eq!(act("approve").await.0, 303);
}
