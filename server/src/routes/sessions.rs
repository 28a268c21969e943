//! One's own logins: where and since when, and ending them.

use rocket::{Route, get, post, routes};

use crate::guard::{Limited, LoggedIn, Posted};
use crate::reply::{PageError, Reply, RouteResult};
use crate::service::logins;
use crate::view::page::{SessionView, SessionsPage};

pub(super) fn routes() -> Vec<Route> {
    routes![list, end]
}

#[get("/account/sessions")]
async fn list(logged_in: LoggedIn<'_>) -> RouteResult {
    let LoggedIn { visitor, login } = &logged_in;
    let sessions = logins::of_account(visitor.app, &login.account).await?;
    let view = |session: logins::HeldLogin| SessionView {
        is_own: session.id == login.session,
        id: session.id,
        began: session.created,
        seen: session.seen,
        browser: session.origin.browser,
        address: session.origin.address,
    };
    visitor.page(&SessionsPage {
        sessions: sessions.into_iter().map(view).collect(),
    })
}

#[post("/account/sessions", data = "<posted>")]
async fn end(logged_in: LoggedIn<'_>, posted: Posted) -> RouteResult {
    let LoggedIn { visitor, login } = &logged_in;
    visitor.limit(Limited::Change)?;
    visitor.is_confirmed(login)?;
    let app = visitor.app;
    match posted.get("do") {
        "end" => logins::end(app, &login.account, posted.get("id")).await?,
        "end-others" => logins::end_others(app, &login.account, &login.session).await?,
        _ => return Err(PageError::bad_request()),
    }
    visitor.note("logins-ended", None);
    Ok(Reply::see_other("/account/sessions?done=logins-ended"))
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use rocket::http::{ContentType, Header};

    use crate::store::Session;
    use crate::testing::{PASSWORD, add_account, csrf, get, log_in, post, service};

    const PLACE: &str = "/account/sessions?lang=zh-CN";
    const AGENT: &str = "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0";

    #[rocket::async_test]
    async fn one_sees_ones_own_logins_and_ends_them() {
        let service = service().await;
        let own = add_account(&service.app, "Wang_R", &["reviewer"]).await;
        let stranger = add_account(&service.app, "Li_R", &["reviewer"]).await;
        let client = &service.client;
        log_in(client, &own).await;
        let second = service.other_client().await;
        let third = service.other_client().await;
        let theirs = service.other_client().await;
        let token = csrf(&second).await;
        let sent = second.post("/login").header(ContentType::Form);
        let sent = sent
            .header(Header::new("User-Agent", AGENT))
            .body(format!("csrf={token}&name=Wang_R&password={PASSWORD}"));
        assert_eq!(sent.dispatch().await.status().code, 303);
        log_in(&third, &own).await;
        log_in(&theirs, &stranger).await;
        let (status, page) = get(client, PLACE).await;
        assert_eq!(status, 200);
        assert_eq!(page.matches("name=\"id\"").count(), 2, "{page}");
        assert!(page.contains("Firefox, Windows"), "{page}");
        // Nobody else's, whatever id is posted.
        let store = &service.app.store;
        let sessions = store.sessions_of(&stranger.id).await.expect("asked");
        let id = ("id", sessions[0].id.as_str());
        post(client, PLACE, &[("do", "end"), id]).await;
        assert_eq!(get(&theirs, "/desk").await.0, 200);
        let sessions = store.sessions_of(&own.id).await.expect("asked");
        let is_firefox = |session: &&Session| {
            let origin = session.origin.as_ref();
            origin.is_some_and(|origin| origin.browser.contains("Firefox"))
        };
        let firefox = sessions.iter().find(is_firefox).expect("a login");
        let id = ("id", firefox.id.as_str());
        let (status, to) = post(client, PLACE, &[("do", "end"), id]).await;
        assert_eq!(
            (status, to.as_str()),
            (303, "/account/sessions?done=logins-ended")
        );
        assert_eq!(get(&second, "/desk").await.0, 303);
        assert_eq!(get(&third, "/desk").await.0, 200);
        post(client, PLACE, &[("do", "end-others")]).await;
        assert_eq!(get(&third, "/desk").await.0, 303);
        assert_eq!(get(&theirs, "/desk").await.0, 200);
        assert_eq!(get(client, "/desk").await.0, 200);
        // One that is over by the clock is not listed.
        log_in(&third, &own).await;
        for minutes in [29, 2] {
            let moved = service.app.clock.now() + SignedDuration::from_mins(minutes);
            service.app.clock.set(moved);
            assert_eq!(get(client, "/desk").await.0, 200);
        }
        let (_, page) = get(client, PLACE).await;
        assert_eq!(page.matches("name=\"id\"").count(), 0, "{page}");
    }

    #[rocket::async_test]
    async fn an_applicant_has_a_list_of_them_too() {
        let service = service().await;
        let account = add_account(&service.app, "Enter_01", &[]).await;
        log_in(&service.client, &account).await;
        let (_, page) = get(&service.client, "/account").await;
        assert!(page.contains("/account/sessions"), "{page}");
        assert_eq!(get(&service.client, PLACE).await.0, 200);
        assert_eq!(get(&service.other_client().await, PLACE).await.0, 303);
    }
}
