//! An application before a reviewer, and what reviewers do with it.

use std::collections::{BTreeMap, BTreeSet};

use guichet_engine::form::view::AttachmentView;
use guichet_engine::form::{Form, Mask, Mode, View, ViewRequest};
use guichet_engine::ids::Pointer;
use guichet_engine::workflow::{
    Actor, Command, Event, EventKind, Flag, Refusal, RunId, Who, Workflow,
};
use rocket::http::Status;
use rocket::{Route, get, post, routes};

use crate::attachment;
use crate::guard::{Limited, Login, Posted, Staff, Visitor};
use crate::reply::{PageError, Reply, RouteResult};
use crate::service::cases::{self, CommandError};
use crate::service::{labels, standing};
use crate::store::CaseRow;
use crate::view::page::{ActionView, CasePage, CaseStep, ChangeView, TypedRemarks};

/// How long an answer that was asked for stays to be seen, in milliseconds.
const REVEALED_MS: i64 = 15 * 60_000;

pub(super) fn routes() -> Vec<Route> {
    routes![show, claim, release, act, reveal, original, preview]
}

/// The case of a reference number, for staff who hold a role that one of its steps is for, and for administrators.
async fn find(staff: &Staff<'_>, reference: &str) -> Result<CaseRow, PageError> {
    let app = staff.visitor.app;
    let row = app.store.case_by_reference(reference).await?;
    let row = row.ok_or_else(PageError::not_found)?;
    let (_, workflow) = cases::versions(app, &row.case).await?;
    let holds = |who: &Who| matches!(who, Who::Role(role) if staff.login.has_role(role));
    let may = staff.login.has_role("administrator")
        || workflow.steps.values().any(|step| holds(&step.who));
    if may {
        Ok(row)
    } else {
        Err(PageError::forbidden())
    }
}

#[get("/desk/<reference>")]
async fn show(staff: Staff<'_>, reference: &str) -> RouteResult {
    let row = find(&staff, reference).await?;
    page(&staff, &row, None, TypedRemarks::default()).await
}

async fn page(
    staff: &Staff<'_>,
    row: &CaseRow,
    refusal: Option<Refusal>,
    typed: TypedRemarks,
) -> RouteResult {
    let (visitor, login) = (&staff.visitor, &staff.login);
    let (app, locale, case) = (visitor.app, visitor.locale, &row.case);
    let (form, workflow) = cases::versions(app, case).await?;
    let events = app.store.journal(&case.id).await?;
    let base = format!("/desk/{}", case.reference);
    let files = app
        .store
        .attachments_of(&format!("case:{}", case.id))
        .await?;
    let files = attachment::views(&files, &base);
    let page = CasePage {
        standing: standing::of(app, row, &form, &workflow, locale),
        steps: steps(row, &workflow, login, locale),
        view: answers(
            visitor,
            row,
            &form,
            &files,
            &revealed(&events, login, app.clock.now_ms()),
        ),
        changes: changes(row, &form, &files, locale),
        remarks: standing::remarks(&form, &case.flags, locale),
        history: standing::history(&events, &form, &workflow, true, locale),
        refusal: refusal.as_ref().map(|refusal| refusal.message.clone()),
        typed,
        base,
    };
    let reply = visitor.page("case.html", &page)?;
    Ok(match refusal {
        Some(_) => reply.with_status(Status::Conflict),
        None => reply,
    })
}

