//! Reclaims what members of staff have claimed and can do no longer: their account was turned off, or a role or group was
//! taken from them. What is given to somebody after that, because a correction goes back to the same person, comes back
//! as well.

use std::time::Duration;

use guichet_engine::workflow::{Actor, Command};
use tokio_util::sync::CancellationToken;

use crate::app::{App, AppRef};
use crate::service::cases::{self, CommandError};
use crate::service::staff;
use crate::store::{Account, AccountState, Queue, StoreError, TaskRow};

/// How often it is looked for where nobody says that members of staff were changed.
const PAUSE: Duration = Duration::from_secs(60);

/// Looks until told to stop.
pub(super) async fn run(app: AppRef, stop: CancellationToken) {
    while !stop.is_cancelled() {
        if let Err(error) = round(&app).await {
            tracing::error!(%error, "what members of staff have could not be looked through");
        }
        let wait = async {
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                () = app.staff_wake.notified() => {}
            }
        };
        let _ = stop.run_until_cancelled(wait).await;
    }
}

/// Returns how many steps were reclaimed.
async fn round(app: &App) -> Result<usize, StoreError> {
    let mut count = 0;
    for account in app.store.staff().await? {
        count += round_of(app, &account).await?;
    }
    Ok(count)
}

async fn round_of(app: &App, account: &Account) -> Result<usize, StoreError> {
    let queue = Queue::assigned_to(&account.id).keys(&[]);
    let mut after = String::new();
    let mut count = 0;
    loop {
        let page = app.store.queue_page(&queue, &after).await?;
        for task in page.rows.iter().filter(|task| !may_keep(task, account)) {
            count += usize::from(reclaim(app, task).await?);
        }
        match page.next {
            Some(next) => after = next,
            None => return Ok(count),
        }
    }
}

fn may_keep(task: &TaskRow, account: &Account) -> bool {
    let keys = staff::keys_of(account);
    let is_theirs = task.roles.is_empty() || task.roles.iter().any(|role| keys.contains(role));
    account.state == AccountState::Active && is_theirs
}

/// Returns whether it was reclaimed: it may be somebody else's already.
async fn reclaim(app: &App, task: &TaskRow) -> Result<bool, StoreError> {
    let command = Command::Release {
        run: task.run,
        actor: Actor::System,
    };
    match cases::command(app, &task.case, &command, crate::locale::DEFAULT).await {
        Ok(_) => Ok(true),
        Err(CommandError::Store(error)) => Err(error),
        Err(error) => {
            tracing::warn!(case = %task.case, %error, "a step was not reclaimed");
            Ok(false)
        }
    }
}

#[cfg(test)]
mod tests {
    use guichet_engine::ids::{AccountId, Role};

    use super::*;
    use crate::service::staff::{StaffChange, StaffDetails};
    use crate::store::CaseRow;
    use crate::testing::case::{member, now, service_by, submitted};
    use crate::testing::{Service, add_account, service};

    async fn claim(service: &Service, row: &CaseRow, account: &Account) {
        let command = Command::Claim {
            run: 1,
            actor: staff::actor_of(account, Vec::new()),
        };
        cases::command(&service.app, &row.case.id, &command, "zh-CN")
            .await
            .expect("claimed");
    }

    async fn owner(service: &Service, row: &CaseRow) -> Option<AccountId> {
        let row = now(service, row).await;
        let assignee = row.case.open[&1].assignee.clone();
        assignee.map(|own| own.id)
    }

    async fn reclaims(service: &Service) -> usize {
        round(&service.app).await.expect("a round")
    }

    #[rocket::async_test]
    async fn what_somebody_has_whose_account_is_turned_off_goes_back_once_though_it_was_begun_before()
     {
        let service = service().await;
        let admin = add_account(&service.app, "Admin", &["administrator"]).await;
        let wang = add_account(&service.app, "Wang", &["reviewer"]).await;
        let li = add_account(&service.app, "Li", &["reviewer"]).await;
        let mut rows = Vec::new();
        for number in 1..=3 {
            rows.push(submitted(&service, number).await);
        }
        claim(&service, &rows[0], &wang).await;
        claim(&service, &rows[1], &wang).await;
        claim(&service, &rows[2], &li).await;
        assert_eq!(reclaims(&service).await, 0);
        staff::change(&service.app, &admin, &wang.id, &StaffChange::Disable)
            .await
            .expect("disabled");
        // The process ended after the first of them.
        let queue = Queue::assigned_to(&wang.id).keys(&[]);
        let page = service
            .app
            .store
            .queue_page(&queue, "")
            .await
            .expect("asked");
        assert_eq!(page.rows.len(), 2);
        assert!(reclaim(&service.app, &page.rows[0]).await.expect("asked"));
        assert!(!reclaim(&service.app, &page.rows[0]).await.expect("asked"));
        assert_eq!(reclaims(&service).await, 1);
        assert_eq!(reclaims(&service).await, 0);
        assert_eq!(owner(&service, &rows[0]).await, None);
        assert_eq!(owner(&service, &rows[1]).await, None);
        assert_eq!(owner(&service, &rows[2]).await, Some(li.id.clone()));
        claim(&service, &rows[0], &li).await;
    }

    #[rocket::async_test]
    async fn what_is_for_a_group_goes_back_from_whoever_belongs_to_it_no_longer() {
        let script = r#"
            workflow(#{ title: "W" });
            start(#{ to: "check" });
            step("check", #{ title: "C", who: group("法规组"), actions: [ action("approve", "A").to("approved") ] });
            finish("approved", #{ title: "Approved", kind: "approved" });
        "#;
        let (service, _folder) = service_by(script).await;
        let admin = add_account(&service.app, "Admin", &["administrator"]).await;
        let (wang, _) = member(&service, "Wang", &["reviewer"], &["法规组", "财务组"]).await;
        let row = submitted(&service, 1).await;
        claim(&service, &row, &wang).await;
        let groups = |groups: &[&str]| {
            StaffChange::Edit(StaffDetails {
                display_name: "Wang".to_owned(),
                email: String::new(),
                roles: Some(vec![Role::new("reviewer")]),
                groups: Some(groups.iter().map(|group| (*group).to_owned()).collect()),
            })
        };
        for (now, expect) in [(&["法规组"][..], 0), (&["财务组"], 1)] {
            staff::change(&service.app, &admin, &wang.id, &groups(now))
                .await
                .expect("changed");
            assert_eq!(reclaims(&service).await, expect, "{now:?}");
        }
        assert_eq!(owner(&service, &row).await, None);
    }
}
