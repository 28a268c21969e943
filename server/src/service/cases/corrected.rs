//! What follows from corrected answers: the applicant's name and address, unique values, the account, attachments.

use guichet_engine::form::Form;
use guichet_engine::workflow::Case;
use serde_json::Value;

use super::super::effect;
use super::{Decided, applicant_of};
use crate::store::{CaseRow, Commit, StoreError};

/// Adds it to the commit. Nothing follows from answers that stayed as they were.
pub(super) async fn add(
    decided: &mut Decided<'_>,
    before: &CaseRow,
    commit: &mut Commit,
) -> Result<(), StoreError> {
    let form = decided.form;
    let (old, new) = (&before.case.answers, &decided.row.case.answers);
    if old == new {
        return Ok(());
    }
    commit.attachments = new_attachments(form, &before.case, &decided.row.case);
    // What a change of registered data asks for is taken when it is applied.
    if before.case.baseline_answers.is_none() {
        move_unique(form, (old, new), commit);
    }
    let (title, email) = applicant_of(form, new);
    decided.row.title = title;
    decided.row.email = email;
    effect::correct_account(decided, commit).await
}

/// What had to be unique and is no longer among the answers is free, and what came instead is taken.
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

/// The attachments that a correction brought.
fn new_attachments(form: &Form, before: &Case, after: &Case) -> Vec<String> {
    let known = form.attachment_ids(&before.answers);
    let all = form.attachment_ids(&after.answers).into_iter();
    let registered = before.baseline_answers.as_ref();
    let registered = registered.map(|before| form.attachment_ids(before));
    let known = [known, registered.unwrap_or_default()].concat();
    all.filter(|(_, id)| !known.iter().any(|(_, own)| own == id))
        .map(|(_, id)| id)
        .collect()
}
