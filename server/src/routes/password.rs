//! A new password: by somebody who is logged in, and what setting one by a recovery link shares with it.

use guichet_engine::message::Message;
use rocket::http::Status;
use rocket::{Route, get, post, routes};

use super::inputs;
use crate::guard::{Limited, LoggedIn, Login, Posted, Visitor};
use crate::reply::{PageError, Reply, RouteResult};
use crate::service::accounts;
use crate::service::password_rules::PasswordRules;
use crate::store::Account;
use crate::view::page::{PasswordPage, ProblemLine};

/// The address of the page.
const PLACE: &str = "/account/password";

pub(super) fn routes() -> Vec<Route> {
    routes![form, change]
}

#[get("/account/password")]
async fn form(logged_in: LoggedIn<'_>) -> RouteResult {
    show(&logged_in, Vec::new()).await
}

async fn show(logged_in: &LoggedIn<'_>, problems: Vec<ProblemLine>) -> RouteResult {
    let LoggedIn { visitor, login } = logged_in;
    let page = PasswordPage {
        action: PLACE.to_owned(),
        ask_old: true,
        forced: login.account.must_change_password,
        hint: hint(visitor, &login.account).await?,
        problems,
    };
    visitor.page(&page)
}

#[post("/account/password", data = "<posted>")]
async fn change(logged_in: LoggedIn<'_>, posted: Posted) -> RouteResult {
    let LoggedIn { visitor, login } = &logged_in;
    visitor.limit(Limited::Login)?;
    let app = visitor.app;
    let account = &login.account;
    // Whoever has somebody's browser, but not the password, must not find it out here.
    let counted_as = format!("password:{}", account.id);
    app.limits
        .begin_attempt(&counted_as)
        .map_err(PageError::too_many)?;
    let (old, new) = (posted.raw("old"), posted.raw("password"));
    let mut problems = Vec::new();
    let hashed = Some(account.password_hash.as_str());
    if app.passwords.is_right(old, hashed).await? {
        app.limits.attempt_succeeded(&counted_as);
        if new == old {
            let message = Message::new("problem-password-same");
            problems.push(inputs::problem(
                visitor,
                "password",
                "password-password",
                &message,
            ));
        }
    } else {
        visitor.note_refusal("password-refused");
        let message = Message::new("problem-password-old");
        problems.push(inputs::problem(visitor, "old", "password-old", &message));
    }
    if problems.iter().all(|problem| problem.id != "password") {
        problems.extend(wrong(visitor, account, &posted).await?);
    }
    if !problems.is_empty() {
        let reply = show(&logged_in, problems).await?;
        return Ok(reply.with_status(Status::UnprocessableEntity));
    }
    let account = accounts::set_password(app, account, new, None).await?;
    visitor.note("password-changed", None);
    visitor.log_in(&account).await?;
    let home = Login::home(&account);
    Ok(Reply::see_other(format!("{home}?done=password-changed")))
}

/// Returns the rules of an account's password, in words.
pub(super) async fn hint(visitor: &Visitor<'_>, account: &Account) -> Result<String, PageError> {
    let rules = PasswordRules::for_account(visitor.app, account).await?;
    let live = visitor.app.definitions.live();
    Ok(rules.hint(&live.templates.sentences, visitor.locale))
}

/// Returns what is wrong with a new password that was typed twice.
pub(super) async fn wrong(
    visitor: &Visitor<'_>,
    account: &Account,
    posted: &Posted,
) -> Result<Vec<ProblemLine>, PageError> {
    let rules = PasswordRules::for_account(visitor.app, account).await?;
    let live = visitor.app.definitions.live();
    let new = posted.raw("password");
    let mut problems = Vec::new();
    if let Some(text) = rules.problem(new, &live.templates.sentences, visitor.locale) {
        problems.push(inputs::problem_in_words(
            visitor,
            "password",
            "password-password",
            text,
        ));
    } else if posted.raw("password_again") != new {
        let message = Message::new("problem-password-again");
        problems.push(inputs::problem(
            visitor,
            "password_again",
            "password-password-again",
            &message,
        ));
    }
    Ok(problems)
}

#[cfg(test)]
mod tests {
    use crate::store::AccountChange;
    use crate::testing::{
        APPLICANT_PASSWORD, PASSWORD, Service, add_account, applicant, cookie_of, decide, get,
        get_with, log_in, post, service, service_with,
    };

    const PLACE: &str = "/account/password?lang=zh-CN";
    const NEW: &str = "another-Fine-7battery";

