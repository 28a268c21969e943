//! What Rhai says of types, in the terms of a script rather than of Rust.

/// The names of types as Rhai has them, each with the script's own; the longest first.
const TERMS: [(&str, &str); 17] = [
    ("ImmutableString | String | &str", "text"),
    ("&str | ImmutableString | String", "text"),
    ("alloc::string::String", "text"),
    ("rhai::ImmutableString", "text"),
    ("ImmutableString", "text"),
    ("&str", "text"),
    ("rhai::Dynamic", "?"),
    ("Dynamic", "?"),
    ("rhai::FnPtr", "function"),
    ("FnPtr", "function"),
    ("Fn", "function"),
    ("string", "text"),
    ("i64", "number"),
    ("f64", "number"),
    ("bool", "true | false"),
    ("char", "letter"),
    ("()", "nothing"),
];

/// Returns a message with the script's own terms for types.
pub(in crate::workflow) fn in_terms_of_scripts(message: &str) -> String {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':';
    let mut text = String::with_capacity(message.len());
    let mut rest = message;
    while !rest.is_empty() {
        let after_word = text.chars().last().is_some_and(is_word);
        let found = TERMS.iter().find(|(name, _)| {
            let ends = rest
                .strip_prefix(name)
                .is_some_and(|rest| !rest.starts_with(is_word));
            ends && !(after_word && name.starts_with(is_word)) && !(*name == "()" && after_word)
        });
        match found {
            Some((name, term)) => {
                text.push_str(term);
                rest = &rest[name.len()..];
            }
            None => {
                let mut letters = rest.chars();
                text.extend(letters.next());
                rest = letters.as_str();
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::in_terms_of_scripts;

    #[test]
    fn types_are_called_as_a_script_knows_them() {
        for (said, expect) in [
            ("action (string, i64)", "action (text, number)"),
            ("role (i64)", "role (number)"),
            (
                "Data type incorrect: i64 (expecting string)",
                "Data type incorrect: number (expecting text)",
            ),
            ("to (action, FnPtr)", "to (action, function)"),
            ("hours (bool)", "hours (true | false)"),
            ("x (())", "x (nothing)"),
            ("strings stay", "strings stay"),
        ] {
            assert_eq!(in_terms_of_scripts(said), expect);
        }
    }
}
