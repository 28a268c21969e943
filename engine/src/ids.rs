//! Names and addresses: identifiers, definition versions, JSON pointers, source files.

mod identifier;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub(crate) use identifier::is_name;
pub use identifier::{
    AccountId, ActionName, CaseId, NotAName, PerformerKey, Reference, Role, StepName,
};

/// The text of definition files by path, relative to the definitions folder, with `/` between
/// parts (`forms/three-in-one/form.json`).
pub type Files = BTreeMap<String, String>;

/// The content address of a definition: lower-case hexadecimal SHA-256 over its files.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(String);

impl Version {
    /// Computes the address of a set of files: paths and contents, each preceded by its length, in path order.
    #[must_use]
    pub fn from_files(files: &Files) -> Self {
        let mut hash = Sha256::new();
        for (path, text) in files {
            for part in [path, text] {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part.as_bytes());
            }
        }
        Self(
            hash.finalize()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        )
    }

    /// Takes the version that a stored row names; nothing is checked.
    #[must_use]
    pub fn from_stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns all 64 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the first 12 digits, for people.
    #[must_use]
    pub fn short(&self) -> &str {
        &self.0[..self.0.len().min(12)]
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A definition's name together with one immutable version of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DefinitionRef {
    /// The folder's name under `forms/` or `workflows/`.
    pub name: String,
    /// The version's content address.
    pub version: Version,
}

/// A JSON pointer (RFC 6901) to an answer, such as `/contacts/0/name`; the root is the empty string.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pointer(String);

impl Pointer {
    /// Returns the pointer to the whole document.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// Takes a pointer as written; `None` unless it is empty or starts with `/`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        (text.is_empty() || text.starts_with('/')).then(|| Self(text.to_owned()))
    }

    /// Returns this pointer with one more token, escaped as RFC 6901 wants it.
    #[must_use]
    pub fn join(&self, token: impl fmt::Display) -> Self {
        let token = token.to_string().replace('~', "~0").replace('/', "~1");
        Self(format!("{}/{token}", self.0))
    }

    /// Returns this pointer with one more token that is already escaped.
    pub(crate) fn join_escaped(&self, token: &str) -> Self {
        let mut joined = String::with_capacity(self.0.len() + 1 + token.len());
        joined.push_str(&self.0);
        joined.push('/');
        joined.push_str(token);
        Self(joined)
    }

    /// Returns the tokens, unescaped, outermost first.
    pub fn tokens(&self) -> impl Iterator<Item = String> + '_ {
        self.0
            .split('/')
            .skip(1)
            .map(|token| token.replace("~1", "/").replace("~0", "~"))
    }

    /// Returns this pointer in any row: `*` for each token that is a number.
    #[must_use]
    pub fn with_any_index(&self) -> String {
        let tokens = self.0.split('/').map(|token| {
            let number = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
            if number { "*" } else { token }
        });
        tokens.collect::<Vec<_>>().join("/")
    }

    /// Returns the pointer without its last token; `None` at the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.0.rfind('/').map(|at| Self(self.0[..at].to_owned()))
    }

    /// Returns whether this is `other` or lies inside it.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        self.0 == other.0
            || (self.0.starts_with(&other.0) && self.0[other.0.len()..].starts_with('/'))
    }

    /// Returns the pointer as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
