//! Draft locks: whoever changes a draft waits until another request has done so. An upload takes seconds, and what is typed
//! meanwhile is saved beside it. Submitting takes the lock too, so that of two clicks the second finds what the first did.
//!
//! A lock holds within one process. Where several serve, the commit decides about submissions all the same.

use std::hash::{DefaultHasher, Hash, Hasher};

use tokio::sync::{Mutex, MutexGuard};

/// How many drafts may be changed at the same time, about.
const LANES: usize = 256;

/// Holds the locks of all drafts.
#[derive(Debug)]
pub struct DraftLocks {
    lanes: Vec<Mutex<()>>,
}

impl Default for DraftLocks {
    fn default() -> Self {
        Self {
            lanes: (0..LANES).map(|_| Mutex::new(())).collect(),
        }
    }
}

impl DraftLocks {
    /// Locks a draft until the guard is dropped. Never hold two: their lanes may be the same.
    pub async fn lock(&self, draft: &str) -> MutexGuard<'_, ()> {
        let mut hasher = DefaultHasher::new();
        draft.hash(&mut hasher);
        let lane = usize::try_from(hasher.finish() % LANES as u64).unwrap_or_default();
        self.lanes[lane].lock().await
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[rocket::async_test]
    async fn a_draft_is_locked_once_at_a_time_and_others_go_on() {
        let locks = DraftLocks::default();
        // Without tokio's budget, which many locks in one task would use up.
        let take = |draft: &str| tokio::task::unconstrained(locks.lock(draft)).now_or_never();
        let held = locks.lock("a").await;
        assert!(take("a").is_none());
        let free = (0..LANES).filter(|number| take(&number.to_string()).is_some());
        assert!(free.count() > LANES / 2);
        drop(held);
        assert!(take("a").is_some());
    }
}
