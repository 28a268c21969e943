//! Logging in and out.

use guichet_engine::message::Message;
use rocket::http::Status;
use rocket::{Route, get, post, routes};

use super::login_code;
use crate::guard::credentials::{self, LoginRefused};
use crate::guard::{Limited, Posted, Visitor, is_local, second_step};
use crate::reply::{Reply, RouteResult};
use crate::service::accounts;
use crate::view::page::{LoginPage, ProofView};

/// What a browser forgets after a login beside the cookies that are removed one by one: all cookies would be those of every
/// service of the domain.
const CLEARED: &str = "\"cache\", \"storage\"";

pub(super) fn routes() -> Vec<Route> {
    routes![form, log_in, log_out]
}

#[get("/login?<next>")]
fn form(visitor: Visitor<'_>, next: Option<&str>) -> RouteResult {
    let page = LoginPage {
        next: next
            .filter(|next| is_local(next))
            .unwrap_or_default()
            .to_owned(),
        ..LoginPage::default()
    };
    visitor.page(&page)
}

#[post("/login", data = "<posted>")]
async fn log_in(visitor: Visitor<'_>, posted: Posted) -> RouteResult {
    visitor.limit(Limited::Login)?;
    let next = Some(posted.get("next")).filter(|next| is_local(next));
    let is_proved = || super::prove::is_proved(&visitor.app.captchas, &posted);
    let (name, password) = (posted.get("name"), posted.raw("password"));
    let checked = credentials::check(&visitor, name, password, is_proved).await?;
    let refused = match checked {
        Ok(account) => {
            if account.second_factor.is_some() {
                second_step::begin(&visitor, &account);
                return Ok(Reply::see_other(login_code::place(next)));
            }
            return login_code::enter(&visitor, &account, next).await;
        }
        Err(refused) => refused,
    };
    let is_unproved = matches!(refused, LoginRefused::Unproved);
    let (problem, status_href) = match refused {
        LoginRefused::Wrong => (Message::new("problem-login-wrong"), None),
        LoginRefused::Unproved => (Message::new("problem-login-proof"), None),
        LoginRefused::NotActive(message, href) => (message, href),
    };
    let page = LoginPage {
        name: posted
            .get("name")
            .chars()
            .take(accounts::NAME_MAX)
            .collect(),
        next: next.unwrap_or_default().to_owned(),
        problem: Some(problem),
        status_href,
        // Whoever was asked for a proof is asked again: the one that was given is used up.
        proof: (is_unproved || super::prove::is_offered(&posted))
            .then(|| ProofView::new(visitor.app.captchas.issue())),
        problems: Vec::new(),
    };
    let reply = visitor.page(&page)?;
    Ok(reply.with_status(Status::UnprocessableEntity))
}

#[post("/logout", data = "<_posted>")]
async fn log_out(visitor: Visitor<'_>, _posted: Posted) -> RouteResult {
    visitor.log_out().await?;
    Ok(Reply::see_other("/?done=logged-out").with_header("Clear-Site-Data", CLEARED))
}

#[cfg(test)]
mod tests {

    use rocket::http::ContentType;
    use rocket::local::asynchronous::Client;

    use crate::login_attempts::FREE_AT_PLACE;
    use crate::service::one_time_password;
    use crate::service::staff::{self, StaffChange};
    use crate::store::{AccountChange, AccountState};
    use crate::testing::{
        APPLICANT_PASSWORD, PASSWORD, add_account, applicant, cookie_of, csrf, decide, get,
        get_with, log_in, post, post_raw, service, service_with,
    };

    /// Tries to log in: the status, and the text or where it leads.
    async fn attempt(client: &Client, name: &str, password: &str, next: &str) -> (u16, String) {
        let pairs = [("name", name), ("password", password), ("next", next)];
        post(client, "/login?lang=zh-CN", &pairs).await
    }

