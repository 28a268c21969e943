//! An application with its whole history as a file, for administrators. It holds everything in clear, so that it is noted as shown.

use guichet_engine::ids::Pointer;
use guichet_engine::workflow::Command;
use rocket::http::ContentType;
use rocket::post;

use super::found::find;
use crate::guard::{Limited, Posted, Staff};
use crate::reply::{PageError, Reply, RouteResult};
use crate::service::{cases, export};

#[post("/desk/<reference>/export", data = "<_posted>")]
pub(super) async fn file(staff: Staff<'_>, reference: &str, _posted: Posted) -> RouteResult {
    staff.visitor.limit(Limited::Change)?;
    let found = find(&staff, reference).await?;
    if !staff.login.account.is_administrator() {
        return Err(PageError::forbidden());
    }
    let app = staff.visitor.app;
    let command = Command::Reveal {
        pointer: Pointer::root(),
        actor: staff.login.actor(),
    };
    let row = cases::command(app, &found.row.case.id, &command, staff.visitor.locale).await?;
    let made = export::for_case(&app.store, &row, app.clock.now()).await?;
    staff.visitor.note("exported", Some(reference));
    let text = serde_json::to_vec_pretty(&made).map_err(|error| PageError::internal(&error))?;
    let name = format!("attachment; filename=\"{}.json\"", row.case.reference);
    let reply = Reply::bytes(ContentType::JSON, text);
    Ok(reply.with_header("Content-Disposition", name))
}

#[cfg(test)]
mod tests;
