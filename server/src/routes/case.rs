//! An application before a reviewer, and what reviewers do with it.

pub(super) mod action;
mod carry_out;
mod collaboration;
mod colleagues;
mod draft;
mod export;
mod found;
mod page;
mod steps;
mod typed;

use std::collections::{BTreeMap, BTreeSet};

use guichet_engine::form::html_id;
use guichet_engine::ids::{ActionName, Pointer};
use guichet_engine::message::Message;
use guichet_engine::workflow::{Command, Flag, Refusal, RefusalCode, RunId};
use rocket::{Route, get, post, routes};
use serde_json::Value;

use self::carry_out::{carry_out, carry_out_as_seen, keep_all};
use self::found::{Found, after_act, find, run, seen};
use self::typed::{Part, Typed, split};
use super::files;
use crate::common_corrections;
use crate::guard::{Limited, Posted, Staff, StaffPost};
use crate::reply::{PageError, Reply, RouteResult};
use crate::service::{cases, registered};

pub(super) fn routes() -> Vec<Route> {
    routes![
        show,
        claim,
        release,
        act,
        message,
        collaboration::collaborate,
        collaboration::comment,
        reveal,
        draft::keep,
        draft::after_keep,
        found::after_act,
        after_reveal,
        collaboration::after_collaborate,
        collaboration::after_comment,
        collaboration::collaborate_as_before,
        collaboration::after_collaborate_as_before,
        original,
        preview,
        export::file
    ]
}

#[get("/desk/<reference>")]
async fn show(staff: Staff<'_>, reference: &str) -> RouteResult {
    let found = find(&staff, reference).await?;
    page::draw(&staff, &found, None, Typed::default()).await
}

#[post("/desk/<reference>/claim", data = "<posted>")]
async fn claim(staff: StaffPost<'_>, reference: &str, posted: Posted) -> RouteResult {
    let staff = staff.logged_in(typed::sent(&posted))?;
    staff.visitor.limit(Limited::Change)?;
    staff.visitor.app.has_disk_space()?;
    let found = find(&staff, reference).await?;
    let command = Command::Claim {
        run: run(&posted)?,
        actor: staff.login.actor(),
    };
    let (_, typed) = split(&posted, Part::Nothing);
    carry_out(&staff, &found, command, typed, "claimed").await
}

#[post("/desk/<reference>/release", data = "<posted>")]
async fn release(staff: StaffPost<'_>, reference: &str, posted: Posted) -> RouteResult {
    let staff = staff.logged_in(typed::sent(&posted))?;
    staff.visitor.limit(Limited::Change)?;
    staff.visitor.app.has_disk_space()?;
    let found = find(&staff, reference).await?;
    let (posted, typed) = typed::release(&posted);
    let run = run(&posted)?;
    let command = Command::Release {
        run,
        actor: staff.login.actor(),
    };
    // A manager takes it from whoever the page showed; whoever has it gives it back.
    let seen = seen(&posted, run);
    let done = if seen.is_some_and(|seen| seen.holder.is_some()) {
        "taken-away"
    } else {
        "released"
    };
    carry_out_as_seen(&staff, &found, command, seen, typed, done).await
}

#[post("/desk/<reference>/act", data = "<posted>")]
async fn act(staff: StaffPost<'_>, reference: &str, posted: Posted) -> RouteResult {
    let staff = staff.logged_in(typed::sent(&posted))?;
    staff.visitor.limit(Limited::Change)?;
    staff.visitor.app.has_disk_space()?;
    let found = find(&staff, reference).await?;
    let run = run(&posted)?;
    let (posted, typed) = split(&posted, Part::Decision(run));
    let remarks = remarks(&posted);
    let command = Command::Act {
        run,
        action: remarks.action.clone(),
        actor: staff.login.actor(),
        flags: flags(&found, run, &remarks)?,
        reason: Some(remarks.reason.clone()).filter(|reason| !reason.is_empty()),
        answers: None,
        item: item(&found, run, &remarks),
    };
    let seen = seen(&posted, run);
    let typed = Typed {
        seen: seen.and_then(|seen| seen.version),
        ..typed
    };
    if typed.whole.is_some() && remarks.action.is_empty() {
        let refusal = nothing_chosen();
        keep_all(&staff, &found, typed.whole.as_ref()).await?;
        return page::draw(&staff, &found, Some(refusal), typed).await;
    }
    carry_out_as_seen(&staff, &found, command, seen, typed, "acted").await
}

