//! Accounts of members of staff.

use guichet_engine::form::{is_email, is_unseen};

use super::accounts;
use super::passwords::{PasswordError, Passwords};
use crate::app::App;
use crate::keys;
use crate::locale;
use crate::store::{
    ADMINISTRATOR, Account, AccountChange, AccountState, CommitError, REVIEWER, Store, StoreError,
};

/// The roles that members of staff may have.
pub const ROLES: [&str; 2] = [REVIEWER, ADMINISTRATOR];
/// Characters of the longest login name, and of the longest name of a person.
pub const NAME_MAX: usize = 60;

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

impl NewStaff {
    /// The inputs that are wrong: `name`, `display_name`, `email`, `roles`.
    #[must_use]
    pub fn wrong(&self) -> Vec<&'static str> {
        let odd = |one: char| one.is_whitespace() || is_hidden(one);
        let is_name = fits(&self.name) && !self.name.contains(odd);
        let details = StaffDetails {
            display_name: self.display_name.clone(),
            email: self.email.clone(),
            roles: Some(self.roles.clone()),
        };
        let name = (!is_name).then_some("name");
        name.into_iter().chain(details.wrong()).collect()
    }
}

/// What may be changed of a member of staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffDetails {
    /// What they are called.
    pub display_name: String,
    /// Where mail goes; may be empty.
    pub email: String,
    /// Other roles; `None` leaves them.
    pub roles: Option<Vec<String>>,
}

impl StaffDetails {
    /// The inputs that are wrong: `display_name`, `email`, `roles`.
    #[must_use]
    pub fn wrong(&self) -> Vec<&'static str> {
        let is_name = fits(&self.display_name) && !self.display_name.contains(is_hidden);
        let right = [
            ("display_name", is_name),
            ("email", self.email.is_empty() || is_email(&self.email)),
            ("roles", self.roles.as_deref().is_none_or(are_roles)),
        ];
        let wrong = right.into_iter().filter(|(_, is_right)| !is_right);
        wrong.map(|(input, _)| input).collect()
    }
}

/// Characters with which one name could look like another.
fn is_hidden(letter: char) -> bool {
    letter.is_control() || is_unseen(letter)
}

fn fits(text: &str) -> bool {
    (1..=NAME_MAX).contains(&text.chars().count())
}

/// Whether these are roles, each once, and at least one: an account without any would be an applicant's.
fn are_roles(roles: &[String]) -> bool {
    let is_role = |role: &String| ROLES.contains(&role.as_str());
    let different: std::collections::BTreeSet<&String> = roles.iter().collect();
    !roles.is_empty() && roles.iter().all(is_role) && different.len() == roles.len()
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
        registered: None,
        valid_until: None,
        renewal_opened_for: None,
    };
    match store.create_account(&account).await {
        Ok(_) => {
            tracing::info!(account = account.id, "a member of staff was added");
            Ok(password)
        }
        Err(CommitError::NotUnique { .. }) => Err(AddError::Taken),
        Err(CommitError::Store(error)) => Err(AddError::Failed(error)),
        Err(other) => Err(failed(other.to_string())),
    }
}

/// What an administrator may do to another member of staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StaffChange {
    /// A new one-time password in place of the old one.
    Reset,
    /// No login any more.
    Disable,
    /// Logins again.
    Enable,
    /// Another name, address, other roles.
    Edit(StaffDetails),
}

impl StaffChange {
    /// What the log calls it.
    const fn name(&self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::Disable => "disable",
            Self::Enable => "enable",
            Self::Edit(_) => "edit",
        }
    }
}

/// Why a member of staff was not changed; nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// There is no such member of staff.
    #[error("there is no such member of staff")]
    NotFound,
    /// What these inputs hold cannot be.
    #[error("{0:?} cannot be so")]
    Wrong(Vec<&'static str>),
    /// Nobody does this to themselves.
    #[error("this is one's own account")]
    Own,
    /// Nobody could look after the service any more.
    #[error("this is the last active administrator")]
    LastAdministrator,
    /// Somebody else changed the account first.
    #[error("the account has changed meanwhile")]
    Changed,
    /// The password could not be hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Changes a member of staff; what it takes from them ends at once, with their logins. Gives the one-time password, if there
/// is a new one.
///
/// # Errors
/// See [`ChangeError`].
pub async fn change(
    app: &App,
    by: &Account,
    id: &str,
    change: &StaffChange,
) -> Result<Option<String>, ChangeError> {
    let account = app.store.account(id).await?;
    let mut account = account
        .filter(Account::is_staff)
        .ok_or(ChangeError::NotFound)?;
    // One's own name and address are one's own to change; what could lock oneself out is not.
    let is_harmless = matches!(change, StaffChange::Edit(details) if details.roles.is_none());
    if account.id == by.id && !is_harmless {
        return Err(ChangeError::Own);
    }
    let mut password = None;
    let mut mail = None;
    let mut ends_logins = true;
    match change {
        StaffChange::Reset => {
            let fresh = keys::one_time_password();
            account.password_hash = app.passwords.hash(&fresh).await?;
            account.must_change_password = true;
            mail = accounts::password_changed(app, &account);
            password = Some(fresh);
        }
        StaffChange::Disable => account.state = AccountState::Disabled,
        StaffChange::Enable => {
            account.state = AccountState::Active;
            ends_logins = false;
        }
        StaffChange::Edit(details) => ends_logins = edit(&mut account, details)?,
    }
    let stored = AccountChange {
        mail,
        ends_logins,
        keeps_administrator: true,
        ..AccountChange::of(account)
    };
    match app.store.change_account(&stored).await {
        Ok(_) => {
            app.mail_waiting();
            let done = change.name();
            tracing::info!(
                account = id,
                by = by.id,
                done,
                "a member of staff was changed"
            );
            Ok(password)
        }
        Err(CommitError::LastAdministrator) => Err(ChangeError::LastAdministrator),
        Err(CommitError::VersionConflict) => Err(ChangeError::Changed),
        Err(CommitError::Store(error)) => Err(error.into()),
        Err(other) => Err(StoreError::Failed(other.to_string()).into()),
    }
}

/// Changes what was asked for; gives whether that takes or gives rights, which begin with a new login.
fn edit(account: &mut Account, details: &StaffDetails) -> Result<bool, ChangeError> {
    let wrong = details.wrong();
    if !wrong.is_empty() {
        return Err(ChangeError::Wrong(wrong));
    }
    account.display_name.clone_from(&details.display_name);
    account.email.clone_from(&details.email);
    let Some(roles) = &details.roles else {
        return Ok(false);
    };
    let mut before = std::mem::replace(&mut account.roles, roles.clone());
    let mut after = roles.clone();
    before.sort();
    after.sort();
    Ok(before != after)
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
