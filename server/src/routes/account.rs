//! The enterprise's own page: its applications and its approved data.

use guichet_engine::form::{Mask, Mode, View, ViewRequest};
use rocket::{Route, get, routes};

use crate::attachment;
use crate::guard::{LoggedIn, Login, Visitor};
use crate::reply::{PageError, Reply, RouteResult};
use crate::service::{cases, standing};
use crate::store::CaseRow;
use crate::view::page::{AccountCase, AccountPage};

pub(super) fn routes() -> Vec<Route> {
    routes![show]
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
    let mut approved = None;
    for row in &rows {
        let (form, workflow) = cases::versions(app, &row.case).await?;
        let standing = standing::of(app, row, &form, &workflow, visitor.locale);
        if standing.state == "approved" && approved.is_none() {
            approved = Some(row);
        }
        let href = format!("/status/{}", standing.reference);
        cases.push(AccountCase { standing, href });
    }
    let (view, base) = match approved {
        Some(row) => data(&visitor, row).await?,
        None => (None, String::new()),
    };
    let page = AccountPage {
        name: account.name.clone(),
        person: account.display_name.clone(),
        email: account.email.clone(),
        cases,
        view,
        base,
    };
    visitor.page("account.html", &page)
}

/// What was approved, and where its scans are fetched.
async fn data(visitor: &Visitor<'_>, row: &CaseRow) -> Result<(Option<View>, String), PageError> {
    let case = &row.case;
    let app = visitor.app;
    let (form, _) = cases::versions(app, case).await?;
    let base = format!("/status/{}", case.reference);
    let owner = format!("case:{}", case.id);
    let files = app.store.attachments_of(&owner).await?;
    let view = form.view(&ViewRequest {
        locale: visitor.locale,
        answers: &case.answers,
        problems: &[],
        secrets_kept: &Default::default(),
        attachments: &attachment::views(&files, &base),
        mode: Mode::Read,
        mask: Mask::None,
    });
    Ok((Some(view), base))
}
