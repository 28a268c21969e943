//! The correction of an application: the flagged answers and no others.

use std::collections::BTreeMap;

use guichet_engine::form::Problem;
use guichet_engine::ids::ActionName;
use guichet_engine::workflow::{Actor, Case, Command, RefusalCode, RunId, Workflow};
use rocket::data::Data;
use rocket::{Route, get, post, routes};

use super::fill::{self, Asked};
use crate::guard::applicant;
use crate::guard::{Limited, Posted, Visitor};
use crate::reply::{PageError, Reply, RouteResult};
use crate::service::cases::{self, CommandError, Seen};
use crate::service::drafts;
use crate::service::form_presenter;
use crate::service::form_session::{Correction, FormSession};
use crate::service::uniqueness;
use crate::store::{CaseRow, DraftRow, Prefilled};

pub(super) fn routes() -> Vec<Route> {
    routes![form, post_form, check, submit]
}

/// Returns the open step in which the applicant brings corrected answers, and the action that does.
pub(super) fn open_step(workflow: &Workflow, case: &Case) -> Option<(RunId, ActionName)> {
    case.open.keys().find_map(|run| {
        let actions = workflow.actions(case, *run, &Actor::Applicant);
        let action = actions.into_iter().find(|action| action.submits_answers)?;
        Some((*run, action.name.clone()))
    })
}

/// Returns the correction under way. Where there is nothing to correct, `otherwise` of the status page is where to go.
async fn session(
    visitor: &Visitor<'_>,
    row: &CaseRow,
    otherwise: &str,
) -> Result<FormSession, PageError> {
    let app = visitor.app;
    let case = &row.case;
    let (form, workflow) = app.definitions.versions_of(case).await?;
    let status = format!("/status/{}", case.reference);
    let elsewhere = || PageError::redirect(format!("{status}{otherwise}"));
    let (run, action) = open_step(&workflow, case).ok_or_else(elsewhere)?;
    let step = case.open.get(&run);
    let step = step.and_then(|open| workflow.steps.get(&open.step));
    let is_whole = step.is_some_and(|step| step.answers_open);
    let id = drafts::correction_id(&case.id, run);
    let kept = app.store.draft(&id).await?;
    // What a change began with is shown beside it, and its files may stay.
    let prefilled = case.baseline_answers.clone().zip(row.source.clone());
    let prefilled = prefilled.zip(row.account.clone());
    let prefilled = prefilled.map(|((before, source), account)| Prefilled {
        account,
        before,
        source,
    });
    let flags: BTreeMap<_, _> = case
        .flags
        .iter()
        .map(|flag| (flag.pointer.clone(), flag.reason.clone()))
        .collect();
    let events = app.store.journal(&case.id).await?;
    let reason = workflow.reason_for_applicant(&events);
    let is_saved = kept.is_some();
    let draft = kept.unwrap_or_else(|| DraftRow {
        id,
        form: case.form.clone(),
        answers: case.answers.clone(),
        secrets: BTreeMap::new(),
        deadline: None,
        expires: drafts::expires(app, app.clock.now()),
        prefilled,
    });
    Ok(FormSession {
        action: format!("{status}/correct"),
        base: status,
        correction: Some(Correction {
            case: case.id.clone(),
            reference: case.reference.clone(),
            run,
            action,
            is_whole,
            flags,
            reason: reason.map(str::to_owned),
            before: case.answers.clone(),
            version: case.version,
        }),
        ..FormSession::new(form, draft, is_saved).at(visitor.app.clock.now())
    })
}

/// Returns everything that is wrong, values that are taken among it.
async fn problems(visitor: &Visitor<'_>, session: &FormSession) -> Result<Vec<Problem>, PageError> {
    let mut problems = session.problems();
    problems.extend(uniqueness::conflicts(&visitor.app.store, session).await?);
    problems.extend(fill::foreign_file(visitor, session).await?);
    Ok(problems)
}

#[get("/status/<reference>/correct?<wrong>")]
async fn form(visitor: Visitor<'_>, reference: &str, wrong: Option<&str>) -> RouteResult {
    let row = applicant::case(&visitor, reference).await?;
    let session = session(&visitor, &row, "").await?;
    let problems = match wrong {
        Some(_) => {
            visitor.limit(Limited::Lookup)?;
            problems(&visitor, &session).await?
        }
        None => Vec::new(),
    };
    fill::show(&visitor, None, &session, &problems).await
}

#[post("/status/<reference>/correct", data = "<data>")]
async fn post_form(
    visitor: Visitor<'_>,
    reference: &str,
    asked: Asked<'_>,
    data: Data<'_>,
) -> RouteResult {
    let row = applicant::case(&visitor, reference).await?;
    let session = session(&visitor, &row, fill::CHANGED).await?;
    fill::post(&visitor, &asked, data, session, || ()).await
}

#[get("/status/<reference>/check")]
async fn check(visitor: Visitor<'_>, reference: &str) -> RouteResult {
    let row = applicant::case(&visitor, reference).await?;
    let session = session(&visitor, &row, "").await?;
    if !problems(&visitor, &session).await?.is_empty() {
        let to = format!("{}?wrong=yes", session.action);
        return Ok(Reply::see_other(to));
    }
    let page = form_presenter::check_page(visitor.app, &session, visitor.locale).await?;
    visitor.page(&page)
}

#[post("/status/<reference>/submit", data = "<posted>")]
async fn submit(visitor: Visitor<'_>, reference: &str, posted: Posted) -> RouteResult {
    visitor.limit(Limited::Submit)?;
    let app = visitor.app;
    app.has_disk_space()?;
    let row = applicant::case(&visitor, reference).await?;
    let mut session = session(&visitor, &row, "").await?;
    let _lock = app.draft_locks.lock(&session.draft.id).await;
    if !session.reload(app).await? {
        // Submitted by another click, or no longer to be corrected: where the case stands now says so.
        return Ok(Reply::see_other(session.base));
    }
    let problems = problems(&visitor, &session).await?;
    if !problems.is_empty() {
        return fill::show(&visitor, None, &session, &problems).await;
    }
    let Some(correction) = &session.correction else {
        return Err(PageError::not_found());
    };
    let command = Command::Act {
        run: correction.run,
        action: correction.action.clone(),
        actor: Actor::Applicant,
        flags: Vec::new(),
        reason: None,
        answers: Some(session.submitted()),
        item: None,
    };
    let seen = Seen {
        run: correction.run,
        holder: None,
        version: posted.get("seen").parse().ok(),
    };
    let case = &row.case.id;
    match cases::command_as_seen(app, case, &command, Some(seen), visitor.locale).await {
        Ok(_) => Ok(Reply::see_other(format!(
            "/status/{reference}?done=resubmitted"
        ))),
        // Somebody asked for more meanwhile: back to the form, where all of it stands beside what was typed.
        Err(CommandError::Refused(refusal)) if refusal.code == RefusalCode::AnswersChanged => Ok(
            Reply::see_other(format!("{}?done=asked-more", session.action)),
        ),
        // Whoever submits twice, or after the time ran out, sees where the case stands.
        Err(CommandError::Refused(refusal)) => {
            tracing::info!(code = refusal.code.as_str(), "a correction was refused");
            Ok(Reply::see_other(format!("/status/{reference}")))
        }
        Err(CommandError::NotUnique(pointer)) => {
            let problems: Vec<_> = uniqueness::not_unique(&session.form, &pointer)
                .into_iter()
                .collect();
            fill::show(&visitor, None, &session, &problems).await
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests;
