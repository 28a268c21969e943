//! Logging in, and setting passwords.

use std::time::Duration;

use guichet_engine::message::Message;

use super::{case_status, cases};
use crate::app::App;
use crate::guard::Visitor;
use crate::guard::applicant;
use crate::keys;
use crate::mail::{self, AccountNotification};
use crate::passwords::PasswordError;
use crate::reply::PageError;
use crate::store::{Account, AccountChange, AccountState, CommitError, MailRow, StoreError};

/// The cookie of a browser in which somebody has logged in to an account before: its attempts are counted apart, so that
/// nobody else's keep its user out.
const KNOWN: &str = "guichet-known";
/// How many days a browser is known.
const KNOWN_DAYS: u32 = 180;
/// What [`KNOWN`] is proved for.
const KNOWN_PURPOSE: &str = "known-browser";
/// Characters of the longest name that is looked up.
pub const NAME_MAX: usize = 100;

/// Why somebody was not logged in.
#[derive(Debug)]
pub enum LoginRefused {
    /// There is no such name, or the password is wrong: the same for both.
    Wrong,
    /// Too many attempts of late.
    Wait(Duration),
    /// The password is right, but the account may not log in.
    NotActive(Message, Option<String>),
}

/// Finds out whether somebody may log in.
///
/// # Errors
/// A page, when it cannot be found out.
pub async fn check(
    visitor: &Visitor<'_>,
    name: &str,
    password: &str,
) -> Result<Result<Account, LoginRefused>, PageError> {
    let app = visitor.app;
    let name: String = name.chars().take(NAME_MAX).collect();
    let folded = name.to_lowercase();
    let counted_as = known_browser(visitor, &folded).unwrap_or_else(|| format!("name:{folded}"));
    if let Err(wait) = app.limits.begin_attempt(&counted_as) {
        return Ok(Err(LoginRefused::Wait(wait)));
    }
    let account = app.store.account_by_name(&name).await?;
    let hashed = account
        .as_ref()
        .map(|account| account.password_hash.as_str());
    let right = app.passwords.is_right(password, hashed).await?;
    let Some(account) = account.filter(|_| right) else {
        return Ok(Err(LoginRefused::Wrong));
    };
    app.limits.attempt_succeeded(&counted_as);
    if account.state == AccountState::Active {
        remember_browser(visitor, &folded);
        return Ok(Ok(account));
    }
    let (message, status) = why_not(visitor, &account).await?;
    Ok(Err(LoginRefused::NotActive(message, status)))
}

/// What this browser's attempts at a name are counted under, if it is known.
fn known_browser(visitor: &Visitor<'_>, folded: &str) -> Option<String> {
    let value = visitor.cookie(KNOWN)?;
    let (nonce, code) = value.split_once('.')?;
    let about = format!("{nonce} {folded}");
    let is_known = visitor.app.keys.is_mac(KNOWN_PURPOSE, &about, code);
    is_known.then(|| format!("browser:{nonce}"))
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

/// What to say to somebody whose account may not log in, and where their application stands. This browser may see it:
/// whoever has the password is its applicant.
async fn why_not(
    visitor: &Visitor<'_>,
    account: &Account,
) -> Result<(Message, Option<String>), PageError> {
    let app = visitor.app;
    if account.state == AccountState::Disabled {
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
    let (form, workflow) = cases::versions(app, &row.case).await?;
    let status = case_status::for_case(app, &row, &form, &workflow, visitor.locale);
    applicant::grant_case(visitor, &row.case);
    let message = Message::new(format!("problem-login-{}", status.state))
        .with("reference", status.reference.as_str())
        .with("step", status.steps.join(" / "));
    Ok((message, Some(format!("/status/{}", status.reference))))
}

/// What to say to somebody whose account is no longer valid: its renewal can still be completed, where it is open.
async fn suspended(
    visitor: &Visitor<'_>,
    account: &Account,
) -> Result<(Message, Option<String>), PageError> {
    let app = visitor.app;
    let mut rows = app.store.cases_of(&account.id).await?;
    rows.retain(|row| row.case.finished.is_none());
    rows.sort_by_key(|row| std::cmp::Reverse(row.case.submitted_at));
    for row in rows {
        let (form, workflow) = cases::versions(app, &row.case).await?;
        if form.settings.opens_days_before_expiry.is_some() {
            applicant::grant_case(visitor, &row.case);
            let status = case_status::for_case(app, &row, &form, &workflow, visitor.locale);
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

/// Why a password was not set; the old one holds.
#[derive(Debug, thiserror::Error)]
pub enum SetError {
    /// The recovery link was used before, or is void.
    #[error("the recovery link is void")]
    LinkExpired,
    /// Somebody else changed the account meanwhile.
    #[error("the account has changed meanwhile")]
    Changed,
    /// The password could not be hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<SetError> for PageError {
    fn from(error: SetError) -> Self {
        match error {
            SetError::LinkExpired => Self::link_expired(),
            SetError::Changed => Self::busy(),
            SetError::Password(error) => error.into(),
            SetError::Store(error) => error.into(),
        }
    }
}

/// Sets a password that keeps the rules: every login of the account ends, its recovery links are void, and a mail says so.
/// `link` is the hash of the recovery token that this uses up.
///
/// # Errors
/// See [`SetError`].
pub async fn set_password(
    app: &App,
    account: &Account,
    password: &str,
    link: Option<String>,
) -> Result<Account, SetError> {
    let mut account = account.clone();
    account.password_hash = app.passwords.hash(password).await?;
    account.must_change_password = false;
    let change = AccountChange {
        mail: password_changed(app, &account),
        ends_logins: true,
        recovery: link,
        ..AccountChange::new(account)
    };
    match app.store.change_account(&change).await {
        Ok(_) => {
            app.mail_waiting();
            tracing::info!(account = change.account.id, "a password was changed");
            Ok(change.account)
        }
        Err(CommitError::AlreadyDone) => Err(SetError::LinkExpired),
        Err(CommitError::VersionConflict) => Err(SetError::Changed),
        Err(CommitError::Store(error)) => Err(error.into()),
        Err(other) => Err(StoreError::Failed(other.to_string()).into()),
    }
}

/// The mail that says that a password was changed; none for an account without address.
pub(super) fn password_changed(app: &App, account: &Account) -> Option<MailRow> {
    notification(app, account, mail::PASSWORD_CHANGED, String::new())
}

/// A mail about an account.
pub(super) fn notification(
    app: &App,
    account: &Account,
    name: &str,
    url: String,
) -> Option<MailRow> {
    let data = AccountNotification {
        name: account.display_name.clone(),
        account_name: account.name.clone(),
        url,
        minutes: app.config.recovery_minutes,
        login_url: format!("{}/login", app.config.public_url()),
    };
    let now = app.clock.now_ms();
    (!account.email.is_empty())
        .then(|| mail::outbox_row(name, &account.email, &account.locale, &data, None, now))
}
