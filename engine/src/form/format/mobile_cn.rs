//! 手机: eleven digits that start with 13 to 19, however they are grouped, with or without the country code.

use super::definition::Format;
use super::phone_cn::{self, Number};

/// The format.
pub const FORMAT: Format = Format::new("mobile-cn", is_valid)
    .written_by(written)
    .asked_as("tel", "tel")
    .about("tel");

/// Returns whether it is the number of a mobile telephone of mainland China.
pub fn is_valid(text: &str) -> bool {
    digits(text).is_some()
}

fn digits(text: &str) -> Option<String> {
    match phone_cn::read(text)? {
        (Number::Mobile(digits), extension) if extension.is_empty() => Some(digits),
        _ => None,
    }
}

fn written(text: &str) -> String {
    digits(text).unwrap_or_else(|| text.split_whitespace().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eleven_digits_however_grouped() {
        for right in [
            "13800000001",
            "+8613800000001",
            "+86-13800000001",
            "138 0000 0001",
            "138-0000-0001",
            "0086 138 0000 0001",
            "8613800000001",
        ] {
            assert!(is_valid(right), "{right}");
            assert_eq!(written(right), "13800000001");
        }
        for wrong in [
            "12800000001",
            "1380000000",
            "138000000011",
            "+8513800000001",
            "0311-86000001",
            "13800000001-1",
            "",
        ] {
            assert!(!is_valid(wrong), "{wrong}");
        }
    }
}
