//! gzip (RFC 1952), also put together of pieces that were packed beforehand.

use crc32fast::Hasher;
use flate2::{Compress, Compression, FlushCompress};

/// No flags, no time, no name; nothing is said of the system (RFC 1952, section 2.3).
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
/// A last block without content (RFC 1951, section 3.2.6).
const LAST_BLOCK: [u8; 2] = [3, 0];
/// The most bytes of a block that is not packed (RFC 1951, section 3.2.4).
const STORED_BYTES_MAX: usize = 65_535;
/// How hard it is tried for what is packed while somebody waits, of 9.
const LEVEL_FOR_ONCE: u32 = 4;

/// A piece of something that is to be sent, packed so that it can stand after any other: it refers to nothing before it.
#[derive(Clone, Debug)]
pub struct Piece {
    blocks: Vec<u8>,
    sum: Hasher,
    length: usize,
}

impl Piece {
    /// Packs a piece as small as can be.
    #[must_use]
    pub fn packed(content: &[u8]) -> Self {
        Self::at_level(content, Compression::best())
    }

    /// Makes a piece of content that is not worth packing, or must not be packed together with anything.
    #[must_use]
    pub fn stored(content: &[u8]) -> Self {
        let mut blocks = Vec::with_capacity(content.len() + 5);
        for part in content.chunks(STORED_BYTES_MAX) {
            let [low, high] = u16::try_from(part.len()).unwrap_or_default().to_le_bytes();
            blocks.extend([0, low, high, !low, !high]);
            blocks.extend(part);
        }
        Self::of(blocks, content)
    }

    fn at_level(content: &[u8], level: Compression) -> Self {
        let mut packer = Compress::new(level, false);
        let mut blocks = Vec::with_capacity(content.len() / 2 + 64);
        loop {
            let before = packer.total_in();
            let rest = usize::try_from(before).map_or(&[][..], |taken| &content[taken..]);
            let packed = packer.compress_vec(rest, &mut blocks, FlushCompress::Full);
            if packed.is_err() {
                return Self::stored(content);
            }
            let is_all = packer.total_in() == content.len() as u64;
            // What fills its room to the brim may not have been written to the end.
            if is_all && blocks.len() < blocks.capacity() {
                return Self::of(blocks, content);
            }
            blocks.reserve(content.len() / 2 + 64);
        }
    }

    fn of(blocks: Vec<u8>, content: &[u8]) -> Self {
        let mut sum = Hasher::new();
        sum.update(content);
        Self {
            blocks,
            sum,
            length: content.len(),
        }
    }
}

/// Puts pieces together.
#[must_use]
pub fn join(pieces: &[&Piece]) -> Vec<u8> {
    let blocks: usize = pieces.iter().map(|piece| piece.blocks.len()).sum();
    let mut whole = Vec::with_capacity(blocks + 20);
    whole.extend(HEADER);
    let (mut sum, mut length) = (Hasher::new(), 0_usize);
    for piece in pieces {
        whole.extend_from_slice(&piece.blocks);
        sum.combine(&piece.sum);
        length += piece.length;
    }
    whole.extend(LAST_BLOCK);
    whole.extend(sum.finalize().to_le_bytes());
    // Modulo 2^32, as the format has it.
    whole.extend(&(length as u64).to_le_bytes()[..4]);
    whole
}

/// Packs something that is sent once.
#[must_use]
pub fn pack(content: &[u8]) -> Vec<u8> {
    join(&[&Piece::at_level(content, Compression::new(LEVEL_FOR_ONCE))])
}

/// Tells whether whoever sends this `Accept-Encoding` takes gzip (RFC 9110, section 12.5.3).
#[must_use]
pub fn is_accepted(accepted: &str) -> bool {
    let weight_of = |wanted: &str| {
        accepted.split(',').find_map(|one| {
            let (name, weight) = one.split_once(';').unwrap_or((one, "q=1"));
            let weight = weight.trim().trim_start_matches("q=").trim();
            name.trim()
                .eq_ignore_ascii_case(wanted)
                .then(|| weight.parse::<f32>().unwrap_or(0.0))
        })
    };
    let weight = weight_of("gzip")
        .or_else(|| weight_of("x-gzip"))
        .or_else(|| weight_of("*"));
    weight.is_some_and(|weight| weight > 0.0)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use proptest::prelude::*;

    use super::*;

    fn unpacked(packed: &[u8]) -> Vec<u8> {
        let mut reader = flate2::read::GzDecoder::new(packed);
        let mut content = Vec::new();
        reader.read_to_end(&mut content).expect("whole");
        assert!(reader.into_inner().is_empty(), "nothing follows");
        content
    }

    #[test]
    fn what_is_packed_is_small_and_comes_back() {
        let page = "<div class=\"field\"><label>企业名称</label></div>\n".repeat(2_000);
        let packed = pack(page.as_bytes());
        assert!(packed.len() * 20 < page.len(), "{} bytes", packed.len());
        assert_eq!(unpacked(&packed), page.as_bytes());
        assert_eq!(unpacked(&pack(b"")), b"");
        assert_eq!(unpacked(&join(&[])), b"");
        let long = vec![7; STORED_BYTES_MAX * 2 + 1];
        assert_eq!(unpacked(&join(&[&Piece::stored(&long)])), long);
    }

    #[test]
    fn whoever_does_not_take_it_is_not_sent_it() {
        for (accepted, expected) in [
            ("gzip, deflate, br, zstd", true),
            ("br;q=1.0, GZIP;q=0.5", true),
            ("*", true),
            ("x-gzip", true),
            ("", false),
            ("identity", false),
            ("br", false),
            ("gzip;q=0", false),
            ("gzip; q=0.000, *;q=1", false),
            ("gzip;q=often", false),
        ] {
            assert_eq!(is_accepted(accepted), expected, "{accepted:?}");
        }
    }

    proptest! {
        #[test]
        fn pieces_stand_in_any_order(
            pieces in prop::collection::vec((any::<bool>(), prop::collection::vec(any::<u8>(), 0..3_000)), 0..8),
        ) {
            let made: Vec<Piece> = pieces
                .iter()
                .map(|(is_packed, content)| if *is_packed { Piece::packed(content) } else { Piece::stored(content) })
                .collect();
            let whole = join(&made.iter().collect::<Vec<_>>());
            let expected: Vec<u8> = pieces.into_iter().flat_map(|(_, content)| content).collect();
            prop_assert_eq!(unpacked(&whole), expected);
        }
    }
}
