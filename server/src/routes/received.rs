//! The confirmation of a submission.

use rocket::{Route, get, routes};

use crate::guard::Visitor;
use crate::guard::applicant;
use crate::reply::RouteResult;
use crate::service::case_status;
use crate::view::page::ReceivedPage;

pub(super) fn routes() -> Vec<Route> {
    routes![received]
}

#[get("/apply/<_>/received/<reference>")]
async fn received(visitor: Visitor<'_>, reference: &str) -> RouteResult {
    let row = applicant::case(&visitor, reference).await?;
    let app = visitor.app;
    let (form, workflow) = app.definitions.versions_of(&row.case).await?;
    let status = case_status::for_case(app.clock.now(), &row, &form, &workflow, visitor.locale);
    let account = match &row.account {
        Some(id) => app.store.account(id).await?,
        None => None,
    };
    let made = account.filter(|account| account.case.as_ref() == Some(&row.case.id));
    let page = ReceivedPage {
        reference: row.case.reference.to_string(),
        code: app.keys.case_code(&row.case.id),
        email: row.email.clone(),
        account_name: made.map(|account| account.name),
        due: status.due,
        provisional: status.provisional,
        status_href: format!("/status/{}", row.case.reference),
    };
    visitor.page(&page)
}
