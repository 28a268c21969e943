//! What commands have in common as a process: threads, how they end.

use std::process::ExitCode;
use std::sync::Arc;

use tokio::runtime::Runtime;

use crate::store::Fatal;

/// How a command ended; its number is the process's exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// Done, and nothing is wrong.
    Clean = 0,
    /// Done, and something is wrong with what was looked at.
    Faults = 1,
    /// It could not be done; standard error says why.
    CouldNotRun = 2,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// The exit code after a commit whose outcome is unknown: start the process again.
const EXIT_FATAL: i32 = 70;
/// How much stack a thread has: the store recurses.
const STACK_BYTES: usize = 8 * 1024 * 1024;

/// Starts the threads that a command runs on; 0 workers are one per core.
pub(super) fn runtime(workers: usize) -> Result<Runtime, String> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    if workers > 0 {
        builder.worker_threads(workers);
    }
    builder
        .enable_all()
        .thread_name("guichet")
        .thread_stack_size(STACK_BYTES)
        .build()
        .map_err(|error| format!("no threads can be started: {error}"))
}

/// Ends the process at once: after such an error the store may go on acknowledging what it will lose. Of several that
/// fail together one says so; the others wait for the end and answer nobody.
pub(super) fn fatal() -> Fatal {
    let ending = std::sync::Once::new();
    Arc::new(move |reason: &str| {
        ending.call_once(|| {
            use std::io::Write as _;
            // On a full disk even this line may not fit.
            let _ = writeln!(
                std::io::stderr(),
                "guichet: the store failed to commit and can no longer be trusted; the process ends so that a new start \
                 settles what was in doubt: {reason}"
            );
            std::process::exit(EXIT_FATAL)
        });
    })
}
