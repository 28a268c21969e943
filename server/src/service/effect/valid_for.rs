//! `valid_for_years(…)` and `renew_for_years(…)`: until when the account is valid.

use super::super::cases::decided::Decided;
use super::super::validity::end_after_years;
use super::account;
use crate::store::{Account, AccountState, Commit, StoreError};

/// Makes the applicant's account valid from now on. One whose validity has an end already keeps that: it is renewed in its own
/// time.
pub(super) async fn add(
    years: u32,
    decided: &Decided<'_>,
    commit: &mut Commit,
) -> Result<(), StoreError> {
    if let Some(mut account) = applicants(decided, commit).await?
        && account.valid_until.is_none()
    {
        account.valid_until = Some(end_after_years(decided.core, decided.now, years)?);
        account::put(account, commit);
    }
    Ok(())
}

/// Makes the account valid for longer, from the end of its validity on, so that nobody gains by being late; from now on where
/// that, too, would be over. One that was suspended may log in again.
pub(super) async fn renew(
    years: u32,
    decided: &Decided<'_>,
    commit: &mut Commit,
) -> Result<(), StoreError> {
    let Some(mut account) = applicants(decided, commit).await? else {
        return Ok(());
    };
    let (core, now) = (decided.core, decided.now);
    let from = account.valid_until.unwrap_or(now);
    let mut until = end_after_years(core, from, years)?;
    if until <= now {
        until = end_after_years(core, now, years)?;
    }
    account.valid_until = Some(until);
    if account.state == AccountState::Suspended {
        account.state = AccountState::Active;
    }
    account::put(account, commit);
    Ok(())
}

/// Returns the account, unless it is one of staff: theirs are valid without end.
async fn applicants(decided: &Decided<'_>, commit: &Commit) -> Result<Option<Account>, StoreError> {
    let account = account::account(decided, commit).await?;
    Ok(account.filter(|account| !account.is_staff()))
}
