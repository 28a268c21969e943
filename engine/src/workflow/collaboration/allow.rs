//! What a step lets its people do among themselves.

use std::hash::Hash;

use serde::Serialize;

/// Says what a step lets its people do among themselves: `allow` of a step, or of the workflow for all its steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Allow {
    /// `"hand_over"`: to give the step to a colleague for good.
    HandOver,
    /// `"delegate"`: to give it to a colleague who gives it back.
    Delegate,
    /// `"add_signer"`: to ask colleagues to sign before or after the decision (加签).
    AddSigner,
    /// `"copy_to"`: to let colleagues read the application (抄送).
    CopyTo,
    /// `"remind"`: to remind whoever is to do it (催办); the applicant may, too.
    Remind,
}

impl Allow {
    /// Each with its word.
    pub const WORDS: [(&str, Self); 5] = [
        ("hand_over", Self::HandOver),
        ("delegate", Self::Delegate),
        ("add_signer", Self::AddSigner),
        ("copy_to", Self::CopyTo),
        ("remind", Self::Remind),
    ];
}
