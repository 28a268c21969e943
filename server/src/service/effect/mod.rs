//! The effects that a workflow's script may return, one file each. An effect changes nothing by itself: it adds to the
//! commit that holds the decision.

mod activate_account;
mod applicant_notification;
mod apply_answers;
mod close_account;
mod copy_to;
mod create_account;
mod staff_notification;
mod suspend_account;
mod valid_for;

use guichet_engine::workflow::{Actor, Effect};

use self::staff_notification::Notification;
use super::cases::Decided;
use crate::store::{Account, Commit, StoreError};

/// Adds what an effect means to the commit; `by` is whoever brought it about.
pub(super) async fn carry_out(
    effect: &Effect,
    by: &Actor,
    decided: &mut Decided<'_>,
    commit: &mut Commit,
) -> Result<(), StoreError> {
    match effect {
        Effect::NotifyApplicant { notification } => {
            applicant_notification::add(notification, decided, commit).await
        }
        Effect::CreateAccount => create_account::add(decided, commit),
        Effect::ActivateAccount => activate_account::add(decided, commit).await,
        Effect::CloseAccount => close_account::add(decided, commit).await,
        Effect::ApplyAnswers => apply_answers::add(decided, commit).await,
        Effect::CopyTo { readers } => copy_to::add(readers, by, decided, commit).await,
        Effect::NotifyStaff {
            notification,
            to,
            run,
        } => {
            let (news, run) = (*notification, Some(*run));
            staff_notification::add(Notification { news, to, run, by }, decided, commit).await
        }
        Effect::ValidFor { years } => valid_for::add(*years, decided, commit).await,
        Effect::RenewFor { years } => valid_for::renew(*years, decided, commit).await,
        Effect::SuspendAccount => suspend_account::add(decided, commit).await,
    }
}

/// What corrected answers change of the account that the case brought into being.
pub(super) async fn correct_account(
    decided: &Decided<'_>,
    commit: &mut Commit,
) -> Result<(), StoreError> {
    create_account::correct(decided, commit).await
}

/// The account that the case brought into being, as this commit leaves it so far.
async fn account(decided: &Decided<'_>, commit: &Commit) -> Result<Option<Account>, StoreError> {
    let Some(id) = &decided.row.account else {
        return Ok(None);
    };
    if let Some(account) = commit.accounts.iter().find(|account| account.id == *id) {
        return Ok(Some(account.clone()));
    }
    decided.app.store.account(id).await
}

/// As [`account`], unless the account was there before the case: that one is not for the case to switch on and off.
async fn own_account(
    decided: &Decided<'_>,
    commit: &Commit,
) -> Result<Option<Account>, StoreError> {
    let account = account(decided, commit).await?;
    Ok(account.filter(|account| account.case.as_ref() == Some(&decided.row.case.id)))
}

/// Puts an account into the commit, in place of an earlier state of it.
fn put(account: Account, commit: &mut Commit) {
    commit.accounts.retain(|own| own.id != account.id);
    commit.accounts.push(account);
}
