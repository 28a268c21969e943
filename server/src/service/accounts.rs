//! Setting passwords, and the mails about it.

use crate::core::Core;
use crate::mail::{self, AccountNotification};
use crate::passwords::PasswordError;
use crate::store::{Account, AccountChange, CommitError, MailRow, StoreError};

/// Characters of the longest name that is looked up.
pub const NAME_MAX: usize = 100;

/// Why a password was not set; the old one holds.
#[derive(Debug, thiserror::Error)]
pub enum SetError {
    /// The recovery link was used before, or is void.
    #[error("the recovery link is void")]
    LinkExpired,
    /// Somebody else changed the account meanwhile.
    #[error("the account has changed meanwhile")]
    Changed,
    /// The password could not be hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Sets a password that keeps the rules: every login of the account ends, its recovery links are void, and a mail says so.
/// `link` is the hash of the recovery token that this uses up.
///
/// # Errors
/// See [`SetError`].
pub async fn set_password(
    core: &Core,
    account: &Account,
    password: &str,
    link: Option<String>,
) -> Result<Account, SetError> {
    let mut account = account.clone();
    account.password_hash = core.passwords.hash(password).await?;
    account.must_change_password = false;
    account.one_time_until = None;
    let change = AccountChange {
        mail: password_changed(core, &account),
        ends_logins: true,
        recovery: link,
        ..AccountChange::new(account)
    };
    match core.store.change_account(&change).await {
        Ok(_) => {
            core.mail_waiting();
            tracing::info!(account = %change.account.id, "a password was changed");
            Ok(change.account)
        }
        Err(CommitError::AlreadyDone) => Err(SetError::LinkExpired),
        Err(CommitError::VersionConflict) => Err(SetError::Changed),
        Err(CommitError::Store(error)) => Err(error.into()),
        Err(other) => Err(StoreError::Failed(other.to_string()).into()),
    }
}

/// Returns the mail that says that a password was changed.
pub(super) fn password_changed(core: &Core, account: &Account) -> Option<MailRow> {
    notification(
        core,
        account,
        mail::PASSWORD_CHANGED,
        AccountNotification::default(),
    )
}

/// Returns the mail that tells whose account it is of a change: one of [`mail::ACCOUNT_NEWS`].
pub(super) fn changed(core: &Core, account: &Account, news: &'static str) -> Option<MailRow> {
    let data = AccountNotification {
        news,
        ..AccountNotification::default()
    };
    notification(core, account, mail::ACCOUNT, data)
}

/// Returns a mail about an account, with what is the same in all of them added to `data`; none for an account without address.
pub(super) fn notification(
    core: &Core,
    account: &Account,
    name: &str,
    data: AccountNotification,
) -> Option<MailRow> {
    let data = AccountNotification {
        name: account.display_name.clone(),
        account_name: account.name.clone(),
        minutes: core.config.recovery_minutes,
        login_url: format!("{}/login", core.config.public_url()),
        ..data
    };
    let now = core.clock.now();
    (!account.email.is_empty())
        .then(|| mail::outbox_row(name, &account.email, &account.locale, &data, None, now))
}