    #[rocket::async_test]
    async fn the_name_may_be_written_in_any_case_and_the_password_may_not() {
        let service = service().await;
        add_account(&service.app, "Wang_R", &["reviewer"]).await;
        let mut admin = add_account(&service.app, "Li_Admin", &["administrator"]).await;
        add_account(&service.app, "Enter_01", &[]).await;
        for (name, password, next, expect) in [
            ("wANG_r", PASSWORD, "", "/desk"),
            (" Wang_R ", PASSWORD, "", "/desk"),
            ("Li_Admin", PASSWORD, "", "/admin"),
            ("Enter_01", PASSWORD, "", "/account"),
            ("Wang_R", PASSWORD, "/desk/R1?x=1", "/desk/R1?x=1"),
            ("Wang_R", PASSWORD, "//elsewhere.example/", "/desk"),
            ("Wang_R", PASSWORD, "https://elsewhere.example/", "/desk"),
            ("Wang_R", PASSWORD, "/\\elsewhere.example/", "/desk"),
            ("Wang_R", PASSWORD, "/\n/elsewhere.example/", "/desk"),
        ] {
            let client = service.other_client().await;
            let (status, to) = attempt(&client, name, password, next).await;
            assert_eq!((status, to.as_str()), (303, expect), "{name} {next}");
            assert_eq!(get(&client, "/account/password").await.0, 200);
        }
        let wrong = PASSWORD.to_lowercase();
        let mut pages = Vec::new();
        for (name, password) in [
            ("Wang_R", wrong.as_str()),
            ("Wang_R", ""),
            ("Wang_R", &format!(" {PASSWORD}")),
            ("nobody", PASSWORD),
            ("", ""),
        ] {
            let client = service.other_client().await;
            let (status, page) = attempt(&client, name, password, "").await;
            assert_eq!(status, 422, "{name}");
            assert!(page.contains("帐户名或密码不对"), "{page}");
            let token = csrf(&client).await;
            let name = format!("value=\"{name}\"");
            pages.push(page.replace(&token, "").replace(&name, "value=\"\""));
            assert_eq!(get(&client, "/account").await.0, 303);
        }
        pages.dedup();
        assert_eq!(pages.len(), 1, "the answers differ");
        admin.must_change_password = true;
        let change = AccountChange::new(admin);
        service
            .app
            .store
            .change_account(&change)
            .await
            .expect("changed");
        let (_, to) = attempt(&service.client, "li_admin", PASSWORD, "/admin").await;
        assert_eq!(to, "/account/password");
        let (_, to) = get(&service.client, "/admin").await;
        assert_eq!(to, "/account/password");
    }

    #[rocket::async_test]
    async fn before_the_approval_the_right_password_is_told_where_the_application_stands() {
        let service = service().await;
        let (account, row) = applicant(&service).await;
        let client = &service.client;
        let (status, page) = attempt(client, "WANG_01", "wrong-one", "").await;
        assert_eq!(status, 422);
        assert!(page.contains("帐户名或密码不对") && !page.contains(row.case.reference.as_str()));
        let (status, page) = attempt(client, "WANG_01", APPLICANT_PASSWORD, "").await;
        assert_eq!(status, 422);
        assert!(
            page.contains("尚未审核完成") && page.contains(row.case.reference.as_str()),
            "{page}"
        );
        // The page that it leads to is there for this browser, and the login is not.
        let status_page = format!("/status/{}", row.case.reference);
        assert!(page.contains("查看办理进度"));
        assert_eq!(get(client, &status_page).await.0, 200);
        assert_eq!(get(client, "/account").await.0, 303);

        decide(&service.app, &row.case.id, "reject").await;
        let (_, page) = attempt(client, "Wang_01", APPLICANT_PASSWORD, "").await;
        assert!(page.contains("未通过审核"), "{page}");

        let store = &service.app.store;
        let mut closed = store
            .account(&account.id)
            .await
            .expect("asked")
            .expect("found");
        assert_eq!(closed.state, AccountState::Closed);
        closed.state = AccountState::Disabled;
        let change = AccountChange::new(closed);
        store.change_account(&change).await.expect("changed");
        let (_, page) = attempt(client, "Wang_01", APPLICANT_PASSWORD, "").await;
        assert!(page.contains("已停用"), "{page}");
        let (_, page) = attempt(client, "Wang_01", "wrong-one", "").await;
        assert!(page.contains("帐户名或密码不对"), "{page}");
    }

    #[rocket::async_test]
    async fn a_login_has_a_token_and_a_cookie_of_its_own_and_ends_for_good() {
        let service = service().await;
        add_account(&service.app, "Wang_R", &["reviewer"]).await;
        let client = &service.client;
        let before = csrf(client).await;
        let planted = crate::keys::token();
        let body = format!("csrf={before}&name=Wang_R&password={PASSWORD}");
        let sent = client.post("/login").header(ContentType::Form);
        let sent = sent.cookie(("guichet-session", planted.clone()));
        assert_eq!(sent.body(body).dispatch().await.status().code, 303);
        let session = cookie_of(client, "guichet-session");
        assert_ne!(session.value(), planted);
        assert_ne!(csrf(client).await, before);
        assert_eq!(get(client, "/desk").await.0, 200);

        // A form from before the login is of no use in it; nor is another login's.
        let other = service.other_client().await;
        attempt(&other, "Wang_R", PASSWORD, "").await;
        for token in [before, csrf(&other).await] {
            let sent = client
                .post("/logout")
                .header(ContentType::Form)
                .body(format!("csrf={token}"));
            assert_eq!(sent.dispatch().await.status().code, 403);
        }
        let (status, to) = post(client, "/logout", &[]).await;
        assert_eq!((status, to.as_str()), (303, "/?done=logged-out"));
        assert!(client.cookies().get("guichet-session").is_none());
        assert_eq!(get_with(&service, session, "/desk").await.0, 303);
        assert_eq!(get(&other, "/desk").await.0, 200);
        // A new login ends the one that this browser had.
        let session = cookie_of(&other, "guichet-session");
        assert_eq!(get_with(&service, session.clone(), "/desk").await.0, 200);
        attempt(&other, "Wang_R", PASSWORD, "").await;
        assert_eq!(get_with(&service, session, "/desk").await.0, 303);
    }

