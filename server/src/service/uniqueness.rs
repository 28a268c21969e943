//! Uniqueness conflicts: answers of a form session that must be unique and are taken.

use guichet_engine::form::{Form, Problem, canonical};
use guichet_engine::ids::Pointer;
use guichet_engine::message::Message;
use serde_json::Value;

use super::drafts;
use super::form_session::FormSession;
use crate::store::{ACCOUNT_SCOPE, Store, StoreError};

/// Returns the values that must be unique and are taken, as problems. Only the commit decides; this is for a good message.
///
/// # Errors
/// When the store fails.
pub async fn conflicts(store: &Store, session: &FormSession) -> Result<Vec<Problem>, StoreError> {
    // What the account or the case itself has taken is its own.
    let prefilled = session.draft.prefilled.as_ref().map(|own| &own.before);
    let own = prefilled.or(session.correction.as_ref().map(|own| &own.before));
    let own = own
        .map(|own| unique_values(&session.form, own))
        .unwrap_or_default();
    let is_own = |scope: &str, value: &str| {
        own.iter()
            .any(|(own, known, _)| own == scope && known == value)
    };
    let mut problems = Vec::new();
    for (scope, value, pointer) in
        unique_values(&session.form, &session.form.visible(&session.draft.answers))
    {
        if !is_own(&scope, &value) && store.is_taken(&scope, &value).await? {
            problems.extend(not_unique(&session.form, &pointer));
        }
    }
    Ok(problems)
}

/// Returns whether the answer at `pointer` must be unique and there is one.
#[must_use]
pub fn is_unique(session: &FormSession, pointer: &Pointer) -> bool {
    let values = unique_values(&session.form, &session.form.visible(&session.draft.answers));
    values.iter().any(|(_, _, own)| own == pointer)
}

/// Returns every value that must be unique, the account's name among them.
fn unique_values(form: &Form, answers: &Value) -> Vec<(String, String, Pointer)> {
    let mut values = form.unique_values(answers);
    if let Some(account) = &form.settings.account {
        let name = canonical(&drafts::text_at(answers, &account.name), true);
        let is_known = values.iter().any(|(_, _, at)| *at == account.name);
        if !is_known && !name.is_empty() {
            values.push((ACCOUNT_SCOPE.to_owned(), name, account.name.clone()));
        }
    }
    values
}

/// Returns the problem of a value that is taken.
#[must_use]
pub fn not_unique(form: &Form, pointer: &Pointer) -> Option<Problem> {
    let node = form.node(pointer)?;
    let own = node.errors.get("not-unique").or(node.errors.get("*"));
    Some(Problem {
        pointer: pointer.clone(),
        code: "not-unique".to_owned(),
        message: Message::new("problem-not-unique"),
        text: own.cloned(),
        label: node.label.clone(),
    })
}
