//! 邮政编码: six digits.

use super::definition::Format;

/// The format.
pub const FORMAT: Format = Format::new("postcode-cn", is_valid)
    .without_blanks()
    .asked_as("text", "numeric")
    .about("postal-code");

/// Returns whether the code has six digits.
pub fn is_valid(text: &str) -> bool {
    text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    #[test]
    fn six_digits() {
        assert!(super::is_valid("050000"));
        for wrong in ["05000", "0500000", "05000A", ""] {
            assert!(!super::is_valid(wrong), "{wrong}");
        }
    }
}
