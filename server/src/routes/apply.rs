//! A new application: the form, the check, the submission.

use std::sync::Arc;

use guichet_engine::form::Form;
use guichet_engine::message::Message;
use rocket::data::Data;
use rocket::http::Status;
use rocket::{Route, get, post, routes};

use super::fill::{self, Asked};
use super::register::may_start;
use crate::guard::{Limited, Posted, Visitor};
use crate::reply::{PageError, Reply, RouteResult};
use crate::service::access;
use crate::service::cases::{self, BeginError, Submission};
use crate::service::drafts::{self, Ticket};
use crate::service::filling::Filling;

pub(super) fn routes() -> Vec<Route> {
    routes![form, post_form, check, submit, original, preview]
}

/// A visitor's draft, or where to go instead.
enum Found {
    Draft(Ticket, Box<Filling>),
    Elsewhere(Reply),
}

async fn find(visitor: &Visitor<'_>, name: &str) -> Result<Found, PageError> {
    let app = visitor.app;
    let cookie = visitor.cookie(&Ticket::cookie(name));
    let Some(ticket) = cookie.and_then(|value| Ticket::read(app, name, &value)) else {
        return begin_first(visitor, name);
    };
    let row = if ticket.is_saved || app.drafts_saved.contains_key(&ticket.token) {
        app.store.draft(&ticket.id()).await?
    } else {
        None
    };
    let is_saved = row.is_some();
    if ticket.is_saved && !is_saved {
        // Submitted already, or forgotten.
        let reference = app.store.done_before(&ticket.id()).await?;
        visitor.remove_cookie(&Ticket::cookie(name));
        return match reference {
            Some(reference) => {
                access::grant(visitor, &reference).await?;
                let to = format!("/apply/{name}/received/{reference}");
                Ok(Found::Elsewhere(Reply::see_other(to)))
            }
            None => begin_first(visitor, name),
        };
    }
    let form = match &row {
        Some(row) => app.definitions.form(&row.form).await?,
        None => published(visitor, name),
    };
    let Some(form) = form else {
        return begin_first(visitor, name);
    };
    let draft = row.unwrap_or_else(|| ticket.draft(app, &form));
    let filling = Filling {
        form,
        draft,
        is_saved,
        base: format!("/apply/{name}"),
        action: format!("/apply/{name}"),
        correction: None,
        typed: Default::default(),
        refused: Vec::new(),
    };
    Ok(Found::Draft(ticket, Box::new(filling)))
}

/// The terms come first; a form that this visitor may not start is not there.
fn begin_first(visitor: &Visitor<'_>, name: &str) -> Result<Found, PageError> {
    published(visitor, name).ok_or_else(PageError::not_found)?;
    let to = format!("/register?type={name}");
    Ok(Found::Elsewhere(Reply::see_other(to)))
}

fn published(visitor: &Visitor<'_>, name: &str) -> Option<Arc<Form>> {
    let live = visitor.app.definitions.live();
    let form = live.published.forms.get(name)?;
    may_start(visitor, &live, form).then(|| Arc::clone(form))
}

