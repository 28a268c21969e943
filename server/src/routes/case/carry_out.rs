//! Carrying out what a page of a case asks for.

use guichet_engine::workflow::{Command, Refusal, RefusalCode};

use super::found::{Found, find};
use super::page;
use super::typed::{self, Typed};
use crate::guard::Staff;
use crate::reply::{PageError, Reply, RouteResult};
use crate::service::cases::{self, CommandError, Seen};
use crate::service::{labels, review_drafts};

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
        Ok(_) => {
            keep_rest(staff, found, typed).await?;
            Ok(Reply::see_other(format!(
                "/desk/{}?done={done}",
                case.reference
            )))
        }
        Err(CommandError::Refused(refusal)) => {
            // Somebody else may have changed the case meanwhile: it is shown as it is now.
            keep_all(staff, found, typed.whole.as_ref()).await?;
            let found = find(staff, &case.reference).await?;
            page::draw(staff, &found, Some(refusal), typed).await
        }
        Err(CommandError::NotUnique(pointer)) => {
            let field = labels::label_of(&found.form, &pointer, visitor.locale);
            let refusal = Refusal::new(RefusalCode::ValueTaken).with("field", field);
            keep_all(staff, found, typed.whole.as_ref()).await?;
            page::draw(staff, found, Some(refusal), typed).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Keeps all that was typed on the page, where all of it was posted.
pub(super) async fn keep_all(
    staff: &Staff<'_>,
    found: &Found,
    whole: Option<&review_drafts::Said>,
) -> Result<(), PageError> {
    let Some(said) = whole else {
        return Ok(());
    };
    let (app, account) = (staff.visitor.app, &staff.login.account.id);
    let case = &found.row.case.id;
    if review_drafts::keep(app, case, account, said).await? {
        Ok(())
    } else {
        Err(PageError::too_large())
    }
}

/// Keeps what remains of what was typed now that a part of it is carried out.
async fn keep_rest(staff: &Staff<'_>, found: &Found, typed: Typed) -> Result<(), PageError> {
    let (app, account) = (staff.visitor.app, &staff.login.account.id);
    let case = &found.row.case.id;
    let said = match typed.whole {
        Some(said) => said,
        None => review_drafts::find(app, case, account).await?,
    };
    let rest = typed::without(said, &typed.part);
    // What cannot be kept any more was carried out all the same.
    review_drafts::keep(app, case, account, &rest).await?;
    Ok(())
}
