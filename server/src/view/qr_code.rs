//! QR codes, as what a picture is drawn of.

use std::fmt::Write as _;

use fast_qr::qr::QRBuilder;
use serde::Serialize;

/// Blank modules around it, as ISO/IEC 18004 wants them.
const QUIET: usize = 4;

/// A QR code: a square of modules, and the dark ones as an outline of SVG.
#[derive(Clone, Debug, Default, Serialize)]
pub struct QrCode {
    /// Modules along a side, with what is blank around it.
    pub side: usize,
    /// The dark modules, as the `d` of a path: a rectangle for each run of a row.
    pub path: String,
}

impl QrCode {
    /// Returns the code of a text; `None` for one that is too long for any.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let code = QRBuilder::new(text).build().ok()?;
        let mut path = String::new();
        for row in 0..code.size {
            let is_dark = |at: usize| at < code.size && code[row][at].value();
            let mut at = 0;
            while at < code.size {
                let begin = at;
                while is_dark(at) {
                    at += 1;
                }
                if at > begin {
                    let (x, y, run) = (begin + QUIET, row + QUIET, at - begin);
                    // A text takes whatever is written into it.
                    let _ = write!(path, "M{x} {y}h{run}v1h-{run}z");
                }
                at += 1;
            }
        }
        Some(Self {
            side: code.size + 2 * QUIET,
            path,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_finder_patterns_and_a_blank_edge() {
        let code = QrCode::new("otpauth://totp/x?secret=ABC").expect("a code");
        assert_eq!((code.side - 8) % 4, 1, "sides are 17 + 4 n");
        // The upper row: seven dark modules, and seven at the other end.
        assert!(code.path.starts_with("M4 4h7v1h-7z"), "{}", code.path);
        let right = code.side - 4 - 7;
        assert!(code.path.contains(&format!("M{right} 4h7v1h-7z")));
        assert!(QrCode::new(&"x".repeat(10_000)).is_none());
    }
}
