//! `activate_account()`: the account that the case brought into being may log in.

use super::super::cases::Decided;
use crate::store::{AccountState, Commit, StoreError};

/// An account that an administrator turned off stays off.
pub(super) async fn add(decided: &Decided<'_>, commit: &mut Commit) -> Result<(), StoreError> {
    if let Some(mut account) = super::own_account(decided, commit).await?
        && account.state == AccountState::Pending
    {
        account.state = AccountState::Active;
        super::put(account, commit);
    }
    Ok(())
}
