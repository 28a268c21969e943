//! What somebody must be able to come to: branches, alternatives, options and fields, each noted while the page is made.

use serde_json::{Value, json};

use super::compiler::Compiler;
use super::destination::Destination;
use super::schema::Location;
use crate::diagnostic::Code;
use crate::form::codes;
use crate::form::tree::input_value;
use crate::ids::Pointer;

impl Compiler<'_> {
    /// Notes a branch or an alternative.
    pub(in crate::form) fn note_branch(&mut self, place: &Location, at: &Pointer, test: Value) {
        self.note(place, at, test, codes::UNREACHABLE, String::new());
    }

    /// Notes an option of a field; one that the field's own rules refuse is reported at once.
    pub(in crate::form) fn note_option(
        &mut self,
        place: &Location,
        (field, at): (&Location, &Pointer),
        value: &Value,
    ) {
        let name = input_value(value);
        if !self.is_examined {
            return;
        }
        let validator = self.validator(field);
        if validator.is_some_and(|validator| !validator.is_valid(value)) {
            let args = [("name", name.as_str())];
            self.report(codes::OPTION_UNREACHABLE, place, true, &args);
            return;
        }
        let test = json!({ "enum": [value] });
        self.note(place, at, test, codes::OPTION_UNREACHABLE, name);
    }

    /// Notes a field of an object.
    pub(in crate::form) fn note_field(&mut self, place: &Location, around: &Pointer, name: &str) {
        let test = json!({ "required": [name] });
        self.note(place, around, test, codes::UNREACHABLE, name.to_owned());
    }

    fn note(&mut self, place: &Location, at: &Pointer, test: Value, code: Code, name: String) {
        let destination = Destination {
            place: place.clone(),
            at: at.clone(),
            test,
            code,
            name,
        };
        // A field that conditions narrow is compiled several times.
        if self.is_examined && !self.destinations.contains(&destination) {
            self.destinations.push(destination);
        }
    }

    /// Notes the answers on which a condition of an object depends, with the values that it speaks of.
    pub(in crate::form) fn note_deciding(
        &mut self,
        object: &Pointer,
        tests: &[Value],
        names: &[String],
    ) {
        // A condition of a row decides in that row only.
        if !self.is_examined || object.tokens().any(|token| token == "*") {
            return;
        }
        for name in names {
            let known = self.deciding.entry(object.join(name)).or_default();
            let mut values = Vec::new();
            tests
                .iter()
                .for_each(|test| spoken_of(test, name, &mut values));
            values.retain(|value| !known.contains(value));
            known.extend(values);
        }
    }
}

/// Collects the values of a property that a schema speaks of.
fn spoken_of(test: &Value, name: &str, values: &mut Vec<Value>) {
    match test {
        Value::Object(members) => {
            let property = members
                .get("properties")
                .and_then(|members| members.get(name));
            if let Some(property) = property {
                constants(property, values);
            }
            let inner = members.iter().filter(|(key, _)| *key != "properties");
            inner.for_each(|(_, inner)| spoken_of(inner, name, values));
        }
        Value::Array(items) => items.iter().for_each(|item| spoken_of(item, name, values)),
        _ => {}
    }
}

fn constants(schema: &Value, values: &mut Vec<Value>) {
    let Value::Object(members) = schema else {
        return;
    };
    for (keyword, value) in members {
        match (keyword.as_str(), value) {
            ("const" | "minimum" | "maximum", value) => values.push(value.clone()),
            ("enum", Value::Array(listed)) => values.extend(listed.iter().cloned()),
            ("allOf" | "anyOf" | "oneOf", Value::Array(parts)) => {
                parts.iter().for_each(|part| constants(part, values));
            }
            ("not", part) => constants(part, values),
            _ => {}
        }
    }
}
