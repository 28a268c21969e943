//! The page of a case: where it stands, its answers, what changed, what happened, and what the reader may do.

use std::collections::{BTreeMap, BTreeSet};

use guichet_engine::form::view::AttachmentView;
use guichet_engine::form::{Mask, Mode, NO_CORRECTIONS, View, ViewRequest};
use guichet_engine::ids::{AccountId, Pointer};
use guichet_engine::message::Text;
use guichet_engine::workflow::{Actor, Case, Event, EventKind, Refusal, RefusalCode};
use jiff::{SignedDuration, Timestamp};
use rocket::http::Status;
use serde_json::Value;

use super::colleagues;
use super::found::Found;
use super::steps::Look;
use super::typed::{self, Typed};
use crate::app::App;
use crate::attachment;
use crate::guard::{Login, Staff};
use crate::reply::RouteResult;
use crate::service::review_drafts::Said;
use crate::service::{
    attention, case_status, changes, doubles, picture, registered, review_drafts,
};
use crate::store::StoreError;
use crate::view::page::{
    CasePage, CaseStep, ChangeView, CommentView, DoubleView, MessageView, TypedCollaboration,
};

/// How long an answer that was asked for stays to be seen.
const REVEALED: SignedDuration = SignedDuration::from_mins(15);

/// Draws the page; with a refusal, what was typed stands in it again.
pub(super) async fn draw(
    staff: &Staff<'_>,
    found: &Found,
    refusal: Option<Refusal>,
    mut typed: Typed,
) -> RouteResult {
    let (visitor, login) = (&staff.visitor, &staff.login);
    let (app, locale) = (visitor.app, visitor.locale);
    let Found {
        row,
        form,
        workflow,
    } = found;
    let case = &row.case;
    let events = app.store.journal(&case.id).await?;
    let colleagues = colleagues::all(app).await?;
    let present = attention::present(app).await?;
    let look = Look {
        found,
        events: &events,
        colleagues: &colleagues,
        actor: login.actor(),
        account: &login.account.id,
        locale,
        now: app.clock.now(),
        present: &present,
    };
    let steps = look.steps();
    typed.collaboration.lost = is_lost(&typed.collaboration, &steps);
    let shown = typed::shown(said(staff, case, &mut typed).await?, &steps);
    let base = format!("/desk/{}", case.reference);
    let files = registered::files_of_case(&app.store, form, row).await?;
    let mut files = attachment::views(&files, &base);
    let can_reveal = workflow.may_read(case, &look.actor);
    if !can_reveal {
        files.values_mut().for_each(without_address);
    }
    let revealed = revealed(&events, login, look.now);
    let before = answers_before(case, &events, &typed, refusal.as_ref());
    let page = CasePage {
        refusal_at: place_of(refusal.as_ref(), &typed.collaboration, &steps),
        status: case_status::for_case(app.clock.now(), row, form, workflow, locale),
        steps,
        messages: messages(found, login, locale),
        view: answers(found, &files, &revealed, locale),
        can_reveal,
        registered: registered_changes(app, found, &files, &revealed, locale).await?,
        changes: changes_since(found, before.as_ref(), &files, &revealed, locale),
        version: case.version,
        unchanged: case_status::unchanged(form, case, &events, locale),
        remarks: case_status::remarks(form, &case.flags, locale),
        history: case_status::history(app, &events, form, workflow, true, locale),
        picture: picture::for_case(app, workflow, &events, true, locale),
        comments: comments(&events, &login.account.id),
        can_comment: can_reveal,
        can_export: can_reveal && login.account.is_administrator(),
        doubles: doubles(app, found, locale).await?,
        listed: listed(found),
        refusal: refusal.as_ref().map(|refusal| refusal.message.clone()),
        said: shown.said,
        flags: shown.flags,
        lost: shown.lost,
        typed_collaboration: typed.collaboration,
        base,
    };
    let status = refusal.as_ref().map_or(Status::Ok, status_of);
    Ok(visitor.page(&page)?.with_status(status))
}

