//! Accounts of members of staff.

use std::collections::BTreeSet;
use std::sync::Arc;

use guichet_engine::form::{is_email, is_ignorable};
use guichet_engine::ids::{AccountId, PerformerKey, Role};
use guichet_engine::workflow::{Actor, Assignee, Performer};
use jiff::Timestamp;

use super::absence::{self, AbsenceError, TypedAbsence};
use super::roles::Roles;
use super::{accounts, one_time_password};
use crate::core::Core;
use crate::definitions::Definitions;
use crate::keys;
use crate::locale;
use crate::passwords::{PasswordError, Passwords};
use crate::store::{Account, AccountChange, AccountState, CommitError, MailRow, Store, StoreError};

/// Characters of the longest login name, and of the longest name of a person.
pub const NAME_MAX: usize = 60;
/// Characters of the longest name of a group, as in workflows.
pub const GROUP_CHARS_MAX: usize = 40;
/// How many groups somebody may belong to: the desk looks for each of them.
pub const GROUPS_MAX: usize = 20;
/// How many colleagues there are to choose from.
pub const COLLEAGUES_MAX: usize = 500;

/// A member of staff to be added.
#[derive(Clone, Debug)]
pub struct NewStaff {
    /// The login name.
    pub name: String,
    /// What they are called.
    pub display_name: String,
    /// Where mail goes; may be empty.
    pub email: String,
    /// Their roles.
    pub roles: Vec<Role>,
    /// The groups that they belong to.
    pub groups: Vec<String>,
}

impl NewStaff {
    /// Returns the inputs that are wrong: `name`, `display_name`, `email`, `roles`, `groups`.
    #[must_use]
    pub fn wrong(&self, known: &Roles) -> Vec<&'static str> {
        let odd = |one: char| one.is_whitespace() || is_hidden(one);
        let is_name = fits(&self.name) && !self.name.contains(odd);
        let details = StaffDetails {
            display_name: self.display_name.clone(),
            email: self.email.clone(),
            roles: Some(self.roles.clone()),
            groups: Some(self.groups.clone()),
        };
        let name = (!is_name).then_some("name");
        name.into_iter().chain(details.wrong(known)).collect()
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
    pub roles: Option<Vec<Role>>,
    /// Other groups; `None` leaves them.
    pub groups: Option<Vec<String>>,
}

impl StaffDetails {
    /// Returns the inputs that are wrong: `display_name`, `email`, `roles`, `groups`.
    #[must_use]
    pub fn wrong(&self, known: &Roles) -> Vec<&'static str> {
        let are_roles = |roles: &[Role]| are_roles(roles, known);
        let is_name = fits(&self.display_name) && !self.display_name.contains(is_hidden);
        let right = [
            ("display_name", is_name),
            ("email", self.email.is_empty() || is_email(&self.email)),
            ("roles", self.roles.as_deref().is_none_or(are_roles)),
            ("groups", self.groups.as_deref().is_none_or(are_groups)),
        ];
        let wrong = right.into_iter().filter(|(_, is_right)| !is_right);
        wrong.map(|(input, _)| input).collect()
    }
}

/// Characters with which one name could look like another.
fn is_hidden(letter: char) -> bool {
    letter.is_control() || is_ignorable(letter)
}

fn fits(text: &str) -> bool {
    (1..=NAME_MAX).contains(&text.chars().count())
}

/// Returns whether these are roles, each once, and at least one: an account without any would be an applicant's.
fn are_roles(roles: &[Role], known: &Roles) -> bool {
    let different: BTreeSet<&Role> = roles.iter().collect();
    let known = roles.iter().all(|role| known.has(role));
    !roles.is_empty() && known && different.len() == roles.len()
}

/// Returns whether these could be groups, each once.
fn are_groups(groups: &[String]) -> bool {
    let is_group = |group: &String| {
        let fits = (1..=GROUP_CHARS_MAX).contains(&group.chars().count());
        fits && group.trim() == group && !group.contains(is_hidden)
    };
    let different: BTreeSet<&String> = groups.iter().collect();
    groups.len() <= GROUPS_MAX && groups.iter().all(is_group) && different.len() == groups.len()
}

