use guichet_engine::workflow::{Command, EventKind};

use crate::service::cases;
use crate::service::staff;
use crate::testing::case::{events, now, service_by, staff as member, submitted};
use crate::testing::{get, post};

fn script(guarded: bool) -> String {
    let guard = if guarded {
        "application.messages.x != () && "
    } else {
        ""
    };
    format!(
        r#"
        workflow(#{{ title: "W" }});
        start(#{{ to: "check" }});
        step("check", #{{ title: "Check", who: role("reviewer"), actions: [ action("ok", "Ok").to("hall", "room")
            .choose(|application| if {guard}application.messages.x.y > 1 {{ "hall" }} else {{ "room" }}) ] }});
        step("hall", #{{ title: "Hall", who: role("reviewer"), actions: [ action("hall-ok", "Ok").to("approved") ] }});
        step("room", #{{ title: "Room", who: role("reviewer"), actions: [ action("room-ok", "Ok").to("approved") ] }});
        finish("approved", #{{ title: "Approved", kind: "approved" }});
    "#
    )
}

#[rocket::async_test]
async fn a_case_that_a_script_failed_goes_on_by_the_mended_version_and_back() {
    let (service, folder) = service_by(&script(false)).await;
    let (wang, _) = member(&service, "Wang", &["reviewer"]).await;
    let (_, admin) = member(&service, "Admin", &["administrator"]).await;
    let row = submitted(&service, 1).await;
    let ok = Command::Act {
        run: 1,
        action: guichet_engine::ids::ActionName::new("ok"),
        actor: staff::actor_of(&wang, Vec::new()),
        flags: vec![],
        reason: None,
        answers: None,
        item: None,
    };
    let failed = cases::command(&service.app, &row.case.id, &ok, "en").await;
    assert!(failed.is_err());
    let name = row.case.workflow.name.clone();
    let path = format!("workflows/{name}/workflow.rhai");
    std::fs::write(folder.path().join(path), script(true)).expect("written");
    service.app.definitions.reload().await.expect("read");
    // It is tried before it is moved.
    let page = format!("/admin/workflows/{name}/cases");
    let (status, shown) = get(&admin, &format!("{page}?lang=en")).await;
    assert_eq!(status, 200);
    assert!(
        shown.contains(">Fits<") && shown.contains(row.case.reference.as_str()),
        "{shown}"
    );
    let id = row.case.id.clone();
    let (status, to) = post(&admin, &page, &[("do", "move"), ("case", &id)]).await;
    assert_eq!((status, to), (303, format!("{page}?done=cases-moved")));
    let moved = now(&service, &row).await;
    assert_ne!(moved.case.workflow, row.case.workflow);
    // Recorded, and undone if that is wanted.
    let all = events(&service, &row).await;
    assert!(
        all.iter()
            .any(|event| matches!(event.kind, EventKind::Migrated { .. }))
    );
    let (_, to) = post(&admin, &page, &[("do", "back"), ("case", &id)]).await;
    assert_eq!(to, format!("{page}?done=cases-moved-back"));
    assert_eq!(now(&service, &row).await.case.workflow, row.case.workflow);
    post(&admin, &page, &[("do", "move"), ("case", &id)]).await;
    let acted = cases::command(&service.app, &row.case.id, &ok, "en").await;
    let open = acted.expect("acted").case.open;
    assert!(open.values().any(|open| open.step == "room"));
}

#[rocket::async_test]
async fn nobody_else_moves_anything() {
    let (service, _folder) = service_by(&script(true)).await;
    let (_, reviewer) = member(&service, "Wang", &["reviewer"]).await;
    let row = submitted(&service, 1).await;
    let page = format!("/admin/workflows/{}/cases", row.case.workflow.name);
    assert_eq!(get(&reviewer, &page).await.0, 403);
    let (status, _) = post(&reviewer, &page, &[("do", "move"), ("case", &row.case.id)]).await;
    assert_eq!(status, 403);
}