/// Returns all that stands in the inputs of the page: what was just posted or, where that is not all, what was kept with it.
async fn said(staff: &Staff<'_>, case: &Case, typed: &mut Typed) -> Result<Said, StoreError> {
    if let Some(said) = typed.whole.take() {
        return Ok(said);
    }
    let (app, account) = (staff.visitor.app, &staff.login.account.id);
    let mut said = review_drafts::find(app, &case.id, account).await?;
    said.append(&mut typed.said);
    Ok(said)
}

/// Returns the answers with which those of now are compared: whoever decided on other answers is shown what changed since, else
/// what the last correction did.
fn answers_before(
    case: &Case,
    events: &[Event],
    typed: &Typed,
    refusal: Option<&Refusal>,
) -> Option<Value> {
    let is_other = |refusal: &Refusal| refusal.code == RefusalCode::AnswersChanged;
    let seen = typed.seen.filter(|_| refusal.is_some_and(is_other));
    let seen = seen.and_then(|version| Case::as_of(events, version));
    let before = seen.map(|seen| seen.answers);
    before.or_else(|| case.answers_before_correction.clone())
}

/// Returns the answers as they are shown: personal ones masked but for those that were asked for.
fn answers(
    found: &Found,
    files: &BTreeMap<String, AttachmentView>,
    revealed: &BTreeSet<Pointer>,
    locale: &str,
) -> View {
    found.form.view(&ViewRequest {
        locale,
        answers: &found.row.case.answers,
        problems: &[],
        secrets_kept: &BTreeSet::new(),
        attachments: files,
        mode: Mode::Read,
        mask: Mask::Personal(revealed),
        common_corrections: &NO_CORRECTIONS,
    })
}

/// Returns the other applications that may be the same.
async fn doubles(app: &App, found: &Found, locale: &str) -> Result<Vec<DoubleView>, StoreError> {
    let mut views = Vec::new();
    for double in doubles::find(app, &found.form, &found.row, locale).await? {
        let task = double.task;
        let workflow = match &task.workflow {
            Some(version) => app.definitions.workflow(version).await?,
            None => None,
        };
        let stage = task.finish.as_deref().unwrap_or(&task.step);
        let title = workflow.map(|workflow| workflow.title_of(stage, locale).to_owned());
        views.push(DoubleView {
            href: format!("/desk/{}", task.reference),
            reference: task.reference.to_string(),
            title: task.title.clone(),
            stage: title.unwrap_or_else(|| stage.to_owned()),
            same_name: double.same.contains(&None),
            same: double.same.into_iter().flatten().collect(),
        });
    }
    Ok(views)
}

/// Returns the reasons of the workflow's list, as the applicant will read them.
fn listed(found: &Found) -> Vec<String> {
    let locale = &found.row.case.locale;
    let reasons = found.workflow.reasons.iter();
    reasons
        .map(|reason| reason.get(locale).to_owned())
        .collect()
}

/// A file for those who may know of it and not see it.
fn without_address(file: &mut AttachmentView) {
    file.url.clear();
    file.preview_url.clear();
}

/// Remarks that are missing or too long are the writer's to mend; who may not act, or asks for what there is not, is told
/// so; all else is because of how the case stands now.
fn status_of(refusal: &Refusal) -> Status {
    match refusal.code {
        RefusalCode::NotPermitted => Status::Forbidden,
        RefusalCode::UnknownAction => Status::BadRequest,
        code if code.is_about_remarks() || code.is_about_colleague() => Status::UnprocessableEntity,
        _ => Status::Conflict,
    }
}

