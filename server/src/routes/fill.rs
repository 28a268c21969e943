//! What a new application and a correction share: taking what is posted, and showing the form.

use std::sync::atomic::Ordering;

use guichet_engine::form::{Problem, pointer_from_name};
use guichet_engine::ids::Pointer;
use guichet_engine::message::Message;
use jiff::Timestamp;
use rocket::data::Data;
use rocket::http::{ContentType, Status};
use rocket::request::{FromRequest, Outcome, Request};
use serde_json::json;

use super::incoming::{Incoming, forget_own};
use crate::guard::{Limited, Posted, Visitor, read_with_files};
use crate::reply::{PageError, Reply, RouteResult};
use crate::service::drafts;
use crate::service::form_presenter;
use crate::service::form_session::FormSession;
use crate::service::uniqueness;
use crate::view::page::{FormInside, FormPart};

/// Says on a status page that what was sent was not carried out, since the case has changed.
pub(super) const CHANGED: &str = "?done=changed";

/// What a script asks for that draws nothing of what it posts.
const NOTHING: &str = "nothing";
/// Tells a script what to say with what it posts next.
const STATE_HEADER: &str = "X-Guichet-State";

/// What the request says of itself: its type, and the part of the page that a script asks for.
pub(super) struct Asked<'r> {
    content_type: Option<&'r ContentType>,
    part: Option<&'r str>,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Asked<'r> {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        Outcome::Success(Self {
            content_type: request.content_type(),
            part: request.headers().get_one("X-Guichet-Part"),
        })
    }
}

/// What a posted form asks for, in its `do`.
enum Do<'a> {
    Check,
    Save,
    Extend,
    Refresh(Option<Pointer>),
    Upload(Option<Pointer>),
    AddRow(Pointer),
    RemoveRow(Pointer),
    RemoveFile(Pointer, &'a str),
    Field(Pointer),
    Totals,
}

impl<'a> Do<'a> {
    fn from_posted(posted: &'a Posted) -> Option<Self> {
        let mut words = posted.get("do").split(' ');
        let verb = words.next()?;
        let mut pointer = || words.next().and_then(Pointer::parse);
        Some(match verb {
            "check" => Self::Check,
            "save" => Self::Save,
            "extend" => Self::Extend,
            "refresh" => Self::Refresh(pointer()),
            "upload" => Self::Upload(pointer()),
            "add-row" => Self::AddRow(pointer()?),
            "remove-row" => Self::RemoveRow(pointer()?),
            "remove-file" => Self::RemoveFile(pointer()?, words.next()?),
            "totals" => Self::Totals,
            "field" => Self::Field(pointer_from_name(posted.get("field"))?),
            _ => return None,
        })
    }

    /// Returns the field whose part is shown afterwards.
    fn place(&self) -> Option<Pointer> {
        match self {
            Self::Refresh(pointer) | Self::Upload(pointer) => pointer.clone(),
            Self::AddRow(pointer) | Self::RemoveFile(pointer, _) => Some(pointer.clone()),
            Self::RemoveRow(pointer) => pointer.parent(),
            _ => None,
        }
    }
}

/// Carries out what a form that somebody fills in asks for. `saved` is called once the draft is saved.
pub(super) async fn post(
    visitor: &Visitor<'_>,
    asked: &Asked<'_>,
    data: Data<'_>,
    session: FormSession,
    saved: impl FnOnce(),
) -> RouteResult {
    visitor.limit(Limited::Change)?;
    let content_type = asked.content_type.ok_or_else(PageError::unsupported)?;
    let mut incoming = Incoming::new(visitor, session);
    let answer = match read_with_files(visitor, content_type, data, &mut incoming).await {
        Ok(posted) => carry_out(visitor, asked, &posted, &mut incoming, saved).await,
        Err(error) => Err(error),
    };
    incoming.forget_rest().await;
    answer
}

async fn carry_out(
    visitor: &Visitor<'_>,
    asked: &Asked<'_>,
    posted: &Posted,
    incoming: &mut Incoming<'_, '_>,
    saved: impl FnOnce(),
) -> RouteResult {
    let app = visitor.app;
    let wanted = Do::from_posted(posted).ok_or_else(PageError::bad_request)?;
    if let Do::Field(pointer) = &wanted {
        incoming.session.take(app, &posted.pairs);
        return field(visitor, &incoming.session, pointer).await;
    }
    if matches!(wanted, Do::Totals) {
        incoming.session.take(app, &posted.pairs);
        return Ok(totals(&incoming.session));
    }
    app.has_disk_space()?;
    let place = wanted.place().or_else(|| incoming.place());
    let lock = app.draft_locks.lock(&incoming.session.draft.id).await;
    if !incoming.session.reload(app).await? {
        return Ok(Reply::see_other(elsewhere(&incoming.session)));
    }
    incoming.session.take(app, &posted.pairs);
    let mut gone = incoming.put_in_place();
    gone.extend(change(&wanted, &mut incoming.session, app.clock.now()));
    incoming.session.keep_secrets(app).await?;
    let is_first = !incoming.session.is_saved;
    if is_first && incoming.session.correction.is_none() {
        visitor.limit(Limited::Begin)?;
        app.has_room_for_drafts()?;
    }
    visitor.spend(Limited::AnswersKb, incoming.session.kilobytes())?;
    incoming.session.save(app).await?;
    if is_first {
        app.drafts_kept.fetch_add(1, Ordering::Relaxed);
    }
    drop(lock);
    incoming.saved();
    saved();
    let session = &incoming.session;
    forget_own(visitor, session, &gone).await?;
    if matches!(wanted, Do::Check) {
        return check(visitor, asked, session).await;
    }
    let is_refused = !session.refused.is_empty();
    let state = session.state.clone().unwrap_or_default();
    if asked.part == Some(NOTHING) && !is_refused {
        return Ok(Reply::see_other(session.action.clone())
            .with_status(Status::NoContent)
            .with_header(STATE_HEADER, state));
    }
    if asked.part.is_some() || is_refused {
        // Who is shown all that is inside the form sees the draft as it is now.
        let state = match asked.part {
            Some("form") => session.draw_state(app),
            _ => state,
        };
        let part = asked.part.filter(|part| *part != NOTHING);
        let reply = show(visitor, part, session, &session.refused).await?;
        return Ok(reply.with_header(STATE_HEADER, state));
    }
    let place = match (&wanted, place) {
        (Do::Extend, _) => "#bar".to_owned(),
        (_, Some(pointer)) => format!("#part-{}", guichet_engine::form::html_id(&pointer)),
        (_, None) => String::new(),
    };
    Ok(Reply::see_other(format!("{}{place}", session.action)))
}

