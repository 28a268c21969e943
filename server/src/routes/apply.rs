//! A new application: the form, the check, the submission.

mod pristine;

use std::sync::Arc;
use std::time::Duration;

use guichet_engine::message::Message;
use rocket::data::Data;
use rocket::http::Status;
use rocket::{Route, get, post, routes};

use super::draft::{self, Found};
use super::fill::{self, Asked};
use super::{account, files, inputs, prove};
use crate::guard::{Limited, Posted, Visitor};
use crate::reply::{PageError, Reply, RouteResult};
use crate::service::cases::{self, BeginError, Submission};
use crate::service::drafts::{self, Ticket};
use crate::service::form_presenter;
use crate::service::form_session::FormSession;
use crate::service::uniqueness;
use crate::store::StoreError;
use crate::view::page::ProofView;

/// What somebody is told to wait who submits for a recipient that got many mails of late.
const RECIPIENT_PAUSE: Duration = Duration::from_secs(3_600);

pub(super) fn routes() -> Vec<Route> {
    routes![form, post_form, check, submit, original, preview]
}

#[get("/apply/<name>?<wrong>&<done>")]
async fn form(
    visitor: Visitor<'_>,
    name: &str,
    wrong: Option<&str>,
    done: Option<&str>,
) -> RouteResult {
    let app = visitor.app;
    // The form that nobody has touched is the same for everybody, but for two values.
    if let Some(ticket) = draft::ticket(&visitor, name)
        && !ticket.was_saved(app)
        && visitor.login.is_none()
        && (wrong, done) == (None, None)
        && let Some(form) = draft::published(&visitor, name)
    {
        draft::needs_login(&visitor, &form)?;
        if let Some(reply) = pristine::page(&visitor, &form, &ticket).await? {
            return Ok(reply);
        }
    }
    match draft::find(&visitor, name).await? {
        Found::Elsewhere(reply) => Ok(reply),
        Found::Draft(_, mut session) => {
            draft::needs_login(&visitor, &session.form)?;
            let mut problems = Vec::new();
            if wrong.is_some() {
                visitor.limit(Limited::Lookup)?;
                problems = session.problems();
                problems.extend(uniqueness::conflicts(&app.store, &session).await?);
                problems.extend(session.unchanged(app).await?);
                session.asked_late = session.is_late(app.clock.now());
            }
            fill::show(&visitor, None, &session, &problems).await
        }
    }
}

#[post("/apply/<name>", data = "<data>")]
async fn post_form(
    visitor: Visitor<'_>,
    name: &str,
    asked: Asked<'_>,
    data: Data<'_>,
) -> RouteResult {
    let (mut ticket, session) = match draft::find(&visitor, name).await? {
        Found::Draft(ticket, session) => (ticket, session),
        Found::Elsewhere(reply) => return Ok(reply),
    };
    let may_see = draft::needs_login(&visitor, &session.form);
    let answer = fill::post(&visitor, &asked, data, *session, || {
        ticket.is_saved = true;
        let value = ticket.write(visitor.app, name);
        let days = visitor.app.config.draft_days;
        visitor.set_cookie(&Ticket::cookie(name), value, days);
    })
    .await;
    // What is typed is kept, and shown to whoever has logged in again.
    may_see.and(answer)
}

/// Returns a draft that may be submitted, or where to go instead.
async fn ready(visitor: &Visitor<'_>, name: &str) -> Result<Result<FormSession, Reply>, PageError> {
    let session = match draft::find(visitor, name).await? {
        Found::Elsewhere(reply) => return Ok(Err(reply)),
        Found::Draft(_, session) => *session,
    };
    draft::needs_login(visitor, &session.form)?;
    let app = visitor.app;
    let is_late = session.is_late(app.clock.now());
    let is_wrong = is_late || !session.is_saved || !session.problems().is_empty();
    if is_wrong || session.unchanged(app).await?.is_some() {
        let to = format!("{}?wrong=yes", session.action);
        return Ok(Err(Reply::see_other(to)));
    }
    Ok(Ok(session))
}

#[get("/apply/<name>/check")]
async fn check(visitor: Visitor<'_>, name: &str) -> RouteResult {
    match ready(&visitor, name).await? {
        Ok(session) => {
            let page = form_presenter::check_page(visitor.app, &session, visitor.locale).await?;
            visitor.page(&page)
        }
        Err(reply) => Ok(reply),
    }
}

