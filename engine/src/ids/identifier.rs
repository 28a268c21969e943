//! The identifiers of cases, people and what a workflow declares. Each is text of its own type, so that none passes for another;
//! stored, each is that text and nothing else.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Characters of a name that a definition declares.
const NAME_MAX: usize = 40;

/// A text is no name: small letters, digits and hyphens, beginning with a letter, at most 40 characters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no name")]
pub struct NotAName(String);

/// Tells whether a text may name something that a definition declares: small letters, digits and hyphens, beginning with a letter,
/// at most 40.
pub(crate) fn is_name(text: &str) -> bool {
    let inner =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    text.len() <= NAME_MAX
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.chars().all(inner)
}

/// Declares identifiers: texts, each of its own type.
macro_rules! identifiers {
    ($($(#[doc = $doc:literal])+ $name:ident)+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes a text that is known to be one; nothing is checked.
            #[must_use]
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// Returns it as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        // Maps that go by identifiers are asked with plain text where that comes from outside.
        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }

        impl From<$name> for String {
            fn from(identifier: $name) -> Self {
                identifier.0
            }
        }
    )+};
}

/// Lets identifiers that definitions declare be read from text that anybody wrote.
macro_rules! names {
    ($($name:ident)+) => {$(
        impl FromStr for $name {
            type Err = NotAName;

            fn from_str(text: &str) -> Result<Self, NotAName> {
                if is_name(text) { Ok(Self::new(text)) } else { Err(NotAName(text.to_owned())) }
            }
        }
    )+};
}

identifiers! {
    /// The id of a case, which no two have: 16 random bytes in lower-case hexadecimal, made by the server.
    CaseId

    /// The number that people know a case by, which no two have: its day and eight characters that are not mistaken for each other
    /// (`20261124-7K3M-9QX2`), made by the server.
    Reference

    /// The id of an account, of staff or of an applicant, which no two have: 16 random bytes in lower-case hexadecimal, made by the
    /// server. In scenarios it is the name.
    AccountId

    /// The name of a step or a finish of a workflow, which actions lead to alike: small letters, digits and hyphens, beginning with a
    /// letter, at most 40.
    StepName

    /// The name of an action, unique within its step: small letters, digits and hyphens, beginning with a letter, at most 40.
    ActionName

    /// The name of a role that staff hold: small letters, digits and hyphens, beginning with a letter, at most 40. Workflows declare
    /// which there are.
    Role

    /// What lists of tasks know those by for whom a step is: the name of a role, `group:` and that of a group, or `person:` and that of
    /// somebody.
    PerformerKey
}

names! { StepName ActionName Role }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_is_stored_as_its_text() {
        let step = StepName::new("review");
        assert_eq!(serde_json::to_string(&step).expect("text"), "\"review\"");
        assert_eq!(
            serde_json::from_str::<StepName>("\"review\"").expect("a name"),
            step
        );
    }

    #[test]
    fn a_name_begins_with_a_small_letter() {
        assert_eq!("review-2".parse(), Ok(StepName::new("review-2")));
        let long = "a".repeat(NAME_MAX + 1);
        for text in ["", "2nd", "Review", "a b", "复核", &long] {
            assert!(text.parse::<StepName>().is_err(), "{text}");
        }
    }
}
