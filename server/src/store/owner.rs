//! Whose an uploaded file is.

use std::fmt;
use std::str::FromStr;

use guichet_engine::ids::CaseId;
use serde::{Deserialize, Serialize};

const DRAFT: &str = "draft:";
const CASE: &str = "case:";

/// The owner of an uploaded file; stored as `draft:<id>` or `case:<id>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Owner {
    /// The draft of this id.
    Draft(String),
    /// The case of this id.
    Case(CaseId),
}

/// A text names no owner.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} names no owner of a file")]
pub struct OwnerError(String);

impl Owner {
    /// Creates the owner that a draft is.
    #[must_use]
    pub fn draft(id: &str) -> Self {
        Self::Draft(id.to_owned())
    }

    /// Creates the owner that a case is.
    #[must_use]
    pub fn case(id: &CaseId) -> Self {
        Self::Case(id.clone())
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Draft(id) => write!(f, "{DRAFT}{id}"),
            Self::Case(id) => write!(f, "{CASE}{id}"),
        }
    }
}

impl FromStr for Owner {
    type Err = OwnerError;

    fn from_str(text: &str) -> Result<Self, OwnerError> {
        let draft = text.strip_prefix(DRAFT).map(Self::draft);
        let owner = draft.or_else(|| {
            text.strip_prefix(CASE)
                .map(|id| Self::Case(CaseId::new(id)))
        });
        owner.ok_or_else(|| OwnerError(text.to_owned()))
    }
}

impl From<Owner> for String {
    fn from(owner: Owner) -> Self {
        owner.to_string()
    }
}

impl TryFrom<String> for Owner {
    type Error = OwnerError;

    fn try_from(text: String) -> Result<Self, OwnerError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_is_stored_as_it_always_was() {
        for (owner, text) in [
            (Owner::draft("d"), "\"draft:d\""),
            (Owner::case(&CaseId::new("c")), "\"case:c\""),
        ] {
            assert_eq!(serde_json::to_string(&owner).expect("text"), text);
            let read: Owner = serde_json::from_str(text).expect("an owner");
            assert_eq!(read, owner);
        }
        assert!("c".parse::<Owner>().is_err());
    }
}
