//! Finding the node of an answer, and what a node is as the answers decide it.

use serde_json::Value;

use super::condition::Condition;
use super::node::{Alternative, Node};
use super::option::text_of;
use super::tree::pattern_matches;
use crate::ids::Pointer;
use crate::message::Text;

impl Node {
    /// Returns the nodes directly inside: parts, columns, the item, or the nodes of all alternatives.
    pub fn parts(&self) -> impl Iterator<Item = &Self> {
        let alternatives = self.kind.alternatives().unwrap_or_default();
        let parts = self.kind.parts().iter();
        parts.chain(alternatives.iter().map(|choice| &choice.node))
    }

    /// Returns the node whose answer stands at `pointer`, this one or one inside; array indexes match `*`.
    #[must_use]
    pub fn find(&self, pointer: &Pointer) -> Option<&Self> {
        // Alternatives stand where each of them does; it is these that are asked.
        if pattern_matches(&self.pattern, pointer) && self.kind.alternatives().is_none() {
            return Some(self);
        }
        self.parts().find_map(|part| part.find(pointer))
    }

    /// Returns what people read for a value that is one of its options.
    pub(in crate::form) fn option_label(&self, value: &Value) -> Option<Text> {
        text_of(self.kind.options()?, value)
    }

    /// Returns what stands at `pointer` as the answers decide it.
    pub(in crate::form) fn find_now(&self, pointer: &Pointer, answers: &Value) -> Option<&Self> {
        let now = self.now(pointer, answers);
        if pattern_matches(&now.pattern, pointer) && now.kind.alternatives().is_none() {
            return Some(now);
        }
        now.parts().find_map(|part| part.find_now(pointer, answers))
    }

    /// Returns the alternatives of the answer at `pointer`, where it has any.
    #[must_use]
    pub(in crate::form) fn alternatives(&self, pointer: &Pointer) -> Option<&[Alternative]> {
        match self.kind.alternatives() {
            Some(choices) if pattern_matches(&self.pattern, pointer) => Some(choices),
            _ => self.parts().find_map(|part| part.alternatives(pointer)),
        }
    }

    /// Returns what the node is at a place among all answers: itself, or the variant of which the most conditions hold.
    pub(in crate::form) fn now(&self, at: &Pointer, answers: &Value) -> &Self {
        self.now_where(|condition| condition.is_met_at(at, answers))
    }

    /// Returns what the node is as conditions hold.
    pub(in crate::form) fn now_where(&self, is_met: impl Fn(&Condition) -> bool) -> &Self {
        let met = self
            .variants
            .iter()
            .filter(|variant| variant.conditions.iter().all(&is_met));
        met.max_by_key(|variant| variant.conditions.len())
            .map_or(self, |variant| &variant.node)
    }
}
