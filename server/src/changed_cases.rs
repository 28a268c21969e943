//! Cases that were changed just now, for whoever looks at them soon after.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use guichet_engine::ids::CaseId;

/// How many are kept to be looked at.
const KEPT_MAX: usize = 1_000;

/// What is to be looked at soon: cases that were changed just now.
#[derive(Debug, Default)]
pub struct ChangedCases {
    cases: Mutex<BTreeSet<CaseId>>,
    wake: tokio::sync::Notify,
}

impl ChangedCases {
    /// Asks for a case to be looked at soon.
    pub fn look_at(&self, case: &CaseId) {
        let mut cases = self.cases.lock().unwrap_or_else(PoisonError::into_inner);
        // What is beyond that is found by the look at everything.
        if cases.len() < KEPT_MAX {
            cases.insert(case.clone());
        }
        drop(cases);
        self.wake.notify_one();
    }

    /// Takes the cases that are to be looked at.
    pub fn take(&self) -> BTreeSet<CaseId> {
        std::mem::take(&mut *self.cases.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits until some are.
    pub async fn asked(&self) {
        self.wake.notified().await;
    }
}
