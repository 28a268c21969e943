//! 海关企业代码: 10 letters or digits; it has no check digit.

use super::definition::Format;

/// The format.
pub const FORMAT: Format = Format::new("customs-code", is_valid)
    .without_blanks()
    .in_upper_case()
    .identifies();

/// Returns whether the code has 10 letters or digits.
pub fn is_valid(text: &str) -> bool {
    text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    #[test]
    fn ten_characters() {
        assert!(super::is_valid("1301960001"));
        assert!(super::is_valid("13019600AB"));
        for wrong in [
            "130196000",
            "13019600011",
            "130196-001",
            "海关企业代码一二三四",
        ] {
            assert!(!super::is_valid(wrong), "{wrong}");
        }
    }
}
