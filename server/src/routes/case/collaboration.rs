//! Collaboration: what colleagues arrange between themselves about a case, and say to one another.

use guichet_engine::workflow::{Actor, CollaborationCommand, Command};
use rocket::{get, post};

use super::carry_out::{carry_out, carry_out_as_seen};
use super::colleagues;
use super::found::{after_act, find, run, seen};
use super::typed::{self, Part, Typed, split};
use crate::app::App;
use crate::guard::{Limited, Posted, Staff, StaffPost};
use crate::reply::{PageError, RouteResult};
use crate::view::page::TypedCollaboration;

/// Carries out a collaboration command on an open step: `run`, `command`, and what that needs of `to`, `reason` and `signer`.
#[post("/desk/<reference>/collaboration", data = "<posted>")]
pub(super) async fn collaborate(
    staff: StaffPost<'_>,
    reference: &str,
    posted: Posted,
) -> RouteResult {
    let staff = staff.logged_in(typed::sent(&posted))?;
    staff.visitor.limit(Limited::Change)?;
    staff.visitor.app.has_disk_space()?;
    let found = find(&staff, reference).await?;
    let (posted, typed) = match typed::collaboration(&posted) {
        Some(pressed) => pressed,
        None => {
            let form = form_of(posted.get("command")).to_owned();
            split(&posted, Part::Collaboration(run(&posted)?, form))
        }
    };
    let run = run(&posted)?;
    let name = posted.get("command");
    let to = chosen(staff.visitor.app, posted.get("to")).await?;
    let reason = lines(posted.get("reason"));
    let collaboration = match name {
        "extend" => Some(CollaborationCommand::Extend {
            by: posted.get("by").trim().parse().unwrap_or_default(),
            reason: Some(reason.clone()).filter(|reason| !reason.is_empty()),
        }),
        _ => colleagues::collaboration_command(name, to, &reason, posted.get("signer")),
    };
    let command = Command::Collaborate {
        run,
        actor: staff.login.actor(),
        collaboration: collaboration.ok_or_else(PageError::bad_request)?,
    };
    let seen = seen(&posted, run);
    let typed = Typed {
        collaboration: TypedCollaboration {
            run,
            form: form_of(name).to_owned(),
            command: name.to_owned(),
            to: posted.get("to").to_owned(),
            reason,
            ..TypedCollaboration::default()
        },
        seen: seen.and_then(|seen| seen.version),
        ..typed
    };
    let done = format!("collaboration-{name}");
    carry_out_as_seen(&staff, &found, command, seen, typed, &done).await
}

/// Returns the colleague of an account's id; `None` where nobody was chosen.
///
/// # Errors
/// When there is no such member of staff, or they cannot log in: no page of ours offers them.
async fn chosen(app: &App, id: &str) -> Result<Option<Actor>, PageError> {
    if id.is_empty() {
        return Ok(None);
    }
    let all = colleagues::all(app).await?.into_iter();
    let chosen = |actor: &Actor| matches!(actor, Actor::Staff { id: own, .. } if own == id);
    let actor = all.map(|one| one.actor).find(chosen);
    actor.map(Some).ok_or_else(PageError::bad_request)
}

/// Returns a text whose lines end as people count them: browsers send two characters for each.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// Returns the form on the page by which a command is given.
fn form_of(name: &str) -> &str {
    match name {
        "add-signer-before" | "add-signer-after" => "add-signer",
        "countersign" | "object" => "sign",
        other => other,
    }
}

/// Says something to colleagues.
#[post("/desk/<reference>/comment", data = "<posted>")]
pub(super) async fn comment(staff: StaffPost<'_>, reference: &str, posted: Posted) -> RouteResult {
    let staff = staff.logged_in(typed::sent(&posted))?;
    staff.visitor.limit(Limited::Change)?;
    staff.visitor.app.has_disk_space()?;
    let found = find(&staff, reference).await?;
    let text = lines(posted.get("comment"));
    let typed = Typed {
        collaboration: TypedCollaboration {
            form: "comment".to_owned(),
            ..TypedCollaboration::default()
        },
        ..split(&posted, Part::Comment).1
    };
    let command = Command::Comment {
        actor: staff.login.actor(),
        text,
    };
    carry_out(&staff, &found, command, typed, "commented").await
}

/// As [`after_act`].
#[get("/desk/<reference>/collaboration")]
pub(super) async fn after_collaborate(staff: Staff<'_>, reference: &str) -> RouteResult {
    after_act(staff, reference).await
}

/// As [`after_act`].
#[get("/desk/<reference>/comment")]
pub(super) async fn after_comment(staff: Staff<'_>, reference: &str) -> RouteResult {
    after_act(staff, reference).await
}

/// As [`collaborate`], for pages that were opened before the address and its `command` were renamed.
#[post("/desk/<reference>/among", data = "<posted>")]
pub(super) async fn collaborate_as_before(
    staff: StaffPost<'_>,
    reference: &str,
    mut posted: Posted,
) -> RouteResult {
    for (name, _) in &mut posted.pairs {
        if name == "deed" {
            "command".clone_into(name);
        }
    }
    collaborate(staff, reference, posted).await
}

/// As [`after_act`], for the address as it was before.
#[get("/desk/<reference>/among")]
pub(super) async fn after_collaborate_as_before(staff: Staff<'_>, reference: &str) -> RouteResult {
    after_act(staff, reference).await
}