/// Groups written one after the other, each once: between commas, semicolons or ends of lines.
#[must_use]
pub fn groups_of(text: &str) -> Vec<String> {
    let mut groups: Vec<String> = Vec::new();
    for group in text.split([',', '，', '、', ';', '；', '\n']) {
        let group = group.trim();
        if !group.is_empty() && groups.iter().all(|own| own != group) {
            groups.push(group.to_owned());
        }
    }
    groups
}

/// Returns a member of staff as the engine knows them.
#[must_use]
pub fn actor_of(account: &Account, stands_in_for: Vec<Assignee>) -> Actor {
    Actor::Staff {
        id: account.id.clone(),
        name: account.display_name.clone(),
        roles: account.roles.clone(),
        groups: account.groups.clone(),
        stands_in_for,
    }
}

/// Returns what lists of tasks know a member of staff by: their roles, their groups as `group:…` and themselves as `person:…`.
#[must_use]
pub fn keys_of(account: &Account) -> Vec<PerformerKey> {
    let groups = account.groups.iter().cloned().map(Performer::Group);
    let groups = groups.map(|group| group.key());
    let own = Performer::Person(account.display_name.clone()).key();
    let roles = account.roles.iter().cloned().map(PerformerKey::new);
    roles.chain(groups).chain([own]).collect()
}

/// Returns the roles that published workflows declare, and that of administrators.
#[must_use]
pub fn known_roles(definitions: &Definitions) -> Roles {
    let live = definitions.live();
    Roles::from_workflows(live.published.workflows.values().map(Arc::as_ref))
}

/// Returns every group that a workflow names or somebody belongs to.
///
/// # Errors
/// When the store fails.
pub async fn known_groups(core: &Core) -> Result<BTreeSet<String>, StoreError> {
    let live = core.definitions.live();
    let workflows = live.published.workflows.values();
    let named = workflows.flat_map(|workflow| workflow.staff_performers());
    let named = named.filter_map(|who| match who {
        Performer::Group(group) => Some(group.clone()),
        _ => None,
    });
    let mut groups: BTreeSet<String> = named.collect();
    let staff = core.store.staff().await?;
    groups.extend(staff.into_iter().flat_map(|own| own.groups));
    Ok(groups)
}

