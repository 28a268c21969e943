//! What runs beside the requests: one file per job. A job ends when it is told to stop; one that panics is started again.

mod attention;
mod backup;
mod common_corrections;
mod mail;
mod reclaim_steps;
mod renewals;
mod reserve;
mod security_log;
mod sweep;
mod timers;
mod verify_files;
mod watch;

use std::future::Future;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::app::{App, AppRef};
use crate::store::StoreError;

/// Opens the renewals that are to be opened, as its job does; gives how many accounts were looked at.
pub(crate) async fn open_renewals(app: &App) -> Result<usize, StoreError> {
    renewals::round(app).await
}

/// Acts on due times that have come, as its job does; gives how many were looked at.
pub(crate) async fn act_on_due_times(app: &App) -> Result<usize, StoreError> {
    timers::round(app).await
}

/// Stores the security events that wait, as its job does.
#[cfg(test)]
pub(crate) async fn store_security_events(app: &App) -> Result<(), StoreError> {
    security_log::round(app).await
}

/// How long to wait before a job that panicked is started again.
const PAUSE_AFTER_PANIC: Duration = Duration::from_secs(5);

/// Every job that runs.
#[derive(Debug)]
pub struct Workers {
    stop: CancellationToken,
    jobs: Vec<JoinHandle<()>>,
}

impl Workers {
    /// Starts every job.
    #[must_use]
    pub fn start(app: &AppRef) -> Self {
        let mut workers = Self {
            stop: CancellationToken::new(),
            jobs: Vec::new(),
        };
        workers.add("watch", app, watch::run);
        workers.add("mail", app, mail::run);
        workers.add("timers", app, timers::run);
        workers.add("reclaim_steps", app, reclaim_steps::run);
        workers.add("attention", app, attention::run);
        workers.add("renewals", app, renewals::run);
        workers.add("common_corrections", app, common_corrections::run);
        workers.add("reserve", app, reserve::run);
        workers.add("security_log", app, security_log::run);
        workers.add("sweep", app, sweep::run);
        workers.add("verify_files", app, verify_files::run);
        workers.add("backup", app, backup::run);
        workers
    }

    /// Starts a job: `run` is given the service and a token that says when to stop.
    pub fn add<F>(
        &mut self,
        name: &'static str,
        app: &AppRef,
        run: impl Fn(AppRef, CancellationToken) -> F + Send + 'static,
    ) where
        F: Future<Output = ()> + Send + 'static,
    {
        let app = AppRef::clone(app);
        let stop = self.stop.clone();
        self.jobs.push(tokio::spawn(async move {
            while let Err(error) = tokio::spawn(run(AppRef::clone(&app), stop.clone())).await {
                tracing::error!(job = name, %error, "a job ended unexpectedly and is started again");
                let pause = tokio::time::sleep(PAUSE_AFTER_PANIC);
                if stop.run_until_cancelled(pause).await.is_none() {
                    break;
                }
            }
        }));
    }

    /// Tells every job to stop and waits until they have.
    pub async fn stop(self) {
        self.stop.cancel();
        for job in self.jobs {
            let _ = job.await;
        }
    }
}
