//! Keeps the reserve while there is room, and gives it up when the disk runs full.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::app::AppRef;
use crate::disk_space::free_bytes;

/// How often the disk is looked at: it may be another program that fills it.
const EVERY: Duration = Duration::from_millis(500);

/// Looks until told to stop.
pub(super) async fn run(app: AppRef, stop: CancellationToken) {
    loop {
        round(&app);
        let pause = tokio::time::sleep(EVERY);
        if stop.run_until_cancelled(pause).await.is_none() {
            return;
        }
    }
}

fn round(app: &AppRef) {
    if app.has_disk_space().is_err() {
        match app.reserve.give_up() {
            Ok(true) => tracing::error!(
                "the disk is nearly full: the reserve is given up, and nothing new is accepted"
            ),
            Ok(false) => {}
            Err(error) => tracing::error!(%error, "the reserve cannot be given up"),
        }
        return;
    }
    let Some(free) = free_bytes(&app.config.data) else {
        return;
    };
    match app.reserve.keep(free / 1_048_576, app.config.free_space_mb) {
        Ok(true) => tracing::info!("the disk has room again"),
        Ok(false) => {}
        Err(error) => tracing::warn!(%error, "no space can be kept in reserve"),
    }
}
