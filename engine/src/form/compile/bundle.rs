//! One schema of all files of a form, and the validators made of it.

use std::rc::Rc;
use std::sync::Arc;

use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::{Draft, PatternOptions, ValidationError, ValidationOptions, Validator};
use serde_json::{Map, Value, json};

use super::compiler::Compiler;
use super::references::{Reference, SCHEMAS_BY_NAME, is_data, reference_of, walk};
use super::schema::Location;
use crate::form::{codes, format};
use crate::ids::Pointer;

/// The steps that a pattern with look-around may take on one answer.
const BACKTRACK_MAX: usize = 100_000;

impl Compiler<'_> {
    /// Reads which draft the form is written in.
    pub(in crate::form) fn read_draft(&mut self) {
        let written = self
            .sources
            .get(&self.main)
            .and_then(|source| source.value.get("$schema")?.as_str());
        self.draft = draft_of(written.unwrap_or_default());
    }

    /// Returns whether the draft ignores what stands beside a `$ref`.
    pub(in crate::form) fn ignores_beside_references(&self) -> bool {
        matches!(self.draft, Draft::Draft4 | Draft::Draft6 | Draft::Draft7)
    }

    /// Makes one schema of all files: each under `$defs` by its path, references rewritten.
    pub(in crate::form) fn bundle_schemas(&mut self) {
        let mut definitions = Map::new();
        for (file, source) in &self.sources {
            let mut schema = source.value.clone();
            let root = Location {
                file: Rc::clone(file),
                pointer: Pointer::root(),
            };
            self.rewrite(&mut schema, &root, false);
            definitions.insert(file.to_string(), schema);
        }
        self.bundle = json!({ "$defs": definitions });
    }

    fn rewrite(&self, schema: &mut Value, at: &Location, by_name: bool) {
        match schema {
            Value::Object(members) => {
                if !by_name {
                    self.rewrite_members(members, at);
                }
                for (name, member) in members.iter_mut() {
                    if by_name || !is_data(name) {
                        let inner_by_name = !by_name && SCHEMAS_BY_NAME.contains(&name.as_str());
                        self.rewrite(member, &at.join(name), inner_by_name);
                    }
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.rewrite(item, &at.join(index), false);
                }
            }
            _ => {}
        }
    }

    /// Points the reference of one schema into the bundle, and takes away what would give it another address.
    fn rewrite_members(&self, members: &mut Map<String, Value>, at: &Location) {
        let target = reference_of(members)
            .filter(|(keyword, _)| *keyword != "$dynamicRef")
            .and_then(|(keyword, target)| match self.resolve(at, target) {
                Reference::To(location) => Some((keyword, reference_to(&location))),
                _ => None,
            });
        if let Some((keyword, target)) = target {
            members.remove(keyword);
            members.insert("$ref".to_owned(), Value::String(target));
        }
        if self.draft == Draft::Draft4 && members.get("required").is_some_and(is_empty_list) {
            members.remove("required");
        }
        for keyword in ["$schema", "$id", "id"] {
            if members.get(keyword).is_some_and(Value::is_string) {
                members.remove(keyword);
            }
        }
        members.remove("$recursiveAnchor");
    }

    /// Reports everything that breaks the rules of JSON Schema itself; `false` when something does.
    pub(in crate::form) fn check_schemas(&mut self) -> bool {
        let (mut faults, mut empty) = (Vec::new(), Vec::new());
        let Ok(rules) =
            jsonschema::meta::validator_for(&json!({ "$schema": address_of(self.draft) }))
        else {
            return true;
        };
        for (file, source) in &self.sources {
            for error in rules.iter_errors(&source.value) {
                let error = innermost(&error);
                let pointer = Pointer::parse(error.instance_path().as_str()).unwrap_or_default();
                let file = Rc::clone(file);
                let is_required = pointer.tokens().last().as_deref() == Some("required");
                if self.draft == Draft::Draft4 && is_required && is_empty_list(error.instance()) {
                    empty.push(Location { file, pointer });
                    continue;
                }
                faults.push((Location { file, pointer }, shortened(&error.to_string())));
            }
        }
        for location in &empty {
            self.report(codes::REQUIRED_EMPTY, location, false, &[]);
        }
        for (location, reason) in &faults {
            self.report(
                codes::SCHEMA_INVALID,
                location,
                false,
                &[("reason", reason)],
            );
        }
        faults.is_empty()
    }

    /// Builds a validator of the schema at a place, and reports the faults of the schema.
    pub(in crate::form) fn validator(&mut self, location: &Location) -> Option<Arc<Validator>> {
        self.validator_of(&self.test(location))
    }

    /// Returns a schema that says what the schema at a place says: itself, or a reference to it where it has
    /// references.
    pub(in crate::form) fn test(&self, location: &Location) -> Value {
        match self.value(location) {
            Some(value) if !has_references(value, location) => {
                let mut schema = value.clone();
                self.rewrite(&mut schema, location, false);
                schema
            }
            _ => json!({ "$ref": reference_to(location) }),
        }
    }

    /// Builds a validator of a schema that may refer to the bundle; equal schemas share one.
    pub(in crate::form) fn validator_of(&mut self, test: &Value) -> Option<Arc<Validator>> {
        let key = test.to_string();
        if let Some(known) = self.validators.get(&key) {
            return known.clone();
        }
        let built = self.build(test).map(Arc::new);
        self.validators.insert(key, built.clone());
        built
    }

    fn build(&mut self, test: &Value) -> Option<Validator> {
        let root = Location {
            file: Rc::clone(&self.main),
            pointer: Pointer::root(),
        };
        let schema = if has_references(test, &root) {
            let mut schema = self.bundle.clone();
            // Older drafts ignore what stands beside `$ref`, so it is wrapped.
            schema
                .as_object_mut()?
                .insert("allOf".to_owned(), json!([test]));
            schema
        } else {
            test.clone()
        };
        let built = if self.uses_lookaround {
            let patterns = PatternOptions::fancy_regex().backtrack_limit(BACKTRACK_MAX);
            format::register(self.options().with_pattern_options(patterns)).build(&schema)
        } else {
            format::register(self.options().with_pattern_options(PatternOptions::regex()))
                .build(&schema)
        };
        match built {
            Ok(validator) => Some(validator),
            Err(error) => {
                self.schema_fault(&error);
                None
            }
        }
    }

    /// Files are not part of the answers, only their ids are: what a schema says of their content is not for the
    /// validator.
    fn options(&self) -> ValidationOptions<'static> {
        let options = jsonschema::options()
            .with_draft(self.draft)
            .should_validate_formats(true)
            .without_content_encoding_support("base64")
            .without_content_media_type_support("application/json");
        if self.draft == Draft::Draft202012 {
            options
        } else {
            format::register_later(options)
        }
    }

    fn schema_fault(&mut self, error: &ValidationError<'_>) {
        // Patterns, references and the rules of JSON Schema were checked before, at their places.
        if !self.is_broken() {
            let location = Location {
                file: Rc::clone(&self.main),
                pointer: Pointer::root(),
            };
            let reason = shortened(&error.to_string());
            self.report(
                codes::SCHEMA_INVALID,
                &location,
                false,
                &[("reason", &reason)],
            );
        }
    }
}

