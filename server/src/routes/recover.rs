//! 找回密码: asking for a link, and using it.

use std::sync::Arc;
use std::time::Duration;

use guichet_engine::message::Message;
use rocket::http::Status;
use rocket::{Route, get, post, routes};

use super::{inputs, password, prove};
use crate::guard::{Limited, Posted, Visitor};
use crate::keys;
use crate::reply::{PageError, Reply, RouteResult};
use crate::service::{accounts, recovery};
use crate::store::Account;
use crate::view::page::{PasswordPage, ProblemLine, ProofView, RecoverPage, RecoverSentPage};

/// Recovery by mail: the one method there is.
const BY_MAIL: &str = "mail";

/// How long after the answer a link is made.
const ASKED_AFTER: Duration = Duration::from_millis(if cfg!(test) { 50 } else { 1_500 });

pub(super) fn routes() -> Vec<Route> {
    routes![form, ask, open, set]
}

#[get("/recover")]
fn form(visitor: Visitor<'_>) -> RouteResult {
    show(&visitor, "", Vec::new())
}

fn show(visitor: &Visitor<'_>, name: &str, problems: Vec<ProblemLine>) -> RouteResult {
    let page = RecoverPage {
        name: name.chars().take(accounts::NAME_MAX).collect(),
        proof: Some(ProofView::new(visitor.app.captchas.issue())),
        problems,
    };
    visitor.page(&page)
}

#[post("/recover", data = "<posted>")]
async fn ask(visitor: Visitor<'_>, posted: Posted) -> RouteResult {
    visitor.limit(Limited::Recovery)?;
    visitor.app.has_disk_space()?;
    let problems = wrong(&visitor, &posted);
    if !problems.is_empty() {
        let reply = show(&visitor, posted.get("name"), problems)?;
        return Ok(reply.with_status(Status::UnprocessableEntity));
    }
    // The answer does not wait for it, and is long away when it begins: neither how long it takes nor what it takes of the
    // machine tells whether the name exists.
    let app = Arc::clone(visitor.app);
    let name = posted.get("name").to_owned();
    tokio::spawn(async move {
        tokio::time::sleep(ASKED_AFTER).await;
        if let Err(error) = recovery::ask(&app, &name).await {
            tracing::error!(%error, "failed to make a recovery link");
        }
    });
    visitor.note("recovery-asked", None);
    let minutes = visitor.app.config.recovery_minutes;
    visitor.page(&RecoverSentPage { minutes })
}

fn wrong(visitor: &Visitor<'_>, posted: &Posted) -> Vec<ProblemLine> {
    let mut problems = Vec::new();
    let mut add = |input: &str, message: &str| {
        let label = format!("recover-{input}");
        problems.push(inputs::problem(
            visitor,
            input,
            &label,
            &Message::new(message),
        ));
    };
    if posted.get("method") != BY_MAIL {
        add("method", "problem-recover-method");
    }
    if posted.get("name").is_empty() {
        add("name", "problem-recover-name");
    }
    // It is used up whatever else is wrong: the next page has another.
    let typed = posted.get("captcha");
    let solved = prove::is_proved(&visitor.app.captchas, posted);
    if !solved && typed.is_empty() && posted.get("altcha").is_empty() {
        add("captcha", "problem-captcha-empty");
    } else if !solved {
        add("captcha", "problem-captcha");
    }
    problems
}

/// Returns the account that a link is for.
async fn account(visitor: &Visitor<'_>, token: &str) -> Result<Account, PageError> {
    let found = recovery::find(visitor.app, token).await?;
    found.ok_or_else(PageError::link_expired)
}

async fn show_password(
    visitor: &Visitor<'_>,
    token: &str,
    account: &Account,
    problems: Vec<ProblemLine>,
) -> RouteResult {
    let page = PasswordPage {
        action: format!("/recover/{token}"),
        ask_old: false,
        forced: false,
        hint: password::hint(visitor, account).await?,
        problems,
    };
    let reply = visitor.page(&page)?;
    Ok(reply.with_header("Referrer-Policy", "no-referrer"))
}

#[get("/recover/<token>")]
async fn open(visitor: Visitor<'_>, token: &str) -> RouteResult {
    visitor.limit(Limited::Status)?;
    let account = account(&visitor, token).await?;
    show_password(&visitor, token, &account, Vec::new()).await
}

