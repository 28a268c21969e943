//! Which draft a visitor has for a form, by the cookie that they bring.

use std::sync::Arc;

use guichet_engine::form::Form;
use guichet_engine::form::model::StartedBy;
use guichet_engine::ids::Reference;
use guichet_engine::workflow::Case;

use crate::guard::Visitor;
use crate::guard::applicant;
use crate::reply::{PageError, Reply};
use crate::service::drafts::Ticket;
use crate::service::form_session::FormSession;
use crate::service::registered;
use crate::store::DraftRow;

/// A visitor's draft, or where to go instead.
pub(super) enum Found {
    Draft(Ticket, Box<FormSession>),
    Elsewhere(Reply),
}

/// Returns what the visitor's cookie for a form says.
pub(super) fn ticket(visitor: &Visitor<'_>, name: &str) -> Option<Ticket> {
    let value = visitor.cookie(&Ticket::cookie(name))?;
    Ticket::read(visitor.app, name, &value)
}

/// Returns the draft that the visitor goes on with.
pub(super) async fn find(visitor: &Visitor<'_>, name: &str) -> Result<Found, PageError> {
    let app = visitor.app;
    let Some(ticket) = ticket(visitor, name) else {
        return begin_first(visitor, name);
    };
    let row = if ticket.was_saved(app) {
        let row = app.store.draft(&ticket.id()).await?;
        if row.is_none() {
            return after_all(visitor, name, &ticket).await;
        }
        row
    } else {
        None
    };
    let form = match &row {
        Some(row) => app.definitions.form(&row.form).await?,
        // Nothing is kept of it yet: it may begin only while the form is there to be begun.
        None => Some(published(visitor, name).ok_or_else(PageError::not_found)?),
    };
    let Some(form) = form else {
        return begin_first(visitor, name);
    };
    let is_saved = row.is_some();
    let draft = match row {
        Some(row) if is_anothers(visitor, &row) => {
            visitor.remove_cookie(&Ticket::cookie(name));
            return begin_first(visitor, name);
        }
        Some(row) => row,
        None => begun_with(visitor, &ticket, &form).await?,
    };
    let session = FormSession::new(form, draft, is_saved).at(app.clock.now());
    Ok(Found::Draft(ticket, Box::new(session)))
}

/// Returns whether a draft began with what is registered of another account than the one logged in: both use one browser.
fn is_anothers(visitor: &Visitor<'_>, row: &DraftRow) -> bool {
    let own = visitor.login.as_ref().map(|login| &login.account.id);
    let whose = row.prefilled.as_ref().map(|prefilled| &prefilled.account);
    own.is_some() && whose.is_some() && own != whose
}

/// Returns a draft as it is before anybody types: empty, or with what is registered of the account.
async fn begun_with(
    visitor: &Visitor<'_>,
    ticket: &Ticket,
    form: &Form,
) -> Result<DraftRow, PageError> {
    let mut draft = ticket.draft(visitor.app, form);
    if !form.settings.prefilled {
        return Ok(draft);
    }
    needs_login(visitor, form)?;
    let login = visitor.login.as_ref().ok_or_else(PageError::forbidden)?;
    let prefilled = registered::prefilled(visitor.app, &login.account, form).await?;
    let prefilled = prefilled.ok_or_else(PageError::forbidden)?;
    draft.answers.clone_from(&prefilled.before);
    draft.prefilled = Some(prefilled);
    Ok(draft)
}

/// Finds where a draft went that is no longer there: it was submitted, or forgotten.
async fn after_all(visitor: &Visitor<'_>, name: &str, ticket: &Ticket) -> Result<Found, PageError> {
    match visitor
        .app
        .store
        .find_by_idempotency_key(&ticket.id())
        .await?
    {
        Some(reference) => {
            let reply = received(visitor, name, &reference).await?;
            Ok(Found::Elsewhere(reply))
        }
        None => {
            visitor.remove_cookie(&Ticket::cookie(name));
            begin_first(visitor, name)
        }
    }
}

/// Sends to the confirmation of what a draft became; the draft is done with.
pub(super) async fn received(
    visitor: &Visitor<'_>,
    name: &str,
    reference: &Reference,
) -> Result<Reply, PageError> {
    applicant::grant(visitor, reference).await?;
    Ok(confirmed(visitor, name, reference))
}

/// As [`received`], for the case that it became just now.
pub(super) fn begun(visitor: &Visitor<'_>, name: &str, case: &Case) -> Reply {
    applicant::grant_case(visitor, case);
    confirmed(visitor, name, &case.reference)
}

fn confirmed(visitor: &Visitor<'_>, name: &str, reference: &Reference) -> Reply {
    visitor.remove_cookie(&Ticket::cookie(name));
    Reply::see_other(format!("/apply/{name}/received/{reference}"))
}

/// Sends the visitor to the terms, which come first.
fn begin_first(visitor: &Visitor<'_>, name: &str) -> Result<Found, PageError> {
    let form = published(visitor, name).ok_or_else(PageError::not_found)?;
    needs_login(visitor, &form)?;
    let to = format!("/register?type={name}");
    Ok(Found::Elsewhere(Reply::see_other(to)))
}

/// Returns the form in the version that serves now; `None` for one that nobody may start.
pub(super) fn published(visitor: &Visitor<'_>, name: &str) -> Option<Arc<Form>> {
    let live = visitor.app.definitions.live();
    let form = live.published.forms.get(name)?;
    live.published.workflow_for(form)?;
    Some(Arc::clone(form))
}

/// What is typed is saved whoever sends it; to see the form and to submit it takes a login, where the form says so.
///
/// # Errors
/// Sends to the login page, and back to the form after it.
pub(super) fn needs_login(visitor: &Visitor<'_>, form: &Form) -> Result<(), PageError> {
    match form.settings.started_by {
        StartedBy::Account if visitor.login.is_none() => {
            let place = format!("/apply/{}", form.reference.name);
            Err(PageError::login(&place, false))
        }
        _ => Ok(()),
    }
}
