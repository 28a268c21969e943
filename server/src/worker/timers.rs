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

/// Looks until told to stop.
pub(super) async fn run(app: AppRef, stop: CancellationToken) {
    loop {
        match round(&app).await {
            Ok(acted) if acted >= BATCH as usize => continue,
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

/// Acts on what is due; gives how many cases changed.
async fn round(app: &App) -> Result<usize, StoreError> {
    let due = app.store.due_tasks(app.clock.now_ms(), BATCH).await?;
    let mut acted = 0;
    for task in due {
        let command = Command::Overdue { run: task.run };
        match cases::command(app, &task.case, &command, crate::locale::DEFAULT).await {
            Ok(_) => acted += 1,
            // Somebody acted at the last moment, or another process was faster: the row is already another.
            Err(CommandError::Refused(refusal)) => {
                tracing::info!(
                    case = task.case,
                    code = refusal.code,
                    "a due time was not acted on"
                );
            }
            Err(error) => tracing::error!(case = task.case, %error, "a due time failed"),
        }
    }
    Ok(acted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::cases::tests::begun;
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
        let case = late
            .app
            .store
            .case(&row.case.id)
            .await
            .expect("asked")
            .expect("found")
            .case;
        assert!(case.open.values().all(|open| open.overdue));
    }
}
