//! `suspend_account()`

use serde::{Deserialize, Serialize};

use super::word::{Described, Word};

/// Keeps the account from logging in until it is renewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuspendAccount {}

impl Described for SuspendAccount {
    fn word() -> Option<Word<Self>> {
        Some(Word::alone("suspend_account", |()| Self {}))
    }

    fn describe(&self) -> String {
        "suspend-account".to_owned()
    }
}
