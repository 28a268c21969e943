//! `renew_for_years(…)`

use serde::{Deserialize, Serialize};

use super::word::{Described, Word};

/// Makes the account valid for this much longer; it may log in again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenewFor {
    /// Years.
    pub years: u32,
}

impl Described for RenewFor {
    fn word() -> Option<Word<Self>> {
        Some(Word::of_years("renew_for_years", |years| Self { years }))
    }

    fn describe(&self) -> String {
        "renew-for-years".to_owned()
    }
}
