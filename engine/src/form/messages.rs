//! The keys of the sentences about answers.

use super::format::{self, FORMATS};

/// What the keys of formats begin with.
const OF_FORMATS: &str = "problem-format-";

/// The keys of problems with their arguments, but for those of the formats of identifiers. The server alone says the last
/// two, since it knows of other applications.
const PROBLEMS: &[(&str, &[&str])] = &[
    ("problem-attachment-count", &["limit"]),
    ("problem-born-later", &[]),
    ("problem-born-range", &["earliest", "latest"]),
    ("problem-const", &["limit"]),
    ("problem-date-range", &["earliest", "latest"]),
    ("problem-enum", &[]),
    ("problem-equal", &[]),
    ("problem-exclusive-maximum", &["limit"]),
    ("problem-exclusive-minimum", &["limit"]),
    ("problem-format", &[]),
    ("problem-format-date", &[]),
    ("problem-format-date-time", &[]),
    ("problem-format-time", &[]),
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
    ("problem-twice", &["one", "other"]),
    ("problem-type", &[]),
    ("problem-type-digits", &[]),
    ("problem-type-integer", &[]),
    ("problem-type-number", &[]),
    ("problem-contains", &["wanted"]),
    ("problem-contains-other", &[]),
    ("problem-name", &["name"]),
    ("problem-not", &["value"]),
    ("problem-not-together", &["names"]),
    ("problem-only-one-of", &["names"]),
    ("problem-required-one-of", &["names"]),
    ("problem-too-few-answers", &["limit", "names"]),
    ("problem-too-many-answers", &["limit", "names"]),
    ("problem-unknown", &[]),
    ("problem-not-unique", &[]),
    ("problem-changed-elsewhere", &[]),
];

/// Returns every key that a problem can have, with its arguments; `templates/locales/*/form.ftl` has the sentences.
#[must_use]
pub fn problem_keys() -> Vec<(String, &'static [&'static str])> {
    let problems = PROBLEMS
        .iter()
        .map(|(key, args)| ((*key).to_owned(), *args));
    let formats = FORMATS
        .iter()
        .map(|format| (format!("{OF_FORMATS}{}", format.name), &[][..]));
    problems.chain(formats).collect()
}

/// Returns whether a key has sentences.
pub(super) fn is_known(key: &str) -> bool {
    PROBLEMS.iter().any(|(known, _)| *known == key)
        || key
            .strip_prefix(OF_FORMATS)
            .is_some_and(|name| format::find(name).is_some())
}
