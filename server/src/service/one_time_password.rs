//! A one-time password made anew, where nobody saw or used the one before.

use jiff::{SignedDuration, Timestamp};

use crate::keys;
use crate::passwords::Passwords;
use crate::store::{Account, AccountChange, Store};

/// How long a one-time password may be used: a week, in which it reaches whom it is for.
pub const VALID: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Tells whether an account has a one-time password that is too old to be used. A new one, or a recovery link, helps on.
#[must_use]
pub fn is_over(account: &Account, now: Timestamp) -> bool {
    account.must_change_password && account.one_time_until.is_some_and(|until| until <= now)
}

/// Why a one-time password was not made anew; nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum ResetError {
    /// There is no such member of staff.
    #[error("there is no such member of staff")]
    NotFound,
    /// Somebody has logged in with it.
    #[error("the password has been used")]
    Used,
    /// There is no second factor to take away.
    #[error("there is no second factor")]
    NoSecondFactor,
    /// The store failed.
    #[error("{0}")]
    Failed(String),
}

/// Gives a member of staff another one-time password in place of one that nobody has used. Returns the name as it is written, and the
/// password.
///
/// # Errors
/// See [`ResetError`].
pub async fn reset_unused(
    store: &Store,
    passwords: &Passwords,
    name: &str,
    now: Timestamp,
) -> Result<(String, String), ResetError> {
    let mut account = staff_named(store, name).await?;
    if !account.must_change_password {
        return Err(ResetError::Used);
    }
    let password = keys::one_time_password();
    let hash = passwords.hash(&password).await;
    account.password_hash = hash.map_err(|error| ResetError::Failed(error.to_string()))?;
    account.one_time_until = Some(now + VALID);
    Ok((replace(store, account).await?, password))
}

/// Returns the member of staff of this name.
pub(super) async fn staff_named(store: &Store, name: &str) -> Result<Account, ResetError> {
    let found = store.account_by_name(name).await;
    let found = found.map_err(|error| ResetError::Failed(error.to_string()))?;
    found.filter(Account::is_staff).ok_or(ResetError::NotFound)
}

/// Stores a changed account, whose logins end. Returns its name as it is written.
pub(super) async fn replace(store: &Store, account: Account) -> Result<String, ResetError> {
    let name = account.name.clone();
    let change = AccountChange {
        ends_logins: true,
        ..AccountChange::new(account)
    };
    let changed = store.change_account(&change).await;
    changed.map_err(|error| ResetError::Failed(error.to_string()))?;
    Ok(name)
}
