//! Accounts of applicants, as administrators look after them: turned off and on, their logins ended.

use guichet_engine::ids::AccountId;

use crate::core::Core;
use crate::store::{Account, AccountChange, CommitError, StoreError};

use super::accounts;

/// What an administrator does to an applicant's account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// Nobody logs in with it any more; its logins end.
    Off,
    /// It is again what it was.
    On,
}

/// Why an account was not changed; nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum SwitchError {
    /// There is no such account of an applicant.
    #[error("there is no such account")]
    NotFound,
    /// Somebody else changed the account first.
    #[error("the account has changed meanwhile")]
    Changed,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Turns an applicant's account off or on, and tells whose it is by mail. Where its application stands, and what comes of it, stays as it
/// is.
///
/// # Errors
/// See [`SwitchError`].
pub async fn switch(
    core: &Core,
    by: &Account,
    id: &AccountId,
    switch: Switch,
) -> Result<(), SwitchError> {
    let account = core.store.account(id).await?;
    let mut account = account
        .filter(|account| !account.is_staff())
        .ok_or(SwitchError::NotFound)?;
    let (turned_off, news) = match switch {
        Switch::Off => (Some(core.clock.now()), "disabled"),
        Switch::On => (None, "enabled"),
    };
    if account.turned_off.is_some() == turned_off.is_some() {
        return Ok(());
    }
    account.turned_off = turned_off;
    let change = AccountChange {
        mail: accounts::changed(core, &account, news),
        ends_logins: switch == Switch::Off,
        ..AccountChange::new(account)
    };
    match core.store.change_account(&change).await {
        Ok(_) => {
            core.mail_waiting();
            tracing::info!(account = %id, by = %by.id, news, "an account was changed");
            Ok(())
        }
        Err(CommitError::VersionConflict) => Err(SwitchError::Changed),
        Err(CommitError::Store(error)) => Err(error.into()),
        Err(other) => Err(StoreError::Failed(other.to_string()).into()),
    }
}
