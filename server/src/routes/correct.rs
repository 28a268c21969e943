//! The correction of an application: the flagged answers and no others.

use std::collections::BTreeMap;

use guichet_engine::form::Problem;
use guichet_engine::workflow::{Actor, Case, Command, Workflow};
use rocket::data::Data;
use rocket::{Route, get, post, routes};

use super::fill::{self, Asked};
use crate::guard::{Limited, Posted, Visitor};
use crate::reply::{PageError, Reply, RouteResult};
use crate::service::cases::{self, CommandError};
use crate::service::filling::{Correction, Filling};
use crate::service::{access, drafts};
use crate::store::{CaseRow, DraftRow, Prefilled};

pub(super) fn routes() -> Vec<Route> {
    routes![form, post_form, check, submit]
}

/// The open step in which the applicant brings corrected answers, and the action that does.
pub(super) fn open_step(workflow: &Workflow, case: &Case) -> Option<(u32, String)> {
    case.open.keys().find_map(|run| {
        let actions = workflow.actions(case, *run, &Actor::Applicant);
        let action = actions.into_iter().find(|action| action.submits_answers)?;
        Some((*run, action.name.clone()))
    })
}

/// The correction under way. Where there is nothing to correct, `otherwise` of the status page is where to go.
async fn filling(
    visitor: &Visitor<'_>,
    row: &CaseRow,
    otherwise: &str,
) -> Result<Filling, PageError> {
    let app = visitor.app;
    let case = &row.case;
    let (form, workflow) = cases::versions(app, case).await?;
    let status = format!("/status/{}", case.reference);
    let elsewhere = || PageError::redirect(format!("{status}{otherwise}"));
    let (run, action) = open_step(&workflow, case).ok_or_else(elsewhere)?;
    let step = case.open.get(&run);
    let step = step.and_then(|open| workflow.steps.get(&open.step));
    let is_whole = step.is_some_and(|step| step.answers_open);
    let id = drafts::correction_id(&case.id, run);
    let kept = app.store.draft(&id).await?;
    // What a change began with is shown beside it, and its files may stay.
    let prefilled = case.before.clone().zip(row.source.clone());
    let prefilled = prefilled.map(|(before, source)| Prefilled {
        account: row.account.clone().unwrap_or_default(),
        before,
        source,
    });
    let flags: BTreeMap<_, _> = case
        .flags
        .iter()
        .map(|flag| (flag.pointer.clone(), flag.reason.clone()))
        .collect();
    let is_saved = kept.is_some();
    let draft = kept.unwrap_or_else(|| DraftRow {
        id,
        form: case.form.clone(),
        answers: case.answers.clone(),
        secrets: BTreeMap::new(),
        deadline: None,
        expires: drafts::expires(app, app.clock.now_ms()),
        prefilled,
    });
    Ok(Filling {
        action: format!("{status}/correct"),
        base: status,
        correction: Some(Correction {
            case: case.id.clone(),
            reference: case.reference.clone(),
            run,
            action,
            is_whole,
            flags,
            reason: case.reason.clone(),
            before: case.answers.clone(),
        }),
        ..Filling::new(form, draft, is_saved)
    })
}

/// Everything that is wrong, values that are taken among it.
async fn problems(visitor: &Visitor<'_>, filling: &Filling) -> Result<Vec<Problem>, PageError> {
    let mut problems = filling.problems();
    problems.extend(filling.taken(visitor.app).await?);
    problems.extend(fill::foreign_file(visitor, filling).await?);
    Ok(problems)
}

#[get("/status/<reference>/correct?<wrong>")]
async fn form(visitor: Visitor<'_>, reference: &str, wrong: Option<&str>) -> RouteResult {
    let row = access::case(&visitor, reference).await?;
    let filling = filling(&visitor, &row, "").await?;
    let problems = match wrong {
        Some(_) => problems(&visitor, &filling).await?,
        None => Vec::new(),
    };
    fill::show(&visitor, None, &filling, &problems).await
}

#[post("/status/<reference>/correct", data = "<data>")]
async fn post_form(
    visitor: Visitor<'_>,
    reference: &str,
    asked: Asked<'_>,
    data: Data<'_>,
) -> RouteResult {
    let row = access::case(&visitor, reference).await?;
    let filling = filling(&visitor, &row, fill::CHANGED).await?;
    fill::post(&visitor, &asked, data, filling, || ()).await
}

#[get("/status/<reference>/check")]
async fn check(visitor: Visitor<'_>, reference: &str) -> RouteResult {
    let row = access::case(&visitor, reference).await?;
    let filling = filling(&visitor, &row, "").await?;
    if !problems(&visitor, &filling).await?.is_empty() {
        let to = format!("{}?wrong=yes", filling.action);
        return Ok(Reply::see_other(to));
    }
    let page = filling.check_page(visitor.app, visitor.locale).await?;
    visitor.page("check.html", &page)
}

#[post("/status/<reference>/submit", data = "<_posted>")]
async fn submit(visitor: Visitor<'_>, reference: &str, _posted: Posted) -> RouteResult {
    visitor.limit(Limited::Submit)?;
    let app = visitor.app;
    app.has_room()?;
    let row = access::case(&visitor, reference).await?;
    let mut filling = filling(&visitor, &row, "").await?;
    let _turn = app.turns.of(&filling.draft.id).await;
    if !filling.reload(app).await? {
        // Submitted by another click, or no longer to be corrected: where the case stands now says so.
        return Ok(Reply::see_other(filling.base));
    }
    let problems = problems(&visitor, &filling).await?;
    if !problems.is_empty() {
        return fill::show(&visitor, None, &filling, &problems).await;
    }
    let Some(correction) = &filling.correction else {
        return Err(PageError::not_found());
    };
    let command = Command::Act {
        run: correction.run,
        action: correction.action.clone(),
        actor: Actor::Applicant,
        flags: Vec::new(),
        reason: None,
        answers: Some(filling.draft.answers.clone()),
        item: None,
    };
    match cases::command(app, &row.case.id, &command, visitor.locale).await {
        Ok(_) => Ok(Reply::see_other(format!(
            "/status/{reference}?done=resubmitted"
        ))),
        // Whoever submits twice, or after the time ran out, sees where the case stands.
        Err(CommandError::Refused(refusal)) => {
            tracing::info!(code = refusal.code, "a correction was refused");
            Ok(Reply::see_other(format!("/status/{reference}")))
        }
        Err(CommandError::NotUnique(pointer)) => {
            let problems: Vec<_> = filling.not_unique(&pointer).into_iter().collect();
            fill::show(&visitor, None, &filling, &problems).await
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests;