/// Says that no decision is chosen.
fn nothing_chosen() -> Refusal {
    let mut refusal = Refusal::new(RefusalCode::ReasonMissing);
    refusal.message = Message::new("refusal-nothing-chosen");
    refusal
}

/// Returns what one run more is for, where the action adds one; what stayed from another decision does not count.
fn item(found: &Found, run: RunId, typed: &Remarks) -> Option<Value> {
    let step = &found.row.case.open.get(&run)?.step;
    let action = found.workflow.action(step, &typed.action)?;
    let item = typed.item.trim();
    (action.takes_item() && !item.is_empty()).then(|| item.into())
}

/// Passes a message from outside on to the case.
#[post("/desk/<reference>/message", data = "<posted>")]
async fn message(staff: StaffPost<'_>, reference: &str, posted: Posted) -> RouteResult {
    let staff = staff.logged_in(typed::sent(&posted))?;
    staff.visitor.limit(Limited::Change)?;
    staff.visitor.app.has_disk_space()?;
    let found = find(&staff, reference).await?;
    let (posted, typed) = split(&posted, Part::Message(posted.get("name").to_owned()));
    let command = Command::Message {
        name: posted.get("name").to_owned(),
        value: posted.get("value").trim().into(),
        actor: staff.login.actor(),
    };
    carry_out(&staff, &found, command, typed, "passed-on").await
}

/// What a reviewer says about a decision.
struct Remarks {
    /// The action chosen.
    action: ActionName,
    /// The reason.
    reason: String,
    /// The purpose of one run more.
    item: String,
    /// The pointers ticked to be sent back.
    flags: BTreeSet<String>,
    /// The reasons by pointer, ticked or not.
    reasons: BTreeMap<String, String>,
    /// The reasons chosen from the list, by pointer.
    listed: BTreeMap<String, String>,
}

/// Returns what stands in the decision.
fn remarks(posted: &Posted) -> Remarks {
    let ticked = posted.pairs.iter().filter(|(name, _)| name == "flag");
    let said = |before: &'static str| {
        move |(name, value): &(String, String)| {
            let pointer = name.strip_prefix(before)?;
            let said = value.trim();
            (!said.is_empty()).then(|| (pointer.to_owned(), said.to_owned()))
        }
    };
    Remarks {
        action: ActionName::new(posted.get("action")),
        reason: posted.get("reason").to_owned(),
        item: posted.get("item").to_owned(),
        flags: ticked.map(|(_, pointer)| pointer.clone()).collect(),
        reasons: posted.pairs.iter().filter_map(said("reason ")).collect(),
        listed: posted.pairs.iter().filter_map(said("listed ")).collect(),
    }
}

/// Returns why an answer is sent back: what was chosen from the list, then what was written.
fn reason(typed: &Remarks, pointer: &str) -> String {
    let said = [&typed.listed, &typed.reasons].into_iter();
    let said = said.filter_map(|reasons| reasons.get(pointer));
    let said: Vec<&str> = said.map(String::as_str).collect();
    said.join(common_corrections::BETWEEN)
}