/// Returns where on the page that is of which a refusal tells; empty without one.
fn place_of(refusal: Option<&Refusal>, typed: &TypedCollaboration, steps: &[CaseStep]) -> String {
    let Some(refusal) = refusal else {
        return String::new();
    };
    let (run, name) = (typed.run, typed.form.as_str());
    let step = steps.iter().find(|step| step.run == run);
    match step.map(|step| step.form(name)) {
        _ if typed.lost => "typed-lost".to_owned(),
        _ if name == "comment" => name.to_owned(),
        Some(Some(form)) if form.chooses_colleague && !refusal.code.is_about_reason() => {
            format!("to-{run}-{name}")
        }
        Some(Some(form)) if form.takes_reason => format!("why-{run}-{name}"),
        Some(_) => format!("step-{run}"),
        None => "decide".to_owned(),
    }
}

/// Returns whether what was said belongs to a form that is not on the page any more.
fn is_lost(typed: &TypedCollaboration, steps: &[CaseStep]) -> bool {
    let step = steps.iter().find(|step| step.run == typed.run);
    let offered = step.is_some_and(|step| step.form(&typed.form).is_some());
    !typed.reason.is_empty() && !offered
}

/// Returns what colleagues said to one another, newest last.
fn comments(events: &[Event], account: &AccountId) -> Vec<CommentView> {
    let comment = |event: &Event| match (&event.kind, &event.actor) {
        (EventKind::Commented { text }, Actor::Staff { id, name, .. }) => Some(CommentView {
            who: name.clone(),
            at: event.at,
            text: text.clone(),
            is_viewer: id == account,
        }),
        _ => None,
    };
    events.iter().filter_map(comment).collect()
}

/// Returns what this person asked to see lately.
fn revealed(events: &[Event], login: &Login, now: Timestamp) -> BTreeSet<Pointer> {
    let own = |event: &&Event| {
        let is_own = matches!(&event.actor, Actor::Staff { id, .. } if *id == login.account.id);
        is_own && event.at > now - REVEALED
    };
    let pointers = events
        .iter()
        .filter(own)
        .filter_map(|event| match &event.kind {
            EventKind::Revealed { pointer } => Some(pointer.clone()),
            _ => None,
        });
    pointers.collect()
}

/// Returns the messages that may come from outside, for those who pass them on.
fn messages(found: &Found, login: &Login, locale: &str) -> Vec<MessageView> {
    if !login.account.is_administrator() {
        return Vec::new();
    }
    let awaited = found.workflow.awaited_messages(&found.row.case).into_iter();
    let view = |(name, title): (&str, &Text)| MessageView {
        name: name.to_owned(),
        title: title.get(locale).to_owned(),
    };
    awaited.map(view).collect()
}

/// Returns what is changed of what is registered.
async fn registered_changes(
    app: &App,
    found: &Found,
    files: &BTreeMap<String, AttachmentView>,
    revealed: &BTreeSet<Pointer>,
    locale: &str,
) -> Result<Vec<ChangeView>, StoreError> {
    let case = &found.row.case;
    let (Some(source), Some(before)) = (&found.row.source, &case.baseline_answers) else {
        return Ok(Vec::new());
    };
    let answers = (before, &case.answers);
    let changed =
        registered::changes(&app.definitions, &found.form, source, answers, locale).await?;
    let is_shown = |pointer: &Pointer| revealed.contains(pointer);
    Ok(changes::views(
        &found.form,
        changed,
        files,
        is_shown,
        locale,
    ))
}

/// Returns what changed since the answers were these; files by their names, personal answers masked as they are above.
fn changes_since(
    found: &Found,
    before: Option<&Value>,
    files: &BTreeMap<String, AttachmentView>,
    revealed: &BTreeSet<Pointer>,
    locale: &str,
) -> Vec<ChangeView> {
    let case = &found.row.case;
    // What is registered is compared above already.
    let Some(before) = before.filter(|before| case.baseline_answers.as_ref() != Some(before))
    else {
        return Vec::new();
    };
    let changed = found.form.diff(before, &case.answers, locale);
    let is_shown = |pointer: &Pointer| revealed.contains(pointer);
    changes::views(&found.form, changed, files, is_shown, locale)
}
