//! `valid_for_years(…)`

use serde::{Deserialize, Serialize};

use super::word::{Described, Word};

/// Makes the account valid for this long from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValidFor {
    /// Years.
    pub years: u32,
}

impl Described for ValidFor {
    fn word() -> Option<Word<Self>> {
        Some(Word::of_years("valid_for_years", |years| Self { years }))
    }

    fn describe(&self) -> String {
        "valid-for-years".to_owned()
    }
}