/// Asks whoever submits without a login for a proof, after some others from the same address: each submission sends a mail to
/// an address of the sender's choice. `Some` is the page that asks.
///
/// # Errors
/// When so many mails went to that address of late that no more do.
async fn unproved(
    visitor: &Visitor<'_>,
    session: &FormSession,
    posted: &Posted,
) -> Result<Option<Reply>, PageError> {
    let app = visitor.app;
    if visitor.login.is_some() {
        return Ok(None);
    }
    let is_free = app.limits.check(Limited::Unproved, visitor.address).is_ok();
    if !is_free && !prove::is_proved(&app.captchas, posted) {
        visitor.note_refusal("submission-without-proof");
        let message = match prove::is_offered(posted) {
            true => "problem-captcha",
            false => "problem-submit-proof",
        };
        let mut page = form_presenter::check_page(app, session, visitor.locale).await?;
        page.proof = Some(ProofView::new(app.captchas.issue()));
        let message = Message::new(message);
        page.problems = vec![inputs::problem(
            visitor,
            "captcha",
            "recover-captcha",
            &message,
        )];
        let reply = visitor.page(&page)?;
        return Ok(Some(reply.with_status(Status::UnprocessableEntity)));
    }
    let fields = session.form.settings.applicant.as_ref();
    let to = fields.map(|fields| drafts::text_at(&session.draft.answers, &fields.email));
    if to.is_some_and(|to| !app.limits.may_mail(&to)) {
        visitor.note_refusal("limit-recipient");
        return Err(PageError::too_many(RECIPIENT_PAUSE));
    }
    Ok(None)
}

#[post("/apply/<name>/submit", data = "<posted>")]
async fn submit(visitor: Visitor<'_>, name: &str, posted: Posted) -> RouteResult {
    visitor.limit(Limited::Submit)?;
    let app = visitor.app;
    app.has_disk_space()?;
    // The second of two clicks finds what the first one did.
    let ticket = draft::ticket(&visitor, name);
    let _lock = match &ticket {
        Some(ticket) => Some(app.draft_locks.lock(&ticket.id()).await),
        None => None,
    };
    let session = match ready(&visitor, name).await? {
        Ok(session) => session,
        Err(reply) => return Ok(reply),
    };
    if let Some(problem) = fill::foreign_file(&visitor, &session).await? {
        // Another process may have submitted it just now, files and all.
        return match app.store.find_by_idempotency_key(&session.draft.id).await? {
            Some(reference) => draft::received(&visitor, name, &reference).await,
            None => fill::show(&visitor, None, &session, &[problem]).await,
        };
    }
    if let Some(reply) = unproved(&visitor, &session, &posted).await? {
        return Ok(reply);
    }
    match cases::begin(app, &submission(&visitor, &session)?).await {
        Ok(row) => Ok(draft::begun(&visitor, name, &row.case)),
        Err(BeginError::AlreadyDone(reference)) => {
            draft::received(&visitor, name, &reference).await
        }
        Err(BeginError::NotUnique(pointer)) => {
            let problems: Vec<_> = uniqueness::not_unique(&session.form, &pointer)
                .into_iter()
                .collect();
            fill::show(&visitor, None, &session, &problems).await
        }
        Err(BeginError::Refused(refusal)) => Err(PageError::internal(&refusal.code)),
        Err(BeginError::Changed) => Err(StoreError::Busy.into()),
        Err(BeginError::Store(error)) => Err(error.into()),
    }
}

fn submission(visitor: &Visitor<'_>, session: &FormSession) -> Result<Submission, PageError> {
    let form = &session.form;
    let live = visitor.app.definitions.live();
    let workflow = live.published.workflow_for(form);
    // Members of staff who fill in a form do so for somebody else.
    let login = visitor.login.as_ref();
    let applicant = login.filter(|login| login.account.roles.is_empty());
    Ok(Submission {
        form: Arc::clone(form),
        workflow: Arc::clone(workflow.ok_or_else(PageError::not_found)?),
        answers: session.submitted(),
        password_hash: session.password_hash(),
        attachments: session.new_files(),
        draft: session.draft.id.clone(),
        locale: visitor.locale.to_owned(),
        account: applicant.map(|login| login.account.id.clone()),
        by: login.and_then(|login| login.actor().as_assignee()),
        prefilled: session.draft.prefilled.clone(),
    })
}

#[get("/apply/<name>/attachments/<id>")]
async fn original(visitor: Visitor<'_>, name: &str, id: &str) -> RouteResult {
    file(&visitor, name, id, false).await
}

#[get("/apply/<name>/attachments/<id>/preview")]
async fn preview(visitor: Visitor<'_>, name: &str, id: &str) -> RouteResult {
    file(&visitor, name, id, true).await
}

async fn file(visitor: &Visitor<'_>, name: &str, id: &str, reduced: bool) -> RouteResult {
    let app = visitor.app;
    let ticket = draft::ticket(visitor, name).ok_or_else(PageError::not_found)?;
    if let Some(form) = draft::published(visitor, name) {
        draft::needs_login(visitor, &form)?;
    }
    let row = app.store.attachment(id).await?;
    let row = row.ok_or_else(PageError::not_found)?;
    let is_own = row.owner == drafts::owner(&ticket.id());
    if !is_own && !account::is_registered(visitor, &row).await? {
        return Err(PageError::not_found());
    }
    files::reply(app, &row, reduced).await
}

#[cfg(test)]
mod tests;
