//! What can be said of a keyword by looking at it alone: its name, its type, its pattern.

use std::rc::Rc;

use jsonschema::PatternOptions;
use serde_json::{Map, Value, json};

use super::autocomplete;
use super::compiler::Compiler;
use super::merge::is_ignored_beside_reference;
use super::references::{reference_of, walk};
use super::schema::{Location, NAMES_BESIDE};
use crate::form::tree::input_value;
use crate::form::{codes, format};
use crate::ids::Pointer;

/// The shape of a keyword's value.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    Flag,
    Count,
    Counts,
    Integer,
    Names,
    Map,
    TextMap,
    Documents,
}

/// The extension keywords. `docs/schema/form.schema.json` says the same for editors.
const KEYWORDS: &[(&str, Shape)] = &[
    ("x-account", Shape::TextMap),
    ("x-applicant", Shape::TextMap),
    ("x-attachment", Shape::Map),
    ("x-autocomplete", Shape::Text),
    ("x-before", Shape::Names),
    ("x-control", Shape::Text),
    ("x-earliest", Shape::Text),
    ("x-equal-to", Shape::Text),
    ("x-errors", Shape::TextMap),
    ("x-half-width", Shape::Flag),
    ("x-hint", Shape::Text),
    ("x-latest", Shape::Text),
    ("x-note", Shape::Text),
    ("x-notices", Shape::Names),
    ("x-opens", Shape::Counts),
    ("x-options", Shape::TextMap),
    ("x-order", Shape::Names),
    ("x-personal", Shape::Flag),
    ("x-placeholder", Shape::Text),
    ("x-position", Shape::Integer),
    ("x-prefill", Shape::Text),
    ("x-row-heading", Shape::Text),
    ("x-rows", Shape::Names),
    ("x-secret", Shape::Flag),
    ("x-starts", Shape::Text),
    ("x-terms", Shape::Documents),
    ("x-time-limit-minutes", Shape::Count),
    ("x-total", Shape::Names),
    ("x-unique", Shape::Map),
    ("x-width", Shape::Text),
    ("x-workflow", Shape::Text),
];

/// Returns the names of the extension keywords.
pub fn keyword_names() -> impl Iterator<Item = &'static str> {
    KEYWORDS.iter().map(|(name, _)| *name)
}

/// The values that a keyword may have, where they are few.
const VALUES: &[(&str, &[&str])] = &[
    ("x-prefill", &["registered"]),
    ("x-starts", &["anyone", "account"]),
    ("x-width", &["short", "medium", "long", "full"]),
];

/// The members of keywords that are objects: those that must be there, and those that may.
const MEMBERS: &[(&str, &[&str], &[&str])] = &[
    ("x-account", &["name", "password", "email"], &["person"]),
    ("x-applicant", &["email", "name"], &[]),
    ("x-opens", &["days_before_expiry"], &[]),
    ("x-options", &["list"], &["level", "depends"]),
    ("x-unique", &["scope"], &["ignore_case"]),
];

