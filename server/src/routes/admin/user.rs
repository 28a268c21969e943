//! One member of staff: name, address, roles.

use guichet_engine::message::Message;
use rocket::http::Status;
use rocket::{Route, get, post, routes};

use super::super::inputs;
use super::users;
use crate::guard::{Administrator, Limited, Posted};
use crate::reply::{PageError, Reply, RouteResult};
use crate::service::staff::{self, ChangeError, StaffChange, StaffDetails};
use crate::store::Account;
use crate::view::page::{ProblemLine, UserPage, UserView};

pub(super) fn routes() -> Vec<Route> {
    routes![form, save]
}

async fn find(guard: &Administrator<'_>, id: &str) -> Result<UserView, PageError> {
    let found = guard.visitor.app.store.account(id).await?;
    let account = found.filter(Account::is_staff);
    let account = account.ok_or_else(PageError::not_found)?;
    Ok(users::view(&account, &guard.login.account.id))
}

fn show(guard: &Administrator<'_>, user: UserView, problems: Vec<ProblemLine>) -> RouteResult {
    let status = if problems.is_empty() {
        Status::Ok
    } else {
        Status::UnprocessableEntity
    };
    let page = UserPage { user, problems };
    let reply = guard.visitor.page("admin/user.html", &page)?;
    Ok(reply.with_status(status))
}

#[get("/admin/users/<id>")]
async fn form(guard: Administrator<'_>, id: &str) -> RouteResult {
    let user = find(&guard, id).await?;
    show(&guard, user, Vec::new())
}

#[post("/admin/users/<id>", data = "<posted>")]
async fn save(guard: Administrator<'_>, id: &str, posted: Posted) -> RouteResult {
    let visitor = &guard.visitor;
    visitor.limit(Limited::Change)?;
    visitor.app.has_room()?;
    let user = find(&guard, id).await?;
    let details = StaffDetails {
        display_name: posted.get("display_name").to_owned(),
        email: posted.get("email").to_owned(),
        roles: (!user.own).then(|| users::roles(&posted)),
    };
    let change = StaffChange::Edit(details.clone());
    let problems = match staff::change(visitor.app, &guard.login.account, id, &change).await {
        Ok(_) => return Ok(Reply::see_other("/admin/users?done=user-edited")),
        Err(ChangeError::Wrong(inputs)) => users::wrong(visitor, &inputs),
        Err(error) => {
            let message = Message::new(users::refusal(error)?);
            vec![inputs::problem(visitor, "roles", "users-roles", &message)]
        }
    };
    let typed = UserView {
        display_name: details.display_name,
        email: details.email,
        roles: details.roles.unwrap_or_else(|| user.roles.clone()),
        ..user
    };
    show(&guard, typed, problems)
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