fn is_empty_list(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty)
}

/// Returns the error that is meant where alternatives of the rules fail: the one that lies deepest.
fn innermost<'e, 'i>(error: &'e ValidationError<'i>) -> &'e ValidationError<'i> {
    let (Kind::AnyOf { context } | Kind::OneOfNotValid { context }) = error.kind() else {
        return error;
    };
    let depth = |error: &ValidationError<'_>| error.instance_path().as_str().len();
    let deepest = context.iter().flatten().max_by_key(|inner| depth(inner));
    match deepest {
        Some(inner) if depth(inner) > depth(error) => innermost(inner),
        _ => error,
    }
}

/// Returns the first line of a reason; reasons quote the whole schema.
fn shortened(reason: &str) -> String {
    const MOST: usize = 200;
    let line = reason.lines().next().unwrap_or_default();
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

fn has_references(value: &Value, at: &Location) -> bool {
    let mut found = false;
    walk(value, at, &mut |_, members| {
        found |= reference_of(members).is_some()
    });
    found
}

/// Returns the reference to a schema in the bundle.
pub(super) fn reference_to(location: &Location) -> String {
    let file = Pointer::root().join("$defs").join(&location.file);
    let escaped: String = format!("{file}{}", location.pointer)
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z'
            | b'a'..=b'z'
            | b'0'..=b'9'
            | b'/'
            | b'~'
            | b'-'
            | b'_'
            | b'.'
            | b'$'
            | b'@' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    format!("#{escaped}")
}

fn draft_of(schema: &str) -> Draft {
    match schema.trim_end_matches('#') {
        "http://json-schema.org/draft-04/schema" => Draft::Draft4,
        "http://json-schema.org/draft-06/schema" => Draft::Draft6,
        "http://json-schema.org/draft-07/schema" => Draft::Draft7,
        "https://json-schema.org/draft/2019-09/schema" => Draft::Draft201909,
        _ => Draft::Draft202012,
    }
}

fn address_of(draft: Draft) -> &'static str {
    match draft {
        Draft::Draft4 => "http://json-schema.org/draft-04/schema#",
        Draft::Draft6 => "http://json-schema.org/draft-06/schema#",
        Draft::Draft7 => "http://json-schema.org/draft-07/schema#",
        Draft::Draft201909 => "https://json-schema.org/draft/2019-09/schema",
        _ => "https://json-schema.org/draft/2020-12/schema",
    }
}
