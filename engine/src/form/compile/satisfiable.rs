//! Whether answers can keep what a form asks for: decided on the canonical form of its schema, which `jsonschema` makes.
//! What it cannot decide (patterns, most formats, arithmetic over several answers) counts as possible.

use std::collections::BTreeMap;

use jsonschema::PatternOptions;
use jsonschema::canonical::{Cause, Satisfiability, UnsatisfiableReason, options};
use serde_json::{Value, json};

use super::bundle::reference_to;
use super::compiler::Compiler;
use super::schema::Location;
use crate::form::codes;
use crate::ids::Pointer;

/// The most branches, alternatives, options and fields of a form of which each is tried, in parts of a form of so many: of
/// one that has 100 parts, 400; docs/forms.md says so.
const TRIED_MAX: usize = 40_000;

/// Keywords by which rules of one answer depend on others: without any of them, what fits a field fits the form.
const ENTANGLING: &[&str] = &[
    "allOf",
    "anyOf",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "if",
    "maxProperties",
    "not",
    "oneOf",
    "propertyNames",
];

impl Compiler<'_> {
    /// Reports what no answers fit: the whole form, schemas within it, and what nobody can come to.
    pub(in crate::form) fn check_satisfiable(&mut self) {
        let document = self.document(&[]);
        let found = self.unsatisfiable(&document);
        let root = self.root_location();
        let is_never = found.contains_key("");
        for (pointer, reason) in &found {
            let Some(location) = self.in_file(pointer) else {
                continue;
            };
            let causes = self.causes(reason);
            if is_meant(pointer, reason, &found)
                || is_never && location == root
                || self.has_crossed_limits(&causes)
            {
                continue;
            }
            let (place, said) = self
                .first_cause(&causes)
                .unwrap_or((location, String::new()));
            self.report(codes::NO_ANSWER_FITS, &place, true, &[("causes", &said)]);
        }
        if is_never {
            let in_bundle = Pointer::root().join("$defs").join(&root.file);
            let causes = found
                .get(in_bundle.as_str())
                .map(|reason| self.causes(reason));
            let cause = causes.and_then(|causes| self.first_cause(&causes));
            let (place, said) = cause.unwrap_or((root, "allOf".to_owned()));
            self.report(codes::NEVER_COMPLETE, &place, true, &[("causes", &said)]);
        } else if !self.is_broken() && is_entangled(&self.bundle) {
            let known = found.keys().filter_map(|pointer| self.in_file(pointer));
            self.check_destinations(&known.collect::<Vec<_>>());
        }
    }

    /// Reports what no answers of the whole form lead to, but for what follows from a schema that nothing fits.
    fn check_destinations(&mut self, known: &[Location]) {
        let mut destinations = std::mem::take(&mut self.destinations);
        destinations.truncate(TRIED_MAX / self.effort.nodes.max(1));
        for destination in destinations {
            let place = &destination.place;
            let follows = known.iter().any(|known| {
                known.file == place.file
                    && (known.pointer.is_within(&place.pointer)
                        || place.pointer.is_within(&known.pointer))
            });
            if follows {
                continue;
            }
            let Some(wanted) = wanted(&destination.at, &destination.test) else {
                continue;
            };
            if self.is_impossible(&self.document(&[wanted])) {
                let args = [("name", destination.name.as_str())];
                self.report(destination.code, place, true, &args);
            }
        }
    }

    /// Returns the schema of the whole form, and of what its answers must keep besides.
    fn document(&self, besides: &[Value]) -> Value {
        let mut document = self.bundle.clone();
        let form = json!({ "$ref": reference_to(&self.root_location()) });
        let all: Vec<Value> = std::iter::once(form)
            .chain(besides.iter().cloned())
            .collect();
        if let Some(members) = document.as_object_mut() {
            members.insert("allOf".to_owned(), Value::Array(all));
        }
        document
    }

    fn is_impossible(&self, document: &Value) -> bool {
        let patterns = PatternOptions::regex();
        let canonical = options()
            .offline()
            .with_draft(self.draft)
            .should_validate_formats(true)
            .with_pattern_options(patterns)
            .canonicalize(document);
        canonical.is_ok_and(|schema| schema.satisfiability() == Satisfiability::No)
    }

    fn unsatisfiable(&self, document: &Value) -> BTreeMap<String, UnsatisfiableReason> {
        let prepared = options()
            .offline()
            .with_draft(self.draft)
            .should_validate_formats(true)
            .with_pattern_options(PatternOptions::regex())
            .prepare(document);
        let found = prepared.and_then(|document| document.unsatisfiable());
        found.unwrap_or_default()
    }

    /// Returns whether limits were reported that stand beside each other.
    fn has_crossed_limits(&self, causes: &[(Location, Vec<String>)]) -> bool {
        let mut keywords = causes
            .iter()
            .flat_map(|(at, names)| names.iter().map(|name| at.join(name)));
        keywords.any(|keyword| {
            let place = self.place(&keyword, false);
            let mut known = self.diagnostics.iter();
            known.any(|known| known.code == codes::LIMITS_CROSSED.name && known.place == place)
        })
    }

    fn causes(&self, reason: &UnsatisfiableReason) -> Vec<(Location, Vec<String>)> {
        let causes: &[Cause] = match reason {
            UnsatisfiableReason::Literal => &[],
            UnsatisfiableReason::Empty(cause) => std::slice::from_ref(cause),
            UnsatisfiableReason::Conflict(causes) => causes,
        };
        let causes = causes
            .iter()
            .filter(|cause| causes.len() == 1 || cause.keywords != ["type"]);
        causes
            .filter_map(|cause| Some((self.in_file(&cause.pointer)?, cause.keywords.clone())))
            .collect()
    }

    /// Returns where the first of some causes stands, and all of them as people read them.
    fn first_cause(&self, causes: &[(Location, Vec<String>)]) -> Option<(Location, String)> {
        let (first, keywords) = causes.first()?;
        let place = keywords
            .first()
            .map_or_else(|| first.clone(), |keyword| first.join(keyword));
        let said = causes
            .iter()
            .map(|(location, keywords)| match keywords.as_slice() {
                [] => location.pointer.to_string(),
                keywords => keywords.join(", "),
            });
        Some((place, said.collect::<Vec<_>>().join("; ")))
    }

    /// Returns the place in a file of a pointer into the bundle.
    pub(super) fn in_file(&self, pointer: &str) -> Option<Location> {
        let pointer = Pointer::parse(pointer)?;
        let mut tokens = pointer.tokens();
        if tokens.next()? != "$defs" {
            return None;
        }
        let name = tokens.next()?;
        let (file, _) = self.sources.get_key_value(name.as_str())?;
        let start = Location {
            file: std::rc::Rc::clone(file),
            pointer: Pointer::root(),
        };
        Some(tokens.fold(start, |location, token| location.join(token)))
    }

    pub(super) fn root_location(&self) -> Location {
        Location {
            file: std::rc::Rc::clone(&self.main),
            pointer: Pointer::root(),
        }
    }
}

