//! Accounts of members of staff.

use super::passwords::Passwords;
use crate::keys;
use crate::locale;
use crate::store::{Account, AccountState, CommitError, Store, StoreError};

/// A member of staff to be added.
#[derive(Clone, Debug)]
pub struct NewStaff {
    /// The login name.
    pub name: String,
    /// What they are called.
    pub display_name: String,
    /// Where mail goes; may be empty.
    pub email: String,
    /// `reviewer`, `administrator`.
    pub roles: Vec<String>,
}

/// Why a member of staff was not added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// The name is taken.
    #[error("the name is taken")]
    Taken,
    /// The store failed.
    #[error(transparent)]
    Failed(#[from] StoreError),
}

/// Adds a member of staff with a one-time password, which is given back and must be changed at the first login.
///
/// # Errors
/// When the name is taken or the store fails; nothing has changed.
pub async fn add(
    store: &Store,
    passwords: &Passwords,
    new: NewStaff,
    now: i64,
) -> Result<String, AddError> {
    let failed = |reason: String| AddError::Failed(StoreError::Failed(reason));
    let password = keys::one_time_password();
    let hashed = passwords.hash(&password).await;
    let account = Account {
        id: keys::id(),
        name: new.name,
        password_hash: hashed.map_err(|error| failed(error.to_string()))?,
        email: new.email,
        display_name: new.display_name,
        roles: new.roles,
        state: AccountState::Active,
        case: None,
        locale: locale::DEFAULT.to_owned(),
        must_change_password: true,
        created: now,
        revision: 0,
    };
    match store.create_account(&account).await {
        Ok(_) => Ok(password),
        Err(CommitError::NotUnique { .. }) => Err(AddError::Taken),
        Err(CommitError::Store(error)) => Err(AddError::Failed(error)),
        Err(other) => Err(failed(other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[tokio::test]
    async fn a_name_is_given_once_in_whatever_case() {
        let fatal = Arc::new(|reason: &str| panic!("fatal: {reason}"));
        let store = Store::open("mem://", fatal).await.expect("a store");
        let passwords = Passwords::new().expect("passwords");
        let new = |name: &str| NewStaff {
            name: name.to_owned(),
            display_name: String::new(),
            email: String::new(),
            roles: vec!["reviewer".to_owned()],
        };
        let password = add(&store, &passwords, new("Wang"), 0)
            .await
            .expect("added");
        let again = add(&store, &passwords, new("wANG"), 0).await;
        assert!(matches!(again, Err(AddError::Taken)), "{again:?}");
        let account = store
            .account_by_name("wang")
            .await
            .expect("read")
            .expect("an account");
        assert!(
            passwords
                .is_right(&password, Some(&account.password_hash))
                .await
                .expect("checked")
        );
        assert!(account.must_change_password);
    }
}
