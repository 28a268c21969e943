//! `apply_answers()`

use serde::{Deserialize, Serialize};

use super::word::{Described, Word};

/// Puts what the applicant changed into the account's registered data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplyAnswers {}

impl Described for ApplyAnswers {
    fn word() -> Option<Word<Self>> {
        Some(Word::alone("apply_answers", |()| Self {}))
    }

    fn describe(&self) -> String {
        "apply-answers".to_owned()
    }
}