/// Returns what the whole of the answers keeps where the answer at a place keeps `test`; `None` where an array of
/// places lies in between.
fn wanted(at: &Pointer, test: &Value) -> Option<Value> {
    let tokens: Vec<String> = at.tokens().collect();
    if tokens.iter().any(|token| token.parse::<usize>().is_ok()) {
        return None;
    }
    let around = |inner: Value, token: &String| match token.as_str() {
        "*" => json!({ "type": "array", "not": { "items": { "not": inner } } }),
        name => {
            json!({ "type": "object", "required": [name], "properties": { name: inner } })
        }
    };
    Some(tokens.iter().rev().fold(test.clone(), around))
}

/// Returns whether a schema that nothing fits is written so on purpose, or only follows from another within it.
fn is_meant(
    pointer: &str,
    reason: &UnsatisfiableReason,
    found: &BTreeMap<String, UnsatisfiableReason>,
) -> bool {
    let within = found.keys().any(|other| {
        let rest = other
            .strip_prefix(pointer)
            .and_then(|rest| rest.strip_prefix('/'));
        // What no other member may be is said of nothing that the form asks for.
        rest.is_some_and(|rest| !rest.starts_with("additional") && !rest.starts_with("unevaluated"))
    });
    let is_never = match reason {
        UnsatisfiableReason::Literal => true,
        UnsatisfiableReason::Empty(cause) => {
            cause.keywords == ["not"] || cause.keywords == ["$ref"]
        }
        UnsatisfiableReason::Conflict(_) => false,
    };
    within || is_never || !pointer.starts_with("/$defs/")
}

/// Returns whether rules of one answer may depend on others. A list of options does not.
fn is_entangled(schema: &Value) -> bool {
    match schema {
        Value::Object(members) => members.iter().any(|(name, inner)| {
            let is_options = |inner: &Value| {
                let options = inner.as_array();
                options.is_some_and(|all| all.iter().all(|one| one.get("const").is_some()))
            };
            ENTANGLING.contains(&name.as_str()) && !is_options(inner) || is_entangled(inner)
        }),
        Value::Array(items) => items.iter().any(is_entangled),
        _ => false,
    }
}
