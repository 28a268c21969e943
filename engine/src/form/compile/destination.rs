//! Something that answers must lead to.

use serde_json::Value;

use super::schema::Location;
use crate::diagnostic::Code;
use crate::ids::Pointer;

/// Something that answers must lead to.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::form) struct Destination {
    /// Where the definition says it.
    pub place: Location,
    /// The answer that leads there.
    pub at: Pointer,
    /// What that answer keeps then.
    pub test: Value,
    /// What is reported where no answers do.
    pub code: Code,
    /// The value of an option, or the name of a field.
    pub name: String,
}
