//! The enterprise's own page: its applications and its approved data.

use guichet_engine::form::model::StartedBy;
use guichet_engine::form::{Mask, Mode, View, ViewRequest};
use rocket::{Route, get, routes};

use super::register;
use crate::attachment;
use crate::guard::{LoggedIn, Login, Visitor};
use crate::reply::{PageError, Reply, RouteResult};
use crate::service::{cases, registered, standing};
use crate::store::{AttachmentRow, Registered};
use crate::view::page::{AccountCase, AccountOffer, AccountPage};

pub(super) fn routes() -> Vec<Route> {
    routes![show, original, preview]
}

#[get("/account")]
async fn show(logged_in: LoggedIn<'_>) -> RouteResult {
    let LoggedIn { visitor, login } = logged_in;
    let account = &login.account;
    if account.is_staff() {
        return Ok(Reply::see_other(Login::home(account)));
    }
    let app = visitor.app;
    let mut rows = app.store.cases_of(&account.id).await?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.case.submitted_at));
    let mut cases = Vec::with_capacity(rows.len());
    for row in &rows {
        let (form, workflow) = cases::versions(app, &row.case).await?;
        let standing = standing::of(app, row, &form, &workflow, visitor.locale);
        let href = format!("/status/{}", standing.reference);
        cases.push(AccountCase { standing, href });
    }
    let view = match registered::of(app, account).await? {
        Some(registered) => Some(data(&visitor, &registered).await?),
        None => None,
    };
    let page = AccountPage {
        name: account.name.clone(),
        person: account.display_name.clone(),
        email: account.email.clone(),
        cases,
        offers: offers(&visitor),
        view,
        base: "/account".to_owned(),
    };
    visitor.page("account.html", &page)
}

/// What an enterprise that is logged in may ask for beyond what anybody may.
fn offers(visitor: &Visitor<'_>) -> Vec<AccountOffer> {
    let live = visitor.app.definitions.live();
    let forms = register::open_to(visitor, &live).into_iter();
    let own = forms.filter(|form| form.settings.started_by == StartedBy::Account);
    let offer = |form: &std::sync::Arc<guichet_engine::form::Form>| {
        let settings = &form.settings;
        let description = settings.description.as_ref();
        AccountOffer {
            title: settings.title.get(visitor.locale).to_owned(),
            description: description.map(|text| text.get(visitor.locale).to_owned()),
            href: format!("/register?type={}", form.reference.name),
        }
    };
    own.map(offer).collect()
}

/// What is registered, as it is shown.
async fn data(visitor: &Visitor<'_>, registered: &Registered) -> Result<View, PageError> {
    let app = visitor.app;
    let Registered { answers, source } = registered;
    let form = registered::form(app, source).await?;
    let files = registered::files(app, &form, source, answers).await?;
    Ok(form.view(&ViewRequest {
        locale: visitor.locale,
        answers,
        problems: &[],
        secrets_kept: &Default::default(),
        attachments: &attachment::views(&files, "/account"),
        mode: Mode::Read,
        mask: Mask::None,
    }))
}

/// Whether a file is registered of the account that is logged in.
pub(super) async fn is_registered(
    visitor: &Visitor<'_>,
    file: &AttachmentRow,
) -> Result<bool, PageError> {
    let app = visitor.app;
    let Some(login) = &visitor.login else {
        return Ok(false);
    };
    let Some(registered) = registered::of(app, &login.account).await? else {
        return Ok(false);
    };
    let Registered { answers, source } = &registered;
    let form = registered::form(app, source).await?;
    Ok(registered::is_among(&form, source, answers, file))
}

#[get("/account/attachments/<id>")]
async fn original(logged_in: LoggedIn<'_>, id: &str) -> RouteResult {
    file(&logged_in.visitor, id, false).await
}

#[get("/account/attachments/<id>/preview")]
async fn preview(logged_in: LoggedIn<'_>, id: &str) -> RouteResult {
    file(&logged_in.visitor, id, true).await
}

async fn file(visitor: &Visitor<'_>, id: &str, reduced: bool) -> RouteResult {
    let app = visitor.app;
    let row = app.store.attachment(id).await?;
    let row = row.ok_or_else(PageError::not_found)?;
    if !is_registered(visitor, &row).await? {
        return Err(PageError::not_found());
    }
    app.attachments.reply(&row, reduced).await
}

#[cfg(test)]
mod tests;
