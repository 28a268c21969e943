//! The form that nobody has touched: rendered once per version and language, with the few things that differ per visitor put
//! in.

use std::sync::Arc;

use guichet_engine::form::Form;
use rocket::http::ContentType;

use crate::guard::Visitor;
use crate::pristine_form_cache::{DEADLINE, PristinePage, TOKEN};
use crate::reply::{PageError, Reply};
use crate::service::drafts::{self, Ticket};
use crate::service::form_presenter;
use crate::service::form_session::FormSession;

/// Returns the untouched page of a form for a visitor; `None` once the time allowed has run out.
///
/// # Errors
/// When the page cannot be rendered.
pub(super) async fn page(
    visitor: &Visitor<'_>,
    form: &Arc<Form>,
    ticket: &Ticket,
) -> Result<Option<Reply>, PageError> {
    let app = visitor.app;
    let deadline = drafts::deadline(form, ticket.started);
    if deadline.is_some_and(|deadline| deadline < app.clock.now()) {
        return Ok(None);
    }
    let key = (
        form.reference.version.clone(),
        app.definitions.live().templates.version.clone(),
        visitor.locale,
        app.common_corrections.changes(),
    );
    let page = match app.pristine_forms.get(&key) {
        Some(page) => page,
        None => {
            let page = Arc::new(render(visitor, form, ticket).await?);
            app.pristine_forms.insert(key, &page);
            page
        }
    };
    let token = visitor.csrf.clone();
    let reply = Reply::packable(ContentType::HTML, move |is_packed| {
        page.fill_in(&token, deadline, is_packed)
    });
    Ok(Some(reply))
}

async fn render(
    visitor: &Visitor<'_>,
    form: &Arc<Form>,
    ticket: &Ticket,
) -> Result<PristinePage, PageError> {
    let mut draft = ticket.draft(visitor.app, form);
    draft.deadline = draft.deadline.map(|_| DEADLINE);
    let session = FormSession::new(Arc::clone(form), draft, false);
    let page = form_presenter::page(visitor.app, &session, &[], visitor.locale).await?;
    let place = format!("/apply/{}", form.reference.name);
    let stranger = visitor.anybody(&place, TOKEN);
    Ok(PristinePage::from_rendered(&stranger.render(&page)?))
}
