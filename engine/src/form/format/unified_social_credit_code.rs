//! 统一社会信用代码, GB 32100-2015: 18 characters, the last a check character by MOD 31-3; characters 9 to 17
//! are an organisation code with a check character of its own.

use super::definition::Format;
use super::organisation_code;

/// The format.
pub const FORMAT: Format = Format::new("unified-social-credit-code", is_valid)
    .without_blanks()
    .in_upper_case()
    .identifies();

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Returns whether both check characters are right and every character is one of the 31 allowed.
pub fn is_valid(text: &str) -> bool {
    if text.len() != 18 || !text.is_ascii() {
        return false;
    }
    let mut sum = 0;
    let mut weight = 1;
    let mut last = 0;
    for (at, byte) in text.bytes().enumerate() {
        let Some(value) = ALPHABET.iter().position(|allowed| *allowed == byte) else {
            return false;
        };
        if at < 17 {
            sum += value * weight;
            weight = weight * 3 % 31;
        } else {
            last = value;
        }
    }
    last == (31 - sum % 31) % 31 && organisation_code::is_valid(&text[8..17])
}

#[cfg(test)]
mod tests {
    #[test]
    fn both_check_characters_count() {
        assert!(super::is_valid("91350100M000100Y43"));
        for wrong in [
            "91350100M000100Y44",
            "9135010OM000100Y43",
            "91350100M000100Y4",
            "91350100m000100y43",
            "",
        ] {
            assert!(!super::is_valid(wrong), "{wrong}");
        }
    }
}