    async fn change(service: &Service, old: &str, new: &str, again: &str) -> (u16, String) {
        let pairs = [("old", old), ("password", new), ("password_again", again)];
        post(&service.client, PLACE, &pairs).await
    }

    async fn may_log_in(service: &Service, name: &str, password: &str) -> bool {
        let client = service.other_client().await;
        let pairs = [("name", name), ("password", password)];
        post(&client, "/login", &pairs).await.0 == 303
    }

    #[rocket::async_test]
    async fn a_new_password_is_in_force_and_every_other_login_ends() {
        let service = service().await;
        let mut account = add_account(&service.app, "Wang_R", &["reviewer"]).await;
        account.must_change_password = true;
        let forced = AccountChange::new(account.clone());
        service
            .app
            .store
            .change_account(&forced)
            .await
            .expect("changed");
        let other = service.other_client().await;
        log_in(&other, &account).await;
        log_in(&service.client, &account).await;
        let stolen = cookie_of(&service.client, "guichet-session");
        assert_eq!(
            get_with(&service, stolen.clone(), PLACE).await.0,
            200,
            "it works before"
        );
        let (status, page) = get(&service.client, PLACE).await;
        assert_eq!(status, 200);
        assert!(
            page.contains("首次登录") && page.contains("至少 12 个字符"),
            "{page}"
        );
        assert_eq!(get(&service.client, "/desk").await.1, "/account/password");

        for (old, new, again, expect) in [
            ("wrong", NEW, NEW, "原密码不对"),
            (PASSWORD, "short", "short", "至少填写 12"),
            (PASSWORD, NEW, "another", "不一致"),
            (PASSWORD, PASSWORD, PASSWORD, "不能与原密码相同"),
            (PASSWORD, "", "", "必填"),
            ("", "", "", "原密码不对"),
        ] {
            let (status, page) = change(&service, old, new, again).await;
            assert_eq!(status, 422, "{expect}");
            assert!(page.contains(expect), "{expect}: {page}");
            assert!(!page.contains(NEW) && !page.contains(PASSWORD));
        }
        assert!(may_log_in(&service, "Wang_R", PASSWORD).await);

        let (status, to) = change(&service, PASSWORD, NEW, NEW).await;
        assert_eq!((status, to.as_str()), (303, "/desk?done=password-changed"));
        assert_eq!(get(&service.client, "/desk").await.0, 200);
        assert_eq!(get(&other, "/desk").await.0, 303);
        assert_eq!(get_with(&service, stolen, PLACE).await.0, 303);
        assert!(may_log_in(&service, "Wang_R", NEW).await);
        assert!(!may_log_in(&service, "Wang_R", PASSWORD).await);
        let (mails, _) = service.app.store.mails("", 10).await.expect("asked");
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].notice, "password-changed");
        assert!(!mails[0].data.to_string().contains(NEW));
    }

    #[rocket::async_test]
    async fn an_enterprise_keeps_the_rule_of_its_form() {
        let service = service().await;
        let (account, row) = applicant(&service).await;
        decide(&service.app, &row.case.id, "approve").await;
        log_in(&service.client, &account).await;
        let (_, page) = get(&service.client, PLACE).await;
        assert!(page.contains("6-12位英文字母"), "{page}");
        for (new, expect) in [
            (NEW, "6-12位英文字母"),
            ("wang_01", "不能与帐户名相同"),
            ("password", "太常见"),
        ] {
            let (status, page) = change(&service, APPLICANT_PASSWORD, new, new).await;
            assert_eq!(status, 422);
            assert!(page.contains(expect), "{expect}: {page}");
        }
        let (status, to) = change(&service, APPLICANT_PASSWORD, "Zz9_new", "Zz9_new").await;
        assert_eq!(
            (status, to.as_str()),
            (303, "/account?done=password-changed")
        );
        assert!(may_log_in(&service, "wang_01", "Zz9_new").await);
    }

    #[rocket::async_test]
    async fn a_login_that_is_not_ones_own_does_not_find_the_password_out() {
        let service = service_with(|config| config.rate_factor = 1_000).await;
        let account = add_account(&service.app, "Wang_R", &["reviewer"]).await;
        log_in(&service.client, &account).await;
        let mut status = 0;
        for _ in 0..12 {
            status = change(&service, "guess", NEW, NEW).await.0;
        }
        assert_eq!(status, 429);
        assert_eq!(change(&service, PASSWORD, NEW, NEW).await.0, 429);
    }
}
