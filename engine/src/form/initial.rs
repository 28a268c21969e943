//! The answers of an untouched form.

use serde_json::{Map, Value};

use super::node::Node;

impl Node {
    /// Returns the answer of an untouched form: the default, or what the kind has of itself.
    pub(in crate::form) fn initial(&self) -> Option<Value> {
        if self.condition.is_some() {
            return None;
        }
        self.initial_if_asked()
    }

    /// Returns the answer when the field is asked for the first time.
    pub(in crate::form) fn initial_if_asked(&self) -> Option<Value> {
        if self.secret {
            return None;
        }
        self.default.clone().or_else(|| self.kind.initial())
    }
}

/// Returns the object that the initial answers of its parts make; `None` where none has one. What an answer brings that
/// stands there from the beginning is there too.
pub(in crate::form) fn initial_members(children: &[Node]) -> Option<Value> {
    let members = children
        .iter()
        .filter_map(|child| Some((child.property_name(), child.initial()?)));
    let mut made = Value::Object(members.collect::<Map<String, Value>>());
    for child in children {
        let Some(condition) = &child.condition else {
            continue;
        };
        let is_of_this = condition.of.as_str().len() < child.pattern.as_str().len();
        if is_of_this
            && condition.is_met_by(&made)
            && let Some(initial) = child.initial_if_asked()
            && let Value::Object(members) = &mut made
        {
            members.entry(child.property_name()).or_insert(initial);
        }
    }
    let is_empty = made.as_object().is_some_and(Map::is_empty);
    (!is_empty).then_some(made)
}
