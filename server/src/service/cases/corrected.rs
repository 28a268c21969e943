//! What follows from corrected answers: the applicant's name and address, unique values, the account, attachments.

use guichet_engine::form::Form;
use guichet_engine::workflow::Case;

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
    let keys = |answers| {
        let unique = form.unique_values(answers).into_iter();
        unique.map(|(scope, value, _)| (scope, value))
    };
    let (freed, taken): (Vec<_>, Vec<_>) = (keys(old).collect(), keys(new).collect());
    commit.unique_taken = taken
        .iter()
        .filter(|key| !freed.contains(key))
        .cloned()
        .collect();
    commit.unique_freed = freed
        .into_iter()
        .filter(|key| !taken.contains(key))
        .collect();
    let (title, email) = applicant_of(form, new);
    decided.row.title = title;
    decided.row.email = email;
    effect::correct_account(decided, commit).await
}

/// The attachments that a correction brought.
fn new_attachments(form: &Form, before: &Case, after: &Case) -> Vec<String> {
    let known = form.attachment_ids(&before.answers);
    let all = form.attachment_ids(&after.answers).into_iter();
    all.filter(|(_, id)| !known.iter().any(|(_, own)| own == id))
        .map(|(_, id)| id)
        .collect()
}
