//! The versions by which the applications of a workflow go: each is tried in the one that serves, and moved there or back.

use std::collections::BTreeSet;
use std::sync::Arc;

use guichet_engine::ids::CaseId;
use guichet_engine::workflow::Workflow;
use rocket::{Route, get, post, routes};

use crate::app::App;
use crate::guard::{Administrator, Limited, Posted};
use crate::reply::{PageError, Reply, RouteResult};
use crate::service::cases::{self, Trial};
use crate::service::roles;
use crate::store::{CaseRow, Queue, QueueKey, StoreError};
use crate::view::page::{VersionCase, VersionsPage};

/// How many applications are shown at once.
const SHOWN_MAX: usize = 100;
/// How many rows of the desk are looked through for them.
const LOOKED_AT_MAX: usize = 2_000;

pub(super) fn routes() -> Vec<Route> {
    routes![show, post]
}

#[get("/admin/workflows/<name>/cases")]
async fn show(guard: Administrator<'_>, name: &str) -> RouteResult {
    let visitor = &guard.visitor;
    let (app, locale) = (visitor.app, visitor.locale);
    let workflow = served(app, name)?;
    let mut cases = Vec::new();
    let (rows, more) = open_cases(app, &workflow).await?;
    for row in &rows {
        cases.push(view(app, row, &workflow, locale));
    }
    visitor.page(&VersionsPage {
        name: name.to_owned(),
        title: workflow.title.get(locale).to_owned(),
        version: workflow.reference.version.short().to_owned(),
        cases,
        more,
    })
}

fn served(app: &App, name: &str) -> Result<Arc<Workflow>, PageError> {
    let live = app.definitions.live();
    let workflow = live.published.workflows.get(name);
    workflow.map(Arc::clone).ok_or_else(PageError::not_found)
}

/// Returns the open applications of a workflow that go by another version than the one that serves, or were moved to it; and
/// whether there may be more.
async fn open_cases(app: &App, workflow: &Workflow) -> Result<(Vec<CaseRow>, bool), StoreError> {
    let roles = roles::of_every_task();
    let (mut rows, mut seen, mut looked_at) = (Vec::new(), BTreeSet::new(), 0);
    for queues in [QueueKey::active(&roles), Queue::Waiting.keys(&roles)] {
        let mut after = String::new();
        loop {
            let page = app.store.queue_page(&queues, &after).await?;
            looked_at += page.rows.len();
            for task in &page.rows {
                let own = task.workflow.as_ref();
                if own.is_some_and(|own| own.name == workflow.reference.name)
                    && seen.insert(task.case.clone())
                    && let Some(row) = app.store.case(&task.case).await?
                {
                    let is_other = row.case.workflow != workflow.reference;
                    if is_other || row.case.migrated_from.is_some() {
                        rows.push(row);
                    }
                }
                if rows.len() >= SHOWN_MAX || looked_at >= LOOKED_AT_MAX {
                    return Ok((rows, true));
                }
            }
            match page.next {
                Some(next) => after = next,
                None => break,
            }
        }
    }
    Ok((rows, false))
}

fn view(app: &App, row: &CaseRow, to: &Workflow, locale: &str) -> VersionCase {
    let case = &row.case;
    let is_current = case.workflow == to.reference;
    let trial = (!is_current).then(|| cases::try_in(app, row, to));
    let open = case.open.values();
    let (state, details) = match trial {
        None => ("moved", Vec::new()),
        Some(Trial::Fits) => ("fits", Vec::new()),
        Some(Trial::Fails(details)) => ("fails", details),
        Some(Trial::CannotMove(refusal)) => {
            let step = refusal.message.args.get("step");
            let step = step.and_then(|step| step.as_str());
            ("cannot", vec![step.unwrap_or_default().to_owned()])
        }
    };
    VersionCase {
        id: case.id.to_string(),
        reference: case.reference.to_string(),
        title: row.title.clone(),
        version: case.workflow.version.short().to_owned(),
        steps: open
            .map(|open| to.title_of(&open.step, locale).to_owned())
            .collect(),
        state,
        details,
        can_go_back: is_current && case.migrated_from.is_some(),
    }
}

/// Moves the applications that are ticked to the version that serves, or back to the one that they went by before.
#[post("/admin/workflows/<name>/cases", data = "<posted>")]
async fn post(guard: Administrator<'_>, name: &str, posted: Posted) -> RouteResult {
    let visitor = &guard.visitor;
    visitor.limit(Limited::Change)?;
    let app = visitor.app;
    let workflow = served(app, name)?;
    let back = posted.get("do") == "back";
    let actor = guard.login.actor();
    let ticked = posted.pairs.iter().filter(|(name, _)| name == "case");
    let ids: BTreeSet<&String> = ticked.map(|(_, id)| id).collect();
    let mut left = 0;
    for id in ids.into_iter().take(SHOWN_MAX) {
        let Some(row) = app.store.case(&CaseId::new(id.as_str())).await? else {
            continue;
        };
        let to = match (&row.case.migrated_from, back) {
            (Some(from), true) => app.definitions.workflow(from).await?,
            (None, true) => None,
            (_, false) if row.case.workflow.name == name => Some(Arc::clone(&workflow)),
            (_, false) => None,
        };
        let moved = match &to {
            Some(to) => cases::migrate(app, &row, to, &actor).await.is_ok(),
            None => false,
        };
        left += usize::from(!moved);
    }
    visitor.note("cases-moved", Some(name));
    let done = match (left, back) {
        (0, false) => "cases-moved",
        (0, true) => "cases-moved-back",
        _ => "cases-not-all-moved",
    };
    Ok(Reply::see_other(format!(
        "/admin/workflows/{name}/cases?done={done}"
    )))
}

#[cfg(test)]
mod tests;
