//! Faults of definitions: a stable code, a place, a message and what to do about it.
//!
//! A compiler collects every fault in [`Diagnostics`] and goes on; it never stops at the first.

use serde::{Deserialize, Serialize};

use crate::message::Message;

/// Says how much a fault matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The definition works, but probably not as meant.
    Warning,
    /// The definition cannot be published.
    Error,
}

/// A place in a definition file. Lines and columns count from 1; columns count characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The path relative to the definitions folder.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The character within the line, from 1.
    pub column: u32,
}

/// One fault. Its `message` is `diagnostic-<code>`; its help line is `diagnostic-<code>-help`; its page is
/// `docs/diagnostics/<code>.md`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The stable code: `F…` forms, `W…` workflows, `C…` calendars and code lists, `T…` templates and translations.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// Where it is.
    pub place: Place,
    /// What is wrong, as a key with arguments.
    pub message: Message,
}

/// A code with the severity that it always has. Every code is listed in [`CODES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// `F001` and so on.
    pub name: &'static str,
    /// The severity of every diagnostic with this code.
    pub severity: Severity,
}

impl Code {
    /// Makes a diagnostic of this code; `message` carries only the arguments.
    #[must_use]
    pub fn at(self, place: Place, args: &[(&str, &str)]) -> Diagnostic {
        let mut message = Message::new(format!("diagnostic-{}", self.name));
        for (name, value) in args {
            message = message.with(name, *value);
        }
        Diagnostic {
            code: self.name.to_owned(),
            severity: self.severity,
            place,
            message,
        }
    }
}

/// The outcome of a compilation: the model as far as it could be made, and every fault found.
#[derive(Clone, Debug)]
pub struct Compiled<T> {
    /// The model; `None` when a fault leaves nothing usable.
    pub value: Option<T>,
    /// Every fault, in order of file, line and column.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Compiled<T> {
    /// Returns whether any fault prevents publication.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}