#[post("/recover/<token>", data = "<posted>")]
async fn set(visitor: Visitor<'_>, token: &str, posted: Posted) -> RouteResult {
    visitor.limit(Limited::Login)?;
    let account = account(&visitor, token).await?;
    let problems = password::wrong(&visitor, &account, &posted).await?;
    if !problems.is_empty() {
        let reply = show_password(&visitor, token, &account, problems).await?;
        return Ok(reply.with_status(Status::UnprocessableEntity));
    }
    let link = Some(keys::hash(token));
    let new = posted.raw("password");
    accounts::set_password(visitor.app, &account, new, link).await?;
    visitor.note_of(&account, "password-recovered");
    visitor
        .app
        .limits
        .forget_logins(&account.name.to_lowercase());
    Ok(Reply::see_other("/login?done=password-changed"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rocket::http::{ContentType, Header};
    use rocket::local::asynchronous::Client;

    use crate::service::accounts;
    use crate::store::{Account, AccountChange, AccountState, MailRow};
    use crate::testing::{
        APPLICANT_PASSWORD, PASSWORD, Service, add_account, applicant, csrf, decide, get, log_in,
        post, service, service_on, service_with,
    };

    const NEW: &str = "another-Fine-7battery";

    async fn ask(service: &Service, client: &Client, name: &str) -> (u16, String) {
        let id = service.app.captchas.issue();
        let typed = service.app.captchas.answer(&id);
        let pairs = [
            ("method", "mail"),
            ("name", name),
            ("captcha_id", &id),
            ("captcha", &typed),
            ("altcha", ""),
        ];
        post(client, "/recover?lang=zh-CN", &pairs).await
    }

    async fn mails(service: &Service, notice: &str) -> Vec<MailRow> {
        let (mails, _) = service.app.store.mails("", 100).await.expect("asked");
        mails
            .into_iter()
            .filter(|mail| mail.notice == notice)
            .collect()
    }

    /// Returns the mails about recovery, once there are so many.
    async fn wait_for(service: &Service, count: usize) -> Vec<MailRow> {
        for _ in 0..200 {
            let found = mails(service, "recovery").await;
            if found.len() >= count {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("no mail");
    }

    /// Returns the path of the newest link.
    async fn link(service: &Service, name: &str) -> String {
        let before = mails(service, "recovery").await.len();
        assert_eq!(ask(service, &service.client, name).await.0, 200);
        let found = wait_for(service, before + 1).await;
        let url = found[0].data["url"].as_str().expect("a link").to_owned();
        let path = url.strip_prefix(&service.app.config.public_url());
        path.expect("our address").to_owned()
    }

    async fn set(client: &Client, path: &str, new: &str, again: &str) -> (u16, String) {
        let pairs = [("password", new), ("password_again", again)];
        post(client, &format!("{path}?lang=zh-CN"), &pairs).await
    }

    async fn may_log_in(service: &Service, name: &str, password: &str) -> bool {
        let client = service.other_client().await;
        let pairs = [("name", name), ("password", password)];
        post(&client, "/login", &pairs).await.0 == 303
    }

    #[rocket::async_test]
    async fn a_link_sets_a_new_password_once() {
        let service = service().await;
        let account = add_account(&service.app, "Wang_R", &["reviewer"]).await;
        let logged_in = service.other_client().await;
        log_in(&logged_in, &account).await;
        let earlier = link(&service, "WANG_r").await;
        let path = link(&service, "Wang_R").await;
        let mail = &mails(&service, "recovery").await[0];
        assert_eq!(mail.to, "Wang_R@example.com");
        // The store has only its hash.
        let token = path.strip_prefix("/recover/").expect("a token");
        assert!(
            service
                .app
                .store
                .recovery(token)
                .await
                .expect("asked")
                .is_none()
        );

        // Scanners look at it, more than once, without cookies.
        for _ in 0..3 {
            let scanner = service.other_client().await;
            let response = scanner.get(path.clone()).dispatch().await;
            assert_eq!(response.status().code, 200);
            assert_eq!(
                response.headers().get_one("Referrer-Policy"),
                Some("no-referrer")
            );
            assert_eq!(
                response.headers().get_one("Cache-Control"),
                Some("no-store")
            );
        }
        let client = &service.client;
        for (new, again, expect) in [("short", "short", "至少填写 12"), (NEW, "other", "不一致")]
        {
            let (status, page) = set(client, &path, new, again).await;
            assert_eq!(status, 422);
            assert!(page.contains(expect), "{page}");
        }
        assert!(may_log_in(&service, "Wang_R", PASSWORD).await);
        let (status, to) = set(client, &path, NEW, NEW).await;
        assert_eq!((status, to.as_str()), (303, "/login?done=password-changed"));
        assert!(may_log_in(&service, "Wang_R", NEW).await);
        assert!(!may_log_in(&service, "Wang_R", PASSWORD).await);
        assert_eq!(get(&logged_in, "/desk").await.0, 303);
        assert_eq!(mails(&service, "password-changed").await.len(), 1);
        for path in [path, earlier] {
            let (status, page) = get(client, &format!("{path}?lang=zh-CN")).await;
            assert_eq!(status, 410);
            assert!(page.contains("链接已失效"), "{page}");
            assert_eq!(set(client, &path, PASSWORD, PASSWORD).await.0, 410);
        }
        assert!(may_log_in(&service, "Wang_R", NEW).await);
    }

    #[rocket::async_test]
    async fn of_two_who_use_a_link_at_once_one_does() {
        let service = service().await;
        add_account(&service.app, "Wang_R", &["reviewer"]).await;
        let path = link(&service, "Wang_R").await;
        let (one, two) = (service.other_client().await, service.other_client().await);
        let (first, second) = tokio::join!(
            set(&one, &path, NEW, NEW),
            set(
                &two,
                &path,
                "quite-Another-8battery",
                "quite-Another-8battery"
            ),
        );
        let mut statuses = [first.0, second.0];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 410]);
        assert_eq!(mails(&service, "password-changed").await.len(), 1);
    }

    #[rocket::async_test]
    async fn a_link_ends_with_its_time() {
        let service = service().await;
        add_account(&service.app, "Wang_R", &["reviewer"]).await;
        let path = link(&service, "Wang_R").await;
        for (ahead_s, expect) in [(9 * 60, 200), (11 * 60, 410)] {
            let later = service_on(&service, ahead_s).await;
            assert_eq!(get(&later.client, &path).await.0, expect, "{ahead_s}");
        }
        for path in [
            "/recover/x",
            "/recover/%00",
            &"/recover/".repeat(6),
            "/recover/%E5%AF%86",
        ] {
            let (status, _) = get(&service.client, path).await;
            assert!(matches!(status, 404 | 410), "{path}: {status}");
        }
    }

    #[rocket::async_test]
    async fn whoever_asks_cannot_tell_whether_the_name_exists() {
        let service = service().await;
        let app = &service.app;
        add_account(app, "Wang_R", &["reviewer"]).await;
        let state = |state: AccountState| move |account: &mut Account| account.state = state;
        let mut without_mail = add_account(app, "No_Mail", &["reviewer"]).await;
        without_mail.email = String::new();
        let mut changed = vec![without_mail];
        for (name, change) in [
            ("Off_01", state(AccountState::Disabled)),
            ("Gone_01", state(AccountState::Closed)),
        ] {
            let mut account = add_account(app, name, &[]).await;
            change(&mut account);
            changed.push(account);
        }
        for account in changed {
            let change = AccountChange::new(account);
            app.store.change_account(&change).await.expect("changed");
        }
        let mut pages = Vec::new();
        for name in ["nobody", "No_Mail", "Off_01", "Gone_01", "wang_r"] {
            let client = service.other_client().await;
            let (status, page) = ask(&service, &client, name).await;
            assert_eq!(status, 200);
            pages.push(page.replace(&csrf(&client).await, ""));
        }
        pages.dedup();
        assert_eq!(pages.len(), 1, "the answers differ");
        assert_eq!(wait_for(&service, 1).await.len(), 1);
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(mails(&service, "recovery").await.len(), 1);
    }

    #[rocket::async_test]
    async fn a_pending_account_may_recover_but_not_log_in() {
        let service = service().await;
        let (_, row) = applicant(&service).await;
        let path = link(&service, "wang_01").await;
        let (_, page) = get(&service.client, &format!("{path}?lang=zh-CN")).await;
        assert!(page.contains("6-12位英文字母"), "{page}");
        assert_eq!(set(&service.client, &path, NEW, NEW).await.0, 422);
        assert_eq!(
            set(&service.client, &path, "Zz9_new", "Zz9_new").await.0,
            303
        );
        assert!(!may_log_in(&service, "Wang_01", "Zz9_new").await);
        decide(&service.app, &row.case.id, "approve").await;
        assert!(may_log_in(&service, "Wang_01", "Zz9_new").await);
        assert!(!may_log_in(&service, "Wang_01", APPLICANT_PASSWORD).await);
    }

    #[rocket::async_test]
    async fn an_account_gets_three_mails_an_hour() {
        let service = service().await;
        add_account(&service.app, "Wang_R", &["reviewer"]).await;
        for _ in 0..3 {
            link(&service, "Wang_R").await;
        }
        assert_eq!(ask(&service, &service.client, "Wang_R").await.0, 200);
        crate::service::recovery::ask(&service.app, "Wang_R")
            .await
            .expect("asked");
        assert_eq!(mails(&service, "recovery").await.len(), 3);
        let later = service_on(&service, 3_700).await;
        crate::service::recovery::ask(&later.app, "Wang_R")
            .await
            .expect("asked");
        assert_eq!(mails(&service, "recovery").await.len(), 4);
    }

    #[rocket::async_test]
    async fn the_method_the_name_and_the_captcha_are_asked_for() {
        let service = service().await;
        add_account(&service.app, "Wang_R", &["reviewer"]).await;
        let captchas = &service.app.captchas;
        let used = captchas.issue();
        let answer = captchas.answer(&used);
        let fresh = || {
            let id = captchas.issue();
            let typed = captchas.answer(&id);
            (id, typed)
        };
        let of = |method: &'static str, name: &'static str, (id, typed): (String, String)| {
            [
                ("method", method.to_owned()),
                ("name", name.to_owned()),
                ("captcha_id", id),
                ("captcha", typed),
            ]
        };
        for (pairs, expect) in [
            (
                of("mail", "Wang_R", (captchas.issue(), "wrong".to_owned())),
                "验证码不对",
            ),
            (
                of("mail", "Wang_R", ("made-up".to_owned(), answer.clone())),
                "验证码不对",
            ),
            (
                of("mail", "Wang_R", (captchas.issue(), "  ".to_owned())),
                "请填写验证码",
            ),
            (of("", "Wang_R", fresh()), "请选择找回方式"),
            (of("mail", " ", fresh()), "请填写用户名"),
            (
                of("mail", "", (used.clone(), answer.clone())),
                "请填写用户名",
            ),
            (of("mail", "Wang_R", (used, answer)), "验证码不对"),
        ] {
            let pairs: Vec<(&str, &str)> = pairs
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            let (status, page) = post(&service.client, "/recover?lang=zh-CN", &pairs).await;
            assert_eq!(status, 422);
            assert!(page.contains(expect), "{expect}: {page}");
        }
        assert!(mails(&service, "recovery").await.is_empty());
    }

    #[rocket::async_test]
    async fn an_address_asks_five_times_a_minute() {
        let service = service_with(|config| config.rate_factor = 1).await;
        for _ in 0..5 {
            assert_eq!(ask(&service, &service.client, "nobody").await.0, 200);
        }
        assert_eq!(ask(&service, &service.client, "nobody").await.0, 429);
    }

    #[rocket::async_test]
    async fn a_page_without_referrer_may_still_be_posted() {
        let service = service().await;
        let account = add_account(&service.app, "Wang_R", &["reviewer"]).await;
        let path = link(&service, "Wang_R").await;
        let token = csrf(&service.client).await;
        let sent = |path: String, body: String| {
            let sent = service.client.post(path).header(ContentType::Form);
            sent.header(Header::new("Origin", "null")).body(body)
        };
        let body = format!("csrf={token}&password={NEW}&password_again={NEW}");
        let response = sent("/login".to_owned(), body.clone()).dispatch().await;
        assert_eq!(response.status().code, 403);
        let response = sent(path, body).dispatch().await;
        assert_eq!(response.status().code, 303);
        let found = service.app.store.account(&account.id).await.expect("asked");
        let hashed = found.expect("found").password_hash;
        assert_ne!(hashed, account.password_hash);
        // What a change of the account read before would put back is refused.
        let stale = accounts::set_password(&service.app, &account, PASSWORD, None).await;
        assert!(matches!(stale, Err(accounts::SetError::Changed)));
    }
}
