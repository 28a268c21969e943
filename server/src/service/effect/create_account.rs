//! `create_account()`: the applicant's account comes into being, and may not log in yet.

use guichet_engine::form::Form;
use guichet_engine::ids::AccountId;
use serde_json::Value;

use super::super::cases::decided::{Decided, text_at};
use super::account;
use crate::keys;
use crate::store::{ACCOUNT_SCOPE, Account, AccountState, Commit, StoreError};

/// What an application says of the account.
struct Registrant {
    name: String,
    email: String,
    display_name: String,
}

/// Returns `None` for a form that makes no account.
fn registrant(form: &Form, answers: &Value) -> Option<Registrant> {
    let fields = form.settings.account.as_ref()?;
    let name = text_at(answers, &fields.name);
    let person = fields
        .person
        .as_ref()
        .map(|person| text_at(answers, person));
    Some(Registrant {
        email: text_at(answers, &fields.email),
        display_name: person
            .filter(|person| !person.is_empty())
            .unwrap_or_else(|| name.clone()),
        name,
    })
}

/// Adds the account; nothing happens for a form that makes none.
pub(super) fn add(decided: &mut Decided<'_>, commit: &mut Commit) -> Result<(), StoreError> {
    let Some(registrant) = registrant(decided.form, &decided.row.case.answers) else {
        return Ok(());
    };
    let Some(password_hash) = decided.password_hash.clone() else {
        return Err(StoreError::Failed("an account without password".to_owned()));
    };
    let case = &decided.row.case;
    let account = Account {
        id: AccountId::new(keys::id()),
        name: registrant.name,
        password_hash,
        email: registrant.email,
        display_name: registrant.display_name,
        roles: Vec::new(),
        state: AccountState::Pending,
        case: Some(case.id.clone()),
        locale: case.locale.clone(),
        must_change_password: false,
        created: decided.now,
        revision: 0,
        registered: None,
        valid_until: None,
        renewal_opened_for: None,
        groups: Vec::new(),
        absence: None,
        second_factor: None,
        turned_off: None,
        one_time_until: None,
    };
    take_name(&account, commit);
    decided.row.account = Some(account.id.clone());
    account::put(account, commit);
    Ok(())
}

/// Lets the account follow the answers that it was made from.
pub(super) async fn correct(decided: &Decided<'_>, commit: &mut Commit) -> Result<(), StoreError> {
    if decided.form.settings.account.is_none() {
        return Ok(());
    }
    let Some(mut account) = account::own_account(decided, commit).await? else {
        return Ok(());
    };
    if follow(
        &mut account,
        decided.form,
        &decided.row.case.answers,
        commit,
    ) {
        account::put(account, commit);
    }
    Ok(())
}

/// Gives an account the name and addresses that answers say, and says whether they are others.
pub(super) fn follow(
    account: &mut Account,
    form: &Form,
    answers: &Value,
    commit: &mut Commit,
) -> bool {
    let Some(registrant) = registrant(form, answers) else {
        return false;
    };
    let known = (&account.name, &account.email, &account.display_name);
    if known
        == (
            &registrant.name,
            &registrant.email,
            &registrant.display_name,
        )
    {
        return false;
    }
    let old = account.name_folded();
    account.name = registrant.name;
    account.email = registrant.email;
    account.display_name = registrant.display_name;
    if account.name_folded() != old {
        take_name(account, commit);
        let old = (ACCOUNT_SCOPE.to_owned(), old);
        if !commit.unique_freed.contains(&old) {
            commit.unique_freed.push(old);
        }
    }
    true
}

fn take_name(account: &Account, commit: &mut Commit) {
    let key = (ACCOUNT_SCOPE.to_owned(), account.name_folded());
    if !commit.unique_taken.contains(&key) {
        commit.unique_taken.push(key);
    }
}
