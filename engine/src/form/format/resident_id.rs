//! 居民身份证号码, GB 11643-1999: region, date of birth, serial number and a check character.

use jiff::civil::Date;

use super::definition::Format;

/// The format.
pub const FORMAT: Format = Format::new("resident-id", is_valid)
    .without_blanks()
    .in_upper_case()
    .names_birth(born);

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// The provinces of GB/T 2260 by the first two digits of their codes, and what residents of Hong Kong, Macau and Taiwan
/// are given. Below a province every code counts: counties come and go every year, a card keeps the code of its first issue,
/// and a mistyped digit is found by the check character.
const PROVINCES: &[&[u8; 2]] = &[
    b"11", b"12", b"13", b"14", b"15", b"21", b"22", b"23", b"31", b"32", b"33", b"34", b"35",
    b"36", b"37", b"41", b"42", b"43", b"44", b"45", b"46", b"50", b"51", b"52", b"53", b"54",
    b"61", b"62", b"63", b"64", b"65", b"71", b"81", b"82", b"83",
];

/// Years of birth that a number may have.
const YEARS: std::ops::RangeInclusive<i16> = 1800..=2100;

/// Returns whether the check character is right, the date is a real one and the province is one of GB/T 2260.
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
        && born(text).is_some()
        && PROVINCES
            .iter()
            .any(|known| text.as_bytes().starts_with(*known))
}

/// Returns the date of birth that a number names.
fn born(text: &str) -> Option<Date> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i16>().ok();
    let year = number(6, 10).filter(|year| YEARS.contains(year))?;
    let (month, day) = (i8::try_from(number(10, 12)?), i8::try_from(number(12, 14)?));
    Date::new(year, month.ok()?, day.ok()?).ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn region_date_and_check_character_count() {
        for right in [
            "11010519491231002X",
            "132321185001010028", // a prefecture of 1984
            "110221185001010027", // a county that became a district
            "130407185001010024", // a district since 2016
            "810000199408230021", // Hong Kong
            "82000019940823004X", // Macau
            "830000199201300022", // Taiwan
            "710000185001010026",
        ] {
            assert!(super::is_valid(right), "{right}");
        }
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
