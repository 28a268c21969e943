//! Versions in the store: what is good is published, what is broken is replaced by its last good version.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use guichet_engine::catalog::{form_for_version, workflow_for_version};
use guichet_engine::form::Form;
use guichet_engine::ids::{DefinitionRef, Files, Version};
use guichet_engine::workflow::{Calendar, Workflow};

use crate::store::{DefinitionRow, Result, Store};

/// A kind of definition that is kept in the store.
pub(super) trait Kept: Sized {
    /// Its name there.
    const KIND: &'static str;

    /// Returns the row of a version; `files` is the whole folder.
    fn row(&self, name: &str, files: &Files) -> DefinitionRow;

    /// Returns the definition of a row.
    fn from_row(row: &DefinitionRow) -> Option<Self>;
}

impl Kept for Form {
    const KIND: &'static str = "form";

    fn row(&self, _: &str, _: &Files) -> DefinitionRow {
        row(Self::KIND, &self.reference, &self.files)
    }

    fn from_row(row: &DefinitionRow) -> Option<Self> {
        form_for_version(&row.reference, &row.files)
    }
}

impl Kept for Workflow {
    const KIND: &'static str = "workflow";

    fn row(&self, _: &str, _: &Files) -> DefinitionRow {
        row(Self::KIND, &self.reference, &self.files)
    }

    fn from_row(row: &DefinitionRow) -> Option<Self> {
        workflow_for_version(&row.reference, &row.files)
    }
}

impl Kept for Calendar {
    const KIND: &'static str = "calendar";

    fn row(&self, name: &str, files: &Files) -> DefinitionRow {
        let path = calendar_path(name);
        let text = files.get(&path).cloned().unwrap_or_default();
        let files = Files::from([(path, text)]);
        let reference = DefinitionRef {
            name: name.to_owned(),
            version: Version::from_files(&files),
        };
        row(Self::KIND, &reference, &files)
    }

    fn from_row(row: &DefinitionRow) -> Option<Self> {
        Self::compile(&row.files, &calendar_path(&row.reference.name)).value
    }
}

fn calendar_path(name: &str) -> String {
    format!("workflows/calendars/{name}.json")
}

fn row(kind: &str, reference: &DefinitionRef, files: &Files) -> DefinitionRow {
    DefinitionRow {
        kind: kind.to_owned(),
        reference: reference.clone(),
        files: files.clone(),
    }
}

/// Publishes what is good; for each of the `wanted` that is not, takes what served before, else what the store has
/// published. Gives what serves from now on.
pub(super) async fn settle<T: Kept>(
    store: &Store,
    good: BTreeMap<String, Arc<T>>,
    wanted: BTreeSet<String>,
    before: Option<&BTreeMap<String, Arc<T>>>,
    files: &Files,
) -> Result<BTreeMap<String, Arc<T>>> {
    let mut serving = good;
    for (name, value) in &serving {
        store.publish(&value.row(name, files)).await?;
    }
    for name in wanted {
        if serving.contains_key(&name) {
            continue;
        }
        let kept = match before.and_then(|before| before.get(&name)) {
            Some(kept) => Some(Arc::clone(kept)),
            None => published(store, &name).await?.map(Arc::new),
        };
        serving.extend(kept.map(|kept| (name, kept)));
    }
    Ok(serving)
}

/// Returns what the store has published under a name.
async fn published<T: Kept>(store: &Store, name: &str) -> Result<Option<T>> {
    let row = published_row(store, T::KIND, name).await?;
    Ok(row.as_ref().and_then(T::from_row))
}

/// Returns the row that the store has published under a name.
pub(super) async fn published_row(
    store: &Store,
    kind: &str,
    name: &str,
) -> Result<Option<DefinitionRow>> {
    let Some(version) = store.published(kind, name).await? else {
        return Ok(None);
    };
    let reference = DefinitionRef {
        name: name.to_owned(),
        version,
    };
    store.definition(kind, &reference).await
}
