//! 居民身份证号码, GB 11643-1999: region, date of birth, serial number and a check character.

use jiff::civil::Date;

use super::definition::Format;
use crate::form::code_lists::division_ever_existed;

/// The format.
pub const FORMAT: Format = Format::new("resident-id", is_valid)
    .without_blanks()
    .in_upper_case();

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// Returns whether the check character is right, the date is a real one and the region is or was one of GB/T 2260.
pub fn is_valid(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() != 18 || !bytes[..17].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = bytes
        .iter()
        .zip(WEIGHTS)
        .map(|(byte, weight)| u32::from(byte - b'0') * weight)
        .sum();
    bytes[17] == b"10X98765432"[(sum % 11) as usize]
        && has_real_date(text)
        && division_ever_existed(&text[..6])
}

fn has_real_date(text: &str) -> bool {
    let number = |from: usize, to: usize| text[from..to].parse::<i16>().unwrap_or(0);
    let (month, day) = (i8::try_from(number(10, 12)), i8::try_from(number(12, 14)));
    match (month, day) {
        (Ok(month), Ok(day)) => {
            number(6, 10) >= 1800 && Date::new(number(6, 10), month, day).is_ok()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn region_date_and_check_character_count() {
        assert!(super::is_valid("11010519491231002X"));
        for wrong in [
            "110105194912310021", // check character
            "11010519490230002X", // 30 February
            "99010519491231002X", // no such region
            "11010519491231002x", // the check character is upper case once normalized
            "1101051949123100",
            "",
        ] {
            assert!(!super::is_valid(wrong), "{wrong}");
        }
    }
}
