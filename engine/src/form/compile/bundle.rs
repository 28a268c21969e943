//! Loading the files that a form refers to, and putting them together into one schema for the validator.

use std::rc::Rc;

use jsonschema::{Draft, PatternOptions, ValidationError, Validator};
use serde_json::{Map, Value, json};

use super::{Compiler, Location};
use crate::form::source::Source;
use crate::form::{codes, format};
use crate::ids::Pointer;

/// A `$ref`, taken apart.
pub(in crate::form) enum Reference {
    /// A place in one of the files.
    To(Location),
    /// A file that is not there.
    MissingFile(String),
    /// Nothing in its file.
    Nothing,
}

impl Compiler<'_> {
    /// Parses a file once.
    pub(in crate::form) fn load(&mut self, file: &Rc<str>) -> Option<()> {
        if self.sources.contains_key(file) {
            return Some(());
        }
        let text = self.files.get(&**file)?;
        let source = Source::parse(file, text, &mut self.diagnostics)?;
        self.ours |= has_our_keywords(&source.value);
        self.sources.insert(Rc::clone(file), source);
        Some(())
    }

    /// Parses every file that is referred to, and reports references that lead nowhere.
    pub(in crate::form) fn load_references(&mut self) {
        let mut waiting = vec![Rc::clone(&self.main)];
        let mut seen = waiting.clone();
        while let Some(file) = waiting.pop() {
            let mut references = Vec::new();
            if let Some(source) = self.sources.get(&file) {
                let root = Location {
                    file: Rc::clone(&file),
                    pointer: Pointer::root(),
                };
                collect_references(&source.value, &root, &mut references);
            }
            for (location, target) in references {
                let other = self.file_of(&file, &target);
                if !seen.contains(&other) && self.files.contains_key(&*other) {
                    seen.push(Rc::clone(&other));
                    self.load(&other);
                    waiting.push(other);
                }
                match self.resolve(&file, &target) {
                    Reference::To(_) => {}
                    Reference::MissingFile(name) => {
                        self.report(
                            codes::REF_TO_MISSING_FILE,
                            &location,
                            false,
                            &[("file", &name)],
                        );
                    }
                    Reference::Nothing => {
                        self.report(codes::REF_TO_NOTHING, &location, false, &[("ref", &target)]);
                    }
                }
            }
        }
    }

    fn file_of(&self, file: &Rc<str>, target: &str) -> Rc<str> {
        let path = target.split('#').next().unwrap_or_default();
        if path.is_empty() {
            Rc::clone(file)
        } else {
            relative(file, path).into()
        }
    }

    /// Where a `$ref` in `file` leads.
    pub(in crate::form) fn resolve(&self, file: &Rc<str>, target: &str) -> Reference {
        let other = self.file_of(file, target);
        let Some(source) = self.sources.get(&other) else {
            return Reference::MissingFile(other.to_string());
        };
        let fragment = target.split_once('#').map_or("", |(_, fragment)| fragment);
        let pointer = if fragment.is_empty() || fragment.starts_with('/') {
            let decoded = fragment
                .replace("%25", "%")
                .replace("%7C", "|")
                .replace("%22", "\"")
                .replace("%5E", "^");
            Pointer::parse(&decoded)
                .filter(|pointer| source.value.pointer(pointer.as_str()).is_some())
        } else {
            anchor(&source.value, fragment, &Pointer::root())
        };
        pointer.map_or(Reference::Nothing, |pointer| {
            Reference::To(Location {
                file: other,
                pointer,
            })
        })
    }

    /// Makes one schema of all files: each under `$defs` by its path, references rewritten.
    pub(in crate::form) fn make_bundle(&mut self) {
        let mut definitions = Map::new();
        for (file, source) in &self.sources {
            let mut schema = source.value.clone();
            self.rewrite(&mut schema, file);
            if let Some(members) = schema.as_object_mut() {
                for keyword in ["$schema", "$id", "id"] {
                    if members.get(keyword).is_some_and(Value::is_string) {
                        members.remove(keyword);
                    }
                }
            }
            definitions.insert(file.to_string(), schema);
        }
        let written = self
            .sources
            .get(&self.main)
            .and_then(|source| source.value.get("$schema")?.as_str());
        self.draft = draft_of(written.unwrap_or_default());
        self.bundle = json!({ "$defs": definitions });
    }

    fn rewrite(&self, schema: &mut Value, file: &Rc<str>) {
        match schema {
            Value::Object(members) => {
                if let Some(Value::String(target)) = members.get("$ref")
                    && let Reference::To(location) = self.resolve(file, target)
                {
                    members.insert("$ref".to_owned(), Value::String(reference_to(&location)));
                }
                for (name, member) in members.iter_mut() {
                    if !matches!(name.as_str(), "const" | "enum" | "default" | "examples") {
                        self.rewrite(member, file);
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.rewrite(item, file)),
            _ => {}
        }
    }

    /// A validator of the schema at a place. Faults of the schema are reported.
    pub(in crate::form) fn validator(&mut self, location: &Location) -> Option<Validator> {
        let mut schema = self.bundle.clone();
        // Older drafts ignore what stands beside `$ref`, so it is wrapped.
        schema.as_object_mut()?.insert(
            "allOf".to_owned(),
            json!([{ "$ref": reference_to(location) }]),
        );
        let options = jsonschema::options()
            .with_draft(self.draft)
            .should_validate_formats(true)
            .with_pattern_options(PatternOptions::regex());
        match format::register(options).build(&schema) {
            Ok(validator) => Some(validator),
            Err(error) => {
                self.schema_fault(&error);
                None
            }
        }
    }

    fn schema_fault(&mut self, error: &ValidationError<'_>) {
        let path = Pointer::parse(error.instance_path().as_str()).unwrap_or_default();
        let mut tokens = path.tokens();
        let location = match (tokens.next().as_deref(), tokens.next()) {
            (Some("$defs"), Some(file)) => {
                let pointer = tokens.fold(Pointer::root(), |pointer, token| pointer.join(token));
                Location {
                    file: file.into(),
                    pointer,
                }
            }
            _ => Location {
                file: Rc::clone(&self.main),
                pointer: Pointer::root(),
            },
        };
        let already = self
            .diagnostics
            .iter()
            .any(|known| known.severity == crate::diagnostic::Severity::Error);
        let is_pattern = location.pointer.as_str().ends_with("/pattern");
        let reason = error.to_string();
        if is_pattern {
            self.report(
                codes::BAD_PATTERN,
                &location,
                false,
                &[("pattern", &reason)],
            );
        } else if !already || location.pointer != Pointer::root() {
            self.report(
                codes::SCHEMA_INVALID,
                &location,
                false,
                &[("reason", &reason)],
            );
        }
    }
}

fn reference_to(location: &Location) -> String {
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

/// A path relative to the folder of `file`, with `..` taken out; it never leaves the definitions folder.
fn relative(file: &str, path: &str) -> String {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn anchor(value: &Value, name: &str, at: &Pointer) -> Option<Pointer> {
    match value {
        Value::Object(members) => {
            let named = members.get("$anchor").and_then(Value::as_str) == Some(name)
                || ["$id", "id"].iter().any(|id| {
                    members
                        .get(*id)
                        .and_then(Value::as_str)
                        .and_then(|id| id.strip_prefix('#'))
                        == Some(name)
                });
            if named {
                return Some(at.clone());
            }
            members
                .iter()
                .find_map(|(key, member)| anchor(member, name, &at.join(key)))
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(index, item)| anchor(item, name, &at.join(index))),
        _ => None,
    }
}

fn collect_references(value: &Value, at: &Location, found: &mut Vec<(Location, String)>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let inner = at.join(name);
                match (name.as_str(), member) {
                    ("$ref", Value::String(target)) => found.push((inner, target.clone())),
                    ("const" | "enum" | "default" | "examples", _) => {}
                    _ => collect_references(member, &inner, found),
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect_references(item, &at.join(index), found);
            }
        }
        _ => {}
    }
}

fn has_our_keywords(value: &Value) -> bool {
    match value {
        Value::Object(members) => members
            .iter()
            .any(|(name, member)| name.starts_with("x-") || has_our_keywords(member)),
        Value::Array(items) => items.iter().any(has_our_keywords),
        _ => false,
    }
}
