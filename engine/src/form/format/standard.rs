//! The formats of JSON Schema, and those that only say how to ask.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::{Value, json};

/// The formats that the validator itself checks.
pub const STANDARD: &[&str] = &[
    "date",
    "date-time",
    "time",
    "duration",
    "idn-email",
    "hostname",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "uri",
    "uri-reference",
    "iri",
    "iri-reference",
    "uuid",
    "uri-template",
    "json-pointer",
    "relative-json-pointer",
    "regex",
];

/// Formats that only say how to ask, and are not checked.
pub const CONTROLS: &[&str] = &[
    "password", "binary", "data-url", "textarea", "color", "int32", "int64", "float", "double",
    "byte",
];

/// The formats as the newest draft has them.
static VALIDATORS: LazyLock<HashMap<&str, jsonschema::Validator>> = LazyLock::new(|| {
    let build = |name: &&'static str| {
        let options = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .should_validate_formats(true);
        Some((*name, options.build(&json!({ "format": name })).ok()?))
    };
    STANDARD.iter().filter_map(build).collect()
});

/// Returns whether a text is of a format of the newest draft.
pub fn is_of(name: &str, text: &str) -> bool {
    let value = Value::from(text);
    VALIDATORS
        .get(name)
        .is_none_or(|validator| validator.is_valid(&value))
}

/// Returns the HTML type of the input of such a format, and its `inputmode`.
pub fn input_for(name: &str) -> (&'static str, Option<&'static str>) {
    match name {
        "password" => ("password", None),
        "idn-email" => ("email", Some("email")),
        "uri" | "iri" | "uri-reference" => ("url", Some("url")),
        _ => ("text", None),
    }
}
