//! The languages that pages and mails come in.

/// Every locale, in the order in which a person may choose.
pub const LOCALES: [&str; 2] = ["zh-CN", "en"];
/// The locale for whoever asks for nothing else.
pub const DEFAULT: &str = "zh-CN";

/// The locale of this name, if there is one.
#[must_use]
pub fn named(name: &str) -> Option<&'static str> {
    LOCALES
        .into_iter()
        .find(|locale| locale.eq_ignore_ascii_case(name))
}

/// The best locale for an `Accept-Language` header (RFC 9110, 12.5.4).
#[must_use]
pub fn accepted(header: &str) -> &'static str {
    let mut best = (0, DEFAULT);
    for range in header.split(',').take(20) {
        let mut parts = range.split(';');
        let language = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let weight = parts
            .find_map(|part| part.trim().strip_prefix("q=")?.parse::<f32>().ok())
            .unwrap_or(1.0);
        let primary = language.split('-').next().unwrap_or_default();
        let locale = LOCALES
            .into_iter()
            .find(|locale| locale.split('-').next() == Some(primary));
        // Thousandths, as the header has them.
        let weight = (weight.clamp(0.0, 1.0) * 1000.0) as u32;
        if let Some(locale) = locale.filter(|_| weight > best.0) {
            best = (weight, locale);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::accepted;

    #[test]
    fn the_preferred_language_that_we_have_is_taken() {
        for (header, expect) in [
            ("", "zh-CN"),
            ("en", "en"),
            ("en-GB,en;q=0.9", "en"),
            ("fr, en;q=0.5, zh;q=0.8", "zh-CN"),
            ("zh-TW;q=0.3, en-US;q=0.7", "en"),
            ("de", "zh-CN"),
            ("en;q=bad, ;;;=, zh;q=0.1", "en"),
        ] {
            assert_eq!(accepted(header), expect, "{header}");
        }
    }
}
