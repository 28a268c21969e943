//! 营业执照注册号, GS 15-2006: 15 digits, the last a check digit by ISO 7064 MOD 11,10.

use super::definition::Format;

/// The format.
pub const FORMAT: Format = Format::new("business-licence-number", is_valid)
    .without_blanks()
    .identifies();

/// Returns whether the number has 15 digits and the right check digit.
pub fn is_valid(text: &str) -> bool {
    if text.len() != 15 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let digits: Vec<u32> = text.bytes().map(|byte| u32::from(byte - b'0')).collect();
    let product = digits[..14].iter().fold(10, |product, digit| {
        let sum = (product + digit) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (product + digits[14]) % 10 == 1
}

#[cfg(test)]
mod tests {
    #[test]
    fn check_digit_counts() {
        assert!(super::is_valid("110108000000016"));
        for wrong in [
            "110108000000017",
            "11010800000001",
            "1101080000000160",
            "11010800000001X",
            "",
        ] {
            assert!(!super::is_valid(wrong), "{wrong}");
        }
    }
}
