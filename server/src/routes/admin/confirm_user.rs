//! Asks whether it is meant that somebody can log in no longer, or only with another password.

use guichet_engine::ids::AccountId;
use guichet_engine::message::Message;
use rocket::{Route, get, routes};

use crate::guard::Administrator;
use crate::reply::{PageError, RouteResult};
use crate::store::Account;
use crate::view::page::ConfirmPage;

pub(super) fn routes() -> Vec<Route> {
    routes![confirm]
}

/// What is asked about; it is done by a post to the list, as it always was.
const ASKED: [&str; 2] = ["disable", "reset"];

#[get("/admin/users/<id>/confirm?<do>")]
async fn confirm(guard: Administrator<'_>, id: &str, r#do: &str) -> RouteResult {
    let visitor = &guard.visitor;
    let known = ASKED.into_iter().find(|known| *known == r#do);
    let asked = known.ok_or_else(PageError::not_found)?;
    let found = visitor.app.store.account(&AccountId::new(id)).await?;
    let account = found.filter(Account::is_staff);
    let account = account.ok_or_else(PageError::not_found)?;
    let live = visitor.app.definitions.live();
    let sentence = |message: &Message| live.templates.sentences.message(visitor.locale, message);
    let about = |key: &str| {
        Message::new(format!("{key}-{asked}"))
            .with("name", account.display_name.as_str())
            .with("login", account.name.as_str())
    };
    visitor.page(&ConfirmPage {
        title: sentence(&about("users-confirm-title")),
        message: about("users-confirm"),
        action: "/admin/users".to_owned(),
        hidden: vec![
            ("do".to_owned(), asked.to_owned()),
            ("id".to_owned(), id.to_owned()),
        ],
        needs_reason: false,
        refusal: None,
        button: sentence(&Message::new(format!("users-{asked}"))),
        back: "/admin/users".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use crate::store::AccountState;
    use crate::testing::{add_account, get, log_in, post, service};

    #[rocket::async_test]
    async fn turning_somebody_off_and_resetting_a_password_are_asked_about() {
        let service = service().await;
        let own = add_account(&service.app, "Li_Admin", &["administrator"]).await;
        let other = add_account(&service.app, "Wang_R", &["reviewer"]).await;
        log_in(&service.client, &own).await;
        let (_, list) = get(&service.client, "/admin/users?lang=zh-CN").await;
        for (what, word) in [("disable", "停用"), ("reset", "重设密码")] {
            let button = format!("name=\"do\" value=\"{what}\"");
            assert!(!list.contains(&button), "one click: {what}");
            let place = format!("/admin/users/{}/confirm?do={what}", other.id);
            assert!(list.contains(&format!("href=\"{place}\"")), "{list}");
            let (status, page) = get(&service.client, &place).await;
            assert_eq!(status, 200, "{what}");
            for part in [
                "users\" data-once",
                &format!("name=\"do\" value=\"{what}\""),
                &format!("name=\"id\" value=\"{}\"", other.id),
                word,
                "Wang_R",
            ] {
                assert!(page.contains(part), "{what}: {part}: {page}");
            }
        }
        let account = service.app.store.account(&other.id).await.expect("asked");
        assert_eq!(account.expect("found").state, AccountState::Active);
        for place in [
            format!("/admin/users/{}/confirm?do=explode", other.id),
            "/admin/users/nobody/confirm?do=reset".to_owned(),
        ] {
            assert_eq!(get(&service.client, &place).await.0, 404, "{place}");
        }
        // What the page posts is carried out.
        let pairs = [("do", "disable"), ("id", other.id.as_str())];
        assert_eq!(post(&service.client, "/admin/users", &pairs).await.0, 303);
    }
}
