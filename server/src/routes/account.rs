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
        // Other applications of theirs ask for something; what they are is what they registered with.
        if standing.state == "approved" && account.case.as_ref() == Some(&row.case.id) {
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

#[cfg(test)]
mod tests {
    use crate::service::cases::tests::approved_for;
    use crate::testing::{add_account, applicant, decide, get, log_in, service};

    #[rocket::async_test]
    async fn an_enterprise_sees_its_applications_and_what_was_approved() {
        let service = service().await;
        let (account, row) = applicant(&service).await;
        decide(&service.app, &row.case.id, "approve").await;
        log_in(&service.client, &account).await;
        let (status, page) = get(&service.client, "/account?lang=zh-CN").await;
        assert_eq!(status, 200);
        let name = row.case.answers["basic"]["name"].as_str();
        for text in [
            "Wang_01",
            &row.case.reference,
            &row.title,
            name.unwrap_or_default(),
            "已通过",
            "三证合一",
        ] {
            assert!(page.contains(text), "{text} is missing in {page}");
        }
        assert!(!page.contains("argon2"));
        let case = format!("/status/{}", row.case.reference);
        assert_eq!(get(&service.client, &case).await.0, 200);

        // It may ask for more, which is listed and does not stand in for what it registered with.
        let (_, types) = get(&service.client, "/register?lang=zh-CN").await;
        assert!(types.contains("保税仓库设立申请"), "{types}");
        let asked = approved_for(&service, &account.id).await;
        let (_, page) = get(&service.client, "/account?lang=zh-CN").await;
        assert!(page.contains(&asked.case.reference), "{page}");
        assert!(page.contains("统一社会信用代码证") && !page.contains("仓库平面图"));

        // Another enterprise has neither.
        let other = service.other_client().await;
        let stranger = add_account(&service.app, "Other_01", &[]).await;
        log_in(&other, &stranger).await;
        let (_, page) = get(&other, "/account?lang=zh-CN").await;
        assert!(page.contains("还没有申请") && !page.contains(&row.case.reference));
        assert_eq!(get(&other, &case).await.0, 303);
    }

    #[rocket::async_test]
    async fn it_is_for_enterprises_that_are_logged_in() {
        let service = service().await;
        let (_, to) = get(&service.client, "/account").await;
        assert_eq!(to, "/login?next=%2Faccount");
        for (name, role, expect) in [("r", "reviewer", "/desk"), ("a", "administrator", "/admin")] {
            let client = service.other_client().await;
            let account = add_account(&service.app, name, &[role]).await;
            log_in(&client, &account).await;
            assert_eq!(get(&client, "/account").await.1, expect);
        }
    }
}
