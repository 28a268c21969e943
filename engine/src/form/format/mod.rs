//! Formats of identifiers, one a file: `fn(&str) -> bool` over normalized text.

mod business_licence_number;
mod contact;
mod customs_code;
mod email;
mod organisation_code;
mod resident_id;
mod unified_social_credit_code;

pub use email::is_valid as is_email;

/// Whether a normalized text is of a format.
pub type Check = fn(&str) -> bool;

/// Every format of ours with its check. A new one is a file and a line here.
pub const FORMATS: &[(&str, Check)] = &[
    ("business-licence-number", business_licence_number::is_valid),
    ("customs-code", customs_code::is_valid),
    // In place of the validator's own: see there.
    ("email", email::is_valid),
    ("mobile-cn", contact::is_mobile),
    ("organisation-code", organisation_code::is_valid),
    ("phone-cn", contact::is_phone),
    ("postcode-cn", contact::is_postcode),
    ("resident-id", resident_id::is_valid),
    (
        "unified-social-credit-code",
        unified_social_credit_code::is_valid,
    ),
];

/// The formats of JSON Schema that the validator checks.
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

/// Gives the validator every format of uses_extensions.
#[must_use]
pub fn register(options: jsonschema::ValidationOptions<'_>) -> jsonschema::ValidationOptions<'_> {
    FORMATS.iter().fold(options, |options, (name, check)| {
        options.with_format(*name, *check)
    })
}
