//! Any account by its name: where it is logged in, ending that; an applicant's turned off and on.

use guichet_engine::ids::AccountId;
use guichet_engine::message::Message;
use rocket::http::Status;
use rocket::{Route, get, post, routes};

use crate::guard::{Administrator, Limited, Posted};
use crate::reply::{PageError, Reply, RouteResult};
use crate::service::accounts::NAME_MAX;
use crate::service::applicants::{self, Switch, SwitchError};
use crate::service::logins;
use crate::store::Account;
use crate::view::page::{AccountFound, AccountsPage};

pub(super) fn routes() -> Vec<Route> {
    routes![find, change]
}

#[get("/admin/accounts?<name>")]
async fn find(guard: Administrator<'_>, name: Option<&str>) -> RouteResult {
    guard.visitor.is_confirmed(&guard.login)?;
    show(&guard, name.unwrap_or_default(), None).await
}

async fn show(guard: &Administrator<'_>, name: &str, problem: Option<Message>) -> RouteResult {
    let app = guard.visitor.app;
    let name: String = name.trim().chars().take(NAME_MAX).collect();
    let account = match name.as_str() {
        "" => None,
        name => app.store.account_by_name(name).await?,
    };
    let found = match &account {
        Some(account) => Some(view(guard, account).await?),
        None => None,
    };
    let status = match problem {
        Some(_) => Status::Conflict,
        None => Status::Ok,
    };
    let page = AccountsPage {
        is_missing: found.is_none() && !name.is_empty(),
        name,
        found,
        problem,
    };
    Ok(guard.visitor.page(&page)?.with_status(status))
}

async fn view(guard: &Administrator<'_>, account: &Account) -> Result<AccountFound, PageError> {
    let app = guard.visitor.app;
    let held = logins::of_account(app, account).await?;
    Ok(AccountFound {
        id: account.id.to_string(),
        name: account.name.clone(),
        person: account.display_name.clone(),
        email: account.email.clone(),
        staff: account.is_staff(),
        off: account.is_off(),
        off_since: account.turned_off,
        active: account.may_log_in(),
        logins: held.len(),
        seen: held.first().map(|login| login.seen),
    })
}

#[post("/admin/accounts", data = "<posted>")]
async fn change(guard: Administrator<'_>, posted: Posted) -> RouteResult {
    let visitor = &guard.visitor;
    visitor.limit(Limited::Change)?;
    visitor.is_confirmed(&guard.login)?;
    let app = visitor.app;
    let account = app.store.account(&AccountId::new(posted.get("id"))).await?;
    let account = account.ok_or_else(PageError::not_found)?;
    let (switched, done) = match posted.get("do") {
        "disable" => (Some(Switch::Off), "account-disabled"),
        "enable" => (Some(Switch::On), "account-enabled"),
        "end-logins" => (None, "account-logins-ended"),
        _ => return Err(PageError::bad_request()),
    };
    match switched {
        None => app.store.end_sessions_of(&account.id).await?,
        Some(switch) => {
            match applicants::switch(app, &guard.login.account, &account.id, switch).await {
                Ok(()) => {}
                Err(SwitchError::Changed) => {
                    let message = Message::new("problem-users-changed");
                    return show(&guard, &account.name, Some(message)).await;
                }
                Err(SwitchError::NotFound) => return Err(PageError::not_found()),
                Err(SwitchError::Store(error)) => return Err(error.into()),
            }
        }
    }
    visitor.note(done, Some(&account.name));
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("name", &account.name)
        .append_pair("done", done)
        .finish();
    Ok(Reply::see_other(format!("/admin/accounts?{query}")))
}

#[cfg(test)]
mod tests {
    use crate::testing::{
        APPLICANT_PASSWORD, Service, add_account, applicant, decide, get, log_in, post, service,
    };

    async fn administered() -> Service {
        let service = service().await;
        let own = add_account(&service.app, "Li_Admin", &["administrator"]).await;
        log_in(&service.client, &own).await;
        service
    }

    #[rocket::async_test]
    async fn an_account_in_use_is_turned_off_told_so_and_turned_on_again() {
        let service = administered().await;
        let (account, row) = applicant(&service).await;
        let theirs = service.other_client().await;
        // While the application is under way, too: what comes of it is kept until it is turned on.
        let id = ("id", account.id.as_str());
        post(&service.client, "/admin/accounts", &[("do", "disable"), id]).await;
        decide(&service.app, &row.case.id, "approve").await;
        let pairs = [("name", "Wang_01"), ("password", APPLICANT_PASSWORD)];
        let (status, page) = post(&theirs, "/login?lang=zh-CN", &pairs).await;
        assert!(status == 422 && page.contains("已停用"), "{page}");
        let enable = [("do", "enable"), id];
        let (status, to) = post(&service.client, "/admin/accounts", &enable).await;
        assert_eq!(status, 303);
        assert_eq!(to, "/admin/accounts?name=Wang_01&done=account-enabled");
        assert_eq!(post(&theirs, "/login", &pairs).await.0, 303);
        assert_eq!(get(&theirs, "/account").await.0, 200);

        let (status, page) = get(&service.client, "/admin/accounts?name=wang_01&lang=zh-CN").await;
        assert_eq!(status, 200);
        assert!(page.contains("value=\"disable\""), "{page}");
        post(&service.client, "/admin/accounts", &[("do", "disable"), id]).await;
        assert_eq!(
            get(&theirs, "/account").await.0,
            303,
            "in use, and out at once"
        );
        assert_eq!(post(&theirs, "/login", &pairs).await.0, 422);
        crate::service::recovery::ask(&service.app, "Wang_01")
            .await
            .expect("asked");
        let (mails, _) = service.app.store.mails("", 10).await.expect("asked");
        let told: Vec<_> = mails
            .iter()
            .filter(|mail| mail.notice == "account")
            .collect();
        let news: Vec<_> = told.iter().map(|mail| mail.data["news"].clone()).collect();
        assert_eq!(news, ["disabled", "enabled", "disabled"]);
        assert!(mails.iter().all(|mail| mail.notice != "recovery"));
        let (_, page) = get(&service.client, "/admin/accounts?name=Wang_01").await;
        assert!(page.contains("value=\"enable\""), "{page}");
    }

    #[rocket::async_test]
    async fn an_administrator_ends_the_logins_of_anybody_and_turns_off_applicants_only() {
        let service = administered().await;
        let staff = add_account(&service.app, "Wang_R", &["reviewer"]).await;
        let theirs = service.other_client().await;
        log_in(&theirs, &staff).await;
        let id = ("id", staff.id.as_str());
        let (_, page) = get(&service.client, "/admin/accounts?name=wang_r").await;
        assert!(page.contains("value=\"end-logins\""), "{page}");
        assert!(!page.contains("value=\"disable\""), "{page}");
        let disable = [("do", "disable"), id];
        assert_eq!(
            post(&service.client, "/admin/accounts", &disable).await.0,
            404
        );
        assert_eq!(get(&theirs, "/desk").await.0, 200);
        let end = [("do", "end-logins"), id];
        assert_eq!(post(&service.client, "/admin/accounts", &end).await.0, 303);
        assert_eq!(get(&theirs, "/desk").await.0, 303);
        let (_, page) = get(&service.client, "/admin/accounts?name=nobody&lang=zh-CN").await;
        assert!(page.contains("没有这个帐户"), "{page}");
        log_in(&theirs, &staff).await;
        assert_eq!(get(&theirs, "/admin/accounts?name=Wang_R").await.0, 403);
        assert_eq!(post(&theirs, "/admin/accounts", &end).await.0, 403);
    }
}
