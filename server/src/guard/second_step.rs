//! Between the password and the code of the second factor: a browser that gave the one may give the other.

use guichet_engine::ids::AccountId;
use jiff::{SignedDuration, Timestamp};

use super::visitor::Visitor;
use crate::reply::PageError;
use crate::store::Account;

/// The cookie that says whose password was given, and until when that counts.
const HALF_LOGIN: &str = "guichet-half-login";
/// What it is proved for.
const PURPOSE: &str = "half-login";
/// How long after the password the code may be given.
const HELD: SignedDuration = SignedDuration::from_mins(10);

/// Remembers in this browser that the account's password was given.
pub fn begin(visitor: &Visitor<'_>, account: &Account) {
    let until = visitor.app.clock.now() + HELD;
    let code = visitor.app.keys.mac(PURPOSE, &about(account, until));
    let value = format!("{}.{}.{code}", account.id, until.as_millisecond());
    visitor.set_cookie(HALF_LOGIN, value, 0);
}

/// The password is part of it: with another one, it is void.
fn about(account: &Account, until: Timestamp) -> String {
    let until = until.as_millisecond();
    format!("{} {until} {}", account.id, account.credential())
}

/// Returns the account whose password was given in this browser of late, where a code is all that lacks.
///
/// # Errors
/// When the store fails.
pub async fn account(visitor: &Visitor<'_>) -> Result<Option<Account>, PageError> {
    let Some(value) = visitor.cookie(HALF_LOGIN) else {
        return Ok(None);
    };
    let mut parts = value.splitn(3, '.');
    let (Some(id), Some(until), Some(code)) = (parts.next(), parts.next(), parts.next()) else {
        return Ok(None);
    };
    let now = visitor.app.clock.now();
    let until = until.parse().ok();
    let until = until.and_then(|until| Timestamp::from_millisecond(until).ok());
    // A clock that was set back makes nothing last.
    let Some(until) = until.filter(|until| (now..=now + HELD).contains(until)) else {
        return Ok(None);
    };
    let account = visitor.app.store.account(&AccountId::new(id)).await?;
    Ok(account.filter(|account| {
        account.may_log_in()
            && account.second_factor.is_some()
            && visitor
                .app
                .keys
                .is_mac(PURPOSE, &about(account, until), code)
    }))
}

/// Forgets it.
pub fn end(visitor: &Visitor<'_>) {
    visitor.remove_cookie(HALF_LOGIN);
}
