//! One member of staff: name, address, roles, groups, absence.

use guichet_engine::ids::AccountId;
use guichet_engine::message::Message;
use rocket::http::Status;
use rocket::{Route, get, post, routes};

use super::super::absence::{self, Saved};
use super::super::inputs;
use super::users;
use crate::guard::{Administrator, Limited, Posted};
use crate::reply::{PageError, Reply, RouteResult};
use crate::service::staff::{self, ChangeError, StaffChange, StaffDetails};
use crate::store::Account;
use crate::view::page::{AbsenceView, ProblemLine, UserPage, UserView};

pub(super) fn routes() -> Vec<Route> {
    routes![form, save, absent]
}

async fn find(guard: &Administrator<'_>, id: &str) -> Result<Account, PageError> {
    let found = guard.visitor.app.store.account(&AccountId::new(id)).await?;
    let account = found.filter(Account::is_staff);
    account.ok_or_else(PageError::not_found)
}

async fn show(
    guard: &Administrator<'_>,
    user: UserView,
    absence: AbsenceView,
    problems: Vec<ProblemLine>,
) -> RouteResult {
    let status = if problems.is_empty() {
        Status::Ok
    } else {
        Status::UnprocessableEntity
    };
    let groups = staff::known_groups(guard.visitor.app).await?;
    let page = UserPage {
        user,
        problems,
        groups: groups.into_iter().collect(),
        absence,
    };
    let reply = guard.visitor.page(&page)?;
    Ok(reply.with_status(status))
}

#[get("/admin/users/<id>")]
async fn form(guard: Administrator<'_>, id: &str) -> RouteResult {
    guard.visitor.is_confirmed(&guard.login)?;
    let account = find(&guard, id).await?;
    let (user, absence) = views(&guard, &account).await?;
    show(&guard, user, absence, Vec::new()).await
}

async fn views(
    guard: &Administrator<'_>,
    account: &Account,
) -> Result<(UserView, AbsenceView), PageError> {
    let app = guard.visitor.app;
    let place = format!("/admin/users/{}/absence", account.id);
    let absence = absence::view(app, account, &place).await?;
    Ok((
        users::view(&guard.visitor, account, &guard.login.account.id),
        absence,
    ))
}

#[post("/admin/users/<id>", data = "<posted>")]
async fn save(guard: Administrator<'_>, id: &str, posted: Posted) -> RouteResult {
    let visitor = &guard.visitor;
    visitor.limit(Limited::Change)?;
    visitor.is_confirmed(&guard.login)?;
    visitor.app.has_disk_space()?;
    let account = find(&guard, id).await?;
    let (user, absence) = views(&guard, &account).await?;
    let details = StaffDetails {
        display_name: posted.get("display_name").to_owned(),
        email: posted.get("email").to_owned(),
        roles: (!user.is_viewer).then(|| users::roles(&posted)),
        groups: Some(users::groups(&posted)),
    };
    let change = StaffChange::Edit(details.clone());
    let problems =
        match staff::change(visitor.app, &guard.login.account, &account.id, &change).await {
            Ok(_) => {
                visitor.note("user-edited", Some(&account.name));
                return Ok(Reply::see_other("/admin/users?done=user-edited"));
            }
            Err(ChangeError::Wrong(inputs)) => users::wrong(visitor, &inputs),
            Err(error) => {
                let message = Message::new(users::refusal(error)?);
                vec![inputs::problem(visitor, "roles", "users-roles", &message)]
            }
        };
    let typed = UserView {
        display_name: details.display_name,
        email: details.email,
        roles: match details.roles {
            Some(roles) => users::role_views(visitor, &account.roles, &roles),
            None => user.roles.clone(),
        },
        groups: details.groups.unwrap_or_default(),
        ..user
    };
    show(&guard, typed, absence, problems).await
}

