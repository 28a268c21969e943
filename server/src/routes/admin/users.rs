//! Members of staff: who they are, what they may do, new ones, one-time passwords.

use guichet_engine::ids::{AccountId, Role};
use guichet_engine::message::Message;
use rocket::http::Status;
use rocket::{Route, get, post, routes};

use super::super::inputs;
use crate::guard::{Administrator, Limited, Posted, Visitor};
use crate::reply::{PageError, Reply, RouteResult};
use crate::service::staff::{self, AddError, ChangeError, GROUPS_MAX, NewStaff, StaffChange};
use crate::store::{Account, AccountState};
use crate::view::page::{ProblemLine, RoleView, UserMade, UserView, UsersPage};

pub(super) fn routes() -> Vec<Route> {
    routes![list, change]
}

#[get("/admin/users")]
async fn list(guard: Administrator<'_>) -> RouteResult {
    guard.visitor.is_confirmed(&guard.login)?;
    show(&guard, nobody(&guard), Vec::new(), None).await
}

/// Returns the inputs of somebody who is to be added, with nothing in them.
fn nobody(guard: &Administrator<'_>) -> UserView {
    UserView {
        roles: role_views(&guard.visitor, &[], &[]),
        ..UserView::default()
    }
}

/// Returns every role there is, those that somebody holds already among them, with which of them are ticked.
pub(in crate::routes) fn role_views(
    visitor: &Visitor<'_>,
    held: &[Role],
    ticked: &[Role],
) -> Vec<RoleView> {
    let live = visitor.app.definitions.live();
    let known = staff::known_roles(&visitor.app.definitions).with(held);
    let view = |role: &Role| RoleView {
        name: role.to_string(),
        title: known.title(role, &live.templates.sentences, visitor.locale),
        held: ticked.contains(role),
    };
    known.iter().map(view).collect()
}

/// Returns a member of staff, as whoever has the account `viewer` sees them.
pub(in crate::routes) fn view(
    visitor: &Visitor<'_>,
    account: &Account,
    viewer: &AccountId,
) -> UserView {
    let app = visitor.app;
    UserView {
        id: account.id.to_string(),
        name: account.name.clone(),
        display_name: account.display_name.clone(),
        email: account.email.clone(),
        roles: role_views(visitor, &account.roles, &account.roles),
        groups: account.groups.clone(),
        absent: account.absence_on(app.today()).is_some(),
        disabled: account.state != AccountState::Active,
        has_second_factor: account.second_factor.is_some(),
        is_viewer: account.id == *viewer,
    }
}

async fn show(
    guard: &Administrator<'_>,
    typed: UserView,
    problems: Vec<ProblemLine>,
    made: Option<UserMade>,
) -> RouteResult {
    let staff = guard.visitor.app.store.staff().await?;
    let groups = staff::known_groups(guard.visitor.app).await?;
    let own = &guard.login.account.id;
    let view = |account: &Account| view(&guard.visitor, account, own);
    let status = if problems.is_empty() {
        Status::Ok
    } else {
        Status::UnprocessableEntity
    };
    let page = UsersPage {
        users: staff.iter().map(view).collect(),
        problems,
        typed,
        made,
        groups: groups.into_iter().collect(),
    };
    let reply = guard.visitor.page(&page)?;
    Ok(reply.with_status(status))
}

#[post("/admin/users", data = "<posted>")]
async fn change(guard: Administrator<'_>, posted: Posted) -> RouteResult {
    guard.visitor.limit(Limited::Change)?;
    guard.visitor.is_confirmed(&guard.login)?;
    guard.visitor.app.has_disk_space()?;
    let change = match posted.get("do") {
        "add" => return add(&guard, &posted).await,
        "reset" => StaffChange::Reset,
        "reset-second-factor" => StaffChange::ResetSecondFactor,
        "disable" => StaffChange::Disable,
        "enable" => StaffChange::Enable,
        _ => return Err(PageError::bad_request()),
    };
    let (app, by) = (guard.visitor.app, &guard.login.account);
    let id = AccountId::new(posted.get("id"));
    let refused = match staff::change(app, by, &id, &change).await {
        Ok(Some(password)) => {
            let account = app.store.account(&id).await?;
            let name = account.map(|account| account.name).unwrap_or_default();
            guard.visitor.note("user-reset", Some(&name));
            let made = Some(UserMade { name, password });
            return show(&guard, nobody(&guard), Vec::new(), made).await;
        }
        Ok(None) => {
            let done = match change {
                StaffChange::Disable => "user-disabled",
                StaffChange::Enable => "user-enabled",
                StaffChange::ResetSecondFactor => "user-second-factor-reset",
                StaffChange::Edit(_) | StaffChange::Reset | StaffChange::Absence(_) => {
                    "user-edited"
                }
            };
            let account = app.store.account(&id).await?;
            let name = account.map(|account| account.name).unwrap_or_default();
            guard.visitor.note(done, Some(&name));
            return Ok(Reply::see_other(format!("/admin/users?done={done}")));
        }
        Err(error) => refusal(error)?,
    };
    let row = format!("user-{id}");
    let message = Message::new(refused);
    let problem = inputs::problem(&guard.visitor, &row, "admin-users", &message);
    show(&guard, nobody(&guard), vec![problem], None).await
}

