//! Folding of what people type: full-width characters, blanks, line ends.

use unicode_normalization::UnicodeNormalization;

use super::model::{Node, NodeKind};

/// What is stored of a typed text: trimmed; line ends made `\n`; where a pattern or format rules, full-width
/// characters are made half-width and identifiers upper case.
pub(super) fn text(node: &Node, typed: &str) -> String {
    let trimmed = typed.trim_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}');
    if matches!(node.kind, NodeKind::TextArea { .. }) {
        return trimmed.replace("\r\n", "\n").replace('\r', "\n");
    }
    if !node.folded {
        return trimmed.to_owned();
    }
    let narrow: String = trimmed.nfkc().collect();
    let narrow = narrow.trim();
    match node.format.as_deref() {
        Some(
            "unified-social-credit-code" | "organisation-code" | "resident-id" | "customs-code",
        ) => narrow
            .chars()
            .filter(|letter| !letter.is_whitespace())
            .collect::<String>()
            .to_uppercase(),
        Some("postcode-cn" | "mobile-cn" | "business-licence-number") => narrow
            .chars()
            .filter(|letter| !letter.is_whitespace())
            .collect(),
        _ => narrow.to_owned(),
    }
}

/// A number as typed, full-width digits and thousands separators included.
pub(super) fn number(typed: &str) -> String {
    typed
        .nfkc()
        .filter(|letter| !letter.is_whitespace() && *letter != ',')
        .collect()
}
