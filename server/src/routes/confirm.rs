//! The password, once more, before something sensitive.

use guichet_engine::message::Message;
use rocket::http::Status;
use rocket::{Route, get, post, routes};

use super::inputs;
use crate::guard::{Limited, LoggedIn, Posted, Visitor, is_local};
use crate::reply::{PageError, Reply, RouteResult};
use crate::view::page::{ConfirmPasswordPage, ProblemLine};

pub(super) fn routes() -> Vec<Route> {
    routes![form, confirm]
}

#[get("/account/confirm?<next>")]
fn form(logged_in: LoggedIn<'_>, next: Option<&str>) -> RouteResult {
    show(&logged_in.visitor, next, Vec::new())
}

fn show(visitor: &Visitor<'_>, next: Option<&str>, problems: Vec<ProblemLine>) -> RouteResult {
    let status = if problems.is_empty() {
        Status::Ok
    } else {
        Status::UnprocessableEntity
    };
    let next = next.filter(|next| is_local(next)).unwrap_or_default();
    let page = ConfirmPasswordPage {
        next: next.to_owned(),
        problems,
    };
    Ok(visitor.page(&page)?.with_status(status))
}

#[post("/account/confirm", data = "<posted>")]
async fn confirm(logged_in: LoggedIn<'_>, posted: Posted) -> RouteResult {
    let LoggedIn { visitor, login } = &logged_in;
    visitor.limit(Limited::Login)?;
    let app = visitor.app;
    let next = Some(posted.get("next")).filter(|next| is_local(next));
    // The same wait as where the password is changed: whoever has somebody's browser must not find it out.
    let counted_as = format!("password:{}", login.account.id);
    let counted = app.limits.begin_attempt(&counted_as);
    counted.map_err(PageError::too_many)?;
    let hashed = Some(login.account.password_hash.as_str());
    let password = posted.raw("password");
    if !app.passwords.is_right(password, hashed).await? {
        visitor.note_refusal("confirm-failed");
        let message = Message::new("problem-confirm");
        let problem = inputs::problem(visitor, "password", "login-password", &message);
        return show(visitor, next, vec![problem]);
    }
    app.limits.attempt_succeeded(&counted_as);
    visitor.renew_login(login).await?;
    Ok(Reply::see_other(next.unwrap_or("/account")))
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use crate::testing::{
        PASSWORD, Service, add_account, cookie_of, get, get_with, log_in, post, service_with,
    };

    const PLACE: &str = "/account/confirm?lang=zh-CN";

    fn later(service: &Service, minutes: i64) {
        let moved = service.app.clock.now() + SignedDuration::from_mins(minutes);
        service.app.clock.set(moved);
    }

    #[rocket::async_test]
    async fn what_is_sensitive_asks_for_the_password_again_after_some_minutes() {
        let service = service_with(|config| config.session_idle_minutes = 600).await;
        let own = add_account(&service.app, "Li_Admin", &["administrator"]).await;
        let other = add_account(&service.app, "Wang_R", &["reviewer"]).await;
        let client = &service.client;
        log_in(client, &own).await;
        let edit = format!("/admin/users/{}", other.id);
        let pages = ["/admin/users", edit.as_str(), "/account/second-factor"];
        for page in pages {
            assert_eq!(get(client, page).await.0, 200, "{page}");
        }
        later(&service, 16);
        for page in pages {
            let (status, to) = get(client, page).await;
            let expect = format!("/account/confirm?next={}", page.replace('/', "%2F"));
            assert_eq!((status, to), (303, expect));
        }
        assert_eq!(get(client, "/admin").await.0, 200, "anything else goes on");
        // What was filled in meanwhile is still taken, for a while.
        let id = ("id", other.id.as_str());
        let (status, to) = post(client, "/admin/users", &[("do", "disable"), id]).await;
        assert_eq!(
            (status, to.as_str()),
            (303, "/admin/users?done=user-disabled")
        );
        later(&service, 10);
        let (_, to) = post(client, "/admin/users", &[("do", "enable"), id]).await;
        assert_eq!(to, "/account/confirm?next=");
        let (_, to) = post(client, "/account/second-factor", &[("do", "codes")]).await;
        assert_eq!(to, "/account/confirm?next=");

        for wrong in ["", "guess"] {
            let (status, page) = post(client, PLACE, &[("password", wrong)]).await;
            assert!(status == 422 && page.contains("密码不对"), "{page}");
        }
        assert_eq!(get(client, "/admin/users").await.0, 303);
        let right = ("password", PASSWORD);
        let before = cookie_of(client, "guichet-session");
        let (status, to) = post(client, PLACE, &[right, ("next", "/admin/users")]).await;
        assert_eq!((status, to.as_str()), (303, "/admin/users"));
        assert_eq!(get(client, "/admin/users").await.0, 200);
        assert_ne!(cookie_of(client, "guichet-session").value(), before.value());
        assert_eq!(get_with(&service, before, "/admin").await.0, 303);
        let elsewhere = ("next", "//elsewhere.example/");
        assert_eq!(post(client, PLACE, &[right, elsewhere]).await.1, "/account");
        // Within what time servers do, so that the login itself goes on.
        later(&service, -4);
        assert_eq!(get(client, "/admin/users").await.0, 303, "a clock set back");
    }
}
