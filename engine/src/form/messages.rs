//! The keys of the sentences about answers.

/// Every key that a problem can have, with its arguments; `templates/locales/*/form.ftl` has the sentences. The last
/// two are said by the server, which alone knows of other applications.
pub const PROBLEMS: &[(&str, &[&str])] = &[
    ("problem-attachment-count", &["limit"]),
    ("problem-const", &["limit"]),
    ("problem-enum", &[]),
    ("problem-equal", &[]),
    ("problem-exclusive-maximum", &["limit"]),
    ("problem-exclusive-minimum", &["limit"]),
    ("problem-format", &[]),
    ("problem-format-business-licence-number", &[]),
    ("problem-format-customs-code", &[]),
    ("problem-format-date", &[]),
    ("problem-format-date-time", &[]),
    ("problem-format-email", &[]),
    ("problem-format-mobile-cn", &[]),
    ("problem-format-organisation-code", &[]),
    ("problem-format-phone-cn", &[]),
    ("problem-format-postcode-cn", &[]),
    ("problem-format-resident-id", &[]),
    ("problem-format-time", &[]),
    ("problem-format-unified-social-credit-code", &[]),
    ("problem-format-uri", &[]),
    ("problem-invalid", &[]),
    ("problem-invisible", &[]),
    ("problem-maximum", &["limit"]),
    ("problem-minimum", &["limit"]),
    ("problem-multiple-of", &["limit"]),
    ("problem-one-of-multiple", &[]),
    ("problem-pattern", &[]),
    ("problem-required", &[]),
    ("problem-required-attachment", &[]),
    ("problem-required-choice", &[]),
    ("problem-required-choices", &[]),
    ("problem-required-rows", &[]),
    ("problem-required-tick", &[]),
    ("problem-secret-common", &[]),
    ("problem-secret-equals-name", &[]),
    ("problem-too-few", &["limit"]),
    ("problem-too-long", &["limit"]),
    ("problem-too-many", &["limit"]),
    ("problem-too-short", &["limit"]),
    ("problem-twice", &[]),
    ("problem-type", &[]),
    ("problem-type-integer", &[]),
    ("problem-type-number", &[]),
    ("problem-unknown", &[]),
    ("problem-not-unique", &[]),
    ("problem-changed-elsewhere", &[]),
];

/// Whether a key has sentences.
pub(super) fn is_known(key: &str) -> bool {
    PROBLEMS.iter().any(|(known, _)| *known == key)
}