    #[rocket::async_test]
    async fn whoever_tries_often_proves_that_they_are_no_program_and_the_owner_is_kept_out_by_nobody()
     {
        let service = service_with(|config| config.rate_factor = 1_000).await;
        add_account(&service.app, "Wang_R", &["reviewer"]).await;
        let known = &service.client;
        assert_eq!(attempt(known, "Wang_R", PASSWORD, "").await.0, 303);
        let stranger = service.other_client().await;
        let mut page = String::new();
        for _ in 0..=FREE_AT_PLACE {
            page = attempt(&stranger, "wang_R", "guess", "").await.1;
        }
        assert!(page.contains("name=\"captcha\""), "{page}");
        // The right password alone is of no use any more, from there.
        let (status, page) = attempt(&stranger, "Wang_R", PASSWORD, "").await;
        assert_eq!(status, 422);
        assert!(page.contains("不是程序"), "{page}");
        let captchas = &service.app.captchas;
        let id = captchas.issue();
        let typed = captchas.answer(&id);
        let pairs = [
            ("name", "Wang_R"),
            ("password", PASSWORD),
            ("captcha_id", &id),
            ("captcha", &typed),
        ];
        assert_eq!(post(&stranger, "/login", &pairs).await.0, 303);
        assert_eq!(attempt(&stranger, "Li", "guess", "").await.0, 422);
        assert_eq!(attempt(known, "Wang_R", PASSWORD, "").await.0, 303);
    }

    #[rocket::async_test]
    async fn after_a_logout_nothing_of_what_was_done_is_left_in_the_browser() {
        let service = service().await;
        let account = add_account(&service.app, "Wang_R", &["reviewer"]).await;
        let client = &service.client;
        log_in(client, &account).await;
        let token = csrf(client).await;
        let sent = client.post("/logout").header(ContentType::Form);
        let sent = sent
            .cookie(("guichet-draft-entry", "x"))
            .cookie(("guichet-case-R-1", "x"));
        let response = sent.body(format!("csrf={token}")).dispatch().await;
        let cleared = response.headers().get_one("Clear-Site-Data");
        assert_eq!(cleared, Some("\"cache\", \"storage\""));
        let set: Vec<&str> = response.headers().get("Set-Cookie").collect();
        for name in ["guichet-session", "guichet-draft-entry", "guichet-case-R-1"] {
            let removed =
                |one: &&&str| one.starts_with(&format!("{name}=;")) && one.contains("Max-Age=0");
            assert!(set.iter().any(|one| removed(&one)), "{name}: {set:?}");
        }
    }

    #[rocket::async_test]
    async fn an_address_tries_ten_times_a_minute() {
        let service = service_with(|config| config.rate_factor = 1).await;
        for number in 0..10 {
            let (status, _) = attempt(&service.client, &format!("n{number}"), "x", "").await;
            assert_eq!(status, 422);
        }
        // On a busy machine some tries may have come back meanwhile.
        for _ in 0..10 {
            if attempt(&service.client, "n", "x", "").await.0 == 429 {
                break;
            }
        }
        let pairs = [("name", "n"), ("password", "x")];
        let response = post_raw(&service.client, "/login", &pairs).await;
        assert_eq!(response.status().code, 429);
        assert!(response.headers().get_one("Retry-After").is_some());
    }

