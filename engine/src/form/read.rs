//! Reading posted pairs into the answer of one node.

use serde_json::{Map, Value};

use super::node::Node;
use super::normalize::normalize_text;
use super::posted::{Posted, ROWS};
use crate::ids::Pointer;

impl Node {
    /// Returns the answer after a post, given the one before.
    pub(in crate::form) fn read(
        &self,
        at: &Pointer,
        posted: &Posted<'_>,
        base: Option<&Value>,
    ) -> Option<Value> {
        self.kind.read(self, at, posted, base)
    }

    /// Returns the answer of a field after a post: a field that was not posted, that nobody may edit or that was not
    /// touched keeps its answer exactly as it is; secrets never become answers.
    pub(in crate::form) fn read_field(
        &self,
        at: &Pointer,
        posted: &Posted<'_>,
        base: Option<&Value>,
    ) -> Option<Value> {
        if self.secret {
            return None;
        }
        let Some(values) = posted.get(at).filter(|_| !self.read_only) else {
            return base.cloned();
        };
        let last = values.last().copied().unwrap_or_default();
        // What was not touched stays exactly as it was, however it was once written.
        if let Some(base) = base
            && self.kind.has_single_input()
            && (!last.is_empty() || (base.is_null() && self.nullable))
            && self.kind.input_text(base) == last.replace("\r\n", "\n")
        {
            return Some(base.clone());
        }
        self.kind.parse(self, values, base)
    }

    /// Returns a posted text as an answer; a blank one is no answer, or `null` where the answer is required and may be.
    pub(in crate::form) fn parse_text(&self, posted: &[&str]) -> Option<Value> {
        let last = posted.last().copied().unwrap_or_default();
        let text = normalize_text(self, self.format.as_deref(), last);
        if text.is_empty() {
            (self.required && self.nullable).then_some(Value::Null)
        } else {
            Some(Value::String(text))
        }
    }

    /// Returns whether the node is alternatives that add to the object around them, rather than a property.
    fn is_alternatives_part(&self) -> bool {
        self.kind.alternatives().is_some() && self.label.source.is_empty()
    }
}

/// Returns the last of the posted values of one input, where it is not blank.
pub(in crate::form) fn last_posted<'p>(posted: &[&'p str]) -> Option<&'p str> {
    let last = posted.last().copied()?;
    (!last.trim().is_empty()).then_some(last)
}

/// Returns how many rows or items there are after a post.
pub(in crate::form) fn row_count(at: &Pointer, posted: &Posted<'_>, base: Option<&Value>) -> usize {
    let before = base.and_then(Value::as_array).map_or(0, Vec::len);
    if !posted.is_open(at) {
        return before;
    }
    posted
        .number(at, ROWS)
        .unwrap_or_else(|| posted.items(at).map_or(before, |count| count.max(before)))
}

/// Returns an object after a post, given the one before: the answers of its parts, and whatever else it has.
pub(in crate::form) fn read_members(
    children: &[Node],
    at: &Pointer,
    posted: &Posted<'_>,
    base: Option<&Value>,
) -> Option<Value> {
    let mut members = base.and_then(Value::as_object).cloned().unwrap_or_default();
    let (always, sometimes): (Vec<&Node>, Vec<&Node>) =
        children.iter().partition(|child| child.condition.is_none());
    for child in always {
        members = read_member(child, at, posted, members);
    }
    // Conditions are asked of the answers that were just read. One name may have a field in either case.
    let mut shown = Vec::new();
    for child in &sometimes {
        let here = Value::Object(members);
        let holds = child
            .condition
            .as_ref()
            .is_some_and(|condition| condition.is_met_by(&here));
        members = into_members(here);
        if holds {
            members = read_member(child, at, posted, members);
            shown.push(child.property_name());
        }
    }
    for child in sometimes
        .iter()
        .filter(|child| !child.is_alternatives_part())
    {
        let name = child.property_name();
        if !shown.contains(&name) {
            members.remove(&name);
        }
    }
    let was_there = base.is_some_and(Value::is_object);
    (was_there || !members.is_empty()).then_some(Value::Object(members))
}

fn into_members(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn read_member(
    child: &Node,
    at: &Pointer,
    posted: &Posted<'_>,
    mut members: Map<String, Value>,
) -> Map<String, Value> {
    if child.is_alternatives_part() && child.pattern.tokens().count() == at.tokens().count() {
        let here = Value::Object(members);
        return match child.read(at, posted, Some(&here)) {
            Some(made @ Value::Object(_)) => into_members(made),
            _ => into_members(here),
        };
    }
    let name = child.property_name();
    match child.read(&at.join(&name), posted, members.get(&name)) {
        Some(value) => {
            members.insert(name, value);
        }
        None => {
            members.remove(&name);
        }
    }
    members
}

/// Returns whether an object holds nothing but constants, defaults and boxes that are not ticked.
pub(in crate::form) fn are_untouched(children: &[Node], made: &Value) -> bool {
    let members = made.as_object().into_iter().flatten();
    members.into_iter().all(|(name, value)| {
        let found = children.iter().find(|child| child.property_name() == *name);
        found.is_some_and(|child| child.kind.is_untouched(child, value))
    })
}

/// Returns an array, or nothing for an empty one that was not there before.
pub(in crate::form) fn none_if_empty(made: Vec<Value>, base: Option<&Value>) -> Option<Value> {
    let was_empty = base.and_then(Value::as_array).is_some_and(Vec::is_empty);
    (!made.is_empty() || was_empty).then_some(Value::Array(made))
}