/// Limits that stand beside each other, the lower one first.
const LIMITS: &[(&str, &str)] = &[
    ("minimum", "maximum"),
    ("minimum", "exclusiveMaximum"),
    ("exclusiveMinimum", "maximum"),
    ("exclusiveMinimum", "exclusiveMaximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
    ("minContains", "maxContains"),
    ("x-earliest", "x-latest"),
];

impl Shape {
    fn fits(self, value: &Value) -> bool {
        let texts = |value: &Value| {
            value
                .as_array()
                .is_some_and(|items| items.iter().all(Value::is_string))
        };
        match self {
            Self::Text => value.is_string(),
            Self::Flag => value.is_boolean(),
            Self::Count => value.as_u64().is_some(),
            Self::Counts => value
                .as_object()
                .is_some_and(|members| members.values().all(|count| count.as_u64().is_some())),
            Self::Integer => value.as_i64().is_some(),
            Self::Names => texts(value),
            Self::Map => value.is_object(),
            Self::TextMap => value
                .as_object()
                .is_some_and(|members| members.values().all(Value::is_string)),
            Self::Documents => value.as_array().is_some_and(|items| {
                items
                    .iter()
                    .all(|item| item["title"].is_string() && texts(&item["paragraphs"]))
            }),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Flag => "flag",
            Self::Count => "count",
            Self::Counts => "object",
            Self::Integer => "integer",
            Self::Names => "texts",
            Self::Map => "object",
            Self::TextMap => "object-of-texts",
            Self::Documents => "documents",
        }
    }
}

impl Compiler<'_> {
    /// Walks every schema of every file.
    pub(in crate::form) fn check_keywords(&mut self) {
        let files: Vec<(Rc<str>, Value)> = self
            .sources
            .iter()
            .map(|(file, source)| (Rc::clone(file), source.value.clone()))
            .collect();
        for (file, value) in files {
            let root = Location {
                file,
                pointer: Pointer::root(),
            };
            let mut schemas = Vec::new();
            walk(&value, &root, &mut |at, members| {
                schemas.push((at.clone(), members.clone()));
            });
            for (at, members) in schemas {
                self.check_schema(&members, &at);
            }
        }
    }

    fn check_schema(&mut self, members: &Map<String, Value>, at: &Location) {
        if self.is_examined {
            self.check_limits(members, at);
        }
        let is_beside =
            self.ignores_beside_references() && matches!(reference_of(members), Some(("$ref", _)));
        for (name, member) in members {
            let inner = at.join(name);
            if is_beside && is_ignored_beside_reference(name) {
                self.report(codes::BESIDE_REFERENCE, &inner, true, &[("name", name)]);
                continue;
            }
            match name.as_str() {
                "pattern" => self.check_pattern(member, &inner),
                "patternProperties" => {
                    for name in member
                        .as_object()
                        .into_iter()
                        .flat_map(|members| members.keys())
                    {
                        self.check_pattern(&Value::String(name.clone()), &inner.join(name));
                    }
                }
                "format" => self.check_format(member, &inner),
                _ if name.starts_with("x-") => self.check_extension(name, member, &inner),
                _ => {}
            }
        }
    }

    /// Reports a lower limit above the upper one beside it: no answer keeps both.
    fn check_limits(&mut self, members: &Map<String, Value>, at: &Location) {
        for (least, most) in LIMITS {
            let (Some(low), Some(high)) = (members.get(*least), members.get(*most)) else {
                continue;
            };
            let is_crossed = match (low, high) {
                (Value::String(low), Value::String(high)) => low > high,
                _ => low.as_f64() > high.as_f64() && high.is_number(),
            };
            if is_crossed {
                let (low, high) = (input_value(low), input_value(high));
                let args = [
                    ("least", *least),
                    ("low", &low),
                    ("most", *most),
                    ("high", &high),
                ];
                self.report(codes::LIMITS_CROSSED, &at.join(least), false, &args);
            }
        }
    }

    fn check_extension(&mut self, name: &str, value: &Value, at: &Location) {
        match KEYWORDS.iter().find(|(known, _)| *known == name) {
            None if NAMES_BESIDE.contains(&name) => {}
            None => {
                let near = nearest(name);
                self.report(
                    codes::UNKNOWN_KEYWORD,
                    at,
                    true,
                    &[("name", name), ("near", near)],
                );
            }
            Some((_, shape)) if !shape.fits(value) => {
                self.report(
                    codes::WRONG_TYPE,
                    at,
                    false,
                    &[("name", name), ("expected", shape.name())],
                );
            }
            Some(_) => {
                self.check_values(name, value, at);
                self.check_members(name, value, at);
            }
        }
    }

    fn check_values(&mut self, name: &str, value: &Value, at: &Location) {
        let written = value.as_str().unwrap_or_default();
        if name == "x-autocomplete" && !autocomplete::is_known(written) {
            let known = [autocomplete::FIELDS, autocomplete::CONTACTS]
                .concat()
                .join(", ");
            let args = [("name", name), ("value", written), ("known", &known)];
            self.report(codes::VALUE_UNKNOWN, at, false, &args);
        }
        let Some((_, known)) = VALUES.iter().find(|(keyword, _)| *keyword == name) else {
            return;
        };
        let value = value.as_str().unwrap_or_default();
        if !known.contains(&value) {
            let known = known.join(", ");
            self.report(
                codes::VALUE_UNKNOWN,
                at,
                false,
                &[("name", name), ("value", value), ("known", &known)],
            );
        }
    }

    fn check_members(&mut self, name: &str, value: &Value, at: &Location) {
        let Some((_, needed, allowed)) = MEMBERS.iter().find(|(keyword, ..)| *keyword == name)
        else {
            return;
        };
        for member in needed.iter().filter(|member| value.get(**member).is_none()) {
            self.report(
                codes::MEMBER_MISSING,
                at,
                true,
                &[("name", name), ("member", member)],
            );
        }
        let known = [*needed, *allowed].concat();
        let members = value
            .as_object()
            .into_iter()
            .flat_map(|members| members.keys());
        for member in members.filter(|member| !known.contains(&member.as_str())) {
            self.report(
                codes::VALUE_UNKNOWN,
                &at.join(member),
                true,
                &[
                    ("name", name),
                    ("value", member),
                    ("known", &known.join(", ")),
                ],
            );
        }
    }

    fn check_pattern(&mut self, value: &Value, at: &Location) {
        // The schema's own rules say that it must be text.
        let Some(pattern) = value.as_str() else {
            return;
        };
        let schema = json!({ "pattern": pattern });
        let linear = jsonschema::options().with_pattern_options(PatternOptions::regex());
        if linear.build(&schema).is_ok() {
            return;
        }
        let looking_around = jsonschema::options();
        if !self.uses_extensions && looking_around.build(&schema).is_ok() {
            self.uses_lookaround = true;
            self.report(codes::PATTERN_LOOKS_AROUND, at, false, &[]);
            return;
        }
        let reason = regex::Regex::new(pattern)
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default();
        let reason = reason
            .lines()
            .last()
            .unwrap_or_default()
            .trim_start_matches("error: ");
        self.report(codes::BAD_PATTERN, at, false, &[("reason", reason)]);
    }

    fn check_format(&mut self, value: &Value, at: &Location) {
        let Some(name) = value.as_str() else { return };
        if self.uses_extensions && !format::is_known(name) {
            self.report(codes::UNKNOWN_FORMAT, at, false, &[("name", name)]);
        }
    }
}

/// Returns the keyword that somebody may have meant: the one that the fewest changes of letters lead to.
fn nearest(name: &str) -> &'static str {
    let known = KEYWORDS.iter().map(|(known, _)| *known);
    known
        .min_by_key(|known| strsim::levenshtein(known, name))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_keyword_meant_is_found() {
        for (written, meant) in [
            ("x-hints", "x-hint"),
            ("x-secert", "x-secret"),
            ("x-row", "x-rows"),
        ] {
            assert_eq!(nearest(written), meant);
        }
    }
}
