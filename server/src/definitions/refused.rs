//! What of a folder may not serve.

use std::collections::BTreeSet;

/// What lies in the folder and may not serve, by name.
#[derive(Clone, Debug, Default)]
pub struct Refused {
    /// Forms.
    pub forms: BTreeSet<String>,
    /// Workflows.
    pub workflows: BTreeSet<String>,
    /// Calendars.
    pub calendars: BTreeSet<String>,
    /// Whether the templates are.
    pub templates: bool,
}
