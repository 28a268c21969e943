//! What a case waits for from outside, passed on by an administrator.

use crate::service::cases::tests::begun;
use crate::testing::case::{now, service_by, staff};
use crate::testing::{get, post};

const SCRIPT: &str = r#"
    workflow(#{ title: "W" });
    start(#{ to: "report" });
    wait("report", #{ title: "Report of the laboratory", message: "report", to: "review" });
    step("review", #{ title: "R", who: role("reviewer"), actions: [ action("approve", "A").to("approved") ] });
    finish("approved", #{ title: "Approved", kind: "approved" });
"#;

/// What only the card has in which a message is passed on.
const CARD: &str = "name=\"value report\"";

#[rocket::async_test]
async fn a_message_is_passed_on_once_by_an_administrator_and_nobody_else() {
    let (service, _folder) = service_by(SCRIPT).await;
    let row = begun(&service).await;
    let path = format!("/desk/{}", row.case.reference);
    let to = format!("{path}/message");
    let said = [("name", "report"), ("value", "passed")];
    let open = async || {
        let case = now(&service, &row).await.case;
        let open = case.open.values().map(|open| open.step.clone());
        open.collect::<Vec<_>>()
    };
    let (_, reviewer) = staff(&service, "Wang", &["reviewer"]).await;
    let (_, page) = get(&reviewer, &path).await;
    assert!(page.contains("这一步无需人工办理") && !page.contains(CARD));
    assert_eq!(post(&reviewer, &to, &said).await.0, 403);
    assert_eq!(open().await, ["report"]);

    let (_, administrator) = staff(&service, "Li", &["administrator"]).await;
    let (_, page) = get(&administrator, &path).await;
    assert!(page.contains("Report of the laboratory") && page.contains(CARD));
    assert_eq!(post(&administrator, &to, &[("name", "other")]).await.0, 409);
    assert_eq!(post(&administrator, &to, &said).await.0, 303);
    assert_eq!(open().await, ["review"]);
    assert_eq!(post(&administrator, &to, &said).await.0, 409);
    assert_eq!(open().await, ["review"]);
}
