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
    visitor.page("password.html", &page)
}

#[post("/account/password", data = "<posted>")]
async fn change(logged_in: LoggedIn<'_>, posted: Posted) -> RouteResult {
    let LoggedIn { visitor, login } = &logged_in;
    visitor.limit(Limited::Login)?;
    let app = visitor.app;
    let account = &login.account;
    // Whoever has somebody's browser, but not the password, must not find it out here.
    let guessed = format!("password:{}", account.id);
    app.limits
        .begin_guess(&guessed)
        .map_err(PageError::too_many)?;
    let (old, new) = (posted.raw("old"), posted.raw("password"));
    let mut problems = Vec::new();
    let hashed = Some(account.password_hash.as_str());
    if app.passwords.is_right(old, hashed).await? {
        app.limits.guessed_right(&guessed);
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
    visitor.log_in(&account).await?;
    let home = Login::home(&account);
    Ok(Reply::see_other(format!("{home}?done=password-changed")))
}

/// The rules of an account's password, in words.
pub(super) async fn hint(visitor: &Visitor<'_>, account: &Account) -> Result<String, PageError> {
    let rules = PasswordRules::of(visitor.app, account).await?;
    let live = visitor.app.definitions.live();
    Ok(rules.hint(&live.templates.sentences, visitor.locale))
}

/// What is wrong with a new password that was typed twice.
pub(super) async fn wrong(
    visitor: &Visitor<'_>,
    account: &Account,
    posted: &Posted,
) -> Result<Vec<ProblemLine>, PageError> {
    let rules = PasswordRules::of(visitor.app, account).await?;
    let live = visitor.app.definitions.live();
    let new = posted.raw("password");
    let mut problems = Vec::new();
    if let Some(text) = rules.problem(new, &live.templates.sentences, visitor.locale) {
        problems.push(inputs::told(visitor, "password", "password-password", text));
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
