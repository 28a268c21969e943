//! The second step of a login: a code of the app, or a recovery code.

use guichet_engine::message::Message;
use rocket::http::Status;
use rocket::{Route, get, post, routes};

use crate::guard::{Limited, Login, Posted, Visitor, is_local, second_step};
use crate::reply::{PageError, Reply, RouteResult};
use crate::service::second_factor::{self, Typed};
use crate::store::Account;
use crate::view::page::LoginCodePage;

pub(super) fn routes() -> Vec<Route> {
    routes![form, check]
}

/// The address of the page, which goes on to another after the login.
pub(super) fn place(next: Option<&str>) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(next.map(|next| ("next", next)))
        .finish();
    match query.as_str() {
        "" => "/login/code".to_owned(),
        query => format!("/login/code?{query}"),
    }
}

/// Begins the login of somebody who has given all that is asked for, and goes on to where they wanted to be.
pub(super) async fn enter(
    visitor: &Visitor<'_>,
    account: &Account,
    next: Option<&str>,
) -> RouteResult {
    visitor.log_in(account).await?;
    Ok(Reply::see_other(match next {
        _ if account.must_change_password => "/account/password",
        Some(next) => next,
        None => Login::home(account),
    }))
}

/// Where the password has to be given again.
fn start_again() -> Reply {
    Reply::see_other("/login?done=session-over")
}

#[get("/login/code?<next>")]
async fn form(visitor: Visitor<'_>, next: Option<&str>) -> RouteResult {
    if second_step::account(&visitor).await?.is_none() {
        return Ok(start_again());
    }
    let next = next.filter(|next| is_local(next)).unwrap_or_default();
    visitor.page(&LoginCodePage {
        next: next.to_owned(),
        ..LoginCodePage::default()
    })
}

#[post("/login/code", data = "<posted>")]
async fn check(visitor: Visitor<'_>, posted: Posted) -> RouteResult {
    visitor.limit(Limited::Login)?;
    let Some(account) = second_step::account(&visitor).await? else {
        return Ok(start_again());
    };
    let app = visitor.app;
    let next = Some(posted.get("next")).filter(|next| is_local(next));
    let counted_as = format!("code:{}", account.id);
    let counted = app.limits.begin_attempt(&counted_as);
    counted.map_err(PageError::too_many)?;
    let typed = match posted.get("recovery_code") {
        "" => Typed::Code(posted.get("code")),
        code => Typed::RecoveryCode(code),
    };
    if let Some(account) = second_factor::check(app, &account.id, typed).await? {
        app.limits.attempt_succeeded(&counted_as);
        second_step::end(&visitor);
        if matches!(typed, Typed::RecoveryCode(_)) {
            visitor.note_of(&account, "recovery-code-used");
        }
        return enter(&visitor, &account, next).await;
    }
    visitor.note_refusal_of(Some(&account), "code-failed");
    let page = LoginCodePage {
        next: next.unwrap_or_default().to_owned(),
        problem: Some(Message::new("problem-login-code")),
        by_recovery: matches!(typed, Typed::RecoveryCode(_)),
    };
    let reply = visitor.page(&page)?;
    Ok(reply.with_status(Status::UnprocessableEntity))
}

#[cfg(test)]
mod tests {
    use rocket::local::asynchronous::Client;

    use crate::service::staff::{self, StaffChange};
    use crate::store::AccountChange;
    use crate::testing::second_factor::enrol;
    use crate::testing::{
        PASSWORD, Service, add_account, cookie_of, get, get_with, log_in, post, service,
        service_with,
    };

    async fn password(client: &Client, name: &str, next: &str) -> (u16, String) {
        let pairs = [("name", name), ("password", PASSWORD), ("next", next)];
        post(client, "/login?lang=zh-CN", &pairs).await
    }

    async fn code(client: &Client, name: &str, code: &str) -> (u16, String) {
        post(client, "/login/code?lang=zh-CN", &[(name, code)]).await
    }

    fn soon(service: &Service) -> i64 {
        service.app.clock.now().as_second() + 30
    }

    #[rocket::async_test]
    async fn whoever_has_a_second_factor_is_logged_in_by_both_and_by_neither_alone() {
        let service = service().await;
        let account = add_account(&service.app, "Wang_R", &["reviewer"]).await;
        let (app, codes) = enrol(&service.app, &account).await;
        let client = &service.client;
        assert_eq!(
            get(client, "/login/code").await.1,
            "/login?done=session-over"
        );
        let (status, to) = password(client, "Wang_R", "/desk?x=1").await;
        assert_eq!(
            (status, to.as_str()),
            (303, "/login/code?next=%2Fdesk%3Fx%3D1")
        );
        for path in ["/desk", "/account", "/account/second-factor"] {
            assert_eq!(get(client, path).await.0, 303, "{path}");
        }
        let (status, page) = get(client, &format!("{to}&lang=zh-CN")).await;
        assert!(
            status == 200 && page.contains("autocomplete=\"one-time-code\""),
            "{page}"
        );
        assert!(page.contains("desk?x=1\""), "{page}");
        for (name, wrong) in [("code", "000000"), ("code", ""), ("recovery_code", "ABCD")] {
            let (status, page) = code(client, name, wrong).await;
            assert!(status == 422 && page.contains("验证码不对"), "{page}");
            assert_eq!(get(client, "/desk").await.0, 303);
        }
        let half = cookie_of(client, "guichet-half-login");
        let right = app.code(soon(&service));
        let (status, to) = code(client, "code", &right).await;
        assert_eq!((status, to.as_str()), (303, "/desk"));
        assert_eq!(get(client, "/desk").await.0, 200);
        // What was used is of no use to whoever saw it.
        let other = service.other_client().await;
        assert_eq!(get_with(&service, half, "/desk").await.0, 303);
        password(&other, "Wang_R", "").await;
        assert_eq!(code(&other, "code", &right).await.0, 422);
        assert_eq!(code(&other, "recovery_code", &codes[0]).await.0, 303);
        assert_eq!(get(&other, "/desk").await.0, 200);
    }

