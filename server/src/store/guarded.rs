//! What is asked of the committer, with what a refusal means.

use super::error::{CommitError, StoreError};
use super::found::Found;
use crate::commit::{Guard, Request};

/// A request, and what each of its guards means when it does not hold.
#[derive(Default)]
pub(super) struct Guarded {
    pub(super) request: Request,
    pub(super) refusals: Vec<CommitError>,
}

impl Guarded {
    /// Adds a guard whose failure means `refusal`.
    pub(super) fn require(&mut self, guard: Guard, refusal: CommitError) {
        let place = self.request.guard(guard);
        debug_assert_eq!(place, self.refusals.len(), "every guard has its meaning");
        self.refusals.push(refusal);
    }

    /// Adds that a row is as it was found; if it is not, the whole is to be tried again.
    pub(super) fn require_unchanged(&mut self, found: &Found) {
        let guard = Guard::unchanged(&found.key, found.v);
        self.require(guard, CommitError::Store(StoreError::Busy));
    }
}
