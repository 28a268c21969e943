//! The translations that a form's texts are looked up in.

use std::collections::{BTreeMap, BTreeSet};

use super::schema::Location;
use crate::form::source::Source;

/// Translations by locale and source text, and which were used.
#[derive(Debug, Default)]
pub(in crate::form) struct Texts {
    /// The translation files read.
    pub files: BTreeSet<String>,
    pub translations: BTreeMap<String, BTreeMap<String, String>>,
    pub form_locales: Vec<(Source, String)>,
    pub used: BTreeSet<String>,
    pub missing: Vec<(String, String, Location)>,
}
