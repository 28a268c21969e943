//! Stores security events, many in one commit, soon after they happened.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::app::{App, AppRef};
use crate::store::StoreError;

/// Events stored in one commit.
const BATCH: usize = 500;
/// The time in which events gather, so that a crowd of logins is one commit.
const GATHER: Duration = Duration::from_millis(200);
/// How long to wait before what could not be stored is tried again.
const PAUSE: Duration = Duration::from_secs(5);

/// Stores what happens until told to stop, and what has happened until then.
pub(super) async fn run(app: AppRef, stop: CancellationToken) {
    loop {
        let stopped = stop
            .run_until_cancelled(app.security.changed())
            .await
            .is_none();
        if !stopped {
            let _ = stop.run_until_cancelled(tokio::time::sleep(GATHER)).await;
        }
        if let Err(error) = round(&app).await {
            tracing::error!(%error, "failed to store security events; the log has them");
            let _ = stop.run_until_cancelled(tokio::time::sleep(PAUSE)).await;
        }
        if stopped || stop.is_cancelled() {
            break;
        }
    }
    if let Err(error) = round(&app).await {
        tracing::error!(%error, "failed to store security events; the log has them");
    }
}

/// Stores what waits.
pub(super) async fn round(app: &App) -> Result<(), StoreError> {
    loop {
        let events = app.security.take(BATCH);
        if events.is_empty() {
            return Ok(());
        }
        if let Err(error) = app.store.add_security_events(&events).await {
            app.security.give_back(events);
            return Err(error);
        }
    }
}
