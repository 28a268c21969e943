//! 电话, 传真: a telephone number as people write it: a mobile number, a fixed line with or without area code, a service number
//! such as 400-123-4567, each with or without the country code and an extension; or the number of another country after
//! `+` or `00`.

use super::definition::Format;

/// The format.
pub const FORMAT: Format = Format::new("phone-cn", is_valid)
    .written_by(written)
    .asked_as("tel", "tel")
    .about("tel");

/// The country code of mainland China.
const COUNTRY: &str = "86";
/// The most digits of an extension.
const EXTENSION_LENGTH_MAX: usize = 6;
/// What may stand before an extension.
const EXTENSION_MARKS: &[&str] = &["转", "轉", "分机", "分機", "extension", "ext", "x", "#"];

/// A telephone number, reduced to its digits.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Number {
    Mobile(String),
    Line { area: String, line: String },
    Service(String),
    Abroad(String),
}

/// Returns whether it is a telephone number.
pub fn is_valid(text: &str) -> bool {
    read(text).is_some()
}

/// Returns a number as it is stored and shown, in one way however it was typed.
fn written(text: &str) -> String {
    let Some((number, extension)) = read(text) else {
        return text.to_owned();
    };
    let number = match number {
        Number::Mobile(digits) => digits,
        Number::Line { area, line } if area.is_empty() => line,
        Number::Line { area, line } => format!("0{area}-{line}"),
        Number::Service(digits) => format!("{}-{}-{}", &digits[..3], &digits[3..6], &digits[6..]),
        Number::Abroad(digits) => format!("+{digits}"),
    };
    match (extension.is_empty(), number.starts_with('+')) {
        (true, _) => number,
        // How long a number abroad is, nobody can tell, so a dash would not part it from the extension.
        (false, true) => format!("{number}x{extension}"),
        (false, false) => format!("{number}-{extension}"),
    }
}

/// Reads a number and its extension, which may be blank.
pub(super) fn read(text: &str) -> Option<(Number, String)> {
    let text = text.trim().to_lowercase();
    let mark = EXTENSION_MARKS
        .iter()
        .filter_map(|mark| Some((text.find(mark)?, mark.len())))
        .min();
    let (main, said) = match mark {
        Some((at, length)) => (&text[..at], Some(&text[at + length..])),
        None => (text.as_str(), None),
    };
    let (is_abroad, main) = match main.trim_start().strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, main),
    };
    let groups = groups(main)?;
    let Some(said) = said else {
        return by_groups(is_abroad, &groups);
    };
    let extension = groups_of(said.trim_start_matches(['.', ':', ' ']))?.concat();
    let number = number(is_abroad, &groups.concat())?;
    is_extension(&extension).then_some((number, extension))
}

/// Reads a number whose last digits may be an extension that only a dash or a blank parts from it.
fn by_groups(is_abroad: bool, groups: &[String]) -> Option<(Number, String)> {
    // A whole line, and still more digits: these are the extension.
    let is_line = |group: &String| matches!(group.len(), 7 | 8) && !group.starts_with('0');
    if let Some(at) = groups.iter().position(is_line)
        && at + 1 < groups.len()
        && !is_abroad
    {
        let extension = groups[at + 1..].concat();
        if is_extension(&extension)
            && let Some(found) = number(is_abroad, &groups[..=at].concat())
        {
            return Some((found, extension));
        }
    }
    if let Some(found) = number(is_abroad, &groups.concat()) {
        return Some((found, String::new()));
    }
    let (extension, rest) = groups.split_last()?;
    let found = number(is_abroad, &rest.concat()).filter(|_| is_extension(extension))?;
    Some((found, extension.clone()))
}

fn is_extension(digits: &str) -> bool {
    (1..=EXTENSION_LENGTH_MAX).contains(&digits.len())
}

/// Returns the groups of digits; `None` where anything else stands among them than what groups them.
fn groups(text: &str) -> Option<Vec<String>> {
    groups_of(text).filter(|groups| !groups.is_empty())
}

fn groups_of(text: &str) -> Option<Vec<String>> {
    let is_mark = |letter: char| {
        letter.is_whitespace()
            || matches!(
                letter,
                '-' | '\u{2010}'
                    ..='\u{2015}' | '\u{2212}' | '一' | 'ー' | '─' | '~' | '.' | '/' | '(' | ')'
            )
    };
    let groups = text.split(is_mark).filter(|group| !group.is_empty());
    let groups: Vec<String> = groups.map(str::to_owned).collect();
    groups
        .iter()
        .all(|group| group.bytes().all(|byte| byte.is_ascii_digit()))
        .then_some(groups)
}

