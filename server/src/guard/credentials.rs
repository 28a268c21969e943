//! Logging in: whether a name and password are right, and what to say to those whose account may not log in.

use guichet_engine::message::Message;

use super::applicant;
use super::visitor::Visitor;
use crate::keys;
use crate::login_attempts::Place;
use crate::reply::PageError;
use crate::service::accounts::NAME_MAX;
use crate::service::{case_status, one_time_password};
use crate::store::{Account, AccountState};

/// The cookie of a browser in which somebody has logged in to an account before: its attempts are counted apart, so that
/// nobody else's keep its user out.
const KNOWN: &str = "guichet-known";
/// How many days a browser is known.
const KNOWN_DAYS: u32 = 180;
/// What [`KNOWN`] is proved for.
const KNOWN_PURPOSE: &str = "known-browser";
/// Why somebody was not logged in.
#[derive(Debug)]
pub enum LoginRefused {
    /// There is no such name, or the password is wrong: the same for both.
    Wrong,
    /// After many attempts of late it takes a proof of work.
    Unproved,
    /// The password is right, but the account may not log in.
    NotActive(Message, Option<String>),
}

/// Finds out whether somebody may log in. `is_proved` tells whether they gave a proof of work, or read the picture; it is
/// asked only where that is needed.
///
/// # Errors
/// A page, when it cannot be found out.
pub async fn check(
    visitor: &Visitor<'_>,
    name: &str,
    password: &str,
    is_proved: impl FnOnce() -> bool,
) -> Result<Result<Account, LoginRefused>, PageError> {
    let app = visitor.app;
    let name: String = name.chars().take(NAME_MAX).collect();
    let folded = name.to_lowercase();
    let browser = known_browser(visitor, &folded);
    let from = match &browser {
        Some(browser) => Place::KnownBrowser(browser),
        None => Place::Address(visitor.address),
    };
    if app.limits.begin_login(&folded, from) && !is_proved() {
        visitor.note_refusal("login-without-proof");
        return Ok(Err(LoginRefused::Unproved));
    }
    let account = app.store.account_by_name(&name).await?;
    let hashed = account
        .as_ref()
        .map(|account| account.password_hash.as_str());
    let right = app.passwords.is_right(password, hashed).await?;
    let tried = account.clone();
    let Some(account) = account.filter(|_| right) else {
        visitor.note_refusal_of(tried.as_ref(), "login-failed");
        return Ok(Err(LoginRefused::Wrong));
    };
    app.limits.login_succeeded(&folded, from);
    if account.may_log_in() {
        if one_time_password::is_over(&account, app.clock.now()) {
            visitor.note_refusal_of(Some(&account), "one-time-password-over");
            let message = Message::new("problem-login-one-time");
            return Ok(Err(LoginRefused::NotActive(message, None)));
        }
        remember_browser(visitor, &folded);
        return Ok(Ok(account));
    }
    visitor.note_refusal_of(Some(&account), "login-not-active");
    let (message, status) = why_not(visitor, &account).await?;
    Ok(Err(LoginRefused::NotActive(message, status)))
}

/// Returns what tells this browser apart, where it is known for a name: its attempts are counted by that.
fn known_browser(visitor: &Visitor<'_>, folded: &str) -> Option<String> {
    let value = visitor.cookie(KNOWN)?;
    let (nonce, code) = value.split_once('.')?;
    let about = format!("{nonce} {folded}");
    let is_known = visitor.app.keys.is_mac(KNOWN_PURPOSE, &about, code);
    is_known.then(|| nonce.to_owned())
}

fn remember_browser(visitor: &Visitor<'_>, folded: &str) {
    if known_browser(visitor, folded).is_none() {
        let nonce = keys::token();
        let code = visitor
            .app
            .keys
            .mac(KNOWN_PURPOSE, &format!("{nonce} {folded}"));
        visitor.set_cookie(KNOWN, format!("{nonce}.{code}"), KNOWN_DAYS);
    }
}

/// Returns what to say to somebody whose account may not log in, and where their application stands. This browser may see it:
/// whoever has the password is its applicant.
async fn why_not(
    visitor: &Visitor<'_>,
    account: &Account,
) -> Result<(Message, Option<String>), PageError> {
    let app = visitor.app;
    if account.is_off() {
        return Ok((Message::new("problem-login-disabled"), None));
    }
    if account.state == AccountState::Suspended {
        return suspended(visitor, account).await;
    }
    let row = match &account.case {
        Some(case) => app.store.case(case).await?,
        None => None,
    };
    let Some(row) = row else {
        return Ok((Message::new("problem-login-closed"), None));
    };
    let (form, workflow) = app.definitions.versions_of(&row.case).await?;
    let status = case_status::for_case(app.clock.now(), &row, &form, &workflow, visitor.locale);
    applicant::grant_case(visitor, &row.case);
    let message = Message::new(format!("problem-login-{}", status.state))
        .with("reference", status.reference.as_str())
        .with("step", status.steps.join(" / "));
    Ok((message, Some(format!("/status/{}", status.reference))))
}

/// Returns what to say to somebody whose account is no longer valid: its renewal can still be completed, where it is open.
async fn suspended(
    visitor: &Visitor<'_>,
    account: &Account,
) -> Result<(Message, Option<String>), PageError> {
    let app = visitor.app;
    let mut rows = app.store.cases_of(&account.id).await?;
    rows.retain(|row| row.case.finished.is_none());
    rows.sort_by_key(|row| std::cmp::Reverse(row.case.submitted_at));
    for row in rows {
        let (form, workflow) = app.definitions.versions_of(&row.case).await?;
        if form.settings.opens_days_before_expiry.is_some() {
            applicant::grant_case(visitor, &row.case);
            let status =
                case_status::for_case(app.clock.now(), &row, &form, &workflow, visitor.locale);
            let key = match status.state.as_str() {
                "review" => "problem-login-renewal-review",
                _ => "problem-login-suspended",
            };
            let message = Message::new(key).with("reference", status.reference.as_str());
            return Ok((message, Some(format!("/status/{}", status.reference))));
        }
    }
    Ok((Message::new("problem-login-lapsed"), None))
}