/// Returns members of staff who may log in, by name: the account's id, what they are called, and how the engine knows them. For
/// whoever chooses a colleague.
///
/// # Errors
/// When the store fails.
pub async fn colleagues(core: &Core) -> Result<Vec<(AccountId, String, Actor)>, StoreError> {
    let today = core.today();
    let staff = core.store.staff().await?;
    let stands_in_for = |id: &AccountId| -> Vec<Assignee> {
        let absent = staff.iter().filter(|own| {
            let absence = own.absence_on(today);
            absence.is_some_and(|absence| absence.stand_in == *id)
        });
        absent.map(absence::assignee).collect()
    };
    let active = staff.iter().filter(|own| own.state == AccountState::Active);
    let mut colleagues: Vec<_> = active
        .take(COLLEAGUES_MAX)
        .map(|own| {
            let actor = actor_of(own, stands_in_for(&own.id));
            (own.id.clone(), own.display_name.clone(), actor)
        })
        .collect();
    colleagues.sort_by(|one, other| (&one.1, &one.0).cmp(&(&other.1, &other.0)));
    Ok(colleagues)
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
    now: Timestamp,
) -> Result<String, AddError> {
    let failed = |reason: String| AddError::Failed(StoreError::Failed(reason));
    let password = keys::one_time_password();
    let hashed = passwords.hash(&password).await;
    let account = Account {
        id: AccountId::new(keys::id()),
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
        groups: new.groups,
        absence: None,
        second_factor: None,
        turned_off: None,
        one_time_until: Some(now + one_time_password::VALID),
    };
    match store.create_account(&account).await {
        Ok(_) => {
            tracing::info!(account = %account.id, "a member of staff was added");
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
    /// No second factor any more: its device is lost.
    ResetSecondFactor,
    /// No login any more.
    Disable,
    /// Logins again.
    Enable,
    /// Another name, address, other roles and groups.
    Edit(StaffDetails),
    /// When they are absent and who stands in, or no longer.
    Absence(Option<TypedAbsence>),
}

impl StaffChange {
    /// Returns what the log calls it.
    const fn name(&self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::ResetSecondFactor => "reset-second-factor",
            Self::Disable => "disable",
            Self::Enable => "enable",
            Self::Edit(_) => "edit",
            Self::Absence(_) => "absence",
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

impl From<AbsenceError> for ChangeError {
    fn from(error: AbsenceError) -> Self {
        match error {
            AbsenceError::Wrong(inputs) => Self::Wrong(inputs),
            AbsenceError::Store(error) => Self::Store(error),
        }
    }
}

/// Changes a member of staff; what it takes from them ends at once, with their logins. Gives the one-time password, if there
/// is a new one.
///
/// # Errors
/// See [`ChangeError`].
pub async fn change(
    core: &Core,
    by: &Account,
    id: &AccountId,
    change: &StaffChange,
) -> Result<Option<String>, ChangeError> {
    let account = core.store.account(id).await?;
    let mut account = account
        .filter(Account::is_staff)
        .ok_or(ChangeError::NotFound)?;
    // One's own name, address and absence are one's own to change; what could lock oneself out is not.
    let is_harmless = match change {
        StaffChange::Edit(details) => details.roles.is_none(),
        StaffChange::Absence(_) => true,
        StaffChange::Reset
        | StaffChange::ResetSecondFactor
        | StaffChange::Disable
        | StaffChange::Enable => false,
    };
    if account.id == by.id && !is_harmless {
        return Err(ChangeError::Own);
    }
    let Carried {
        password,
        mail,
        ends_logins,
    } = carry_out(core, &mut account, change).await?;
    let stored = AccountChange {
        mail,
        ends_logins,
        // Nothing else takes rights from anybody.
        keeps_administrator: ends_logins,
        ..AccountChange::new(account)
    };
    match core.store.change_account(&stored).await {
        Ok(_) => {
            core.mail_waiting();
            core.staff_wake.notify_one();
            let done = change.name();
            tracing::info!(
                account = %id,
                by = %by.id,
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

/// What comes of a change beside the account.
struct Carried {
    /// The one-time password, to be shown once.
    password: Option<String>,
    mail: Option<MailRow>,
    ends_logins: bool,
}

/// Changes the account as it was asked for; nothing is stored yet.
async fn carry_out(
    core: &Core,
    account: &mut Account,
    change: &StaffChange,
) -> Result<Carried, ChangeError> {
    let mut carried = Carried {
        password: None,
        mail: None,
        ends_logins: true,
    };
    match change {
        StaffChange::Reset => {
            let fresh = keys::one_time_password();
            account.password_hash = core.passwords.hash(&fresh).await?;
            account.must_change_password = true;
            account.one_time_until = Some(core.clock.now() + one_time_password::VALID);
            carried.mail = accounts::password_changed(core, account);
            carried.password = Some(fresh);
        }
        StaffChange::ResetSecondFactor => {
            account.second_factor = None;
            carried.mail = accounts::changed(core, account, "second-factor-off");
        }
        StaffChange::Disable => account.state = AccountState::Disabled,
        StaffChange::Enable => {
            account.state = AccountState::Active;
            carried.ends_logins = false;
        }
        StaffChange::Edit(details) => carried.ends_logins = edit(core, account, details)?,
        StaffChange::Absence(typed) => {
            account.absence = match typed {
                Some(typed) => Some(absence::checked(core, account, typed).await?),
                None => None,
            };
            carried.ends_logins = false;
        }
    }
    Ok(carried)
}

/// Changes what was asked for; gives whether that takes or gives rights, which begin with a new login.
fn edit(core: &Core, account: &mut Account, details: &StaffDetails) -> Result<bool, ChangeError> {
    let wrong = details.wrong(&known_roles(&core.definitions).with(&account.roles));
    if !wrong.is_empty() {
        return Err(ChangeError::Wrong(wrong));
    }
    account.display_name.clone_from(&details.display_name);
    account.email.clone_from(&details.email);
    if let Some(groups) = &details.groups {
        account.groups.clone_from(groups);
    }
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
mod tests;
