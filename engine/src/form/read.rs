//! Reading posted pairs into the answer of one node.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::condition::Condition;
use super::node::Node;
use super::normalize::normalize_text;
use super::posted::{Posted, ROWS};
use super::tree::{empty_object, resolve_indexes};
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

/// Returns an object after a post, given the one before: the answers of its parts, and whatever else it has. What is not
/// asked now stays in the draft, for the case that it is asked again.
pub(in crate::form) fn read_members(
    children: &[Node],
    at: &Pointer,
    posted: &Posted<'_>,
    base: Option<&Value>,
) -> Option<Value> {
    let mut reading = Reading {
        at,
        posted,
        base,
        members: base.and_then(Value::as_object).cloned().unwrap_or_default(),
    };
    let (always, sometimes): (Vec<&Node>, Vec<&Node>) =
        children.iter().partition(|child| child.condition.is_none());
    for child in always {
        reading.read(child);
    }
    // Conditions are asked of the answers that were just read. One name may have a field in either case.
    let mut shown = BTreeSet::new();
    for child in &sometimes {
        let holds = child
            .condition
            .as_ref()
            .is_some_and(|condition| reading.is_met(condition));
        if holds {
            reading.read(child);
            reading.fill_opened(child);
            shown.insert(child.property_name());
        }
    }
    for child in sometimes {
        let name = child.property_name();
        // It was on the page that was posted, and a choice on the same page hides it now.
        if !shown.contains(&name) && !is_part(child, at) && posted.has(&at.join(&name)) {
            reading.read(child);
            shown.insert(name);
        }
    }
    let was_there = base.is_some_and(Value::is_object);
    let Reading { members, .. } = reading;
    (was_there || !members.is_empty()).then_some(Value::Object(members))
}

/// Returns whether a node adds to the object around it, rather than being a member of it.
fn is_part(child: &Node, at: &Pointer) -> bool {
    child.pattern.tokens().count() == at.tokens().count()
}

/// An object while it is read.
struct Reading<'a, 'p> {
    at: &'a Pointer,
    posted: &'a Posted<'p>,
    base: Option<&'a Value>,
    members: Map<String, Value>,
}

impl Reading<'_, '_> {
    fn is_met(&self, condition: &Condition) -> bool {
        is_met(
            condition,
            self.at,
            &Value::Object(self.members.clone()),
            self.posted,
        )
    }

    fn read(&mut self, child: &Node) {
        let now = child.now_where(|condition| self.is_met(condition));
        if is_part(child, self.at) {
            let here = Value::Object(std::mem::take(&mut self.members));
            let made = now.read(self.at, self.posted, Some(&here));
            self.members = match made {
                Some(Value::Object(made)) => made,
                _ => into_members(here),
            };
            return;
        }
        let name = child.property_name();
        match now.read(&self.at.join(&name), self.posted, self.members.get(&name)) {
            Some(value) => {
                self.members.insert(name, value);
            }
            None => {
                self.members.remove(&name);
            }
        }
    }

    /// Fills in what stands in a field when it comes onto the page.
    fn fill_opened(&mut self, child: &Node) {
        let name = child.property_name();
        if is_part(child, self.at) || self.members.contains_key(&name) {
            return;
        }
        let was_open = child.condition.as_ref().is_some_and(|condition| {
            let before = self.base.cloned().unwrap_or_else(empty_object);
            is_met(condition, self.at, &before, self.posted)
        });
        let was_asked = was_open || self.posted.has(&self.at.join(&name));
        if !was_asked
            && self.posted.is_open(&self.at.join(&name))
            && let Some(initial) = child.initial_if_asked()
        {
            self.members.insert(name, initial);
        }
    }
}

/// Returns whether a condition is met while the object at a place is read; one that asks about what lies further out is asked
/// of the answers before.
fn is_met(condition: &Condition, at: &Pointer, here: &Value, posted: &Posted<'_>) -> bool {
    if resolve_indexes(&condition.of, at) == *at {
        condition.is_met_by(here)
    } else {
        condition.is_met_at(at, posted.before)
    }
}

fn into_members(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
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
