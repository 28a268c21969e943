//! A format that no form has: the number plate of a vehicle of mainland China. It is compiled into the tests alone and
//! shows that a format is one file and one line. `docs/adding.md` walks through it.

use super::definition::Format;

/// The format.
pub const FORMAT: Format = Format::new("number-plate", is_valid)
    .without_blanks()
    .in_upper_case();

/// Returns whether a province's sign and a city's letter stand before five or six letters or digits.
fn is_valid(text: &str) -> bool {
    let mut letters = text.chars();
    let has_province = letters.next().is_some_and(|sign| !sign.is_ascii());
    let has_city = letters.next().is_some_and(|city| city.is_ascii_uppercase());
    let rest = letters.as_str();
    has_province
        && has_city
        && matches!(rest.len(), 5 | 6)
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::form::{Secrets, compile_schema};

    #[test]
    fn a_format_is_known_normalized_checked_and_told_by_one_file() {
        let plate = json!({ "type": "string", "title": "Plate", "format": "number-plate", "x-hint": "冀A12345" });
        let schema = json!({ "type": "object", "properties": { "plate": plate } });
        let compiled = compile_schema("test", &schema.to_string());
        assert_eq!(compiled.diagnostics, vec![]);
        let form = compiled.value.expect("a form");
        let pairs = [("/plate".to_owned(), "冀ａ 1234５".to_owned())];
        let answers = form.decode(&pairs, &json!({}));
        assert_eq!(answers, json!({ "plate": "冀A12345" }));
        assert_eq!(form.validate(&answers, &Secrets::default()), vec![]);
        let problems = form.validate(&json!({ "plate": "12345" }), &Secrets::default());
        assert_eq!(problems[0].code, "number-plate");
        assert_eq!(problems[0].message.key, "problem-format-number-plate");
    }
}
