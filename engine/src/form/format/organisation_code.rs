//! 组织机构代码, GB 11714-1997: eight characters and a check character, with or without a hyphen between.

use super::definition::Format;

/// The format.
pub const FORMAT: Format = Format::new("organisation-code", is_valid)
    .without_blanks()
    .in_upper_case()
    .identifies();

const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// Returns whether the check character is right: 11 − Σ mod 11, where 10 is `X` and 11 is `0`.
pub fn is_valid(text: &str) -> bool {
    let bare: Vec<u8> = match text.as_bytes() {
        bytes if bytes.len() == 10 && bytes[8] == b'-' => [&bytes[..8], &bytes[9..]].concat(),
        bytes => bytes.to_vec(),
    };
    if bare.len() != 9 {
        return false;
    }
    let mut sum = 0;
    for (byte, weight) in bare.iter().zip(WEIGHTS) {
        let value = match byte {
            b'0'..=b'9' => byte - b'0',
            b'A'..=b'Z' => byte - b'A' + 10,
            _ => return false,
        };
        sum += u32::from(value) * weight;
    }
    bare[8] == b"0123456789X0"[(11 - sum % 11) as usize]
}

#[cfg(test)]
mod tests {
    #[test]
    fn check_character_counts() {
        for right in ["D2143569-X", "D2143569X"] {
            assert!(super::is_valid(right), "{right}");
        }
        for wrong in [
            "D2143569-1",
            "D2143569",
            "d2143569-X",
            "D21435690X",
            "D214356组",
            "",
        ] {
            assert!(!super::is_valid(wrong), "{wrong}");
        }
    }
}
