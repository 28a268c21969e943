//! The enterprise's own page: its applications and its approved data; and that of a member of staff.

use super::files;
use guichet_engine::form::model::StartedBy;
use guichet_engine::form::{Form, Mask, Mode, NO_CORRECTIONS, View, ViewRequest};
use rocket::http::Status;
use rocket::{Route, get, post, routes};

use super::absence::{self, Saved};
use super::admin::users;
use super::register;
use crate::attachment;
use crate::guard::{LoggedIn, Login, Member, Posted, Visitor};
use crate::reply::{PageError, Reply, RouteResult};
use crate::service::absence::TypedAbsence;
use crate::service::{case_status, registered};
use crate::store::{AttachmentRow, Registered};
use crate::view::page::{
    AccountCase, AccountOffer, AccountPage, AccountRenewal, CaseStatus, ProblemLine, StaffPage,
};

pub(super) fn routes() -> Vec<Route> {
    routes![show, absent, original, preview]
}

#[get("/account")]
async fn show(logged_in: LoggedIn<'_>) -> RouteResult {
    let LoggedIn { visitor, login } = logged_in;
    let account = &login.account;
    if account.is_staff() {
        return staff(&visitor, &login, None).await;
    }
    let app = visitor.app;
    let mut rows = app.store.cases_of(&account.id).await?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.case.submitted_at));
    let mut cases = Vec::with_capacity(rows.len());
    let mut renewal = None;
    for row in &rows {
        let (form, workflow) = app.definitions.versions_of(&row.case).await?;
        let status = case_status::for_case(app.clock.now(), row, &form, &workflow, visitor.locale);
        let href = format!("/status/{}", status.reference);
        if renewal.is_none() {
            renewal = open_renewal(&form, &status, &href);
        }
        cases.push(AccountCase { status, href });
    }
    let view = match registered::for_account(app, account).await? {
        Some(registered) => Some(data(&visitor, &registered).await?),
        None => None,
    };
    let page = AccountPage {
        name: account.name.clone(),
        person: account.display_name.clone(),
        email: account.email.clone(),
        valid_until: account.valid_until,
        renewal,
        cases,
        offers: offers(&visitor),
        view,
        base: "/account".to_owned(),
    };
    visitor.page(&page)
}

/// The own page of a member of staff, with what was typed and is wrong.
async fn staff(
    visitor: &Visitor<'_>,
    login: &Login,
    wrong: Option<(Vec<ProblemLine>, TypedAbsence)>,
) -> RouteResult {
    let app = visitor.app;
    let account = &login.account;
    let known = absence::view(app, account, "/account").await?;
    let status = match wrong {
        Some(_) => Status::UnprocessableEntity,
        None => Status::Ok,
    };
    let (problems, absence) = match wrong {
        Some((problems, typed)) => (problems, absence::over(typed, known)),
        None => (Vec::new(), known),
    };
    let names = login.stands_in_for.iter().map(|own| own.name.clone());
    let page = StaffPage {
        user: users::view(visitor, account, &account.id),
        problems,
        absence,
        stands_in_for: names.collect(),
    };
    let reply = visitor.page(&page)?;
    Ok(reply.with_status(status))
}

#[post("/account", data = "<posted>")]
async fn absent(member: Member<'_>, posted: Posted) -> RouteResult {
    let Member { visitor, login } = &member;
    match absence::save(visitor, &login.account, &login.account, &posted).await? {
        Saved::Done(done) => Ok(Reply::see_other(format!("/account?done={done}"))),
        Saved::Wrong(problems, typed) => staff(visitor, login, Some((problems, typed))).await,
    }
}

/// Returns what is to be done about a renewal; `None` for any other application, and one that is closed.
fn open_renewal(form: &Form, status: &CaseStatus, status_url: &str) -> Option<AccountRenewal> {
    form.settings.opens_days_before_expiry?;
    let href = match status.state.as_str() {
        "open" | "applicant" => format!("{status_url}/correct"),
        "review" => status_url.to_owned(),
        _ => return None,
    };
    Some(AccountRenewal {
        state: status.state.clone(),
        due: status.due,
        href,
    })
}

/// Returns what an enterprise that is logged in may ask for beyond what anybody may.
fn offers(visitor: &Visitor<'_>) -> Vec<AccountOffer> {
    let live = visitor.app.definitions.live();
    let forms = register::open_to(visitor, &live).into_iter();
    let own = forms.filter(|form| form.settings.started_by == StartedBy::Account);
    let offer = |form: &std::sync::Arc<Form>| {
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

/// Returns what is registered, as it is shown.
async fn data(visitor: &Visitor<'_>, registered: &Registered) -> Result<View, PageError> {
    let app = visitor.app;
    let Registered { answers, source } = registered;
    let form = registered::form(&app.definitions, source).await?;
    let files = registered::files(&app.store, &form, source, answers).await?;
    Ok(form.view(&ViewRequest {
        locale: visitor.locale,
        answers,
        problems: &[],
        secrets_kept: &Default::default(),
        attachments: &attachment::views(&files, "/account"),
        mode: Mode::Read,
        mask: Mask::None,
        common_corrections: &NO_CORRECTIONS,
    }))
}

/// Returns whether a file is registered of the account that is logged in.
pub(super) async fn is_registered(
    visitor: &Visitor<'_>,
    file: &AttachmentRow,
) -> Result<bool, PageError> {
    let app = visitor.app;
    let Some(login) = &visitor.login else {
        return Ok(false);
    };
    let Some(registered) = registered::for_account(app, &login.account).await? else {
        return Ok(false);
    };
    let Registered { answers, source } = &registered;
    let form = registered::form(&app.definitions, source).await?;
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
    files::reply(app, &row, reduced).await
}

#[cfg(test)]
mod tests;
