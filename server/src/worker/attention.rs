//! Looks for open steps on which nobody can act, and tells those who can see to it: at what was changed just now, and from
//! time to time at everything that is open.

use std::time::Duration;

use guichet_engine::workflow::{Actor, CollaborationCommand, Command};
use tokio_util::sync::CancellationToken;

use crate::app::{App, AppRef};
use crate::service::attention::{self, UnattendedStep};
use crate::service::cases::{self, CommandError};
use crate::store::StoreError;

/// How often everything is looked at.
const PAUSE: Duration = Duration::from_secs(60);
/// What was changed is looked at no more often than this: the staff are read once for all of it.
const TURN: Duration = Duration::from_millis(250);

/// Looks until told to stop.
pub(super) async fn run(app: AppRef, stop: CancellationToken) {
    let mut from = String::new();
    while !stop.is_cancelled() {
        let looked = async {
            of_changed(&app).await?;
            round(&app, &mut from).await
        };
        if let Err(error) = looked.await {
            tracing::error!(%error, "what is open could not be looked through");
        }
        let wait = async {
            let pause = tokio::time::sleep(PAUSE);
            tokio::pin!(pause);
            loop {
                tokio::select! {
                    () = &mut pause => break,
                    () = app.attention.asked() => {
                        if let Err(error) = of_changed(&app).await {
                            tracing::error!(%error, "what was changed could not be looked at");
                        }
                        tokio::time::sleep(TURN).await;
                    }
                }
            }
        };
        let _ = stop.run_until_cancelled(wait).await;
    }
}

/// Looks at the cases that were changed since the last time.
async fn of_changed(app: &App) -> Result<(), StoreError> {
    let changed = app.attention.take();
    if changed.is_empty() {
        return Ok(());
    }
    let colleagues = attention::present(app).await?;
    for case in changed {
        let Some(row) = app.store.case(&case).await? else {
            continue;
        };
        for step in attention::look_at(app, &row, None, &colleagues).await? {
            notice(app, &step).await?;
        }
    }
    Ok(())
}

/// Looks at a part of everything that is open, each time at the next; gives how many were told of.
async fn round(app: &App, from: &mut String) -> Result<usize, StoreError> {
    let colleagues = attention::present(app).await?;
    let (found, next) = attention::look(app, from, &colleagues).await?;
    *from = next.unwrap_or_default();
    let mut told = 0;
    for step in found {
        told += usize::from(notice(app, &step).await?);
    }
    Ok(told)
}

/// Tells of a step, unless it was told of already.
async fn notice(app: &App, step: &UnattendedStep) -> Result<bool, StoreError> {
    let case = &step.row.case;
    let open = case.open.get(&step.run);
    if open.is_some_and(|open| open.collaboration.unattended == Some(step.why)) {
        return Ok(false);
    }
    let command = Command::Collaborate {
        run: step.run,
        actor: Actor::System,
        collaboration: CollaborationCommand::Notice { why: step.why },
    };
    match cases::command(app, &case.id, &command, crate::locale::DEFAULT).await {
        Ok(_) => Ok(true),
        Err(CommandError::Store(error)) => Err(error),
        Err(error) => {
            tracing::info!(case = %case.id, %error, "nobody was told of a step");
            Ok(false)
        }
    }
}

#[cfg(test)]
mod tests {
    use guichet_engine::workflow::Unattended;

    use super::*;
    use crate::store::{AccountChange, AccountState};
    use crate::testing::case::{absent, member, notified, service_by, staff, submitted};

    fn script(who: &str, more: &str) -> String {
        format!(
            r#"
            workflow(#{{ title: "W", allow: ["add_signer"] }});
            start(#{{ to: "check" }});
            step("check", #{{ title: "Check", who: {who}, {more} actions: [ action("approve", "A").to("approved") ] }});
            finish("approved", #{{ title: "Approved", kind: "approved" }});
        "#
        )
    }

    async fn whys(app: &App) -> Vec<Unattended> {
        let colleagues = attention::present(app).await.expect("asked");
        let (found, _) = attention::look(app, "", &colleagues).await.expect("looked");
        found.iter().map(|step| step.why).collect()
    }

    #[rocket::async_test]
    async fn a_group_without_members_is_told_of_once() {
        let (service, _folder) = service_by(&script("group(\"ghosts\")", "")).await;
        let (_admin, _) = staff(&service, "Admin", &["administrator"]).await;
        submitted(&service, 1).await;
        assert_eq!(whys(&service.app).await, [Unattended::Nobody]);
        let mut from = String::new();
        assert_eq!(round(&service.app, &mut from).await.expect("a round"), 1);
        assert_eq!(round(&service.app, &mut from).await.expect("a round"), 0);
        let told = ("unattended".to_owned(), "Admin@example.com".to_owned());
        assert_eq!(notified(&service).await, [told]);
        member(&service, "Casper", &["reviewer"], &["ghosts"]).await;
        assert_eq!(whys(&service.app).await, []);
    }

    #[rocket::async_test]
    async fn a_submission_is_looked_at_at_once() {
        let (service, _folder) = service_by(&script("group(\"ghosts\")", "")).await;
        let (_admin, _) = staff(&service, "Admin", &["administrator"]).await;
        submitted(&service, 1).await;
        of_changed(&service.app).await.expect("looked");
        assert_eq!(notified(&service).await.len(), 1);
    }

    #[rocket::async_test]
    async fn only_absent_people_and_people_who_are_gone_are_nobody() {
        let (service, _folder) = service_by(&script("role(\"reviewer\")", "")).await;
        let (mut li, _) = staff(&service, "Li", &["reviewer"]).await;
        let (boss, _) = staff(&service, "Boss", &["administrator"]).await;
        submitted(&service, 1).await;
        assert_eq!(whys(&service.app).await, []);
        absent(&service, &mut li, &boss).await;
        assert_eq!(whys(&service.app).await, [Unattended::Absent]);
        let fresh = service.app.store.account(&li.id).await.expect("asked");
        let mut li = fresh.expect("found");
        li.state = AccountState::Disabled;
        let change = AccountChange::new(li);
        service
            .app
            .store
            .change_account(&change)
            .await
            .expect("changed");
        assert_eq!(whys(&service.app).await, [Unattended::Nobody]);
    }
}
