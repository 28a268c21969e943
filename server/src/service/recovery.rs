//! 找回密码: a mailed link that sets a new password once.
//!
//! A pending account may recover its password too: an applicant who has forgotten it need not wait for the decision to find
//! out, and whoever must renew a suspended one gets there by its password, too. The new password opens nothing before the
//! approval or the renewal. Closed and disabled accounts, and those without an address, get no mail; nobody who asks can tell.

use jiff::SignedDuration;

use crate::core::Core;
use crate::keys;
use crate::mail::{self, AccountNotification};
use crate::store::{Account, AccountState, NewRecovery, StoreError};

use super::accounts;

/// Mails that an account gets in [`PERIOD`], whoever asks for them.
const MAILS_MAX: u32 = 3;
/// The time in which they are counted.
pub const PERIOD: SignedDuration = SignedDuration::from_hours(1);
/// Characters of a token.
const TOKEN_LENGTH: usize = 43;

fn may_recover(account: &Account) -> bool {
    let is_open = matches!(
        account.state,
        AccountState::Active | AccountState::Pending | AccountState::Suspended
    );
    is_open && !account.is_off()
}

/// Mails a link to the account of this name, if there is one that may recover its password.
///
/// # Errors
/// When the store fails.
pub async fn ask(core: &Core, name: &str) -> Result<(), StoreError> {
    let name: String = name.chars().take(accounts::NAME_MAX).collect();
    let account = core.store.account_by_name(&name).await?;
    let Some(account) = account.filter(may_recover) else {
        return Ok(());
    };
    let token = keys::token();
    let url = format!("{}/recover/{token}", core.config.public_url());
    let data = AccountNotification {
        url,
        ..AccountNotification::default()
    };
    let Some(mail) = accounts::notification(core, &account, mail::RECOVERY, data) else {
        return Ok(());
    };
    let now = core.clock.now();
    let new = NewRecovery {
        token_hash: &keys::hash(&token),
        account: &account.id,
        expires: now + core.config.recovery_length(),
        mail: &mail,
        since: now - PERIOD,
        most: MAILS_MAX,
    };
    if core.store.put_recovery(&new).await? {
        core.mail_waiting();
        tracing::info!(account = %account.id, "a recovery link is mailed");
    } else {
        tracing::warn!(
            account = %account.id,
            "no recovery link is mailed: too many of late"
        );
    }
    Ok(())
}

/// Returns the account that a link is for, while it works. Looking does not use it up: mail scanners look, too.
///
/// # Errors
/// When the store fails.
pub async fn find(core: &Core, token: &str) -> Result<Option<Account>, StoreError> {
    if token.len() != TOKEN_LENGTH {
        return Ok(None);
    }
    let found = core.store.recovery(&keys::hash(token)).await?;
    let Some((account, _)) = found.filter(|(_, expires)| core.clock.now() < *expires) else {
        return Ok(None);
    };
    Ok(core.store.account(&account).await?.filter(may_recover))
}
