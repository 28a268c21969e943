//! What a workflow may name that is defined elsewhere.

use std::collections::BTreeSet;

/// Says what a workflow may name that is defined elsewhere. What is `None` is not checked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// The notices: the folders under `templates/mail/`.
    pub notices: Option<&'a BTreeSet<String>>,
    /// The calendars: the files under `workflows/calendars/`.
    pub calendars: Option<&'a BTreeSet<String>>,
    /// The forms: the folders under `forms/`.
    pub forms: Option<&'a BTreeSet<String>>,
}
