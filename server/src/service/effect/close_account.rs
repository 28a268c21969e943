//! `close_account()`: the account that the case brought into being is closed, and what had to be unique is free again.

use super::super::cases::decided::Decided;
use super::account;
use crate::store::{ACCOUNT_SCOPE, AccountState, Commit, StoreError};

/// Closes the account; nothing happens to one that was there before the case.
pub(super) async fn add(decided: &Decided<'_>, commit: &mut Commit) -> Result<(), StoreError> {
    if decided.row.case.baseline_answers.is_some() {
        // What a change began with is the account's, and what it asked for was never taken.
        return Ok(());
    }
    let unique = decided.form.unique_values(&decided.row.case.answers);
    let mut freed: Vec<_> = unique
        .into_iter()
        .map(|(scope, value, _)| (scope, value))
        .collect();
    if let Some(mut account) = account::own_account(decided, commit).await? {
        freed.push((ACCOUNT_SCOPE.to_owned(), account.name_folded()));
        account.state = AccountState::Closed;
        account::put(account, commit);
    }
    // What the same decision took is not taken after all.
    commit.unique_taken.retain(|key| !freed.contains(key));
    for key in freed {
        if !commit.unique_freed.contains(&key) {
            commit.unique_freed.push(key);
        }
    }
    Ok(())
}
