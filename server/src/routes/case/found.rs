//! The case that a page is about, for those who may read it, and what was typed about it.

use std::sync::Arc;

use guichet_engine::form::Form;
use guichet_engine::ids::Reference;
use guichet_engine::workflow::{RunId, Workflow};
use rocket::get;

use crate::guard::{Posted, Staff};
use crate::reply::{PageError, Reply, RouteResult};
use crate::service::cases::Seen;
use crate::store::CaseRow;

/// A case with its definitions, in its versions.
pub(super) struct Found {
    pub(super) row: CaseRow,
    pub(super) form: Arc<Form>,
    pub(super) workflow: Arc<Workflow>,
}

/// Returns the case of a reference number, for members of staff who may read it, and for administrators.
pub(super) async fn find(staff: &Staff<'_>, reference: &str) -> Result<Found, PageError> {
    let app = staff.visitor.app;
    let row = app
        .store
        .case_by_reference(&Reference::new(reference))
        .await?;
    let row = row.ok_or_else(PageError::not_found)?;
    let (form, workflow) = app.definitions.versions_of(&row.case).await?;
    let reads = workflow.may_open(&row.case, &staff.login.actor());
    if reads || staff.login.account.is_administrator() {
        Ok(Found {
            row,
            form,
            workflow,
        })
    } else {
        Err(PageError::forbidden())
    }
}

pub(super) fn run(posted: &Posted) -> Result<RunId, PageError> {
    let run = posted.get("run").parse();
    run.map_err(|_| PageError::bad_request())
}

/// What the page showed of a step, where it says so: with whom it is, and the version of the case.
pub(super) fn seen(posted: &Posted, run: RunId) -> Option<Seen<'_>> {
    let says = |name: &str| posted.pairs.iter().any(|(own, _)| own == name);
    let seen = Seen {
        run,
        holder: says("holder").then(|| posted.get("holder")),
        version: posted.get("seen").parse().ok(),
    };
    (seen.holder.is_some() || seen.version.is_some()).then_some(seen)
}

/// The address of a page that a post answered with, when it is opened again: by the link of a language, for one.
#[get("/desk/<reference>/act")]
pub(super) async fn after_act(staff: Staff<'_>, reference: &str) -> RouteResult {
    let found = find(&staff, reference).await?;
    Ok(Reply::see_other(format!(
        "/desk/{}",
        found.row.case.reference
    )))
}