/// Returns where to go when the draft was submitted meanwhile, or forgotten: the form's address knows where to go on.
fn elsewhere(session: &FormSession) -> String {
    match &session.correction {
        Some(_) => format!("{}{CHANGED}", session.base),
        None => session.action.clone(),
    }
}

/// Changes the draft as a button asks; gives the file that it takes away.
fn change(wanted: &Do<'_>, session: &mut FormSession, now: Timestamp) -> Option<String> {
    match wanted {
        Do::AddRow(pointer) => session.change_rows(true, pointer),
        Do::RemoveRow(pointer) => session.change_rows(false, pointer),
        Do::RemoveFile(pointer, id) if session.is_open(pointer) => {
            let form = std::sync::Arc::clone(&session.form);
            return form
                .detach(&mut session.draft.answers, pointer, id)
                .then(|| (*id).to_owned());
        }
        Do::Extend if session.correction.is_none() => {
            session.draft.deadline = drafts::deadline(&session.form, now);
        }
        _ => {}
    }
    None
}

/// Goes on to the page on which the answers are checked, or says what is wrong.
async fn check(visitor: &Visitor<'_>, asked: &Asked<'_>, session: &FormSession) -> RouteResult {
    visitor.limit(Limited::Submit)?;
    let mut problems = session.problems();
    problems.extend(uniqueness::conflicts(&visitor.app.store, session).await?);
    problems.extend(session.unchanged(visitor.app).await?);
    let is_late = session.is_late(visitor.app.clock.now());
    if problems.is_empty() && !is_late {
        return Ok(Reply::see_other(format!("{}/check", session.base)));
    }
    let mut session = session.clone();
    session.asked_late = is_late;
    show(visitor, asked.part, &session, &problems).await
}

/// Returns the problem of a file among the answers that is neither the draft's nor, in a correction, the case's: another's, or gone.
pub(super) async fn foreign_file(
    visitor: &Visitor<'_>,
    session: &FormSession,
) -> Result<Option<Problem>, PageError> {
    let answers = session.form.attachment_ids(&session.submitted());
    if answers.is_empty() {
        return Ok(None);
    }
    let known = session.files(visitor.app).await?;
    let mut foreign = answers
        .into_iter()
        .filter(|(_, id)| !known.iter().any(|row| row.id == *id));
    let Some((pointer, _)) = foreign.next() else {
        return Ok(None);
    };
    tracing::warn!(field = %pointer, "a file among the answers is not the draft's");
    let message = Message::new("problem-attachment-gone");
    Ok(session.file_problem(&pointer, message))
}

/// Returns what the totals come to, for a script. Nothing is kept.
fn totals(session: &FormSession) -> Reply {
    let totals = session.form.computed(&session.draft.answers).into_iter();
    let totals = totals.map(|(pointer, shown)| json!({ "pointer": pointer, "shown": shown }));
    Reply::json(&json!({ "totals": totals.collect::<Vec<_>>() }))
}

/// What is wrong with one field, and with those that repeat it, for a script. Nothing is kept: neither answers nor secrets.
async fn field(visitor: &Visitor<'_>, session: &FormSession, pointer: &Pointer) -> RouteResult {
    let live = visitor.app.definitions.live();
    let checked = session.checked_with(pointer);
    let mut found = session.problems();
    found.retain(|problem| checked.iter().any(|own| problem.pointer.is_within(own)));
    if found.is_empty() && uniqueness::is_unique(session, pointer) {
        visitor.limit(Limited::Lookup)?;
        let taken = uniqueness::conflicts(&visitor.app.store, session)
            .await?
            .into_iter();
        found.extend(taken.filter(|problem| problem.pointer == *pointer));
    }
    let said = |problem: &Problem| {
        let text = form_presenter::say(problem, &live.templates.sentences, visitor.locale);
        json!({ "pointer": problem.pointer, "text": text })
    };
    let problems: Vec<_> = found.iter().map(said).collect();
    Ok(Reply::json(
        &json!({ "checked": checked, "problems": problems }),
    ))
}

/// The form, or the part of it that a script asks for; with a status that says whether something is wrong.
pub(super) async fn show(
    visitor: &Visitor<'_>,
    part: Option<&str>,
    session: &FormSession,
    problems: &[Problem],
) -> RouteResult {
    let page = form_presenter::page(visitor.app, session, problems, visitor.locale).await?;
    let is_refused = !page.problems.is_empty();
    let reply = match part {
        None => visitor.page(&page)?,
        Some("form") => visitor.page(&FormInside(page))?,
        Some(id) => {
            let part = form_presenter::part(&page.view, id).cloned();
            let part = part.ok_or_else(PageError::not_found)?;
            visitor.page(&FormPart { page, part })?
        }
    };
    Ok(if is_refused {
        reply.with_status(Status::UnprocessableEntity)
    } else {
        reply
    })
}
