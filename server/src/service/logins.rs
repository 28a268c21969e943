//! The logins of an account: which hold, and ending them.

use jiff::{SignedDuration, Timestamp};

use crate::core::Core;
use crate::store::{Account, Origin, StoreError};

/// A clock that is set back by no more than this ends no login.
const SET_BACK_MAX: SignedDuration = SignedDuration::from_mins(5);

/// A login that holds, as its owner is shown it.
#[derive(Clone, Debug)]
pub struct HeldLogin {
    /// Its id.
    pub id: String,
    /// When it began.
    pub created: Timestamp,
    /// When it was last used.
    pub seen: Timestamp,
    /// Where it was begun; empty for one of an earlier version.
    pub origin: Origin,
}

/// Tells whether a login that began and was last used at these times still holds.
#[must_use]
pub fn is_in_time(core: &Core, created: Timestamp, seen: Timestamp) -> bool {
    let now = core.clock.now();
    // A clock that was set back must not make a login last: one of the future is over.
    now.duration_since(seen) < core.config.session_idle()
        && now.duration_since(created) < core.config.session_length()
        && seen.max(created) <= now + SET_BACK_MAX
}

/// Returns the logins of an account that hold, those used last first.
///
/// # Errors
/// When the store fails.
pub async fn of_account(core: &Core, account: &Account) -> Result<Vec<HeldLogin>, StoreError> {
    let mut sessions = core.store.sessions_of(&account.id).await?;
    let credential = account.credential();
    sessions.retain(|session| {
        session.credential == credential && is_in_time(core, session.created, session.seen)
    });
    sessions.sort_by_key(|session| std::cmp::Reverse(session.seen));
    let shown = sessions.into_iter().map(|session| HeldLogin {
        id: session.id,
        created: session.created,
        seen: session.seen,
        origin: session.origin.unwrap_or_default(),
    });
    Ok(shown.collect())
}

/// Ends one login of an account; nothing happens to one that is another's.
///
/// # Errors
/// When the store fails.
pub async fn end(core: &Core, account: &Account, id: &str) -> Result<(), StoreError> {
    let sessions = core.store.sessions_of(&account.id).await?;
    if sessions.iter().any(|session| session.id == id) {
        core.store.end_session(id).await?;
    }
    Ok(())
}

/// Ends every login of an account but one.
///
/// # Errors
/// When the store fails.
pub async fn end_others(core: &Core, account: &Account, kept: &str) -> Result<(), StoreError> {
    core.store.end_other_sessions(&account.id, kept).await
}
