//! The formats of JSON Schema, and those that only say how to ask.

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

/// Returns the HTML type of the input of such a format, and its `inputmode`.
pub fn input_for(name: &str) -> (&'static str, Option<&'static str>) {
    match name {
        "password" => ("password", None),
        "idn-email" => ("email", Some("email")),
        "uri" | "iri" | "uri-reference" => ("url", Some("url")),
        _ => ("text", None),
    }
}
