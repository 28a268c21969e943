//! What follows from corrected answers: the applicant's name and address, unique values, the account, attachments.

use guichet_engine::form::Form;
use guichet_engine::workflow::Case;

use super::decided::{Decided, applicant_of};
use super::unique::move_unique;
use crate::service::effect;
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

/// Returns the attachments that a correction brought.
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
