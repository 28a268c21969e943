//! `create_account()`

use serde::{Deserialize, Serialize};

use super::word::{Described, Word};

/// Makes the applicant's account, inactive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateAccount {}

impl Described for CreateAccount {
    fn word() -> Option<Word<Self>> {
        Some(Word::alone("create_account", |()| Self {}))
    }

    fn describe(&self) -> String {
        "create-account".to_owned()
    }
}
