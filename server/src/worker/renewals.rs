//! Opens the renewal of accounts whose validity is about to end, by the form that says so with `x-opens`.

use std::sync::Arc;
use std::time::Duration;

use guichet_engine::form::Form;
use guichet_engine::workflow::Workflow;
use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;

use crate::app::{App, AppRef};
use crate::service::cases::{self, BeginError, Submission};
use crate::service::{registered, validity};
use crate::store::{Account, AccountChange, CommitError, StoreError};

/// How often ends of validity are looked for.
const POLL: Duration = Duration::from_secs(60);
/// Renewals opened at a time.
const BATCH: u32 = 50;

/// Looks until told to stop.
pub(super) async fn run(app: AppRef, stop: CancellationToken) {
    loop {
        match round(&app).await {
            Ok(seen) if seen >= BATCH as usize => continue,
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "renewals could not be opened"),
        }
        let pause = tokio::time::sleep(POLL);
        if stop.run_until_cancelled(pause).await.is_none() {
            return;
        }
    }
}

/// Opens what is to be opened; gives how many accounts were looked at.
pub(super) async fn round(app: &App) -> Result<usize, StoreError> {
    let Some((form, workflow, days)) = renewal(app) else {
        return Ok(0);
    };
    let until = validity::end_in_days(app, days)?;
    let accounts = app.store.expiring_accounts(until, BATCH).await?;
    let seen = accounts.len();
    for account in accounts {
        if !open(app, &form, &workflow, account.clone()).await? {
            let tomorrow = until + SignedDuration::from_millis(1);
            app.store.put_off_renewal(&account, tomorrow).await?;
        }
    }
    Ok(seen)
}

/// Returns the form that renews accounts, the first by position where there are several.
fn renewal(app: &App) -> Option<(Arc<Form>, Arc<Workflow>, u32)> {
    let live = app.definitions.live();
    let opens = |form: &&Arc<Form>| form.settings.opens_days_before_expiry.is_some();
    let forms = live.published.forms.values().filter(opens);
    let form = forms.min_by_key(|form| (form.settings.order, &form.reference.name))?;
    let workflow = live.published.workflow_for(form)?;
    let days = form.settings.opens_days_before_expiry?;
    Some((Arc::clone(form), Arc::clone(workflow), days))
}

/// Opens one; `false` where that failed and is to be tried again. The account says for which end of validity it was
/// done, in the same transaction: another process that had the same thought finds it changed.
async fn open(
    app: &App,
    form: &Arc<Form>,
    workflow: &Arc<Workflow>,
    mut account: Account,
) -> Result<bool, StoreError> {
    let prefilled = registered::prefilled(app, &account, form).await?;
    let until = account.valid_until.unwrap_or_default();
    account.renewal_opened_for = Some(until);
    let Some(prefilled) = prefilled else {
        tracing::warn!(account = %account.id, "nothing is registered to be renewed");
        let passed_by = app.store.change_account(&AccountChange::new(account)).await;
        return match passed_by {
            Ok(_) | Err(CommitError::VersionConflict) => Ok(true),
            Err(error) => Err(StoreError::Failed(error.to_string())),
        };
    };
    let submission = Submission {
        form: Arc::clone(form),
        workflow: Arc::clone(workflow),
        answers: prefilled.before.clone(),
        password_hash: None,
        attachments: Vec::new(),
        draft: format!("renewal:{}:{}", account.id, until.as_millisecond()),
        locale: account.locale.clone(),
        account: Some(account.id.clone()),
        by: None,
        prefilled: Some(prefilled),
    };
    let id = account.id.clone();
    match Box::pin(cases::open_renewal(app, &submission, account)).await {
        Ok(row) => {
            tracing::info!(case = %row.case.id, "a renewal was opened");
            Ok(true)
        }
        // Another process was faster, or somebody changed the account: then its row is already another, and is read again.
        Err(BeginError::AlreadyDone(_) | BeginError::Changed) => Ok(true),
        Err(BeginError::Store(error)) => Err(error),
        Err(error) => {
            tracing::warn!(account = %id, %error, "a renewal was not opened");
            Ok(false)
        }
    }
}

#[cfg(test)]
mod tests;