/// Returns the ticks that count: with an action that flags; those that stayed from another decision do not.
///
/// # Errors
/// When the case has no such answer, or it is a secret: no page of ours offers that.
fn flags(found: &Found, run: RunId, typed: &Remarks) -> Result<Vec<Flag>, PageError> {
    let step = found.row.case.open.get(&run).map_or("", |open| &open.step);
    let action = found.workflow.action(step, &typed.action);
    if action.is_none_or(|action| !action.flags_fields) {
        return Ok(Vec::new());
    }
    let flag = |ticked: &String| {
        // One for the whole form would open every answer; no page of ours offers it.
        let pointer = Pointer::parse(ticked).filter(|pointer| !pointer.as_str().is_empty())?;
        is_asked(found, &pointer).then(|| Flag {
            follows: found.form.computed_places(&found.row.case.answers),
            pointer,
            reason: reason(typed, ticked),
        })
    };
    let flags: Option<Vec<Flag>> = typed.flags.iter().map(flag).collect();
    flags.ok_or_else(PageError::bad_request)
}

/// Returns whether the case asks for an answer at this place, or for some below it. Secrets are not among them.
fn is_asked(found: &Found, pointer: &Pointer) -> bool {
    let answers = &found.row.case.answers;
    let fields = found.form.fields(answers);
    let has_part = |whole: &Pointer| fields.iter().any(|(at, _)| at.is_within(whole));
    // A table without rows has no part; the row that it lies in must be there.
    let is_in_place = || {
        let whole = pointer.parent();
        whole.is_none_or(|whole| has_part(&whole) || answers.pointer(whole.as_str()).is_some())
    };
    found.form.node(pointer).is_some_and(|node| match node {
        _ if node.secret => false,
        _ if node.is_repeated() => is_in_place(),
        _ => has_part(pointer),
    })
}

/// Shows an answer. Where it was asked for from within a decision, what stands in that comes back as it was typed.
#[post("/desk/<reference>/reveal", data = "<posted>")]
async fn reveal(staff: StaffPost<'_>, reference: &str, posted: Posted) -> RouteResult {
    let staff = staff.logged_in(typed::sent(&posted))?;
    staff.visitor.limit(Limited::Change)?;
    staff.visitor.app.has_disk_space()?;
    let found = find(&staff, reference).await?;
    let case = &found.row.case;
    let pointer = Pointer::parse(posted.get("pointer")).ok_or_else(PageError::bad_request)?;
    let node = found.form.node(&pointer).filter(|node| node.personal);
    let answer = node.and_then(|_| case.answers.pointer(pointer.as_str()));
    answer.ok_or_else(PageError::bad_request)?;
    let command = Command::Reveal {
        pointer: pointer.clone(),
        actor: staff.login.actor(),
    };
    let visitor = &staff.visitor;
    cases::command(visitor.app, &case.id, &command, visitor.locale).await?;
    visitor.note("revealed", Some(&format!("{reference} {pointer}")));
    let whole = typed::whole(&posted);
    keep_all(&staff, &found, whole.as_ref()).await?;
    if let (None, Ok(run)) = (whole, run(&posted)) {
        let found = find(&staff, reference).await?;
        let (_, typed) = split(&posted, Part::Decision(run));
        return page::draw(&staff, &found, None, typed).await;
    }
    let at = html_id(&pointer);
    Ok(Reply::see_other(format!("/desk/{reference}#{at}")))
}

/// As [`after_act`].
#[get("/desk/<reference>/reveal")]
async fn after_reveal(staff: Staff<'_>, reference: &str) -> RouteResult {
    after_act(staff, reference).await
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
    let found = find(staff, reference).await?;
    if !found
        .workflow
        .may_read(&found.row.case, &staff.login.actor())
    {
        return Err(PageError::forbidden());
    }
    let app = staff.visitor.app;
    let row = app.store.attachment(id).await?;
    let row = row.ok_or_else(PageError::not_found)?;
    if !registered::is_file_of_case(&app.definitions, &found.row, &row).await? {
        return Err(PageError::not_found());
    }
    files::reply(app, &row, reduced).await
}

#[cfg(test)]
mod tests;
