//! What is registered of an account: what its application said, and every change of it that was approved since.

use std::sync::Arc;

use guichet_engine::form::{Change, Form};
use guichet_engine::workflow::FinishKind;
use serde_json::Value;

use crate::core::Core;
use crate::definitions::Definitions;
use crate::store::{
    Account, AttachmentRow, CaseRow, Owner, Prefilled, Registered, Source, Store, StoreError,
};

/// Returns what is registered of an account; `None` while its application is not approved, and for staff.
///
/// # Errors
/// When the store fails.
pub async fn for_account(core: &Core, account: &Account) -> Result<Option<Registered>, StoreError> {
    if account.registered.is_some() {
        return Ok(account.registered.clone());
    }
    let row = match &account.case {
        Some(case) => core.store.case(case).await?,
        None => None,
    };
    let Some(case) = row.map(|row| row.case) else {
        return Ok(None);
    };
    let (_, workflow) = core.definitions.versions_of(&case).await?;
    let finish = case.finished.as_ref();
    let finish = finish.and_then(|(name, _)| workflow.finishes.get(name));
    let approved = finish.is_some_and(|finish| finish.kind == FinishKind::Approved);
    Ok(approved.then(|| Registered {
        answers: case.answers,
        source: Source {
            form: case.form,
            cases: vec![case.id],
        },
    }))
}

/// Returns what a form begins with for an account; `None` where nothing is registered of it.
///
/// # Errors
/// When the store fails.
pub async fn prefilled(
    core: &Core,
    account: &Account,
    form: &Form,
) -> Result<Option<Prefilled>, StoreError> {
    let registered = for_account(core, account).await?;
    Ok(registered.map(|own| Prefilled {
        account: account.id.clone(),
        before: form.prefill(&own.answers),
        source: own.source,
    }))
}

/// Returns the form by which something was registered.
///
/// # Errors
/// When the store fails or lacks it.
pub async fn form(definitions: &Definitions, source: &Source) -> Result<Arc<Form>, StoreError> {
    let form = definitions.form(&source.form).await?;
    let name = &source.form.name;
    form.ok_or_else(|| StoreError::Failed(format!("a version of {name} is missing")))
}

/// Returns what answers change of what is registered.
///
/// # Errors
/// When the store fails.
pub async fn changes(
    definitions: &Definitions,
    form: &Form,
    source: &Source,
    (before, after): (&Value, &Value),
    locale: &str,
) -> Result<Vec<Change>, StoreError> {
    let registered = self::form(definitions, source).await?;
    let mut changes = form.diff(before, after, locale);
    changes.retain(|change| registered.node(&change.pointer).is_some());
    Ok(changes)
}

/// Returns the registered files that are among these answers.
///
/// # Errors
/// When the store fails.
pub async fn files(
    store: &Store,
    form: &Form,
    source: &Source,
    answers: &Value,
) -> Result<Vec<AttachmentRow>, StoreError> {
    let ids = form.attachment_ids(answers);
    let mut found = Vec::new();
    if ids.is_empty() {
        return Ok(found);
    }
    for case in &source.cases {
        let owned = store.attachments_of(&Owner::case(case)).await?;
        let own = owned.into_iter();
        found.extend(own.filter(|row| ids.iter().any(|(_, id)| *id == row.id)));
    }
    Ok(found)
}

/// Returns the files of a case: its own, and the registered ones that it began with.
///
/// # Errors
/// When the store fails.
pub async fn files_of_case(
    store: &Store,
    form: &Form,
    row: &CaseRow,
) -> Result<Vec<AttachmentRow>, StoreError> {
    let mut rows = store.attachments_of(&Owner::case(&row.case.id)).await?;
    if let (Some(source), Some(before)) = (&row.source, &row.case.baseline_answers) {
        rows.extend(files(store, form, source, before).await?);
    }
    Ok(rows)
}

/// Returns whether a file may be shown to those who may see a case: it is the case's, or a registered one that it began with.
///
/// # Errors
/// When the store fails.
pub async fn is_file_of_case(
    definitions: &Definitions,
    row: &CaseRow,
    file: &AttachmentRow,
) -> Result<bool, StoreError> {
    let case = &row.case;
    if file.owner == Owner::case(&case.id) {
        return Ok(true);
    }
    let (Some(source), Some(before)) = (&row.source, &case.baseline_answers) else {
        return Ok(false);
    };
    let (form, _) = definitions.versions_of(case).await?;
    Ok(is_among(&form, source, before, file))
}

/// Returns whether a file is one of those that registered answers name.
#[must_use]
pub fn is_among(form: &Form, source: &Source, answers: &Value, file: &AttachmentRow) -> bool {
    let of_source = source
        .cases
        .iter()
        .any(|case| file.owner == Owner::case(case));
    let ids = form.attachment_ids(answers);
    of_source && ids.iter().any(|(_, id)| *id == file.id)
}
