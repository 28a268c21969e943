//! 找回密码: asking for a link, and using it.

use std::sync::Arc;

use guichet_engine::message::Message;
use rocket::http::Status;
use rocket::{Route, get, post, routes};

use super::{inputs, password};
use crate::guard::{Limited, Posted, Visitor};
use crate::keys;
use crate::reply::{PageError, Reply, RouteResult};
use crate::service::{accounts, recovery};
use crate::store::Account;
use crate::view::page::{PasswordPage, ProblemLine, RecoverPage, RecoverSentPage};

/// Recovery by mail: the one method there is.
const BY_MAIL: &str = "mail";

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
        captcha: visitor.app.captchas.issue(),
        challenge_href: "/captcha/challenge".to_owned(),
        problems,
    };
    visitor.page("recover.html", &page)
}

#[post("/recover", data = "<posted>")]
async fn ask(visitor: Visitor<'_>, posted: Posted) -> RouteResult {
    visitor.limit(Limited::Recovery)?;
    visitor.app.has_room()?;
    let problems = wrong(&visitor, &posted);
    if !problems.is_empty() {
        let reply = show(&visitor, posted.get("name"), problems)?;
        return Ok(reply.with_status(Status::UnprocessableEntity));
    }
    // The answer does not wait for it: how long it takes would tell whether the name exists.
    let app = Arc::clone(visitor.app);
    let name = posted.get("name").to_owned();
    tokio::spawn(async move {
        if let Err(error) = recovery::ask(&app, &name).await {
            tracing::error!(%error, "failed to make a recovery link");
        }
    });
    let minutes = visitor.app.config.recovery_minutes;
    visitor.page("recover_sent.html", &RecoverSentPage { minutes })
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
    let captchas = &visitor.app.captchas;
    let solved = match posted.get("altcha") {
        "" => captchas.is_right(posted.get("captcha_id"), posted.get("captcha")),
        payload => captchas.is_solved(payload),
    };
    if !solved {
        add("captcha", "problem-captcha");
    }
    problems
}

/// The account that a link is for.
async fn account(visitor: &Visitor<'_>, token: &str) -> Result<Account, PageError> {
    let found = recovery::find(visitor.app, token).await?;
    found.ok_or_else(PageError::link_void)
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
    let reply = visitor.page("password.html", &page)?;
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
    Ok(Reply::see_other("/login?done=password-changed"))
}
