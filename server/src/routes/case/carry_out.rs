//! Carrying out what a page of a case asks for.

use guichet_engine::workflow::{Command, Refusal, RefusalCode};

use super::found::{Found, Typed, find};
use super::page;
use crate::guard::Staff;
use crate::reply::{Reply, RouteResult};
use crate::service::cases::{self, CommandError, Seen};
use crate::service::labels;

/// Carries out a command; a refusal is said on the case's page, with what was typed.
pub(super) async fn carry_out(
    staff: &Staff<'_>,
    found: &Found,
    command: Command,
    typed: Typed,
    done: &str,
) -> RouteResult {
    carry_out_as_seen(staff, found, command, None, typed, done).await
}

/// As [`carry_out`], but only while a step is with whom the page showed it with.
pub(super) async fn carry_out_as_seen(
    staff: &Staff<'_>,
    found: &Found,
    command: Command,
    seen: Option<Seen<'_>>,
    typed: Typed,
    done: &str,
) -> RouteResult {
    let case = &found.row.case;
    let visitor = &staff.visitor;
    let (app, locale) = (visitor.app, visitor.locale);
    match cases::command_as_seen(app, &case.id, &command, seen, locale).await {
        Ok(_) => Ok(Reply::see_other(format!(
            "/desk/{}?done={done}",
            case.reference
        ))),
        Err(CommandError::Refused(refusal)) => {
            // Somebody else may have changed the case meanwhile: it is shown as it is now.
            let found = find(staff, &case.reference).await?;
            page::draw(staff, &found, Some(refusal), typed).await
        }
        Err(CommandError::NotUnique(pointer)) => {
            let field = labels::label_of(&found.form, &pointer, visitor.locale);
            let refusal = Refusal::new(RefusalCode::ValueTaken).with("field", field);
            page::draw(staff, found, Some(refusal), typed).await
        }
        Err(error) => Err(error.into()),
    }
}
