//! How languages write what the engine itself puts together.

/// Returns what stands between the items of a list (CLDR 48, `listPattern-type-unit-narrow` and `standard-narrow`).
#[must_use]
pub fn list_separator(locale: &str) -> &'static str {
    match primary(locale) {
        "zh" | "ja" | "yue" => "、",
        "ar" | "fa" | "ur" => "، ",
        _ => ", ",
    }
}

fn primary(locale: &str) -> &str {
    locale.split(['-', '_']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_written_as_the_language_writes_them() {
        for (locale, expected) in [
            ("zh-CN", "、"),
            ("zh", "、"),
            ("ja-JP", "、"),
            ("en", ", "),
            ("zha", ", "),
            ("", ", "),
        ] {
            assert_eq!(list_separator(locale), expected, "{locale}");
        }
    }
}
