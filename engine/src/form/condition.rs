//! Conditions of a schema, which decide what is shown and what is required.

use std::sync::Arc;

use serde_json::Value;

use super::tree::{empty_object, resolve_indexes};
use crate::ids::Pointer;

/// A condition of the schema on an object that encloses the node.
#[derive(Clone, Debug)]
pub struct Condition {
    /// The object it is asked of (may hold `*`).
    pub of: Pointer,
    /// The `if` schema.
    pub validator: Arc<jsonschema::Validator>,
    /// `false` for an `else` branch.
    pub holds: bool,
}

impl Condition {
    /// Returns whether it is met by the object that it is asked of.
    pub(super) fn is_met_by(&self, object: &Value) -> bool {
        self.validator.is_valid(object) == self.holds
    }

    /// Returns whether it is met at a place among all answers; an object that is not there counts as empty.
    pub(super) fn is_met_at(&self, at: &Pointer, answers: &Value) -> bool {
        match answers.pointer(resolve_indexes(&self.of, at).as_str()) {
            Some(object) => self.is_met_by(object),
            None => self.is_met_by(&empty_object()),
        }
    }
}
