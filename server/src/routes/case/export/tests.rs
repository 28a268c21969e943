use crate::service::cases::tests::begun;
use crate::service::export::{CaseExport, verify};
use crate::testing::case::{now, service_by, staff};
use crate::testing::{get, post};

const SCRIPT: &str = r#"
    workflow(#{ title: "W", manager: role("administrator") });
    start(#{ to: "review" });
    step("review", #{ title: "R", who: role("reviewer"), actions: [ action("approve", "A").to("approved") ] });
    finish("approved", #{ title: "Approved", kind: "approved" });
"#;

#[rocket::async_test]
async fn an_administrator_who_may_read_it_takes_a_whole_history_that_holds() {
    let (service, _folder) = service_by(SCRIPT).await;
    let row = begun(&service).await;
    let path = format!("/desk/{}", row.case.reference);
    let to = format!("{path}/export");
    let (_, reviewer) = staff(&service, "Wang", &["reviewer"]).await;
    assert_eq!(post(&reviewer, &to, &[]).await.0, 403);
    assert!(!get(&reviewer, &path).await.1.contains(&to));

    let (_, administrator) = staff(&service, "Li", &["administrator", "reviewer"]).await;
    let (status, body) = post(&administrator, &to, &[]).await;
    assert_eq!(status, 200);
    let export: CaseExport = serde_json::from_str(&body).expect("an export");
    assert_eq!(verify(&export), []);
    let case = now(&service, &row).await.case;
    assert_eq!(export.case, case);
    // That it was taken is in the history, and so in the file itself.
    assert_eq!(
        export.events.len(),
        usize::try_from(case.version).expect("small")
    );
    assert_eq!(case.version, row.case.version + 1);
}

#[rocket::async_test]
async fn an_administrator_who_may_not_read_it_takes_nothing() {
    let (service, _folder) = service_by(SCRIPT).await;
    let row = begun(&service).await;
    let (_, administrator) = staff(&service, "Li", &["administrator"]).await;
    let to = format!("/desk/{}/export", row.case.reference);
    assert_eq!(post(&administrator, &to, &[]).await.0, 403);
    assert_eq!(now(&service, &row).await.case.version, row.case.version);
}
