//! Tells cases that a due time has come.

use std::time::Duration;

use guichet_engine::workflow::Command;
use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;

use crate::app::{App, AppRef};
use crate::service::cases::{self, CommandError};
use crate::store::StoreError;

/// How often due times are looked for.
const POLL: Duration = Duration::from_secs(5);
/// Due times acted on at a time.
const BATCH: u32 = 50;
/// When a due time that could not be acted on is looked at again: it must not keep others waiting.
const PUT_OFF: SignedDuration = SignedDuration::from_hours(1);

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
    let now = app.clock.now();
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
                tracing::warn!(case = %task.case, %error, "a due time was not acted on");
                app.store.put_off(&task.id, now, now + PUT_OFF).await?;
            }
        }
    }
    Ok(due.len())
}

#[cfg(test)]
mod tests {
    use guichet_engine::ids::CaseId;

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
        assert_eq!(case.version, row.case.version + 3);
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
            case: CaseId::new(case),
            run,
            timer: Some(testing::at(1)),
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
            page.contains(row.case.reference.as_str())
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

    #[rocket::async_test]
    async fn a_reminder_comes_once_then_the_escalation_and_then_the_end_of_the_whole_time() {
        let script = r#"
            workflow(#{ title: "W", calendar: "cn", due: calendar_days(20), manager: role("administrator") });
            start(#{ to: "check" });
            step("check", #{
                title: "C", who: group("法规组"), due: calendar_days(5), remind: calendar_days(2), escalate: role("administrator"),
                actions: [ action("approve", "A").to("approved") ],
            });
            finish("approved", #{ title: "Approved", kind: "approved" });
        "#;
        let (service, _folder) = testing::case::service_by(script).await;
        testing::case::member(&service, "Wang", &["reviewer"], &["法规组"]).await;
        testing::case::member(&service, "Zhao", &["reviewer"], &["法规组"]).await;
        testing::case::staff(&service, "Qian", &["reviewer"]).await;
        testing::case::staff(&service, "Li", &["administrator"]).await;
        let row = begun(&service).await;
        let reminded = [
            ("reminder", "Wang@example.com"),
            ("reminder", "Zhao@example.com"),
        ];
        let escalated = [("escalated", "Li@example.com")];
        let over = [("case-overdue", "Li@example.com")];
        for (days, expect) in [
            (2, &[][..]),
            (4, &reminded),
            (6, &escalated),
            (19, &[]),
            (21, &over),
            (60, &[]),
        ] {
            let before = testing::case::notified(&service).await.len();
            let then = testing::service_on(&service, days * 86_400).await;
            let rounds = usize::from(!expect.is_empty());
            assert_eq!(round(&then.app).await.expect("a round"), rounds, "{days}");
            assert_eq!(round(&then.app).await.expect("a round"), 0, "{days}");
            let mut told = testing::case::notified(&service).await.split_off(before);
            told.sort();
            let told: Vec<(&str, &str)> = told
                .iter()
                .map(|(news, to)| (news.as_str(), to.as_str()))
                .collect();
            assert_eq!(told, expect, "{days} days");
        }
        let case = testing::case::now(&service, &row).await.case;
        assert!(case.overdue && case.open[&1].overdue && case.open[&1].collaboration.escalated);
    }

    #[rocket::async_test]
    async fn an_applicant_is_reminded_of_a_step_of_theirs() {
        let script = r#"
            workflow(#{ title: "W", calendar: "cn" });
            start(#{ to: "fetch" });
            step("fetch", #{
                title: "F", who: applicant(), due: calendar_days(5), remind: calendar_days(2),
                actions: [ action("done", "D").to("approved") ],
            });
            finish("approved", #{ title: "Approved", kind: "approved" });
        "#;
        let (service, _folder) = testing::case::service_by(script).await;
        let row = begun(&service).await;
        let then = testing::service_on(&service, 4 * 86_400).await;
        assert_eq!(round(&then.app).await.expect("a round"), 1);
        assert_eq!(round(&then.app).await.expect("a round"), 0);
        let (mails, _) = service.app.store.mails("", 10).await.expect("asked");
        let mails: Vec<_> = mails
            .iter()
            .map(|mail| (mail.notice.as_str(), mail.to.as_str()))
            .collect();
        assert_eq!(mails, [("reminder", row.email.as_str())]);
    }

    #[rocket::async_test]
    async fn the_end_of_the_whole_time_ends_a_case_where_the_workflow_says_so() {
        let script = r#"
            workflow(#{ title: "W", calendar: "cn", due: calendar_days(10), overdue: "withdrawn" });
            start(#{ to: ["one", "two"] });
            step("one", #{ title: "1", who: role("reviewer"), due: calendar_days(30), actions: [ action("a", "A").to("approved") ] });
            step("two", #{ title: "2", who: role("reviewer"), actions: [ action("b", "B").to("approved") ] });
            finish("approved", #{ title: "Approved", kind: "approved" });
            finish("withdrawn", #{ title: "Withdrawn", kind: "withdrawn" });
        "#;
        let (service, _folder) = testing::case::service_by(script).await;
        let row = begun(&service).await;
        let then = testing::service_on(&service, 11 * 86_400).await;
        // Both steps wake the case; the second finds it ended.
        assert_eq!(round(&then.app).await.expect("a round"), 2);
        assert_eq!(round(&then.app).await.expect("a round"), 0);
        let case = testing::case::now(&service, &row).await.case;
        let finish = case.finished.map(|(finish, _)| finish);
        assert_eq!(finish.as_deref(), Some("withdrawn"));
        assert!(case.open.is_empty());
    }
}
