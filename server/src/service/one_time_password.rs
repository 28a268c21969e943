//! A one-time password made anew, where nobody saw or used the one before.

use crate::keys;
use crate::passwords::Passwords;
use crate::store::{Account, AccountChange, Store};

/// Why a one-time password was not made anew; nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum ResetError {
    /// There is no such member of staff.
    #[error("there is no such member of staff")]
    NotFound,
    /// Somebody has logged in with it.
    #[error("the password has been used")]
    Used,
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
) -> Result<(String, String), ResetError> {
    let failed = |error: &dyn std::fmt::Display| ResetError::Failed(error.to_string());
    let found = store.account_by_name(name).await;
    let found = found.map_err(|error| failed(&error))?;
    let mut account = found
        .filter(Account::is_staff)
        .ok_or(ResetError::NotFound)?;
    if !account.must_change_password {
        return Err(ResetError::Used);
    }
    let password = keys::one_time_password();
    let hash = passwords.hash(&password).await;
    account.password_hash = hash.map_err(|error| failed(&error))?;
    let name = account.name.clone();
    let change = AccountChange {
        ends_logins: true,
        ..AccountChange::new(account)
    };
    let changed = store.change_account(&change).await;
    changed.map_err(|error| failed(&error))?;
    Ok((name, password))
}
