//! Places at which a test ends the process as `kill -9` does. In a release build there are none.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// Names the place and how often it is passed before the end: `synced:3`.
pub const VARIABLE: &str = "FAIL_POINT";

struct Armed {
    place: String,
    left: AtomicU64,
}

fn armed() -> Option<&'static Armed> {
    static ARMED: OnceLock<Option<Armed>> = OnceLock::new();
    let read = || {
        let value = std::env::var(VARIABLE).ok()?;
        let (place, times) = value.split_once(':')?;
        Some(Armed {
            place: place.to_owned(),
            left: AtomicU64::new(times.parse().ok()?),
        })
    };
    ARMED.get_or_init(read).as_ref()
}

/// Ends the process here, if this is the place and it was passed often enough.
pub fn at(place: &str) {
    if !cfg!(debug_assertions) {
        return;
    }
    if let Some(armed) = armed()
        && armed.place == place
        && armed.left.fetch_sub(1, Ordering::Relaxed) == 1
    {
        std::process::abort();
    }
}