#[get("/apply/<name>?<wrong>&<done>")]
async fn form(
    visitor: Visitor<'_>,
    name: &str,
    wrong: Option<&str>,
    done: Option<&str>,
) -> RouteResult {
    let app = visitor.app;
    let cookie = visitor.cookie(&Ticket::cookie(name));
    // The form that nobody has touched is the same for everybody, but for two values.
    if let Some(ticket) = cookie.and_then(|value| Ticket::read(app, name, &value))
        && !ticket.is_saved
        && visitor.login.is_none()
        && wrong.is_none()
        && done.is_none()
        && !app.drafts_saved.contains_key(&ticket.token)
        && let Some(form) = published(&visitor, name)
        && let Some(reply) = app.untouched.page(&visitor, &form, &ticket).await?
    {
        return Ok(reply);
    }
    match find(&visitor, name).await? {
        Found::Elsewhere(reply) => Ok(reply),
        Found::Draft(_, filling) => {
            let problems = if wrong.is_some() {
                let mut problems = filling.problems();
                problems.extend(filling.taken(app).await?);
                problems
            } else {
                Vec::new()
            };
            fill::show(&visitor, None, &filling, &problems).await
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
    let (mut ticket, filling) = match find(&visitor, name).await? {
        Found::Draft(ticket, filling) => (ticket, filling),
        Found::Elsewhere(reply) => return Ok(reply),
    };
    fill::post(&visitor, &asked, data, *filling, |_| {
        // Should the answer be lost, this process at least knows that the draft is there.
        visitor.app.drafts_saved.insert(ticket.token.clone(), ());
        ticket.is_saved = true;
        let value = ticket.write(visitor.app, name);
        let days = visitor.app.config.draft_days;
        visitor.set_cookie(&Ticket::cookie(name), value, days);
    })
    .await
}

/// A draft that may be submitted, or where to go instead.
async fn ready(visitor: &Visitor<'_>, name: &str) -> Result<Result<Filling, Reply>, PageError> {
    let filling = match find(visitor, name).await? {
        Found::Elsewhere(reply) => return Ok(Err(reply)),
        Found::Draft(_, filling) => *filling,
    };
    if filling.is_expired(visitor.app.clock.now_ms()) {
        return Ok(Err(Reply::see_other(filling.action)));
    }
    if !filling.is_saved || !filling.problems().is_empty() {
        let to = format!("{}?wrong=yes", filling.action);
        return Ok(Err(Reply::see_other(to)));
    }
    Ok(Ok(filling))
}

#[get("/apply/<name>/check")]
async fn check(visitor: Visitor<'_>, name: &str) -> RouteResult {
    match ready(&visitor, name).await? {
        Ok(filling) => {
            let page = filling.check_page(visitor.app, visitor.locale).await?;
            visitor.page("check.html", &page)
        }
        Err(reply) => Ok(reply),
    }
}

#[post("/apply/<name>/submit", data = "<_posted>")]
async fn submit(visitor: Visitor<'_>, name: &str, _posted: Posted) -> RouteResult {
    visitor.limit(Limited::Submit)?;
    visitor.app.has_room()?;
    let filling = match ready(&visitor, name).await? {
        Ok(filling) => filling,
        Err(reply) => return Ok(reply),
    };
    let app = visitor.app;
    let live = app.definitions.live();
    let workflow = live.published.workflow_of(&filling.form);
    let workflow = workflow.ok_or_else(PageError::not_found)?;
    if let Some(reply) = foreign_files(&visitor, &filling).await? {
        return Ok(reply);
    }
    let submission = Submission {
        workflow: Arc::clone(workflow),
        password_hash: filling.password_hash(),
        attachments: ids(&filling),
        draft: filling.draft.id.clone(),
        locale: visitor.locale.to_owned(),
        account: visitor.login.as_ref().map(|own| own.account.id.clone()),
        answers: filling.draft.answers.clone(),
        form: Arc::clone(&filling.form),
    };
    let reference = match cases::begin(app, &submission).await {
        Ok(row) => {
            access::grant_case(&visitor, &row.case);
            row.case.reference
        }
        Err(BeginError::AlreadyDone(reference)) => {
            access::grant(&visitor, &reference).await?;
            reference
        }
        Err(BeginError::NotUnique(pointer)) => {
            let problems: Vec<_> = filling.not_unique(&pointer).into_iter().collect();
            return fill::show(&visitor, None, &filling, &problems).await;
        }
        Err(BeginError::Refused(refusal)) => {
            return Err(PageError::internal(&refusal.code));
        }
        Err(BeginError::Store(error)) => return Err(error.into()),
    };
    visitor.remove_cookie(&Ticket::cookie(name));
    Ok(Reply::see_other(format!(
        "/apply/{name}/received/{reference}"
    )))
}

fn ids(filling: &Filling) -> Vec<String> {
    let ids = filling.form.attachment_ids(&filling.draft.answers);
    ids.into_iter().map(|(_, id)| id).collect()
}

/// Every file among the answers must be this draft's: ids of others' files, or of files that are gone, are refused.
async fn foreign_files(
    visitor: &Visitor<'_>,
    filling: &Filling,
) -> Result<Option<Reply>, PageError> {
    let owner = drafts::owner(&filling.draft.id);
    let own = visitor.app.store.attachments_of(&owner).await?;
    let answers = filling.form.attachment_ids(&filling.draft.answers);
    let mut foreign = answers
        .into_iter()
        .filter(|(_, id)| !own.iter().any(|row| row.id == *id));
    let Some((pointer, _)) = foreign.next() else {
        return Ok(None);
    };
    tracing::warn!(field = %pointer, "a file among the answers is not the draft's");
    let mut filling = filling.clone();
    filling.refuse(&pointer, Message::new("problem-attachment-gone"));
    let problems = filling.refused.clone();
    let reply = fill::show(visitor, None, &filling, &problems).await?;
    Ok(Some(reply.with_status(Status::UnprocessableEntity)))
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
    let cookie = visitor.cookie(&Ticket::cookie(name));
    let ticket = cookie.and_then(|value| Ticket::read(app, name, &value));
    let ticket = ticket.ok_or_else(PageError::not_found)?;
    let row = app.store.attachment(id).await?;
    let row = row.filter(|row| row.owner == drafts::owner(&ticket.id()));
    let row = row.ok_or_else(PageError::not_found)?;
    app.attachments.reply(&row, reduced).await
}
