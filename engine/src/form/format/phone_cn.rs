//! 电话, 传真: a mobile number, or a fixed line of 7 or 8 digits with or without area code (and +86), and an extension of up
//! to 6 digits; or a service number such as 400-123-4567.

use super::definition::Format;
use super::mobile_cn;

/// The format.
pub const FORMAT: Format = Format::new("phone-cn", is_valid).asked_as("tel", "tel");

/// Returns whether it is a telephone number of mainland China.
pub fn is_valid(text: &str) -> bool {
    if mobile_cn::is_valid(text) {
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
    if parts
        .iter()
        .any(|part| !part.bytes().all(|byte| byte.is_ascii_digit()))
    {
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
    #[test]
    fn fixed_lines_mobiles_and_services() {
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
        for right in right {
            assert!(super::is_valid(right), "{right}");
        }
        for wrong in ["86", "12", "call me", "0311-", "传真", "0311-860000011", ""] {
            assert!(!super::is_valid(wrong), "{wrong}");
        }
    }
}
