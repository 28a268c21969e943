//! The page of a case: where it stands, its answers, what changed, what happened, and what the reader may do.

use std::collections::{BTreeMap, BTreeSet};

use guichet_engine::form::view::AttachmentView;
use guichet_engine::form::{Mask, Mode, ViewRequest};
use guichet_engine::ids::Pointer;
use guichet_engine::message::Text;
use guichet_engine::workflow::{
    Action, Actor, Event, EventKind, Item, OpenStep, Refusal, RunId, StepKind, Who,
};
use rocket::http::Status;

use super::Found;
use crate::app::App;
use crate::attachment;
use crate::guard::{Login, Staff};
use crate::reply::RouteResult;
use crate::service::{changes, picture, registered, standing};
use crate::store::StoreError;
use crate::view::page::{ActionView, CasePage, CaseStep, ChangeView, MessageView, TypedRemarks};

/// How long an answer that was asked for stays to be seen, in milliseconds.
const REVEALED_MS: i64 = 15 * 60_000;

/// Draws the page; with a refusal, what was typed stands in it again.
pub(super) async fn draw(
    staff: &Staff<'_>,
    found: &Found,
    refusal: Option<Refusal>,
    typed: TypedRemarks,
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
    let base = format!("/desk/{}", case.reference);
    let files = registered::files_of_case(app, form, row).await?;
    let mut files = attachment::views(&files, &base);
    let can_reveal = workflow.may_read(case, &login.actor());
    if !can_reveal {
        files.values_mut().for_each(without_address);
    }
    let revealed = revealed(&events, login, app.clock.now_ms());
    let page = CasePage {
        standing: standing::of(app, row, form, workflow, locale),
        steps: steps(found, login, locale),
        messages: messages(found, login, locale),
        view: form.view(&ViewRequest {
            locale,
            answers: &case.answers,
            problems: &[],
            secrets_kept: &BTreeSet::new(),
            attachments: &files,
            mode: Mode::Read,
            mask: Mask::Personal(&revealed),
        }),
        can_reveal,
        registered: registered_changes(app, found, &files, &revealed, locale).await?,
        changes: last_changes(found, &files, &revealed, locale),
        unchanged: standing::unchanged(form, case, &events, locale),
        remarks: standing::remarks(form, &case.flags, locale),
        history: standing::history(&events, form, workflow, true, locale),
        picture: picture::of_case(app, workflow, &events, true, locale),
        refusal: refusal.as_ref().map(|refusal| refusal.message.clone()),
        typed,
        base,
    };
    let reply = visitor.page("case.html", &page)?;
    Ok(match refusal {
        Some(refusal) => reply.with_status(status_of(&refusal)),
        None => reply,
    })
}

/// A file for those who may know of it and not see it.
fn without_address(file: &mut AttachmentView) {
    file.url.clear();
    file.preview_url.clear();
}

/// Remarks that are missing or too long are the writer's to mend; who may not act, or asks for what there is not, is told
/// so; all else is because of how the case stands now.
fn status_of(refusal: &Refusal) -> Status {
    let is_about_remarks = |start: &&str| refusal.code.starts_with(*start);
    match refusal.code.as_str() {
        "not-permitted" => Status::Forbidden,
        "unknown-action" => Status::BadRequest,
        _ if ["reason-", "flag", "item-"].iter().any(is_about_remarks) => {
            Status::UnprocessableEntity
        }
        _ => Status::Conflict,
    }
}

/// What this person asked to see lately.
fn revealed(events: &[Event], login: &Login, now: i64) -> BTreeSet<Pointer> {
    let own = |event: &&Event| {
        let is_own = matches!(&event.actor, Actor::Staff { id, .. } if *id == login.account.id);
        is_own && event.at.as_millisecond() > now - REVEALED_MS
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

/// The open steps that are for staff, and those that wait.
fn steps(found: &Found, login: &Login, locale: &str) -> Vec<CaseStep> {
    let actor = login.actor();
    let step = |(run, open): (&RunId, &OpenStep)| {
        let declared = found.workflow.steps.get(&open.step)?;
        if *declared.who_of(open) == Who::Applicant {
            return None;
        }
        let assignee = open.assignee.as_ref();
        let mine = assignee.is_some_and(|own| own.id == login.account.id);
        // A free step is claimed before it is decided, so that two do not begin the same work.
        let actions = found.workflow.actions(&found.row.case, *run, &actor);
        let actions = actions.into_iter().filter(|_| mine);
        Some(CaseStep {
            run: *run,
            title: declared.title.get(locale).to_owned(),
            item: open.item.as_ref().and_then(item),
            waits: matches!(declared.kind, StepKind::Wait(_)),
            assignee: assignee.map(|own| own.name.clone()),
            mine,
            can_claim: found.workflow.can_claim(&found.row.case, *run, &actor),
            actions: actions.map(|own| action(*run, own, locale)).collect(),
            due: open.due.as_ref().map(|due| due.at.as_millisecond()),
        })
    };
    found.row.case.open.iter().filter_map(step).collect()
}

/// What a run is for, in the words of the script or of whoever added it; a number says nothing to people.
fn item(item: &Item) -> Option<String> {
    match item {
        Item::Value(value) => value.as_str().map(str::to_owned),
        Item::Who(_) => None,
    }
}

/// The messages that may come from outside, for those who pass them on.
fn messages(found: &Found, login: &Login, locale: &str) -> Vec<MessageView> {
    if !login.has_role("administrator") {
        return Vec::new();
    }
    let awaited = found.workflow.awaited_messages(&found.row.case).into_iter();
    let view = |(name, title): (&str, &Text)| MessageView {
        name: name.to_owned(),
        title: title.get(locale).to_owned(),
    };
    awaited.map(view).collect()
}

/// An action as pages show it.
pub(in crate::routes) fn action(run: RunId, action: &Action, locale: &str) -> ActionView {
    ActionView {
        name: action.name.clone(),
        title: action.title.get(locale).to_owned(),
        run,
        flags_fields: action.flags_fields,
        needs_reason: action.needs_reason,
        adds_item: action.adds_item,
    }
}

/// What is changed of what is registered.
async fn registered_changes(
    app: &App,
    found: &Found,
    files: &BTreeMap<String, AttachmentView>,
    revealed: &BTreeSet<Pointer>,
    locale: &str,
) -> Result<Vec<ChangeView>, StoreError> {
    let case = &found.row.case;
    let (Some(source), Some(before)) = (&found.row.source, &case.before) else {
        return Ok(Vec::new());
    };
    let answers = (before, &case.answers);
    let changed = registered::changes(app, &found.form, source, answers, locale).await?;
    let is_shown = |pointer: &Pointer| revealed.contains(pointer);
    Ok(changes::views(
        &found.form,
        changed,
        files,
        is_shown,
        locale,
    ))
}

/// What the last correction changed; files by their names, personal answers masked as they are above.
fn last_changes(
    found: &Found,
    files: &BTreeMap<String, AttachmentView>,
    revealed: &BTreeSet<Pointer>,
    locale: &str,
) -> Vec<ChangeView> {
    let case = &found.row.case;
    // What is registered is compared above already.
    let before = case.answers_before.as_ref();
    let Some(before) = before.filter(|before| case.before.as_ref() != Some(before)) else {
        return Vec::new();
    };
    let changed = found.form.diff(before, &case.answers, locale);
    let is_shown = |pointer: &Pointer| revealed.contains(pointer);
    changes::views(&found.form, changed, files, is_shown, locale)
}
