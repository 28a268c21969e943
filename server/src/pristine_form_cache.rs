//! Rendered pages of forms that nobody has touched, kept in pieces between which the few things stand that differ per
//! visitor.

use std::sync::Arc;

use guichet_engine::ids::Version;
use jiff::Timestamp;
use moka::sync::Cache;

use crate::gzip;

/// How many rendered pages are kept.
const PAGES_MAX: u64 = 200;
/// Stands for the visitor's token while the page is rendered.
pub const TOKEN: &str = "0token0token0token0token0";
/// Stands for the end of the time allowed while the page is rendered: a number of milliseconds that nothing else on a page is.
pub const DEADLINE: Timestamp = Timestamp::constant(8_888_888_888, 888_000_000);

/// What a rendered page depends on: the form's version, the templates' version, the language, how often the common
/// corrections changed.
pub type Key = (Version, Version, &'static str, u64);

/// A rendered page in pieces.
#[derive(Debug)]
pub struct PristinePage {
    pieces: Vec<Piece>,
    length: usize,
}

#[derive(Debug)]
enum Piece {
    Text { text: Vec<u8>, packed: gzip::Piece },
    Token,
    Deadline,
}

impl Piece {
    fn text(text: &str) -> Self {
        Self::Text {
            packed: gzip::Piece::packed(text.as_bytes()),
            text: text.as_bytes().to_vec(),
        }
    }
}

impl PristinePage {
    /// Returns the page of one visitor, with their token and the end of their time, as gzip or not.
    #[must_use]
    pub fn fill_in(&self, token: &str, deadline: Option<Timestamp>, is_packed: bool) -> Vec<u8> {
        let deadline = deadline
            .map(|at| at.as_millisecond().to_string())
            .unwrap_or_default();
        if is_packed {
            return self.fill_in_packed(token, &deadline);
        }
        let mut body = Vec::with_capacity(self.length + 64);
        for piece in &self.pieces {
            body.extend_from_slice(match piece {
                Piece::Text { text, .. } => text,
                Piece::Token => token.as_bytes(),
                Piece::Deadline => deadline.as_bytes(),
            });
        }
        body
    }

    /// Only what is the same for everybody was packed, and beforehand; what is the visitor's own stands there as it is.
    fn fill_in_packed(&self, token: &str, deadline: &str) -> Vec<u8> {
        let token = gzip::Piece::stored(token.as_bytes());
        let deadline = gzip::Piece::stored(deadline.as_bytes());
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Text { packed, .. } => packed,
            Piece::Token => &token,
            Piece::Deadline => &deadline,
        });
        gzip::join(&pieces.collect::<Vec<_>>())
    }

    /// Cuts a page that was rendered with [`TOKEN`] and [`DEADLINE`] into pieces.
    #[must_use]
    pub fn from_rendered(drawn: &str) -> Self {
        let deadline = DEADLINE.as_millisecond().to_string();
        let mut pieces = Vec::new();
        let mut rest = drawn;
        loop {
            let token = rest.find(TOKEN).map(|at| (at, TOKEN.len(), Piece::Token));
            let end = rest
                .find(&deadline)
                .map(|at| (at, deadline.len(), Piece::Deadline));
            let next = token.into_iter().chain(end).min_by_key(|(at, _, _)| *at);
            let Some((at, length, piece)) = next else {
                pieces.push(Piece::text(rest));
                return Self {
                    pieces,
                    length: drawn.len(),
                };
            };
            pieces.push(Piece::text(&rest[..at]));
            pieces.push(piece);
            rest = &rest[at + length..];
        }
    }
}

/// The rendered pages.
#[derive(Debug)]
pub struct PristineFormCache {
    pages: Cache<Key, Arc<PristinePage>>,
}

impl Default for PristineFormCache {
    fn default() -> Self {
        Self {
            pages: Cache::new(PAGES_MAX),
        }
    }
}

impl PristineFormCache {
    /// Returns the page that is kept under a key.
    #[must_use]
    pub fn get(&self, key: &Key) -> Option<Arc<PristinePage>> {
        self.pages.get(key)
    }

    /// Keeps a page.
    pub fn insert(&self, key: Key, page: &Arc<PristinePage>) {
        self.pages.insert(key, Arc::clone(page));
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn a_page_is_filled_in_alike_whether_it_is_packed_or_not() {
        let end = DEADLINE.as_millisecond();
        let rendered = format!("<p>{TOKEN}</p><i data-end={end}>{TOKEN}");
        let page = PristinePage::from_rendered(&rendered);
        for (deadline, expected) in [
            (Some(crate::testing::at(12)), "<p>abc</p><i data-end=12>abc"),
            (None, "<p>abc</p><i data-end=>abc"),
        ] {
            let plain = page.fill_in("abc", deadline, false);
            assert_eq!(String::from_utf8_lossy(&plain), expected);
            let packed = page.fill_in("abc", deadline, true);
            let mut unpacked = String::new();
            let read = flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut unpacked);
            read.expect("whole");
            assert_eq!(unpacked, expected);
        }
    }
}
