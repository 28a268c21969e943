//! `create_account()`: the applicant's account comes into being, and may not log in yet.

use guichet_engine::ids::Pointer;
use serde_json::Value;

use super::super::cases::Decided;
use crate::keys;
use crate::store::{ACCOUNT_SCOPE, Account, AccountState, Commit, StoreError};

/// Nothing happens for a form that makes no account.
pub(super) fn add(decided: &mut Decided<'_>, commit: &mut Commit) -> Result<(), StoreError> {
    let Some(fields) = &decided.form.settings.account else {
        return Ok(());
    };
    let Some(password_hash) = decided.password_hash.clone() else {
        return Err(StoreError::Failed("an account without password".to_owned()));
    };
    let case = &decided.row.case;
    let text = |pointer: &Pointer| {
        let found = case.answers.pointer(pointer.as_str());
        found.and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let name = text(&fields.name);
    let person = fields.person.as_ref().map(text);
    let account = Account {
        id: keys::id(),
        password_hash,
        email: text(&fields.email),
        display_name: person
            .filter(|person| !person.is_empty())
            .unwrap_or_else(|| name.clone()),
        name,
        roles: Vec::new(),
        state: AccountState::Pending,
        case: Some(case.id.clone()),
        locale: case.locale.clone(),
        must_change_password: false,
        created: decided.now.as_millisecond(),
        revision: 0,
    };
    let key = (ACCOUNT_SCOPE.to_owned(), account.name_folded());
    if !commit.unique_taken.contains(&key) {
        commit.unique_taken.push(key);
    }
    decided.row.account = Some(account.id.clone());
    super::put(account, commit);
    Ok(())
}
