//! Formats of identifiers, one a file: how a normalized text is checked, how it is typed and how it is asked.

mod business_licence_number;
mod customs_code;
mod definition;
mod email;
mod mobile_cn;
#[cfg(test)]
mod number_plate;
mod organisation_code;
mod phone_cn;
mod postcode_cn;
mod resident_id;
mod standard;
mod unified_social_credit_code;

pub use definition::Format;
pub use email::is_valid as is_email;

/// Every format of ours. A new one is a file and a line here.
pub const FORMATS: &[Format] = &[
    business_licence_number::FORMAT,
    customs_code::FORMAT,
    // In place of the validator's own: see there.
    email::FORMAT,
    mobile_cn::FORMAT,
    #[cfg(test)]
    number_plate::FORMAT,
    organisation_code::FORMAT,
    phone_cn::FORMAT,
    postcode_cn::FORMAT,
    resident_id::FORMAT,
    unified_social_credit_code::FORMAT,
];

/// Returns the format of ours with a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// Returns whether anything checks a format, or it says how to ask.
#[must_use]
pub fn is_known(name: &str) -> bool {
    find(name).is_some() || standard::STANDARD.contains(&name) || standard::CONTROLS.contains(&name)
}

/// Returns the HTML type of the input of a format, and its `inputmode`.
#[must_use]
pub fn input_for(name: &str) -> (&'static str, Option<&'static str>) {
    find(name).map_or_else(
        || standard::input_for(name),
        |format| (format.input, format.input_mode),
    )
}

/// Gives the validator every format of ours.
#[must_use]
pub fn register(options: jsonschema::ValidationOptions<'_>) -> jsonschema::ValidationOptions<'_> {
    FORMATS.iter().fold(options, |options, format| {
        options.with_format(format.name, format.is_valid)
    })
}

/// Gives the validator of an older draft the formats that came with later ones: what is said to be checked is checked in every
/// draft.
#[must_use]
pub fn register_later(
    options: jsonschema::ValidationOptions<'_>,
) -> jsonschema::ValidationOptions<'_> {
    standard::STANDARD.iter().fold(options, |options, name| {
        options.with_format(*name, move |text: &str| standard::is_of(name, text))
    })
}
