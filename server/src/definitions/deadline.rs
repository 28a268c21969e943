//! Work on definitions that has an end: whoever wrote them may have written something that has none.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

/// How long compiling all forms and workflows, and drawing all templates once, may take each. Builds without optimisation
/// take several times as long.
pub const TIME_MAX: Duration = Duration::from_secs(if cfg!(debug_assertions) { 300 } else { 60 });
/// How much stack it has: definitions nest, and so do the values that templates make.
const STACK_BYTES: usize = 256 * 1024 * 1024;

/// Does something on a thread of its own; `None` when it takes too long. The thread is left to itself then: it ends with
/// the process, which does not wait for it.
pub(super) fn within<T: Send + 'static>(
    time: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let (done, waiting) = mpsc::sync_channel(1);
    let thread = std::thread::Builder::new()
        .name("guichet-definitions".to_owned())
        .stack_size(STACK_BYTES)
        .spawn(move || {
            let _ = done.send(work());
        });
    let Ok(thread) = thread else {
        return None;
    };
    match waiting.recv_timeout(time) {
        Ok(result) => Some(result),
        Err(RecvTimeoutError::Timeout) => None,
        // It panicked: so does whoever waits, as if it had done the work itself.
        Err(RecvTimeoutError::Disconnected) => match thread.join() {
            Ok(()) => None,
            Err(panic) => std::panic::resume_unwind(panic),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_end_is_not_waited_for() {
        assert_eq!(within(TIME_MAX, || 7), Some(7));
        let (hold, held) = mpsc::channel::<()>();
        let endless = move || {
            let _ = held.recv();
        };
        assert_eq!(within(Duration::from_millis(50), endless), None);
        drop(hold);
    }
}
