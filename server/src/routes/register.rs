//! The terms, and the choice of a registration type.

use std::sync::Arc;

use guichet_engine::form::Form;
use guichet_engine::form::model::StartedBy;
use rocket::http::Status;
use rocket::{Route, get, post, routes};

use super::draft;
use crate::definitions::Live;
use crate::guard::{Limited, Login, Posted, Visitor};
use crate::reply::{Reply, RouteResult};
use crate::service::drafts::Ticket;
use crate::view::page::{RegisterPage, RegisterTerms, RegisterType};

pub(super) fn routes() -> Vec<Route> {
    routes![show, begin]
}

#[get("/register?<type>")]
fn show(visitor: Visitor<'_>, r#type: Option<&str>) -> RouteResult {
    let live = visitor.app.definitions.live();
    let forms = open_to(&visitor, &live);
    let asked = forms
        .iter()
        .filter(|form| Some(form.reference.name.as_str()) == r#type);
    let page = match asked.copied().collect::<Vec<_>>() {
        asked if asked.is_empty() => page(&visitor, &forms, r#type.unwrap_or_default(), None),
        // What others ask for is no concern of whoever comes for this one.
        asked => RegisterPage {
            title: asked
                .first()
                .map(|form| form.settings.title.get(visitor.locale).to_owned()),
            has_others: forms.len() > asked.len(),
            ..page(&visitor, &asked, r#type.unwrap_or_default(), None)
        },
    };
    visitor.page(&page)
}

#[post("/register", data = "<posted>")]
fn begin(visitor: Visitor<'_>, posted: Posted) -> RouteResult {
    visitor.limit(Limited::Change)?;
    let live = visitor.app.definitions.live();
    let name = posted.get("type");
    let forms = open_to(&visitor, &live);
    let chosen = forms.iter().find(|form| form.reference.name == name);
    let Some(form) = chosen.filter(|_| posted.get("agree") == "yes") else {
        let page = page(&visitor, &forms, name, Some("problem-choose-type"));
        let reply = visitor.page(&page)?;
        return Ok(reply.with_status(Status::UnprocessableEntity));
    };
    let cookie = Ticket::cookie(name);
    // A draft that is there already is gone on with.
    if !has_draft(&visitor, form) {
        let ticket = Ticket::new(visitor.app.clock.now());
        let value = ticket.write(visitor.app, name);
        visitor.set_cookie(&cookie, value, visitor.app.config.draft_days);
    }
    Ok(Reply::see_other(format!("/apply/{name}")))
}

fn has_draft(visitor: &Visitor<'_>, form: &Form) -> bool {
    let ticket = draft::ticket(visitor, &form.reference.name);
    ticket.is_some_and(|ticket| ticket.was_saved(visitor.app))
}

/// Returns whether this visitor may start an application with a form.
fn may_start(visitor: &Visitor<'_>, live: &Live, form: &Form) -> bool {
    let may = match form.settings.started_by {
        StartedBy::Anyone => true,
        StartedBy::Account => visitor.login.is_some(),
    };
    // Whether anything is registered shows in full when the form begins with it.
    let has_data = |login: &Login| {
        let account = &login.account;
        !account.is_staff() && (account.case.is_some() || account.registered.is_some())
    };
    let may = may && (!form.settings.prefilled || visitor.login.as_ref().is_some_and(has_data));
    // What the service opens itself is begun by nobody else.
    let may = may && form.settings.opens_days_before_expiry.is_none();
    may && live.published.workflow_for(form).is_some()
}

/// Returns the forms that this visitor may start, in their order.
pub(super) fn open_to<'l>(visitor: &Visitor<'_>, live: &'l Live) -> Vec<&'l Arc<Form>> {
    let all = live.published.forms.values();
    let mut forms: Vec<_> = all.filter(|form| may_start(visitor, live, form)).collect();
    forms.sort_by_key(|form| (form.settings.order, &form.reference.name));
    forms
}

fn page(
    visitor: &Visitor<'_>,
    forms: &[&Arc<Form>],
    selected: &str,
    problem: Option<&str>,
) -> RegisterPage {
    let locale = visitor.locale;
    let mut terms: Vec<RegisterTerms> = Vec::new();
    for form in forms {
        let title = form.settings.title.get(locale);
        for document in &form.settings.terms {
            let own = RegisterTerms {
                title: document.title.get(locale).to_owned(),
                paragraphs: document
                    .paragraphs
                    .iter()
                    .map(|paragraph| paragraph.get(locale).to_owned())
                    .collect(),
                only_for: vec![title.to_owned()],
            };
            let same = terms
                .iter_mut()
                .find(|known| known.title == own.title && known.paragraphs == own.paragraphs);
            match same {
                Some(known) => known.only_for.extend(own.only_for),
                None => terms.push(own),
            }
        }
    }
    for document in &mut terms {
        if document.only_for.len() == forms.len() {
            document.only_for.clear();
        }
    }
    let r#type = |form: &&Arc<Form>| RegisterType {
        name: form.reference.name.clone(),
        title: form.settings.title.get(locale).to_owned(),
        description: form
            .settings
            .description
            .as_ref()
            .map(|text| text.get(locale).to_owned()),
        draft: has_draft(visitor, form),
    };
    RegisterPage {
        types: forms.iter().map(r#type).collect(),
        terms,
        selected: selected.to_owned(),
        title: None,
        has_others: false,
        problem: problem.map(str::to_owned),
    }
}
