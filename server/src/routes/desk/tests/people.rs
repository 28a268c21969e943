//! What colleagues find on their desks: what is for their groups, for whom they stand in, to sign, copied, escalated.

use guichet_engine::ids::ActionName;
use guichet_engine::workflow::{CollaborationCommand, Command};
use rocket::local::asynchronous::Client;

use crate::service::cases;
use crate::service::staff::actor_of;
use crate::store::{Account, CaseRow};
use crate::testing::case::{absent, member, service_by, staff, submitted};
use crate::testing::{Service, get, service_on};

const SCRIPT: &str = r#"
    workflow(#{ title: "W", calendar: "cn", allow: ["add_signer", "copy_to", "delegate"] });
    start(#{ to: "check" });
    step("check", #{
        title: "Check", who: group("法规组"), due: calendar_days(3), escalate: group("督办组"),
        actions: [ action("approve", "A").to("approved") ],
    });
    finish("approved", #{ title: "Approved", kind: "approved" });
"#;

async fn command(service: &Service, row: &CaseRow, command: Command) {
    let done = cases::command(&service.app, &row.case.id, &command, "zh-CN").await;
    done.expect("done");
}

async fn settle(
    service: &Service,
    row: &CaseRow,
    by: &Account,
    collaboration: CollaborationCommand,
) {
    let actor = actor_of(by, Vec::new());
    let run = 1;
    command(
        service,
        row,
        Command::Collaborate {
            run,
            actor,
            collaboration,
        },
    )
    .await;
}

async fn claim(service: &Service, row: &CaseRow, by: &Account) {
    let actor = actor_of(by, Vec::new());
    command(service, row, Command::Claim { run: 1, actor }).await;
}

/// Compares the tabs on which somebody finds a case.
async fn check(client: &Client, row: &CaseRow, expect: &[&str]) {
    let mut found = Vec::new();
    for tab in ["unclaimed", "assigned", "sign", "copied"] {
        let (status, page) = get(client, &format!("/desk?tab={tab}&lang=zh-CN")).await;
        assert_eq!(status, 200);
        if page.contains(row.case.reference.as_str()) {
            found.push(tab);
        }
    }
    assert_eq!(found, expect);
}

async fn finds(client: &Client, row: &CaseRow) -> bool {
    let (_, page) = get(client, &format!("/desk?q={}", row.case.reference)).await;
    page.contains(&format!("desk&#x2f;{}\"", row.case.reference))
}

#[rocket::async_test]
async fn what_is_for_a_group_is_shown_to_its_members_and_to_administrators() {
    let (service, _folder) = service_by(SCRIPT).await;
    let (wang, wangs) = member(&service, "Wang", &["reviewer"], &["法规组"]).await;
    let (mut li, lis) = member(&service, "Li", &["reviewer"], &["法规组"]).await;
    let (_, strangers) = staff(&service, "Stranger", &["reviewer"]).await;
    let (_, admins) = staff(&service, "Admin", &["administrator"]).await;
    let row = submitted(&service, 1).await;
    check(&wangs, &row, &["unclaimed"]).await;
    check(&admins, &row, &["unclaimed"]).await;
    check(&strangers, &row, &[]).await;
    assert!(finds(&wangs, &row).await && !finds(&strangers, &row).await);
    let claims = |page: &str| page.contains(&format!("{}/claim", row.case.reference));
    assert!(claims(&get(&wangs, "/desk").await.1));
    assert!(!claims(&get(&admins, "/desk").await.1));

    claim(&service, &row, &li).await;
    check(&wangs, &row, &[]).await;
    absent(&service, &mut li, &wang).await;
    check(&wangs, &row, &["assigned"]).await;
    let (_, page) = get(&wangs, "/desk?tab=assigned&lang=zh-CN").await;
    assert!(page.contains("代 Li"), "{page}");
    check(&lis, &row, &["assigned"]).await;
}

#[rocket::async_test]
async fn what_is_to_be_signed_or_was_copied_is_on_the_desk_of_whoever_it_concerns() {
    let (service, _folder) = service_by(SCRIPT).await;
    let (wang, _) = member(&service, "Wang", &["reviewer"], &["法规组"]).await;
    let (mut signer, signers) = staff(&service, "Signer", &["reviewer"]).await;
    let (reader, readers) = staff(&service, "Reader", &["reviewer"]).await;
    let (deputy, deputys) = staff(&service, "Deputy", &["reviewer"]).await;
    let row = submitted(&service, 1).await;
    claim(&service, &row, &wang).await;
    let to = |account: &Account| actor_of(account, Vec::new());
    let sign = CollaborationCommand::AddSigner {
        to: Some(to(&signer)),
        after: false,
        reason: None,
    };
    settle(&service, &row, &wang, sign).await;
    let copy = CollaborationCommand::CopyTo {
        to: Some(to(&reader)),
        reason: None,
    };
    settle(&service, &row, &wang, copy).await;
    check(&signers, &row, &["sign", "copied"]).await;
    check(&readers, &row, &["copied"]).await;
    check(&deputys, &row, &[]).await;
    assert!(finds(&readers, &row).await && !finds(&deputys, &row).await);
    absent(&service, &mut signer, &deputy).await;
    check(&deputys, &row, &["sign"]).await;
    let agrees = CollaborationCommand::Sign {
        agrees: true,
        reason: None,
    };
    settle(&service, &row, &signer, agrees).await;
    check(&signers, &row, &["copied"]).await;
    check(&deputys, &row, &[]).await;
    let approve = Command::Act {
        run: 1,
        action: ActionName::new("approve"),
        actor: to(&wang),
        flags: vec![],
        reason: None,
        answers: None,
        item: None,
    };
    command(&service, &row, approve).await;
    // What is done can still be read.
    check(&readers, &row, &["copied"]).await;
}

#[rocket::async_test]
async fn an_overdue_step_is_offered_to_whom_it_is_escalated_to() {
    let (service, _folder) = service_by(SCRIPT).await;
    let (wang, wangs) = member(&service, "Wang", &["reviewer"], &["法规组"]).await;
    let (chief, chiefs) = member(&service, "Chief", &["reviewer"], &["督办组"]).await;
    let row = submitted(&service, 1).await;
    claim(&service, &row, &wang).await;
    check(&chiefs, &row, &[]).await;
    let late = service_on(&service, 5 * 86_400).await;
    command(&late, &row, Command::Overdue { run: 1 }).await;
    check(&chiefs, &row, &["unclaimed"]).await;
    check(&wangs, &row, &["assigned"]).await;
    let (_, page) = get(&chiefs, "/desk?lang=zh-CN").await;
    assert!(
        page.contains("逾期转来") && page.contains("/claim"),
        "{page}"
    );
    claim(&late, &row, &chief).await;
    // The others to whom it is escalated may still take it over.
    check(&chiefs, &row, &["unclaimed", "assigned"]).await;
    let (_, page) = get(&chiefs, "/desk").await;
    assert!(!page.contains("/claim"), "{page}");
    check(&wangs, &row, &[]).await;
}

/// A workflow with a role that no other has.
const ARCHIVE: &str = r#"
    workflow(#{ title: "W", roles: #{ archivist: "档案员" } });
    start(#{ to: "archive" });
    step("archive", #{ title: "A", who: role("archivist"), actions: [ action("done", "D").to("approved") ] });
    finish("approved", #{ title: "Approved", kind: "approved" });
"#;

#[rocket::async_test]
async fn a_role_that_a_workflow_declares_can_be_given_and_has_its_steps() {
    let (service, _folder) = service_by(ARCHIVE).await;
    let (_, archivist) = staff(&service, "Wang", &["archivist"]).await;
    let (_, reviewer) = staff(&service, "Li", &["reviewer"]).await;
    let (admin, administrator) = staff(&service, "Zhao", &["administrator"]).await;
    let row = submitted(&service, 1).await;
    check(&archivist, &row, &["unclaimed"]).await;
    check(&reviewer, &row, &[]).await;
    check(&administrator, &row, &["unclaimed"]).await;
    let (status, page) = get(&administrator, "/admin/users?lang=zh-CN").await;
    assert_eq!(status, 200);
    assert!(page.contains("value=\"archivist\"") && page.contains("档案员"));
    // Whoever has a role that steps are for begins at the desk.
    assert_eq!(crate::guard::Login::home(&admin), "/admin");
    let (account, _) = staff(&service, "Qian", &["archivist"]).await;
    assert_eq!(crate::guard::Login::home(&account), "/desk");
}
