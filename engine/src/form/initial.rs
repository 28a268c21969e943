//! The answers of an untouched form.

use serde_json::{Map, Value};

use super::node::Node;

impl Node {
    /// Returns the answer of an untouched form: the default, or what the kind has of itself.
    pub(in crate::form) fn initial(&self) -> Option<Value> {
        if self.condition.is_some() || self.secret {
            return None;
        }
        self.default.clone().or_else(|| self.kind.initial())
    }
}

/// Returns the object that the initial answers of its parts make; `None` where none has one.
pub(in crate::form) fn initial_members(children: &[Node]) -> Option<Value> {
    let members: Map<String, Value> = children
        .iter()
        .filter_map(|child| Some((child.property_name(), child.initial()?)))
        .collect();
    (!members.is_empty()).then_some(Value::Object(members))
}
