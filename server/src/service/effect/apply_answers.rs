//! `apply_answers()`: what the applicant changed becomes what is registered of their account.

use std::sync::Arc;

use guichet_engine::form::Form;
use guichet_engine::ids::CaseId;
use serde_json::Value;

use super::super::cases::decided::Decided;
use super::super::cases::unique::move_unique;
use super::super::registered;
use super::account;
use super::create_account;
use crate::store::{Commit, Owner, Registered, Source, Store, StoreError};

/// Applies the answers; nothing happens where nothing was registered when the application began.
pub(super) async fn add(decided: &Decided<'_>, commit: &mut Commit) -> Result<(), StoreError> {
    let (core, case) = (decided.core, &decided.row.case);
    let Some(before) = &case.baseline_answers else {
        return Ok(());
    };
    let Some(mut account) = account::account(decided, commit).await? else {
        return Ok(());
    };
    let Some(known) = registered::for_account(core, &account).await? else {
        return Ok(());
    };
    let form = registered::form(&core.definitions, &known.source).await?;
    // What another change put in meanwhile stays, unless this one asks for something else there.
    let answers = form.merge_changes(&known.answers, before, &case.answers);
    if answers == known.answers {
        return Ok(());
    }
    move_unique(&form, (&known.answers, &answers), commit);
    create_account::follow(&mut account, &form, &answers, commit);
    let mut cases = known.source.cases;
    if !cases.contains(&case.id) {
        cases.push(case.id.clone());
    }
    let kept = cases_of(&core.store, &form, &answers, cases, &case.id, commit).await?;
    account.registered = Some(Registered {
        answers,
        source: Source {
            form: known.source.form,
            cases: kept,
        },
    });
    account::put(account, commit);
    Ok(())
}

/// Returns those of the cases that files among the answers belong to.
async fn cases_of(
    store: &Store,
    form: &Arc<Form>,
    answers: &Value,
    cases: Vec<CaseId>,
    own: &CaseId,
    commit: &Commit,
) -> Result<Vec<CaseId>, StoreError> {
    let ids = form.attachment_ids(answers);
    let is_among = |id: &str| ids.iter().any(|(_, own)| own == id);
    let mut kept = Vec::new();
    for case in cases {
        let files = store.attachments_of(&Owner::case(&case)).await?;
        // Files that come with this very decision are the case's only once it is done.
        let brought = case == *own && commit.attachments.iter().any(|id| is_among(id));
        if brought || files.iter().any(|file| is_among(&file.id)) {
            kept.push(case);
        }
    }
    Ok(kept)
}
