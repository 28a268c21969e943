//! The values of HTML's `autocomplete`.

/// What an input may be about.
pub(super) const FIELDS: &[&str] = &[
    "off",
    "on",
    "name",
    "honorific-prefix",
    "given-name",
    "additional-name",
    "family-name",
    "honorific-suffix",
    "nickname",
    "username",
    "new-password",
    "current-password",
    "one-time-code",
    "organization-title",
    "organization",
    "street-address",
    "address-line1",
    "address-line2",
    "address-line3",
    "address-level4",
    "address-level3",
    "address-level2",
    "address-level1",
    "country",
    "country-name",
    "postal-code",
    "cc-name",
    "cc-given-name",
    "cc-additional-name",
    "cc-family-name",
    "cc-number",
    "cc-exp",
    "cc-exp-month",
    "cc-exp-year",
    "cc-csc",
    "cc-type",
    "transaction-currency",
    "transaction-amount",
    "language",
    "bday",
    "bday-day",
    "bday-month",
    "bday-year",
    "sex",
    "url",
    "photo",
];
/// What an input may be about of which people have several.
pub(super) const CONTACTS: &[&str] = &[
    "tel",
    "tel-country-code",
    "tel-national",
    "tel-area-code",
    "tel-local",
    "tel-local-prefix",
    "tel-local-suffix",
    "tel-extension",
    "email",
    "impp",
];
/// Which of several is meant.
const KINDS: &[&str] = &["home", "work", "mobile", "fax", "pager"];

/// Returns whether browsers know a value: what the input is about, and before it which section, address and kind is meant.
pub(super) fn is_known(value: &str) -> bool {
    let lower = value.to_lowercase();
    let mut words: Vec<&str> = lower.split_ascii_whitespace().collect();
    if words.last() == Some(&"webauthn") {
        words.pop();
    }
    let Some(field) = words.pop() else {
        return false;
    };
    let mut before = words.into_iter().peekable();
    before.next_if(|word| word.len() > "section-".len() && word.starts_with("section-"));
    before.next_if(|word| matches!(*word, "shipping" | "billing"));
    let has_kind = before.next_if(|word| KINDS.contains(word)).is_some();
    let is_field = CONTACTS.contains(&field) || !has_kind && FIELDS.contains(&field);
    before.next().is_none() && is_field
}

#[cfg(test)]
mod tests {
    use super::is_known;

    #[test]
    fn only_what_browsers_know_is_known() {
        for right in [
            "name",
            "email",
            "work tel",
            "section-a shipping street-address",
            "off",
            "Email",
            "username webauthn",
        ] {
            assert!(is_known(right), "{right}");
        }
        for wrong in [
            "full-name",
            "",
            "e-mail",
            "work name",
            "tel work",
            "section-",
            "shipping",
            "name email",
            "postcode",
        ] {
            assert!(!is_known(wrong), "{wrong}");
        }
    }
}
