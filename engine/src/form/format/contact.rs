//! Postcodes, mobile and other telephone numbers of mainland China.

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// 邮政编码: six digits.
pub fn is_postcode(text: &str) -> bool {
    text.len() == 6 && digits(text)
}

/// 手机: eleven digits that start with 13 to 19, with or without +86 before.
pub fn is_mobile(text: &str) -> bool {
    let number = text
        .strip_prefix("+86")
        .map_or(text, |rest| rest.trim_start_matches(['-', ' ']));
    number.len() == 11 && digits(number) && number.starts_with('1') && number.as_bytes()[1] >= b'3'
}

/// 电话, 传真: a mobile number, or a fixed line of 7 or 8 digits with or without area code (and +86), and an
/// extension of up to 6 digits; or a service number such as 400-123-4567.
pub fn is_phone(text: &str) -> bool {
    if is_mobile(text) {
        return true;
    }
    let number = text
        .strip_prefix("+86")
        .map_or(text, |rest| rest.trim_start_matches(['-', ' ']));
    let plain: String = number
        .chars()
        .map(|c| if matches!(c, '(' | ')' | ' ') { '-' } else { c })
        .collect();
    let parts: Vec<&str> = plain.split('-').filter(|part| !part.is_empty()).collect();
    if parts.iter().any(|part| !digits(part)) {
        return false;
    }
    let is_area = |part: &str| {
        matches!(part.len(), 2..=4) && (part.starts_with('0') || number.len() < text.len())
    };
    let is_line = |part: &str| matches!(part.len(), 7 | 8) && !part.starts_with('0');
    let is_joined = |part: &str| matches!(part.len(), 10..=12) && part.starts_with('0');
    let is_extension = |part: &str| matches!(part.len(), 1..=6);
    match parts.as_slice() {
        [one] => {
            is_line(one)
                || is_joined(one)
                || (one.len() == 10 && (one.starts_with("400") || one.starts_with("800")))
        }
        [service @ ("400" | "800"), rest @ ..] => {
            let length: usize = rest.iter().map(|part| part.len()).sum();
            length == 7 && service.len() == 3
        }
        [area, line] if is_area(area) => is_line(line),
        [line, extension] => (is_line(line) || is_joined(line)) && is_extension(extension),
        [area, line, extension] => is_area(area) && is_line(line) && is_extension(extension),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(is_valid: fn(&str) -> bool, right: &[&str], wrong: &[&str]) {
        for text in right {
            assert!(is_valid(text), "{text} should be accepted");
        }
        for text in wrong {
            assert!(!is_valid(text), "{text} should be refused");
        }
    }

    #[test]
    fn postcodes() {
        check(
            is_postcode,
            &["050000"],
            &["05000", "0500000", "05000A", ""],
        );
    }

    #[test]
    fn mobiles() {
        check(
            is_mobile,
            &["13800000001", "19912345678", "+8613800000001"],
            &["12800000001", "1380000000", "138000000012", "手机"],
        );
    }

    #[test]
    fn phones() {
        let right = [
            "0311-86000001",
            "031186000001",
            "86000001",
            "0311-86000001-123",
            "400-123-4567",
            "4001234567",
            "+86 311 86000001",
            "(010)12345678",
            "13800000001",
        ];
        check(
            is_phone,
            &right,
            &["86", "12", "call me", "0311-", "传真", "0311-860000011", ""],
        );
    }
}