fn answers(
    visitor: &Visitor<'_>,
    row: &CaseRow,
    form: &Form,
    files: &BTreeMap<String, AttachmentView>,
    revealed: &BTreeSet<Pointer>,
) -> View {
    form.view(&ViewRequest {
        locale: visitor.locale,
        answers: &row.case.answers,
        problems: &[],
        secrets_kept: &BTreeSet::new(),
        attachments: files,
        mode: Mode::Read,
        mask: Mask::Personal(revealed),
    })
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

fn steps(row: &CaseRow, workflow: &Workflow, login: &Login, locale: &str) -> Vec<CaseStep> {
    let actor = login.actor();
    let step = |(run, open): (&RunId, &guichet_engine::workflow::OpenStep)| {
        let declared = workflow.steps.get(&open.step)?;
        let Who::Role(role) = &declared.who else {
            return None;
        };
        let mine = open
            .assignee
            .as_ref()
            .is_some_and(|own| own.id == login.account.id);
        // A free step is claimed before it is decided, so that two do not begin the same work.
        let actions = workflow.actions(&row.case, *run, &actor).into_iter();
        let view = |action: &guichet_engine::workflow::Action| ActionView {
            name: action.name.clone(),
            title: action.title.get(locale).to_owned(),
            run: *run,
            flags_fields: action.flags_fields,
            needs_reason: action.needs_reason,
        };
        Some(CaseStep {
            run: *run,
            title: declared.title.get(locale).to_owned(),
            assignee: open.assignee.as_ref().map(|own| own.name.clone()),
            mine,
            can_claim: open.assignee.is_none() && login.has_role(role),
            actions: actions.filter(|_| mine).map(view).collect(),
            due: open.due.as_ref().map(|due| due.at.as_millisecond()),
        })
    };
    row.case.open.iter().filter_map(step).collect()
}

/// What the last correction changed; files by their names.
fn changes(
    row: &CaseRow,
    form: &Form,
    files: &BTreeMap<String, AttachmentView>,
    locale: &str,
) -> Vec<ChangeView> {
    let Some(before) = &row.case.answers_before else {
        return Vec::new();
    };
    let named = |ids: Option<String>| {
        ids.map(|ids| {
            let name = |id: &str| {
                files
                    .get(id)
                    .map_or_else(|| id.to_owned(), |file| file.file_name.clone())
            };
            ids.split(", ").map(name).collect::<Vec<_>>().join(", ")
        })
    };
    let changed = form.diff(before, &row.case.answers, locale).into_iter();
    let view = |mut change: guichet_engine::form::Change| {
        if form.attachment_rules(&change.pointer).is_some() {
            change.before = named(change.before.take());
            change.after = named(change.after.take());
        }
        ChangeView {
            title: labels::of(form, &change.pointer, locale),
            change,
        }
    };
    changed.map(view).collect()
}

/// Carries out a command; a refusal is said on the case's page, with what was typed.
async fn carry_out(
    staff: &Staff<'_>,
    reference: &str,
    command: Command,
    typed: TypedRemarks,
    done: &str,
) -> RouteResult {
    staff.visitor.limit(Limited::Change)?;
    let row = find(staff, reference).await?;
    let app = staff.visitor.app;
    match cases::command(app, &row.case.id, &command, staff.visitor.locale).await {
        Ok(_) => Ok(Reply::see_other(format!("/desk/{reference}?done={done}"))),
        Err(CommandError::Refused(refusal)) => {
            // Somebody else may have changed the case meanwhile: it is shown as it is now.
            let row = find(staff, reference).await?;
            page(staff, &row, Some(refusal), typed).await
        }
        Err(CommandError::NotFound) => Err(PageError::not_found()),
        Err(CommandError::Store(error)) => Err(error.into()),
    }
}

fn run(posted: &Posted) -> Result<RunId, PageError> {
    posted
        .get("run")
        .parse()
        .map_err(|_| PageError::bad_request())
}

#[post("/desk/<reference>/claim", data = "<posted>")]
async fn claim(staff: Staff<'_>, reference: &str, posted: Posted) -> RouteResult {
    let command = Command::Claim {
        run: run(&posted)?,
        actor: staff.login.actor(),
    };
    carry_out(
        &staff,
        reference,
        command,
        TypedRemarks::default(),
        "claimed",
    )
    .await
}

#[post("/desk/<reference>/release", data = "<posted>")]
async fn release(staff: Staff<'_>, reference: &str, posted: Posted) -> RouteResult {
    let command = Command::Release {
        run: run(&posted)?,
        actor: staff.login.actor(),
    };
    carry_out(
        &staff,
        reference,
        command,
        TypedRemarks::default(),
        "released",
    )
    .await
}

#[post("/desk/<reference>/act", data = "<posted>")]
async fn act(staff: Staff<'_>, reference: &str, posted: Posted) -> RouteResult {
    let typed = TypedRemarks {
        action: posted.get("action").to_owned(),
        reason: posted.get("reason").to_owned(),
        flags: flags(&posted),
    };
    let row = find(&staff, reference).await?;
    let run = run(&posted)?;
    let (form, workflow) = cases::versions(staff.visitor.app, &row.case).await?;
    let step = row.case.open.get(&run).map_or("", |open| &open.step);
    // Ticks that stayed from another decision do not count.
    let flags_fields = workflow
        .action(step, &typed.action)
        .is_none_or(|action| action.flags_fields);
    let flags = typed.flags.iter().filter(|_| flags_fields);
    let known = flags.filter_map(|(pointer, reason)| {
        let pointer = Pointer::parse(pointer)?;
        form.node(&pointer)?;
        Some(Flag {
            pointer,
            reason: reason.clone(),
        })
    });
    let command = Command::Act {
        run,
        action: typed.action.clone(),
        actor: staff.login.actor(),
        flags: known.collect(),
        reason: Some(typed.reason.clone()).filter(|reason| !reason.is_empty()),
        answers: None,
    };
    carry_out(&staff, reference, command, typed, "acted").await
}

/// The ticked fields with their reasons.
fn flags(posted: &Posted) -> BTreeMap<String, String> {
    let ticked = posted.pairs.iter().filter(|(name, _)| name == "flag");
    let reason = |pointer: &String| posted.get(&format!("reason {pointer}")).to_owned();
    ticked
        .map(|(_, pointer)| (pointer.clone(), reason(pointer)))
        .collect()
}

#[post("/desk/<reference>/reveal", data = "<posted>")]
async fn reveal(staff: Staff<'_>, reference: &str, posted: Posted) -> RouteResult {
    let row = find(&staff, reference).await?;
    let (form, _) = cases::versions(staff.visitor.app, &row.case).await?;
    let pointer = Pointer::parse(posted.get("pointer")).ok_or_else(PageError::bad_request)?;
    let node = form.node(&pointer).filter(|node| node.personal);
    node.ok_or_else(PageError::bad_request)?;
    let command = Command::Reveal {
        pointer: pointer.clone(),
        actor: staff.login.actor(),
    };
    let app = staff.visitor.app;
    match cases::command(app, &row.case.id, &command, staff.visitor.locale).await {
        Ok(_) => Ok(Reply::see_other(format!(
            "/desk/{reference}#{}",
            guichet_engine::form::id(&pointer)
        ))),
        Err(CommandError::Refused(_)) => Err(PageError::forbidden()),
        Err(CommandError::NotFound) => Err(PageError::not_found()),
        Err(CommandError::Store(error)) => Err(error.into()),
    }
}

#[get("/desk/<reference>/attachments/<id>")]
async fn original(staff: Staff<'_>, reference: &str, id: &str) -> RouteResult {
    file(&staff, reference, id, false).await
}

#[get("/desk/<reference>/attachments/<id>/preview")]
async fn preview(staff: Staff<'_>, reference: &str, id: &str) -> RouteResult {
    file(&staff, reference, id, true).await
}

async fn file(staff: &Staff<'_>, reference: &str, id: &str, reduced: bool) -> RouteResult {
    let owner = format!("case:{}", find(staff, reference).await?.case.id);
    let app = staff.visitor.app;
    let row = app.store.attachment(id).await?;
    let row = row.filter(|row| row.owner == owner);
    let row = row.ok_or_else(PageError::not_found)?;
    app.attachments.reply(&row, reduced).await
}
