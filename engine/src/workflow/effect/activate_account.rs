//! `activate_account()`

use serde::{Deserialize, Serialize};

use super::word::{Described, Word};

/// Activates the applicant's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivateAccount {}

impl Described for ActivateAccount {
    fn word() -> Option<Word<Self>> {
        Some(Word::alone("activate_account", |()| Self {}))
    }

    fn describe(&self) -> String {
        "activate-account".to_owned()
    }
}
