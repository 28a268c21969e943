//! Whoever changes a draft waits until another request has done so: an upload takes seconds, and what is typed meanwhile
//! is saved beside it. Submitting takes a turn too, so that of two clicks the second finds what the first did.
//!
//! Turns are taken within one process. Where several serve, the commit decides about submissions all the same.

use std::hash::{DefaultHasher, Hash, Hasher};

use tokio::sync::{Mutex, MutexGuard};

/// How many drafts may be changed at the same time, about.
const LANES: usize = 256;

/// The turns of all drafts.
#[derive(Debug)]
pub struct Turns {
    lanes: Vec<Mutex<()>>,
}

impl Default for Turns {
    fn default() -> Self {
        Self {
            lanes: (0..LANES).map(|_| Mutex::new(())).collect(),
        }
    }
}

impl Turns {
    /// Waits for the turn to change a draft; it ends when the guard is dropped. Never hold two.
    pub async fn of(&self, draft: &str) -> MutexGuard<'_, ()> {
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
    async fn a_draft_has_one_turn_at_a_time_and_others_go_on() {
        let turns = Turns::default();
        // Without tokio's budget, which many turns in one task would use up.
        let take = |draft: &str| tokio::task::unconstrained(turns.of(draft)).now_or_never();
        let held = turns.of("a").await;
        assert!(take("a").is_none());
        let free = (0..LANES).filter(|number| take(&number.to_string()).is_some());
        assert!(free.count() > LANES / 2);
        drop(held);
        assert!(take("a").is_some());
    }
}
