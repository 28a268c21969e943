//! Answers sent back for correction.

use serde::{Deserialize, Serialize};

use crate::ids::Pointer;

/// An answer sent back for correction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flag {
    /// The answer.
    pub pointer: Pointer,
    /// Says what to put right.
    pub reason: String,
    /// The answers that are computed from others, and so may change with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub follows: Vec<Pointer>,
}

/// Merges what was flagged in several runs. An answer that was flagged in two has both reasons.
pub(super) fn merge_flags<'a>(asked: impl Iterator<Item = &'a Vec<Flag>>) -> Vec<Flag> {
    let mut all: Vec<Flag> = Vec::new();
    for flag in asked.flatten() {
        match all.iter_mut().find(|known| known.pointer == flag.pointer) {
            Some(known) if known.reason == flag.reason => {}
            Some(known) => known.reason = format!("{}；{}", known.reason, flag.reason),
            None => all.push(flag.clone()),
        }
    }
    all
}