/// Returns what to say of a change that was refused.
pub(in crate::routes) fn refusal(error: ChangeError) -> Result<&'static str, PageError> {
    match error {
        ChangeError::Own => Ok("problem-users-own"),
        ChangeError::LastAdministrator => Ok("problem-users-last"),
        ChangeError::Changed => Ok("problem-users-changed"),
        ChangeError::Wrong(_) => Err(PageError::bad_request()),
        ChangeError::NotFound => Err(PageError::not_found()),
        ChangeError::Password(error) => Err(error.into()),
        ChangeError::Store(error) => Err(error.into()),
    }
}

/// Returns what is wrong with these inputs of a member of staff.
pub(in crate::routes) fn wrong(visitor: &Visitor<'_>, inputs: &[&str]) -> Vec<ProblemLine> {
    let problem = |input: &&str| {
        let message = Message::new(format!("problem-users-{}", input.replace('_', "-")))
            .with("most", GROUPS_MAX);
        inputs::problem(visitor, input, &label(input), &message)
    };
    inputs.iter().map(problem).collect()
}

fn label(input: &str) -> String {
    match input {
        "roles" | "groups" => format!("users-{input}"),
        "from" | "until" | "stand_in" => format!("absence-{}", input.replace('_', "-")),
        _ => format!("users-{}-label", input.replace('_', "-")),
    }
}

/// Returns the roles that are ticked.
pub(super) fn roles(posted: &Posted) -> Vec<Role> {
    let ticked = posted.pairs.iter().filter(|(name, _)| name == "roles");
    ticked.map(|(_, role)| Role::new(role.as_str())).collect()
}

/// Returns the groups that are ticked, and those that are written beside them.
pub(super) fn groups(posted: &Posted) -> Vec<String> {
    let named = ["groups", "more_groups"];
    let ticked = posted.pairs.iter();
    let ticked = ticked.filter(|(name, _)| named.contains(&name.as_str()));
    let texts: Vec<&str> = ticked.map(|(_, text)| text.as_str()).collect();
    staff::groups_of(&texts.join("\n"))
}

async fn add(guard: &Administrator<'_>, posted: &Posted) -> RouteResult {
    let (visitor, app) = (&guard.visitor, guard.visitor.app);
    let new = NewStaff {
        name: posted.get("name").to_owned(),
        display_name: posted.get("display_name").to_owned(),
        email: posted.get("email").to_owned(),
        roles: roles(posted),
        groups: groups(posted),
    };
    let mut inputs = new.wrong(&staff::known_roles(&app.definitions));
    if new.email.is_empty() {
        // Whoever is added here is told nothing else than by mail, once the page with the password is closed.
        inputs.push("email");
    }
    let mut problems = wrong(visitor, &inputs);
    let typed = UserView {
        name: new.name.clone(),
        display_name: new.display_name.clone(),
        email: new.email.clone(),
        roles: role_views(visitor, &[], &new.roles),
        groups: new.groups.clone(),
        ..UserView::default()
    };
    if problems.is_empty() {
        let name = new.name.clone();
        match staff::add(&app.store, &app.passwords, new, app.clock.now()).await {
            Ok(password) => {
                let by = &guard.login.account.id;
                tracing::info!(%by, "an administrator added a member of staff");
                visitor.note("user-added", Some(&name));
                let made = Some(UserMade { name, password });
                return show(guard, nobody(guard), Vec::new(), made).await;
            }
            Err(AddError::Failed(error)) => return Err(error.into()),
            Err(AddError::Taken) => {
                let message = Message::new("problem-not-unique");
                problems.push(inputs::problem(visitor, "name", &label("name"), &message));
            }
        }
    }
    show(guard, typed, problems, None).await
}

