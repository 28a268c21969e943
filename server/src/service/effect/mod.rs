//! The effects that a workflow's script may return, one file each. An effect changes nothing by itself: it adds to the
//! commit that holds the decision.

mod account;
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
use super::cases::decided::Decided;
use crate::store::{Commit, StoreError};

/// Adds what an effect means to the commit; `by` is whoever brought it about.
pub(super) async fn carry_out(
    effect: &Effect,
    by: &Actor,
    decided: &mut Decided<'_>,
    commit: &mut Commit,
) -> Result<(), StoreError> {
    match effect {
        Effect::NotifyApplicant(effect) => {
            applicant_notification::add(effect, decided, commit).await
        }
        // A value, or a message between steps, is the case's own, and lies in its events already.
        Effect::SetValue(_) | Effect::SendMessage(_) => Ok(()),
        Effect::CreateAccount(_) => create_account::add(decided, commit),
        Effect::ActivateAccount(_) => activate_account::add(decided, commit).await,
        Effect::CloseAccount(_) => close_account::add(decided, commit).await,
        Effect::ApplyAnswers(_) => apply_answers::add(decided, commit).await,
        Effect::CopyTo(effect) => copy_to::add(&effect.readers, by, decided, commit).await,
        Effect::NotifyStaff(effect) => {
            let notification = Notification {
                news: effect.notification,
                to: &effect.to,
                run: Some(effect.run),
                by,
            };
            staff_notification::add(notification, decided, commit).await
        }
        Effect::ValidFor(effect) => valid_for::add(effect.years, decided, commit).await,
        Effect::RenewFor(effect) => valid_for::renew(effect.years, decided, commit).await,
        Effect::SuspendAccount(_) => suspend_account::add(decided, commit).await,
    }
}

/// Adds what corrected answers change of the account that the case brought into being.
pub(super) async fn correct_account(
    decided: &Decided<'_>,
    commit: &mut Commit,
) -> Result<(), StoreError> {
    create_account::correct(decided, commit).await
}
