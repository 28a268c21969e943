//! What somebody saw of a case before they decide: a page is drawn, and read, and only then posted.

use super::state::Case;
use crate::workflow::event::Event;

impl Case {
    /// Returns the case as it was after its first events up to `version`; `None` where there is no such state.
    #[must_use]
    pub fn as_of(events: &[Event], version: u64) -> Option<Self> {
        let until = events.iter().take_while(|event| event.seq <= version);
        let count = until.count();
        events.get(..count).and_then(Self::replay)
    }

    /// Tells whether what a decision is about is another than it was then: the answers, or what is to be corrected. Who has
    /// which step, what was said and shown does not count.
    #[must_use]
    pub fn differs_from_seen(&self, seen: &Self) -> bool {
        self.answers != seen.answers || self.flags != seen.flags
    }
}