#[cfg(test)]
mod tests {
    use guichet_engine::ids::{AccountId, Role};
    use rocket::local::asynchronous::Client;

    use crate::service::staff::{self, ChangeError, StaffChange, StaffDetails};
    use crate::store::{Account, AccountState};
    use crate::testing::{PASSWORD, Service, add_account, get, log_in, post, service};

    const PLACE: &str = "/admin/users?lang=zh-CN";

    async fn administered() -> (Service, Account, Account) {
        let service = service().await;
        let own = add_account(&service.app, "Li_Admin", &["administrator"]).await;
        let other = add_account(&service.app, "Wang_R", &["reviewer"]).await;
        log_in(&service.client, &own).await;
        (service, own, other)
    }

    async fn stored(service: &Service, id: &AccountId) -> Account {
        let found = service.app.store.account(id).await.expect("asked");
        found.expect("found")
    }

    /// Returns the one-time password that a page shows.
    fn shown(page: &str) -> &str {
        let (_, rest) = page.split_once("id=\"made\">").expect("a password");
        rest.split('<').next().expect("its end")
    }

    async fn can_log_in(service: &Service, name: &str, password: &str) -> Option<Client> {
        let client = service.other_client().await;
        let pairs = [("name", name), ("password", password)];
        let (status, _) = post(&client, "/login", &pairs).await;
        (status == 303).then_some(client)
    }

    #[rocket::async_test]
    async fn a_new_member_of_staff_gets_a_password_for_once() {
        let (service, ..) = administered().await;
        let new = [
            ("do", "add"),
            ("name", "Zhao_R"),
            ("display_name", "赵 <b>示例"),
            ("email", "zhao@example.cn"),
            ("roles", "reviewer"),
        ];
        let (status, page) = post(&service.client, PLACE, &new).await;
        assert_eq!(status, 200, "{page}");
        assert!(!page.contains("赵 <b>"));
        let password = shown(&page);
        assert_eq!(password.len(), 19);
        let client = can_log_in(&service, "zhao_r", password)
            .await
            .expect("a login");
        assert_eq!(get(&client, "/desk").await.1, "/account/password");
        let (_, page) = get(&service.client, PLACE).await;
        assert!(!page.contains(password) && page.contains("zhao@example.cn"));

        let (status, page) = post(&service.client, PLACE, &new).await;
        assert_eq!(status, 422);
        assert!(
            page.contains("已被使用") && page.contains("value=\"Zhao_R\""),
            "{page}"
        );
        for (input, value, expect) in [
            ("name", "", "登录名须为"),
            ("name", "a b", "登录名须为"),
            ("name", &"x".repeat(61), "登录名须为"),
            ("display_name", " ", "请填写姓名"),
            ("display_name", "赵\u{202e}示例", "请填写姓名"),
            ("email", "nobody", "邮箱地址不对"),
            ("email", "", "邮箱地址不对"),
            ("roles", "emperor", "请至少选择一个角色"),
        ] {
            let mut pairs = new;
            for (name, own) in &mut pairs {
                if *name == input {
                    *own = value;
                }
            }
            let (status, page) = post(&service.client, PLACE, &pairs).await;
            assert_eq!(status, 422, "{input} {value}");
            assert!(page.contains(expect), "{input}: {page}");
        }
        assert_eq!(service.app.store.staff().await.expect("asked").len(), 3);
    }

    #[rocket::async_test]
    async fn a_reset_password_ends_the_logins_and_says_so() {
        let (service, _, other) = administered().await;
        let client = can_log_in(&service, "Wang_R", PASSWORD)
            .await
            .expect("a login");
        let pairs = [("do", "reset"), ("id", other.id.as_str())];
        let (status, page) = post(&service.client, PLACE, &pairs).await;
        assert_eq!(status, 200);
        assert_eq!(get(&client, "/desk").await.0, 303);
        assert!(can_log_in(&service, "Wang_R", PASSWORD).await.is_none());
        let client = can_log_in(&service, "Wang_R", shown(&page))
            .await
            .expect("a login");
        assert_eq!(get(&client, "/desk").await.1, "/account/password");
        let (mails, _) = service.app.store.mails("", 10).await.expect("asked");
        let told: Vec<_> = mails
            .iter()
            .map(|mail| (mail.notice.as_str(), mail.to.as_str()))
            .collect();
        assert_eq!(told, [("password-changed", "Wang_R@example.com")]);
    }

