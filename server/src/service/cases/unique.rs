//! Values that must be unique: which a change takes and sets free, and where one stands that is taken.

use guichet_engine::form::Form;
use guichet_engine::ids::Pointer;
use serde_json::Value;

use crate::store::{Commit, Store, StoreError};

/// Frees what had to be unique and is no longer among the answers, and takes what came instead.
pub(in crate::service) fn move_unique(
    form: &Form,
    (old, new): (&Value, &Value),
    commit: &mut Commit,
) {
    let keys = |answers| {
        let unique = form.unique_values(answers).into_iter();
        unique.map(|(scope, value, _)| (scope, value))
    };
    let (freed, taken): (Vec<_>, Vec<_>) = (keys(old).collect(), keys(new).collect());
    let new = taken.iter().filter(|key| !freed.contains(key)).cloned();
    commit.unique_taken.extend(new);
    let gone = freed.into_iter().filter(|key| !taken.contains(key));
    commit.unique_freed.extend(gone);
}

/// Returns the answer whose value of a scope is taken. Where several answers share the scope, the one is found again.
pub(super) async fn taken_at(
    store: &Store,
    form: &Form,
    answers: &Value,
    scope: &str,
) -> Result<Pointer, StoreError> {
    let mut own = form.unique_values(answers);
    own.retain(|(own, _, _)| own == scope);
    for (scope, value, pointer) in &own {
        if own.len() == 1 || store.is_taken(scope, value).await? {
            return Ok(pointer.clone());
        }
    }
    let name = form.settings.account.as_ref().map(|own| own.name.clone());
    Ok(name.unwrap_or_default())
}
