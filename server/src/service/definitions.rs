//! The definitions that serve: read from the folder, published to the store, replaced while the service runs.

use std::path::Path;
use std::sync::Arc;

use arc_swap::ArcSwap;
use guichet_engine::catalog::{Catalog, Published};
use guichet_engine::diagnostic::Severity;
use guichet_engine::form::Form;
use guichet_engine::ids::{DefinitionRef, Files};
use guichet_engine::workflow::Workflow;
use jiff::tz::TimeZone;

use crate::app::OpenError;
use crate::clock::Clock;
use crate::store::{DefinitionRow, Result, Store};
use crate::view::Templates;

/// Everything that serves at one moment.
#[derive(Debug)]
pub struct Live {
    /// The published forms, workflows and calendars.
    pub published: Published,
    /// The templates, sentences and assets.
    pub templates: Arc<Templates>,
    /// The folder as last read, with every fault.
    pub catalog: Catalog,
    /// When it was read, in milliseconds since 1970.
    pub read_at: i64,
}

/// The definitions.
#[derive(Debug)]
pub struct Definitions {
    live: ArcSwap<Live>,
    store: Store,
}

impl Definitions {
    /// Definitions that serve `live`.
    #[must_use]
    pub fn new(live: Live, store: Store) -> Self {
        Self {
            live: ArcSwap::from_pointee(live),
            store,
        }
    }

    /// Reads the folder, publishes what is good and serves it.
    ///
    /// # Errors
    /// When the folder cannot be read, or nothing in it is good.
    pub async fn open(
        folder: &Path,
        time_zone: &TimeZone,
        clock: Clock,
        store: Store,
    ) -> std::result::Result<Self, OpenError> {
        let files = read_folder(folder)
            .map_err(|error| OpenError::Failed(format!("{}: {error}", folder.display())))?;
        let catalog = Catalog::compile(&files);
        let mut diagnostics = catalog.diagnostics();
        let templates = Templates::compile(&files, time_zone, &mut diagnostics);
        let published = Published {
            forms: good(&catalog.forms),
            workflows: good(&catalog.workflows),
            calendars: good(&catalog.calendars),
        };
        if published.forms.is_empty()
            && diagnostics
                .iter()
                .any(|fault| fault.severity == Severity::Error)
        {
            return Err(OpenError::Broken(diagnostics));
        }
        let forms = published
            .forms
            .values()
            .map(|form| ("form", &form.reference, &form.files));
        let workflows = published
            .workflows
            .values()
            .map(|workflow| ("workflow", &workflow.reference, &workflow.files));
        for (kind, reference, files) in forms.chain(workflows) {
            let row = DefinitionRow {
                kind: kind.to_owned(),
                reference: reference.clone(),
                files: Files::clone(files),
            };
            store
                .publish(&row)
                .await
                .map_err(|error| OpenError::Failed(error.to_string()))?;
        }
        let live = Live {
            published,
            templates: Arc::new(templates),
            catalog,
            read_at: clock.now_ms(),
        };
        Ok(Self::new(live, store))
    }

    /// What serves now. A request takes it once and keeps it.
    #[must_use]
    pub fn live(&self) -> Arc<Live> {
        self.live.load_full()
    }

    /// A version of a form: the published one, or an older one from the store.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn form(&self, reference: &DefinitionRef) -> Result<Option<Arc<Form>>> {
        let live = self.live();
        if let Some(form) = live.published.forms.get(&reference.name)
            && form.reference == *reference
        {
            return Ok(Some(Arc::clone(form)));
        }
        let row = self.store.definition("form", reference).await?;
        Ok(row
            .and_then(|row| guichet_engine::catalog::form_of_version(reference, &row.files))
            .map(Arc::new))
    }

    /// A version of a workflow: the published one, or an older one from the store.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn workflow(&self, reference: &DefinitionRef) -> Result<Option<Arc<Workflow>>> {
        let live = self.live();
        if let Some(workflow) = live.published.workflows.get(&reference.name)
            && workflow.reference == *reference
        {
            return Ok(Some(Arc::clone(workflow)));
        }
        let row = self.store.definition("workflow", reference).await?;
        Ok(row
            .and_then(|row| guichet_engine::catalog::workflow_of_version(reference, &row.files))
            .map(Arc::new))
    }
}

fn good<T>(
    items: &std::collections::BTreeMap<String, guichet_engine::catalog::Item<T>>,
) -> std::collections::BTreeMap<String, Arc<T>> {
    items
        .iter()
        .filter_map(|(name, item)| Some((name.clone(), Arc::clone(item.value.as_ref()?))))
        .collect()
}

/// The text of every file under `forms/`, `workflows/` and `templates/` of a folder.
///
/// # Errors
/// When a folder or file cannot be read.
pub fn read_folder(root: &Path) -> std::io::Result<Files> {
    let mut files = Files::new();
    let mut waiting: Vec<_> = ["forms", "workflows", "templates"]
        .iter()
        .map(|name| root.join(name))
        .filter(|folder| folder.is_dir())
        .collect();
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                waiting.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                let relative = path.strip_prefix(root).unwrap_or(&path);
                files.insert(relative.to_string_lossy().replace('\\', "/"), text);
            }
        }
    }
    Ok(files)
}
