use guichet_engine::ids::ActionName;
use guichet_engine::workflow::{Actor, Command};
use serde_json::json;

use crate::service::cases;
use crate::service::cases::tests::{begun, returned};
use crate::testing::form::element;
use crate::testing::{Service, add_account, get, log_in, post, service};

mod collaboration;
mod comments;
mod decisions;
mod failures;
mod kept;
mod messages;
mod seen;

/// Returns a client of somebody with these roles.
async fn staff(
    service: &Service,
    name: &str,
    roles: &[&str],
) -> rocket::local::asynchronous::Client {
    let account = add_account(&service.app, name, roles).await;
    let client = service.other_client().await;
    log_in(&client, &account).await;
    client
}

#[rocket::async_test]
async fn masked_answers_are_offered_to_those_who_may_see_them() {
    let service = service().await;
    let row = begun(&service).await;
    let path = format!("/desk/{}", row.case.reference);
    let mobile = row.case.answers["account"]["mobile"]
        .as_str()
        .expect("a number");
    for (name, roles, may) in [
        ("Li", &["administrator"][..], false),
        ("Wang", &["reviewer"], true),
        ("Zhao", &["administrator", "reviewer"], true),
    ] {
        let client = staff(&service, name, roles).await;
        let (status, page) = get(&client, &path).await;
        assert_eq!(status, 200, "{name}");
        assert!(
            !page.contains(mobile) && page.contains("••"),
            "{name}: not masked"
        );
        assert_eq!(page.contains("name=\"pointer\""), may, "{name}");
        let reveal = format!("{path}/reveal");
        let (status, _) = post(&client, &reveal, &[("pointer", "/account/mobile")]).await;
        assert_eq!(status, if may { 303 } else { 403 }, "{name}");
        let (_, page) = get(&client, &path).await;
        assert_eq!(page.contains(mobile), may, "{name}");
    }
}

#[rocket::async_test]
async fn what_was_asked_for_and_not_changed_is_listed() {
    let service = service().await;
    let row = returned(&service).await;
    let client = staff(&service, "Wang", &["reviewer"]).await;
    let path = format!("/desk/{}?lang=zh-CN", row.case.reference);
    let (_, page) = get(&client, &path).await;
    assert!(
        !page.contains("unchanged-title"),
        "not before it is resubmitted"
    );
    let mut answers = row.case.answers.clone();
    answers["basic"]["address"] = json!("石家庄市新华区一号");
    let command = Command::Act {
        run: 2,
        action: ActionName::new("resubmit"),
        actor: Actor::Applicant,
        flags: vec![],
        reason: None,
        answers: Some(answers),
        item: None,
    };
    let done = cases::command(&service.app, &row.case.id, &command, "zh-CN").await;
    done.expect("resubmitted");
    let (_, page) = get(&client, &path).await;
    let listed = element(&page, "unchanged-title");
    let listed = &listed[..listed.find("</section>").expect("its end")];
    assert_eq!(listed.matches("<li>").count(), 2, "{listed}");
    for (label, is_listed) in [("E-mail", true), ("平台帐户名", true), ("单位地址", false)]
    {
        assert_eq!(listed.contains(label), is_listed, "{label}: {listed}");
    }
}
