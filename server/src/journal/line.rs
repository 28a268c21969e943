//! One line of a journal: checksum, chain, text.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// Characters before the text: the checksum, the chain and the blanks after them.
const PREFIX: usize = 8 + 1 + 64 + 1;

/// The SHA-256 over everything up to a line.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Chain([u8; 32]);

impl Chain {
    /// Returns the chain after one more text.
    #[must_use]
    pub fn after(self, text: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(self.0);
        hash.update(text.as_bytes());
        Self(hash.finalize().into())
    }
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Chain({self})")
    }
}

impl std::str::FromStr for Chain {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return Err(());
        }
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).map_err(|_| ())?;
        }
        Ok(Self(bytes))
    }
}

/// Writes a line with this chain.
pub(super) fn encode(chain: Chain, text: &str) -> String {
    let body = format!("{chain} {text}");
    format!("{:08x} {body}\n", crc32fast::hash(body.as_bytes()))
}

/// Reads the line that `bytes` begin with.
pub(super) fn decode(bytes: &[u8]) -> Line<'_> {
    let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else {
        return Line::Broken;
    };
    let line = &bytes[..end];
    let parts = std::str::from_utf8(line)
        .ok()
        .filter(|line| line.len() > PREFIX)
        .and_then(|line| {
            let (sum, body) = line.split_at_checked(9)?;
            let sum = u32::from_str_radix(sum.strip_suffix(' ')?, 16).ok()?;
            let (chain, text) = body.split_at_checked(65)?;
            let chain = chain.strip_suffix(' ')?.parse().ok()?;
            (crc32fast::hash(body.as_bytes()) == sum).then_some((chain, text))
        });
    match parts {
        Some((chain, text)) => Line::Whole {
            chain,
            text,
            length: end + 1,
        },
        None => Line::Broken,
    }
}

/// What stands at a place of a segment.
pub(super) enum Line<'a> {
    /// A line as it was written.
    Whole {
        chain: Chain,
        text: &'a str,
        length: usize,
    },
    /// Anything else.
    Broken,
}
