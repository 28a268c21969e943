//! Faults of the definitions folder itself, and of what its templates lack.

use guichet_engine::diagnostic::{Code, Place, Severity};

/// A file or folder that cannot be read as text.
pub(super) const UNREADABLE: Code = error("D001");
/// A file that is too large to be a definition.
pub(super) const TOO_LARGE: Code = error("D002");
/// A link that leads out of the folder.
pub(super) const LEADS_OUTSIDE: Code = error("D003");
/// More files, bytes or levels than a definitions folder may have.
pub(super) const TOO_MUCH: Code = error("D004");
/// No form at all.
pub(super) const NO_FORM: Code = error("D005");
/// Something that takes too long to compile or to draw.
pub(super) const ENDLESS: Code = error("D006");
/// A template that pages or mails need and the folder lacks.
pub(super) const TEMPLATE_MISSING: Code = error("T013");
/// A template that another names and the folder lacks.
pub(super) const TEMPLATE_UNKNOWN: Code = error("T014");
/// A mail that its templates cannot draw.
pub(super) const MAIL_UNDRAWABLE: Code = error("T015");
/// A page that its templates cannot draw.
pub(super) const PAGE_UNDRAWABLE: Code = error("T016");

/// The codes of this module, for tests and documentation.
#[cfg(test)]
pub(super) const CODES: [Code; 10] = [
    UNREADABLE,
    TOO_LARGE,
    LEADS_OUTSIDE,
    TOO_MUCH,
    NO_FORM,
    ENDLESS,
    TEMPLATE_MISSING,
    TEMPLATE_UNKNOWN,
    MAIL_UNDRAWABLE,
    PAGE_UNDRAWABLE,
];

const fn error(name: &'static str) -> Code {
    Code {
        name,
        severity: Severity::Error,
    }
}

/// Returns the beginning of a file or folder.
pub(super) fn at(path: &str) -> Place {
    Place {
        file: path.to_owned(),
        line: 1,
        column: 1,
    }
}
