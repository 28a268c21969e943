//! `activate_account()`: the account that the case brought into being may log in.

use super::super::cases::decided::Decided;
use super::account;
use crate::store::{AccountState, Commit, StoreError};

/// Activates the account; one that an administrator turned off stays off.
pub(super) async fn add(decided: &Decided<'_>, commit: &mut Commit) -> Result<(), StoreError> {
    if let Some(mut account) = account::own_account(decided, commit).await?
        && account.state == AccountState::Pending
    {
        account.state = AccountState::Active;
        account::put(account, commit);
    }
    Ok(())
}