    #[rocket::async_test]
    async fn a_login_ends_after_some_time_without_use_and_after_a_time_in_any_case() {
        let minute = jiff::SignedDuration::from_mins(1);
        let service = service().await;
        let app = &service.app;
        let account = add_account(app, "Wang_R", &["reviewer"]).await;
        let now = app.clock.now();
        for (created, seen, expect) in [
            (now - minute * 60, now - minute * 29, 200),
            (now - minute * 60, now - minute * 31, 303),
            (now - minute * 719, now, 200),
            (now - minute * 721, now, 303),
        ] {
            let client = service.other_client().await;
            log_in(&client, &account).await;
            let cookie = client.cookies().get("guichet-session").cloned();
            let id = crate::keys::hash(cookie.expect("a cookie").value());
            let found = app.store.session(&id).await.expect("asked");
            let mut session = found.expect("a session");
            (session.created, session.seen) = (created, seen);
            app.store.put_session(&session).await.expect("put");
            assert_eq!(get(&client, "/desk").await.0, expect, "{created} {seen}");
            let kept = app.store.session(&id).await.expect("asked");
            assert_eq!(kept.is_some(), expect == 200);
            if let Some(kept) = kept {
                assert!(kept.seen >= now, "its use is noted");
            }
        }
    }

    #[rocket::async_test]
    async fn whoever_posts_without_a_login_any_more_comes_back_to_the_form() {
        let service = service().await;
        let posted = |referrer: &'static str| {
            let sent = service.client.post("/desk/views");
            let sent = sent.header(rocket::http::Header::new("Referer", referrer));
            async move {
                let response = sent.dispatch().await;
                let to = response.headers().get_one("Location");
                (response.status().code, to.unwrap_or_default().to_owned())
            }
        };
        let expect = "/login?next=%2Fdesk%2FR1%3Fa%3Db&done=session-over";
        let (status, to) = posted("http://127.0.0.1:0/desk/R1?a=b#x").await;
        assert_eq!((status, to.as_str()), (303, expect));
        let (_, page) = get(&service.client, &format!("{to}&lang=zh-CN")).await;
        assert!(page.contains("登录已过期"), "{page}");
        assert_eq!(posted("nonsense").await.1, "/login?next=&done=session-over");
    }

    #[rocket::async_test]
    async fn cookies_are_secure_and_the_hosts_own_over_tls() {
        let service = service_with(|config| {
            config.public_url = Some("https://window.example.cn".to_owned());
        })
        .await;
        add_account(&service.app, "Wang_R", &["reviewer"]).await;
        let pairs = [("name", "Wang_R"), ("password", PASSWORD)];
        let response = post_raw(&service.client, "/login?lang=en", &pairs).await;
        let set: Vec<&str> = response.headers().get("Set-Cookie").collect();
        assert!(set.len() >= 3, "{set:?}");
        for cookie in set {
            assert!(cookie.starts_with("__Host-guichet-"), "{cookie}");
            for part in ["; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
                assert!(cookie.contains(part), "{cookie} lacks {part}");
            }
            assert!(!cookie.contains("Domain"), "{cookie}");
        }
        assert_eq!(get(&service.client, "/desk").await.0, 200);
    }

    #[rocket::async_test]
    async fn a_one_time_password_is_of_no_use_after_a_week() {
        let service = service().await;
        let app = &service.app;
        let own = add_account(app, "Li_Admin", &["administrator"]).await;
        let other = add_account(app, "Wang_R", &["reviewer"]).await;
        let reset = staff::change(app, &own, &other.id, &StaffChange::Reset).await;
        let password = reset.expect("changed").expect("a password");
        let start = app.clock.now();
        let late = |hours: i64| start + jiff::SignedDuration::from_hours(hours);
        app.clock.set(late(169));
        let (status, page) = attempt(&service.client, "Wang_R", &password, "").await;
        assert!(status == 422 && page.contains("一次性密码"), "{page}");
        // Whoever does not have it learns nothing of it.
        let (_, page) = attempt(&service.client, "Wang_R", "guess", "").await;
        assert!(!page.contains("一次性密码"), "{page}");
        let name = "wang_r";
        let now = app.clock.now();
        let again = one_time_password::reset_unused(&app.store, &app.passwords, name, now).await;
        let (_, again) = again.expect("made anew");
        let (status, to) = attempt(&service.client, "Wang_R", &again, "").await;
        assert_eq!((status, to.as_str()), (303, "/account/password"));
        app.clock.set(late(167));
        let client = service.other_client().await;
        assert_eq!(attempt(&client, "Wang_R", &again, "").await.0, 303);
    }

    #[rocket::async_test]
    async fn an_unknown_name_takes_as_long_as_a_wrong_password() {
        let service = service().await;
        add_account(&service.app, "Wang_R", &["reviewer"]).await;
        // What takes the time is the hash: each attempt computes one, whether or not there is such a name.
        for name in ["Wang_R", "nobody"] {
            let before = service.app.passwords.computed();
            attempt(&service.client, name, "wrong", "").await;
            assert_eq!(service.app.passwords.computed(), before + 1, "{name}");
        }
    }
}