/// Reads the digits of a number, after `+` where it `is_abroad`.
fn number(is_abroad: bool, digits: &str) -> Option<Number> {
    let international = if is_abroad {
        Some(digits)
    } else {
        digits.strip_prefix("00")
    };
    if let Some(digits) = international {
        return match digits.strip_prefix(COUNTRY) {
            Some(national) => within(national, true),
            None => {
                let is_number = (7..=15).contains(&digits.len()) && !digits.starts_with('0');
                is_number.then(|| Number::Abroad(digits.to_owned()))
            }
        };
    }
    let whole = within(digits, false);
    // With the country code and nothing before it.
    whole.or_else(|| within(digits.strip_prefix(COUNTRY)?, true))
}

/// Reads the digits of a number of mainland China; after the country code the nought before the area code is left out.
fn within(digits: &str, has_country: bool) -> Option<Number> {
    let bare = digits.strip_prefix('0').unwrap_or(digits);
    let bytes = bare.as_bytes();
    if bare.len() == 11 && bytes[0] == b'1' && matches!(bytes[1], b'3'..=b'9') {
        return Some(Number::Mobile(bare.to_owned()));
    }
    if digits.len() == 10 && (digits.starts_with("400") || digits.starts_with("800")) {
        return Some(Number::Service(digits.to_owned()));
    }
    let is_line = |line: &str| matches!(line.len(), 7 | 8) && !line.starts_with('0');
    if has_country || bare.len() < digits.len() {
        let length = match bytes.first()? {
            b'1' | b'2' => 2,
            b'3'..=b'9' => 3,
            _ => return None,
        };
        let (area, line) = bare.split_at_checked(length)?;
        let is_area = length == 3 || area == "10" || area.starts_with('2');
        return (is_area && is_line(line)).then(|| Number::Line {
            area: area.to_owned(),
            line: line.to_owned(),
        });
    }
    is_line(digits).then(|| Number::Line {
        area: String::new(),
        line: digits.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_shown_in_one_way_however_it_is_typed() {
        for (typed, shown) in [
            ("0311-86000001", "0311-86000001"),
            ("031186000001", "0311-86000001"),
            ("86000001", "86000001"),
            ("0311-86000001-123", "0311-86000001-123"),
            ("0311-8600001-1", "0311-8600001-1"),
            ("400-123-4567", "400-123-4567"),
            ("4001234567", "400-123-4567"),
            ("+86 400 123 4567", "400-123-4567"),
            ("+86 311 86000001", "0311-86000001"),
            ("+86 (0)311 86000001", "0311-86000001"),
            ("(010)12345678", "010-12345678"),
            ("010 1234 5678", "010-12345678"),
            ("13800000001", "13800000001"),
            ("138 0000 0001", "13800000001"),
            ("138-0000-0001", "13800000001"),
            ("+86 138 0000 0001", "13800000001"),
            ("008613800000001", "13800000001"),
            ("8613800000001", "13800000001"),
            ("013800000001", "13800000001"),
            ("13800000001转1234", "13800000001-1234"),
            ("0311-8600 0001", "0311-86000001"),
            ("(0311) 8600-0001", "0311-86000001"),
            ("0311—86000001", "0311-86000001"),
            ("0311－86000001", "0311-86000001"),
            ("0311.86000001", "0311-86000001"),
            ("0086-311-86000001", "0311-86000001"),
            ("86-311-86000001", "0311-86000001"),
            ("0311-86000001转123", "0311-86000001-123"),
            ("0311-86000001 转 123", "0311-86000001-123"),
            ("0311-86000001分机123", "0311-86000001-123"),
            ("0311-86000001 ext. 123", "0311-86000001-123"),
            ("0311-86000001#123", "0311-86000001-123"),
            ("86000001-123", "86000001-123"),
            ("031186000001-123", "0311-86000001-123"),
            ("021-6200001", "021-6200001"),
            ("+852 2345 6789", "+85223456789"),
            ("00852-2345-6789", "+85223456789"),
            ("+1 (212) 555-0100", "+12125550100"),
            ("+44 20 7946 0000 ext 12", "+442079460000x12"),
        ] {
            let folded: String = unicode_normalization::UnicodeNormalization::nfkc(typed).collect();
            assert!(is_valid(&folded), "{typed}");
            assert_eq!(written(&folded), shown, "{typed}");
            assert_eq!(written(shown), shown, "{typed} twice");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for wrong in [
            "86",
            "12",
            "call me",
            "0311-",
            "传真",
            "0311-860000011",
            "",
            "+",
            "++8613800000001",
            "12800000001",
            "0311-06000001",
            "+852",
            "+0123456789",
            "+1234567890123456",
            "转123",
            "0311-86000001转",
            "0311-86000001转1234567",
            "0311-86000001 0312-86000001",
            "110",
        ] {
            assert!(!is_valid(wrong), "{wrong}");
            assert_eq!(written(wrong), wrong);
        }
    }
}