    #[rocket::async_test]
    async fn the_password_counts_for_ten_minutes_and_only_as_long_as_it_is_the_password() {
        let service = service().await;
        let account = add_account(&service.app, "Wang_R", &["reviewer"]).await;
        let (app, _) = enrol(&service.app, &account).await;
        let client = &service.client;
        password(client, "Wang_R", "").await;
        let now = service.app.clock.now();
        for minutes in [11, -1] {
            let moved = now + jiff::SignedDuration::from_mins(minutes);
            service.app.clock.set(moved);
            let right = app.code(soon(&service));
            assert_eq!(
                code(client, "code", &right).await.1,
                "/login?done=session-over"
            );
        }
        service.app.clock.set(now);
        assert_eq!(get(client, "/login/code").await.0, 200);
        let found = service.app.store.account(&account.id).await.expect("asked");
        let mut changed = found.expect("found");
        changed.password_hash = service.app.passwords.hash("another").await.expect("hashed");
        let change = AccountChange::new(changed);
        service
            .app
            .store
            .change_account(&change)
            .await
            .expect("changed");
        assert_eq!(get(client, "/login/code").await.0, 303);
        // What somebody writes into the cookie is worth nothing.
        let until = service.app.clock.now().as_millisecond() + 1_000;
        let forged = format!("{}.{until}.x", account.id);
        let cookie = rocket::http::Cookie::new("guichet-half-login", forged);
        assert_eq!(get_with(&service, cookie, "/login/code").await.0, 303);
    }

    #[rocket::async_test]
    async fn codes_are_not_guessed() {
        let service = service_with(|config| config.rate_factor = 1_000).await;
        let account = add_account(&service.app, "Wang_R", &["reviewer"]).await;
        let (app, _) = enrol(&service.app, &account).await;
        password(&service.client, "Wang_R", "").await;
        let mut status = 0;
        for _ in 0..12 {
            status = code(&service.client, "code", "000000").await.0;
        }
        assert_eq!(status, 429);
        let right = app.code(soon(&service));
        assert_eq!(code(&service.client, "code", &right).await.0, 429);
    }

    #[rocket::async_test]
    async fn whoever_must_have_one_is_led_to_it_before_anything_else() {
        for (required, roles, expect) in [
            ("staff", &["reviewer"][..], true),
            ("administrators", &["reviewer"], false),
            ("administrators", &["administrator"], true),
            ("nobody", &["administrator"], false),
            ("staff", &[], false),
        ] {
            let service = service_with(|config| config.second_factor = required.to_owned()).await;
            let account = add_account(&service.app, "Wang_R", roles).await;
            log_in(&service.client, &account).await;
            let (_, to) = get(&service.client, "/account").await;
            let is_led = to == "/account/second-factor";
            assert_eq!(is_led, expect, "{required} {roles:?}: {to}");
            if expect {
                assert_eq!(get(&service.client, "/desk").await.1, to);
                assert_eq!(get(&service.client, "/account/second-factor").await.0, 200);
                assert_eq!(get(&service.client, "/account/password").await.0, 200);
                assert_eq!(post(&service.client, "/logout", &[]).await.0, 303);
            }
        }
    }

    #[rocket::async_test]
    async fn an_administrator_takes_a_lost_one_away_and_its_logins_end() {
        let service = service().await;
        let own = add_account(&service.app, "Li_Admin", &["administrator"]).await;
        let account = add_account(&service.app, "Wang_R", &["reviewer"]).await;
        enrol(&service.app, &account).await;
        let other = service.other_client().await;
        log_in(&other, &account).await;
        log_in(&service.client, &own).await;
        let (_, page) = get(&service.client, "/admin/users?lang=zh-CN").await;
        assert!(page.contains("reset-second-factor"), "{page}");
        let pairs = [("do", "reset-second-factor"), ("id", account.id.as_str())];
        let (status, to) = post(&service.client, "/admin/users", &pairs).await;
        assert_eq!(
            (status, to.as_str()),
            (303, "/admin/users?done=user-second-factor-reset")
        );
        assert_eq!(get(&other, "/desk").await.0, 303);
        assert_eq!(password(&other, "Wang_R", "").await.1, "/desk");
        let mine = StaffChange::ResetSecondFactor;
        let refused = staff::change(&service.app, &own, &own.id, &mine).await;
        assert!(matches!(refused, Err(staff::ChangeError::Own)));
    }
}
