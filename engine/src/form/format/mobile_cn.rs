//! 手机: eleven digits that start with 13 to 19, with or without +86 before.

use super::definition::Format;

/// The format.
pub const FORMAT: Format = Format::new("mobile-cn", is_valid)
    .without_blanks()
    .asked_as("tel", "tel");

/// Returns whether it is the number of a mobile telephone of mainland China.
pub fn is_valid(text: &str) -> bool {
    let number = text
        .strip_prefix("+86")
        .map_or(text, |rest| rest.trim_start_matches(['-', ' ']));
    number.len() == 11
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && number.starts_with('1')
        && number.as_bytes()[1] >= b'3'
}

#[cfg(test)]
mod tests {
    #[test]
    fn eleven_digits() {
        for right in ["13800000001", "19912345678", "+8613800000001"] {
            assert!(super::is_valid(right), "{right}");
        }
        for wrong in ["12800000001", "1380000000", "138000000012", "手机"] {
            assert!(!super::is_valid(wrong), "{wrong}");
        }
    }
}
