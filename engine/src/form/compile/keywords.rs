//! What can be said of a keyword by looking at it alone: its name, its type, its pattern.

use std::rc::Rc;

use serde_json::Value;

use super::{Compiler, Location};
use crate::form::{codes, format};
use crate::ids::Pointer;

/// The shape of a keyword's value.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    Flag,
    Count,
    Names,
    Map,
    TextMap,
    Documents,
}

/// The keywords of ours. `docs/schema/form.schema.json` says the same for editors.
const KEYWORDS: &[(&str, Shape)] = &[
    ("x-account", Shape::TextMap),
    ("x-applicant", Shape::TextMap),
    ("x-attachment", Shape::Map),
    ("x-autocomplete", Shape::Text),
    ("x-control", Shape::Text),
    ("x-equal-to", Shape::Text),
    ("x-errors", Shape::TextMap),
    ("x-hint", Shape::Text),
    ("x-note", Shape::Text),
    ("x-notices", Shape::Names),
    ("x-options", Shape::TextMap),
    ("x-order", Shape::Names),
    ("x-personal", Shape::Flag),
    ("x-placeholder", Shape::Text),
    ("x-position", Shape::Count),
    ("x-row-heading", Shape::Text),
    ("x-rows", Shape::Names),
    ("x-secret", Shape::Flag),
    ("x-starts", Shape::Text),
    ("x-terms", Shape::Documents),
    ("x-time-limit-minutes", Shape::Count),
    ("x-unique", Shape::Map),
    ("x-width", Shape::Text),
    ("x-workflow", Shape::Text),
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
            Self::Names => "texts",
            Self::Map => "object",
            Self::TextMap => "object-of-texts",
            Self::Documents => "documents",
        }
    }
}

impl Compiler<'_> {
    /// Walks every schema of every file.
    pub(super) fn check_keywords(&mut self) {
        let files: Vec<(Rc<str>, Value)> = self
            .sources
            .iter()
            .map(|(file, source)| (Rc::clone(file), source.value.clone()))
            .collect();
        for (file, value) in files {
            self.check_schema(
                &value,
                &Location {
                    file,
                    pointer: Pointer::root(),
                },
            );
        }
    }

    fn check_schema(&mut self, value: &Value, at: &Location) {
        let Some(members) = value.as_object() else {
            if let Some(items) = value.as_array() {
                items
                    .iter()
                    .enumerate()
                    .for_each(|(index, item)| self.check_schema(item, &at.join(index)));
            }
            return;
        };
        for (name, member) in members {
            let inner = at.join(name);
            match name.as_str() {
                "properties" | "$defs" | "definitions" | "patternProperties"
                | "dependentSchemas" => {
                    for (property, schema) in member.as_object().into_iter().flatten() {
                        self.check_schema(schema, &inner.join(property));
                    }
                }
                "const" | "enum" | "default" | "examples" => {}
                "pattern" => self.check_pattern(member, &inner),
                "format" => self.check_format(member, &inner),
                _ if name.starts_with("x-") => self.check_own(name, member, &inner),
                _ => self.check_schema(member, &inner),
            }
        }
    }

    fn check_own(&mut self, name: &str, value: &Value, at: &Location) {
        match KEYWORDS.iter().find(|(known, _)| *known == name) {
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
            Some(_) => {}
        }
    }

    fn check_pattern(&mut self, value: &Value, at: &Location) {
        // The schema's own rules say that it must be text.
        let Some(pattern) = value.as_str() else {
            return;
        };
        if let Err(error) = regex::Regex::new(pattern) {
            let reason = error.to_string();
            let reason = reason
                .lines()
                .last()
                .unwrap_or_default()
                .trim_start_matches("error: ")
                .to_owned();
            self.report(
                codes::BAD_PATTERN,
                at,
                false,
                &[("pattern", pattern), ("reason", &reason)],
            );
        }
    }

    fn check_format(&mut self, value: &Value, at: &Location) {
        let Some(name) = value.as_str() else { return };
        let known = format::STANDARD.contains(&name)
            || format::CONTROLS.contains(&name)
            || format::FORMATS.iter().any(|(known, _)| *known == name);
        if self.ours && !known {
            self.report(codes::UNKNOWN_FORMAT, at, false, &[("name", name)]);
        }
    }
}

/// The keyword that somebody may have meant: the one that shares the longest beginning.
fn nearest(name: &str) -> &'static str {
    let shared = |known: &str| {
        known
            .bytes()
            .zip(name.bytes())
            .take_while(|(one, other)| one == other)
            .count()
    };
    KEYWORDS
        .iter()
        .map(|(known, _)| *known)
        .max_by_key(|known| shared(known))
        .unwrap_or("x-hint")
}
