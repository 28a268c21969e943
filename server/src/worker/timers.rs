//! Tells cases that a due time has come.

use std::time::Duration;

use guichet_engine::workflow::Command;
use tokio_util::sync::CancellationToken;

use crate::app::{App, AppRef};
use crate::service::cases::{self, CommandError};
use crate::store::StoreError;

/// How often due times are looked for.
const POLL: Duration = Duration::from_secs(5);
/// Due times acted on at a time.
const BATCH: u32 = 50;
/// When a due time that could not be acted on is looked at again, in milliseconds: it must not keep others waiting.
const PUT_OFF_MS: i64 = 3_600_000;

/// Looks until told to stop.
pub(super) async fn run(app: AppRef, stop: CancellationToken) {
    loop {
        match round(&app).await {
            Ok(seen) if seen >= BATCH as usize => continue,
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "due times could not be looked for"),
        }
        if stop
            .run_until_cancelled(tokio::time::sleep(POLL))
            .await
            .is_none()
        {
            return;
        }
    }
}

/// Acts on what is due; gives how many due times were looked at.
pub(super) async fn round(app: &App) -> Result<usize, StoreError> {
    let now = app.clock.now_ms();
    let due = app.store.due_tasks(now, BATCH).await?;
    for task in &due {
        let command = Command::Overdue { run: task.run };
        match cases::command(app, &task.case, &command, crate::locale::DEFAULT).await {
            Ok(_) => continue,
            // The store may be whole again a moment later.
            Err(CommandError::Store(error)) => return Err(error),
            // Somebody acted at the last moment, or another process was faster: then the row is already another, and stays
            // as it is. Else the case is gone, or its definition at fault.
            Err(error) => {
                tracing::warn!(case = task.case, %error, "a due time was not acted on");
                app.store
                    .put_off(&task.id, now, now.saturating_add(PUT_OFF_MS))
                    .await?;
            }
        }
    }
    Ok(due.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::cases::tests::{begun, returned};
    use crate::store::{AccountState, Commit, TaskRow};
    use crate::testing;

    #[rocket::async_test]
    async fn what_is_overdue_is_marked_once() {
        // Thirty days ahead: the two working days of the review are over.
        let service = testing::service().await;
        let row = begun(&service).await;
        assert_eq!(round(&service.app).await.expect("a round"), 0);
        let late = testing::service_on(&service, 30 * 86_400).await;
        assert_eq!(round(&late.app).await.expect("a round"), 1);
        assert_eq!(round(&late.app).await.expect("a round"), 0);
        let found = late.app.store.case(&row.case.id).await.expect("asked");
        let case = found.expect("found").case;
        assert!(case.open.values().all(|open| open.overdue));
        assert_eq!(case.version, row.case.version + 1);
    }

    #[rocket::async_test]
    async fn a_correction_that_does_not_come_ends_the_case() {
        let service = testing::service().await;
        let row = returned(&service).await;
        let late = testing::service_on(&service, 31 * 86_400).await;
        assert_eq!(round(&late.app).await.expect("a round"), 1);
        let found = late.app.store.case(&row.case.id).await.expect("asked");
        let found = found.expect("found");
        assert!(found.case.open.is_empty());
        let account = found.account.expect("an account");
        let account = late.app.store.account(&account).await.expect("asked");
        assert_eq!(account.expect("found").state, AccountState::Closed);
        assert_eq!(round(&late.app).await.expect("a round"), 0);
    }

    #[rocket::async_test]
    async fn a_task_whose_case_is_gone_or_moved_on_keeps_nobody_waiting() {
        let service = testing::service().await;
        let row = begun(&service).await;
        let tasks = service.app.store.tasks_of(&[row.case.reference]).await;
        let task = tasks.expect("asked").remove(0);
        let stray = |id: &str, case: &str, run: u32| TaskRow {
            id: id.to_owned(),
            case: case.to_owned(),
            run,
            timer: Some(1),
            ..task.clone()
        };
        let commit = Commit {
            tasks: vec![stray("gone-1", "gone", 1), stray("moved-7", &task.case, 7)],
            ..Commit::default()
        };
        service.app.store.commit(&commit).await.expect("committed");
        assert_eq!(round(&service.app).await.expect("a round"), 2);
        assert_eq!(round(&service.app).await.expect("a round"), 0);
        // They are looked at again, and the real one is still found behind them.
        let late = testing::service_on(&service, 30 * 86_400).await;
        assert_eq!(round(&late.app).await.expect("a round"), 3);
        let found = late.app.store.case(&task.case).await.expect("asked");
        let case = found.expect("found").case;
        assert!(case.open.values().all(|open| open.overdue));
    }

    #[rocket::async_test]
    async fn a_wait_is_nobodys_task_and_passes_when_its_time_is_over() {
        let script = r#"
            workflow(#{ title: "W", calendar: "cn" });
            start(#{ to: "notice" });
            wait("notice", #{ title: "Public notice", time: calendar_days(7), to: "review" });
            step("review", #{ title: "R", who: role("reviewer"), actions: [ action("approve", "A").to("approved") ] });
            finish("approved", #{ title: "Approved", kind: "approved" });
        "#;
        let (service, _folder) = testing::case::service_by(script).await;
        let row = begun(&service).await;
        let (_, reviewer) = testing::case::staff(&service, "Li", &["reviewer"]).await;
        let desk = async |client: &rocket::local::asynchronous::Client| {
            let (status, page) = testing::get(client, "/desk").await;
            assert_eq!(status, 200);
            page.contains(&row.case.reference)
        };
        assert!(!desk(&reviewer).await);
        let early = testing::service_on(&service, 6 * 86_400).await;
        assert_eq!(round(&early.app).await.expect("a round"), 0);
        let late = testing::service_on(&service, 8 * 86_400).await;
        assert_eq!(round(&late.app).await.expect("a round"), 1);
        let found = late.app.store.case(&row.case.id).await.expect("asked");
        let case = found.expect("a case").case;
        let open: Vec<&str> = case.open.values().map(|open| open.step.as_str()).collect();
        assert_eq!(open, ["review"]);
        assert!(desk(&reviewer).await);
    }
}
