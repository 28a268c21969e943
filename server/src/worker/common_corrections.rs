//! Looks up what applicants often have to correct.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::app::AppRef;
use crate::common_corrections;

/// How often.
const PAUSE: Duration = Duration::from_secs(300);

/// Looks until told to stop.
pub(super) async fn run(app: AppRef, stop: CancellationToken) {
    while !stop.is_cancelled() {
        if let Err(error) =
            common_corrections::refresh(&app.common_corrections, &app.store, &app.clock).await
        {
            tracing::error!(%error, "what is often flagged could not be looked up");
        }
        let _ = stop.run_until_cancelled(tokio::time::sleep(PAUSE)).await;
    }
}