#[post("/admin/users/<id>/absence", data = "<posted>")]
async fn absent(guard: Administrator<'_>, id: &str, posted: Posted) -> RouteResult {
    let account = find(&guard, id).await?;
    let own = &guard.login.account;
    match absence::save(&guard.visitor, own, &account, &posted).await? {
        Saved::Done(done) => Ok(Reply::see_other(format!("/admin/users/{id}?done={done}"))),
        Saved::Wrong(problems, typed) => {
            let (user, known) = views(&guard, &account).await?;
            show(&guard, user, absence::over(typed, known), problems).await
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::store::Account;
    use crate::testing::{Service, add_account, get, log_in, post, service};

    async fn administered() -> (Service, Account, Account) {
        let service = service().await;
        let own = add_account(&service.app, "Li_Admin", &["administrator"]).await;
        let other = add_account(&service.app, "Wang_R", &["reviewer"]).await;
        log_in(&service.client, &own).await;
        (service, own, other)
    }

    fn place(account: &Account) -> String {
        format!("/admin/users/{}?lang=zh-CN", account.id)
    }

    async fn stored(service: &Service, account: &Account) -> Account {
        let found = service.app.store.account(&account.id).await.expect("asked");
        found.expect("found")
    }

    #[rocket::async_test]
    async fn a_member_of_staff_gets_another_name_and_address_and_stays_logged_in() {
        let (service, _, other) = administered().await;
        let client = service.other_client().await;
        log_in(&client, &other).await;
        let (status, page) = get(&service.client, &place(&other)).await;
        assert!(status == 200 && page.contains("Wang_R"), "{page}");
        let pairs = [
            ("display_name", "王 <b>芳"),
            ("email", "wangfang@example.cn"),
            ("roles", "reviewer"),
        ];
        let (status, to) = post(&service.client, &place(&other), &pairs).await;
        assert_eq!(
            (status, to.as_str()),
            (303, "/admin/users?done=user-edited")
        );
        let (_, page) = get(&service.client, &to).await;
        assert!(page.contains("王 &lt;b&gt;芳") && page.contains("wangfang@example.cn"));
        assert_eq!(get(&client, "/desk").await.0, 200);
        let account = stored(&service, &other).await;
        assert_eq!(account.email, "wangfang@example.cn");
        assert_eq!(account.roles, ["reviewer"]);
    }

    #[rocket::async_test]
    async fn what_cannot_be_is_said_at_its_input_and_kept_in_it() {
        let (service, _, other) = administered().await;
        let right = [
            ("display_name", "王芳"),
            ("email", "wang@example.cn"),
            ("roles", "reviewer"),
        ];
        for (input, value, expect) in [
            ("display_name", "", "请填写姓名"),
            ("display_name", &"王".repeat(61), "请填写姓名"),
            ("email", "nobody", "邮箱地址不对"),
            ("roles", "emperor", "请至少选择一个角色"),
        ] {
            let pairs = right.map(|(name, own)| (name, if name == input { value } else { own }));
            let (status, page) = post(&service.client, &place(&other), &pairs).await;
            assert_eq!(status, 422, "{input} {value}");
            assert!(page.contains(expect), "{input}: {page}");
            assert!(
                input == "email" || page.contains("wang@example.cn"),
                "{input}: {page}"
            );
        }
        let kept = stored(&service, &other).await;
        assert_eq!(
            (kept.display_name, kept.email),
            (other.display_name, other.email)
        );
    }

    #[rocket::async_test]
    async fn one_sets_ones_own_address_and_not_ones_own_roles() {
        let (service, own, _) = administered().await;
        let pairs = [
            ("display_name", "李"),
            ("email", "li@example.cn"),
            ("roles", "reviewer"),
        ];
        let (status, _) = post(&service.client, &place(&own), &pairs).await;
        assert_eq!(status, 303);
        let account = stored(&service, &own).await;
        assert_eq!(account.email, "li@example.cn");
        assert_eq!(account.roles, ["administrator"]);
        assert_eq!(
            get(&service.client, "/admin/users").await.0,
            200,
            "still logged in"
        );
    }

    #[rocket::async_test]
    async fn groups_are_ticked_or_written_and_hold_at_once() {
        let (service, own, other) = administered().await;
        let client = service.other_client().await;
        log_in(&client, &other).await;
        let mut pairs = vec![
            ("display_name", "王"),
            ("email", ""),
            ("roles", "reviewer"),
            ("groups", "法规组"),
            ("more_groups", " 财务组，法规组, <b>组、"),
        ];
        let (status, _) = post(&service.client, &place(&other), &pairs).await;
        assert_eq!(status, 303);
        let account = stored(&service, &other).await;
        assert_eq!(account.groups, ["法规组", "财务组", "<b>组"]);
        assert_eq!(get(&client, "/desk").await.0, 200, "still logged in");
        let (_, page) = get(&service.client, &place(&own)).await;
        assert!(
            page.contains("value=\"财务组\"") && !page.contains("<b>组"),
            "{page}"
        );
        // One's own groups, too.
        let (status, _) = post(&service.client, &place(&own), &pairs).await;
        assert_eq!(status, 303);
        assert_eq!(stored(&service, &own).await.groups.len(), 3);

        let long = "组".repeat(41);
        pairs[4].1 = &long;
        let (status, page) = post(&service.client, &place(&other), &pairs).await;
        assert!(
            status == 422 && page.contains("组名最多 40 个字符"),
            "{page}"
        );
        assert!(page.contains(&long), "what was typed is kept: {page}");
        let many: String = (0..21).map(|number| format!("组{number},")).collect();
        pairs[4].1 = &many;
        assert_eq!(post(&service.client, &place(&other), &pairs).await.0, 422);
        assert_eq!(stored(&service, &other).await.groups, account.groups);
    }

    #[rocket::async_test]
    async fn an_administrator_notes_an_absence_and_takes_it_back() {
        let (service, own, other) = administered().await;
        let today = service.app.today().to_string();
        let at = format!("/admin/users/{}/absence?lang=zh-CN", other.id);
        let pairs = [
            ("do", "absent"),
            ("from", today.as_str()),
            ("until", today.as_str()),
            ("stand_in", own.id.as_str()),
        ];
        let (status, to) = post(&service.client, &at, &pairs).await;
        assert_eq!(status, 303, "{to}");
        let (_, page) = get(&service.client, &to).await;
        let noted = format!("从 {today} 到 {today} 不在岗，由 Li_Admin 代办");
        assert!(page.contains(&noted), "{page}");
        let (_, page) = get(&service.client, "/account").await;
        assert!(page.contains("您今天代 Wang_R 办理"), "{page}");
        let (_, page) = get(&service.client, "/admin/users").await;
        assert!(page.contains("不在岗"), "{page}");

        let wrong = [pairs[0], pairs[1], ("until", "soon"), pairs[3]];
        let (status, page) = post(&service.client, &at, &wrong).await;
        assert!(
            status == 422 && page.contains("请填写最后一天") && page.contains("soon"),
            "{page}"
        );
        let client = service.other_client().await;
        log_in(&client, &other).await;
        assert_eq!(post(&client, &at, &pairs).await.0, 403);
        let (status, _) = post(&service.client, &at, &[("do", "present")]).await;
        assert_eq!(status, 303);
        assert_eq!(stored(&service, &other).await.absence, None);
    }

    #[rocket::async_test]
    async fn applicants_are_not_edited_here_and_nobody_else_edits() {
        let (service, own, other) = administered().await;
        let enterprise = add_account(&service.app, "Enter_01", &[]).await;
        let pairs = [
            ("display_name", "x"),
            ("email", ""),
            ("roles", "administrator"),
        ];
        assert_eq!(get(&service.client, &place(&enterprise)).await.0, 404);
        assert_eq!(
            post(&service.client, &place(&enterprise), &pairs).await.0,
            404
        );
        let client = service.other_client().await;
        log_in(&client, &other).await;
        assert_eq!(get(&client, &place(&other)).await.0, 403);
        assert_eq!(post(&client, &place(&other), &pairs).await.0, 403);
        assert_eq!(post(&client, &place(&own), &pairs).await.0, 403);
        assert_eq!(stored(&service, &other).await.roles, ["reviewer"]);
    }
}