    #[rocket::async_test]
    async fn what_is_taken_from_somebody_ends_at_once() {
        let (service, _, other) = administered().await;
        let id = other.id.as_str();
        let client = can_log_in(&service, "Wang_R", PASSWORD)
            .await
            .expect("a login");
        let (_, to) = post(&service.client, PLACE, &[("do", "disable"), ("id", id)]).await;
        assert_eq!(to, "/admin/users?done=user-disabled");
        assert_eq!(get(&client, "/desk").await.0, 303);
        assert!(can_log_in(&service, "Wang_R", PASSWORD).await.is_none());
        let (_, to) = post(&service.client, PLACE, &[("do", "enable"), ("id", id)]).await;
        assert_eq!(to, "/admin/users?done=user-enabled");
        assert_eq!(get(&client, "/desk").await.0, 303);
        let client = can_log_in(&service, "Wang_R", PASSWORD)
            .await
            .expect("a login");
        let roles = [
            ("display_name", "王"),
            ("email", ""),
            ("roles", "administrator"),
        ];
        let place = format!("/admin/users/{id}");
        let (_, to) = post(&service.client, &place, &roles).await;
        assert_eq!(to, "/admin/users?done=user-edited");
        assert_eq!(get(&client, "/desk").await.0, 303);
        let client = can_log_in(&service, "Wang_R", PASSWORD)
            .await
            .expect("a login");
        assert_eq!(get(&client, "/admin/users").await.0, 200);
        assert_eq!(post(&service.client, &place, &roles[..2]).await.0, 422);
        assert_eq!(
            stored(&service, &AccountId::new(id)).await.roles,
            ["administrator"]
        );
    }

    #[rocket::async_test]
    async fn nobody_locks_themselves_or_everybody_out() {
        let (service, own, _) = administered().await;
        for what in ["disable", "reset"] {
            let pairs = [("do", what), ("id", own.id.as_str())];
            let (status, page) = post(&service.client, PLACE, &pairs).await;
            assert_eq!(status, 422, "{what}");
            assert!(page.contains("不能停用自己"), "{page}");
        }
        // Two who turn each other off: the second one's login is gone, and the store would refuse it besides.
        let two = add_account(&service.app, "Qian_A", &["administrator"]).await;
        let pairs = [("do", "disable"), ("id", two.id.as_str())];
        assert_eq!(post(&service.client, PLACE, &pairs).await.0, 303);
        let fewer = StaffChange::Edit(StaffDetails {
            display_name: "李".to_owned(),
            email: String::new(),
            roles: Some(vec![Role::new("reviewer")]),
            groups: None,
        });
        let refused = staff::change(&service.app, &two, &own.id, &fewer).await;
        assert!(
            matches!(refused, Err(ChangeError::LastAdministrator)),
            "{refused:?}"
        );
        assert_eq!(stored(&service, &own.id).await.state, AccountState::Active);
    }

    #[rocket::async_test]
    async fn only_members_of_staff_are_changed_here_and_only_by_administrators() {
        let (service, _, other) = administered().await;
        let enterprise = add_account(&service.app, "Enter_01", &[]).await;
        for id in [enterprise.id.as_str(), "nobody", ""] {
            let pairs = [("do", "disable"), ("id", id)];
            assert_eq!(post(&service.client, PLACE, &pairs).await.0, 404, "{id}");
        }
        let pairs = [("do", "explode"), ("id", other.id.as_str())];
        assert_eq!(post(&service.client, PLACE, &pairs).await.0, 400);
        let client = service.other_client().await;
        let pairs = [("do", "disable"), ("id", other.id.as_str())];
        assert_eq!(post(&client, PLACE, &pairs).await.0, 303);
        log_in(&client, &other).await;
        assert_eq!(get(&client, PLACE).await.0, 403);
        assert_eq!(post(&client, PLACE, &pairs).await.0, 403);
        assert_eq!(
            stored(&service, &other.id).await.state,
            AccountState::Active
        );
    }
}
