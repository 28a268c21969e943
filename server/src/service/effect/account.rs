//! The account that effects change.

use super::super::cases::decided::Decided;
use crate::store::{Account, Commit, StoreError};

/// Returns the account that the case brought into being, as this commit leaves it so far.
pub(super) async fn account(
    decided: &Decided<'_>,
    commit: &Commit,
) -> Result<Option<Account>, StoreError> {
    let Some(id) = &decided.row.account else {
        return Ok(None);
    };
    if let Some(account) = commit.accounts.iter().find(|account| account.id == *id) {
        return Ok(Some(account.clone()));
    }
    decided.core.store.account(id).await
}

/// As [`account`], unless the account was there before the case: that one is not for the case to switch on and off.
pub(super) async fn own_account(
    decided: &Decided<'_>,
    commit: &Commit,
) -> Result<Option<Account>, StoreError> {
    let account = account(decided, commit).await?;
    Ok(account.filter(|account| account.case.as_ref() == Some(&decided.row.case.id)))
}

/// Puts an account into the commit, in place of an earlier state of it.
pub(super) fn put(account: Account, commit: &mut Commit) {
    commit.accounts.retain(|own| own.id != account.id);
    commit.accounts.push(account);
}
