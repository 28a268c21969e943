//! `close_account()`

use serde::{Deserialize, Serialize};

use super::word::{Described, Word};

/// Closes the applicant's account and frees its unique values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseAccount {}

impl Described for CloseAccount {
    fn word() -> Option<Word<Self>> {
        Some(Word::alone("close_account", |()| Self {}))
    }

    fn describe(&self) -> String {
        "close-account".to_owned()
    }
}
