//! Walking answers: the value at a pointer, and patterns in which `*` stands for any index.

use serde_json::{Map, Value};

use super::number::plain_json;
use crate::ids::Pointer;

/// Returns an object without members.
pub(super) fn empty_object() -> Value {
    Value::Object(Map::new())
}

/// Returns a value as an input's `value` holds it.
pub(super) fn input_value(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => plain_json(other),
    }
}

/// Returns what is posted for an option after those before it: its value as an input holds it, or as JSON where one before
/// looks the same (`1` and `"1"`).
pub(super) fn option_key<'v>(value: &Value, before: impl IntoIterator<Item = &'v Value>) -> String {
    let written = input_value(value);
    if before
        .into_iter()
        .any(|other| input_value(other) == written)
    {
        value.to_string()
    } else {
        written
    }
}

/// Changes the value at a pointer, making objects on the way; `None` when an array's item on the way is missing.
pub(super) fn update_at<'a>(
    answers: &'a mut Value,
    at: &Pointer,
    change: impl FnOnce(&mut Value),
) -> Option<&'a mut Value> {
    let mut found = answers;
    for token in at.tokens() {
        if found.is_null() {
            *found = empty_object();
        }
        found = match found {
            Value::Object(members) => members.entry(token).or_insert(Value::Null),
            Value::Array(items) => items.get_mut(token.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    change(found);
    Some(found)
}

/// Returns the member or item that an escaped token names.
pub(super) fn member<'v>(value: &'v Value, token: &str) -> Option<&'v Value> {
    if let Value::Array(items) = value {
        return items.get(token.parse::<usize>().ok()?);
    }
    if token.contains('~') {
        value.get(token.replace("~1", "/").replace("~0", "~"))
    } else {
        value.get(token)
    }
}

/// Returns a pattern with its `*` replaced by the indexes of a pointer nearby.
pub(super) fn resolve_indexes(pattern: &Pointer, near: &Pointer) -> Pointer {
    if !pattern.as_str().contains('*') {
        return pattern.clone();
    }
    let given: Vec<String> = near.tokens().collect();
    let tokens = pattern.tokens().enumerate();
    tokens.fold(Pointer::root(), |made, (at, token)| match given.get(at) {
        Some(index) if token == "*" => made.join(index),
        _ => made.join(token),
    })
}

/// Returns whether a pointer is of a pattern, in which `*` stands for any one token.
pub(super) fn pattern_matches(pattern: &Pointer, pointer: &Pointer) -> bool {
    let mut wanted = pattern.as_str().split('/');
    let mut given = pointer.as_str().split('/');
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) if one == other || one == "*" => {}
            _ => return false,
        }
    }
}
