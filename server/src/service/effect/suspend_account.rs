//! `suspend_account()`: the account may not log in until it is renewed.

use super::super::cases::decided::Decided;
use super::account;
use crate::store::{AccountState, Commit, StoreError};

/// Suspends what may log in; staff never are.
pub(super) async fn add(decided: &Decided<'_>, commit: &mut Commit) -> Result<(), StoreError> {
    if let Some(mut account) = account::account(decided, commit).await?
        && account.state == AccountState::Active
        && !account.is_staff()
    {
        account.state = AccountState::Suspended;
        account::put(account, commit);
    }
    Ok(())
}
