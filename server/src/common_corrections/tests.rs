use guichet_engine::ids::{ActionName, Pointer};
use guichet_engine::workflow::{Actor, Command, Flag};

use super::refresh;
use crate::service::cases;
use crate::store::StoreError;
use crate::testing::case::{FORM, submitted};
use crate::testing::{self, Service, get, post};

const PLACE: &str = "/contacts/0/name";

async fn refresh_all(service: &Service) -> Result<(), StoreError> {
    let app = &service.app;
    refresh(&app.common_corrections, &app.store, &app.clock).await
}

/// Has an application sent back for one answer.
async fn returned(service: &Service, number: u8, reason: &str) {
    let row = submitted(service, number).await;
    let command = Command::Act {
        run: 1,
        action: ActionName::new("return"),
        actor: Actor::staff("r", "审核员", ["reviewer"]),
        flags: vec![Flag {
            follows: Vec::new(),
            pointer: Pointer::parse(PLACE).expect("a pointer"),
            reason: reason.to_owned(),
        }],
        reason: None,
        answers: None,
        item: None,
    };
    let done = cases::command(&service.app, &row.case.id, &command, "zh-CN").await;
    done.expect("returned");
}

/// The page of the form for somebody new.
async fn page(service: &Service, locale: &str) -> String {
    let client = service.other_client().await;
    let begin = [("type", FORM), ("agree", "yes")];
    assert_eq!(post(&client, "/register", &begin).await.0, 303);
    get(&client, &format!("/apply/{FORM}?lang={locale}"))
        .await
        .1
}

#[rocket::async_test]
async fn a_listed_reason_that_is_often_given_is_told_to_later_applicants() {
    let service = testing::service().await;
    let listed = "填写不完整";
    returned(&service, 1, listed).await;
    // In whichever language it was chosen.
    returned(&service, 2, "Incomplete").await;
    for number in 3..7 {
        returned(&service, number, "张三的手机号不对").await;
    }
    refresh_all(&service).await.expect("looked up");
    assert!(!page(&service, "zh-CN").await.contains(listed));

    returned(&service, 7, listed).await;
    refresh_all(&service).await.expect("looked up");
    let drawn = page(&service, "zh-CN").await;
    // Told in each row, at this answer and no other.
    let rows = drawn.matches("corrections-f-contacts-").count() / 2;
    assert!(rows >= 1 && drawn.matches(listed).count() == rows, "{rows}");
    assert!(!drawn.contains("张三"));
    let drawn = page(&service, "en").await;
    assert!(drawn.contains("Often to be corrected here: Incomplete"));
}

#[rocket::async_test]
async fn what_was_flagged_long_ago_does_not_count() {
    let service = testing::service().await;
    for number in 1..4 {
        returned(&service, number, "填写不完整").await;
    }
    let later = testing::service_on(&service, 367 * 86_400).await;
    refresh_all(&later).await.expect("looked up");
    assert!(!page(&later, "zh-CN").await.contains("corrections-f-"));
    let kept = later
        .app
        .store
        .remark_counts(testing::at(0))
        .await
        .expect("counted");
    assert_eq!(kept, []);
}
