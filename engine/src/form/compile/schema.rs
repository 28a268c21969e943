//! A schema of a form's files: where it stands, and what it says once all that applies to it is merged.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::Value;

use crate::form::condition::Condition;
use crate::ids::Pointer;

/// A schema's place: a file, and a pointer within it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::form) struct Location {
    pub file: Rc<str>,
    pub pointer: Pointer,
}

impl Location {
    pub(in crate::form) fn join(&self, token: impl std::fmt::Display) -> Self {
        Self {
            file: Rc::clone(&self.file),
            pointer: self.pointer.join(token),
        }
    }
}

/// The keywords by which other tools name the values of an `enum`, one for each.
pub(in crate::form) const NAMES_BESIDE: &[&str] = &[
    "enumNames",
    "x-enumNames",
    "x-enum-names",
    "x-enum-varnames",
];

/// A schema with an address of its own (`$id`).
#[derive(Clone, Debug)]
pub(in crate::form) struct Resource {
    pub at: Location,
    pub uri: String,
}

/// Holds what a condition says of a field that is asked anyway.
#[derive(Clone, Debug)]
pub(in crate::form) struct Narrowing {
    /// Where the field's answer stands.
    pub pattern: Pointer,
    pub condition: Condition,
    /// The schemas that apply while the condition holds.
    pub locations: Vec<Location>,
}

/// A schema with all that applies to it.
#[derive(Clone, Debug, Default)]
pub(in crate::form) struct EffectiveSchema {
    /// Keywords with where they stand; what stands nearer wins.
    pub keywords: BTreeMap<String, (Value, Location)>,
    /// Properties in order, each with every schema that applies.
    pub properties: Vec<(String, Vec<Location>)>,
    /// Required names, with where they are named.
    pub required: Vec<(String, Location)>,
    /// `if` with `then` and `else`; `dependentSchemas` as name and schema.
    pub conditions: Vec<(Location, Option<Location>, Option<Location>)>,
    /// Every `oneOf` and `anyOf`.
    pub groups: Vec<(String, Location)>,
    /// `dependentRequired`: the property, and what is required when it is there.
    pub dependent_required: Vec<(String, Vec<String>)>,
    /// Every `pattern`.
    pub patterns: Vec<String>,
    /// `dependentSchemas`: the property and the schema that applies when it is there.
    pub dependent: Vec<(String, Location)>,
    /// Whether nothing at all is allowed (`false`).
    pub never: bool,
    /// Places of the `$ref`s that were followed.
    pub followed: Vec<Location>,
}

impl EffectiveSchema {
    /// Returns a keyword's value.
    pub fn get(&self, keyword: &str) -> Option<&Value> {
        self.keywords.get(keyword).map(|(value, _)| value)
    }

    /// Returns a keyword's text.
    pub fn text(&self, keyword: &str) -> Option<&str> {
        self.get(keyword)?.as_str()
    }

    /// Returns a keyword's place.
    pub fn location(&self, keyword: &str) -> Option<&Location> {
        self.keywords.get(keyword).map(|(_, location)| location)
    }

    /// Returns the types allowed, without `null`; empty when any is.
    pub fn types(&self) -> BTreeSet<&str> {
        let names: Vec<&str> = match self.get("type") {
            Some(Value::String(name)) => vec![name],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ => vec![],
        };
        names.into_iter().filter(|name| *name != "null").collect()
    }

    /// Returns whether `type` or `enum` allows `null`.
    pub fn is_nullable(&self) -> bool {
        self.get("type")
            .and_then(Value::as_array)
            .is_some_and(|names| names.iter().any(|name| name == "null"))
            || self
                .get("enum")
                .and_then(Value::as_array)
                .is_some_and(|values| values.contains(&Value::Null))
    }
}
