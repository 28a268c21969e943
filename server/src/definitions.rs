//! The definitions that serve: read from the folder, published to the store, replaced while the service runs.
//!
//! A version that is published stays in the store for ever, under the address of its content. What is broken never
//! replaces what is good: its last good version goes on serving, and the faults are kept for administrators.

mod codes;
mod compiled;
mod deadline;
mod folder;
mod kept;
mod published_templates;
mod references;
mod refused;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use guichet_engine::catalog::{Catalog, Published};
use guichet_engine::diagnostic::{Diagnostic, Severity};
use guichet_engine::form::Form;
use guichet_engine::ids::{DefinitionRef, Version};
use guichet_engine::workflow::{Case, Workflow};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use moka::sync::Cache;
use tokio::sync::Mutex;

use crate::clock::Clock;
use crate::open_error::OpenError;
use crate::store::{Result, Store, StoreError};
use crate::view::Templates;
pub use compiled::{Compiled, TemplatesOf};
pub use folder::{Folder, PARTS, read_folder};
use kept::Kept;
use published_templates::TEMPLATES;
pub use refused::Refused;

/// How many versions that are not published any more are kept compiled, of forms and of workflows.
const PINNED_MAX: u64 = 64;
/// How often a folder is read again when it changes while it is read.
const READS_MAX: usize = 4;
/// How long to wait between two such readings.
const READ_PAUSE: Duration = Duration::from_millis(40);

/// Everything that serves at one moment.
#[derive(Clone, Debug)]
pub struct Live {
    /// The published forms, workflows and calendars.
    pub published: Published,
    /// The templates, sentences and assets.
    pub templates: Arc<Templates>,
    /// The folder as last read.
    pub catalog: Arc<Catalog>,
    /// Every fault of the folder as last read, in order of file, line and column.
    pub diagnostics: Arc<Vec<Diagnostic>>,
    /// What of the folder is refused.
    pub refused: Refused,
    /// When it was read.
    pub read_at: Timestamp,
    /// Grows with every change, so that what is made from these definitions can be kept under it.
    pub generation: u64,
    /// The content address of the folder as last read.
    folder: Version,
}

impl Live {
    /// Returns how many faults forbid that something of the folder serves.
    #[must_use]
    pub fn error_count(&self) -> usize {
        let is_error = |fault: &&Diagnostic| fault.severity == Severity::Error;
        self.diagnostics.iter().filter(is_error).count()
    }
}

/// The definitions.
#[derive(Debug)]
pub struct Definitions {
    live: ArcSwap<Live>,
    source: Source,
    store: Store,
    clock: Clock,
    /// Held while the folder is read again, so that changes follow one another.
    turn: Mutex<()>,
    forms: Cache<DefinitionRef, Arc<Form>>,
    workflows: Cache<DefinitionRef, Arc<Workflow>>,
}

/// The folder as a start finds it, compiled.
#[derive(Debug)]
pub struct Prepared {
    source: Source,
    read: Folder,
    compiled: Compiled,
}

impl Prepared {
    /// Tells whether it may serve by itself.
    ///
    /// # Errors
    /// Every fault, when it may not.
    pub fn must_be_good(&self) -> std::result::Result<(), OpenError> {
        if self.compiled.has_errors() || self.compiled.lacks_forms() {
            Err(OpenError::Broken(faults(&self.compiled)))
        } else {
            Ok(())
        }
    }
}

/// Where definitions are read from.
#[derive(Clone, Debug)]
struct Source {
    folder: PathBuf,
    time_zone: TimeZone,
}

impl Definitions {
    /// Reads and compiles the folder; nothing is published yet.
    ///
    /// # Errors
    /// When there is no folder.
    pub async fn prepare(
        folder: &Path,
        time_zone: &TimeZone,
    ) -> std::result::Result<Prepared, OpenError> {
        let source = Source {
            folder: folder.to_owned(),
            time_zone: time_zone.clone(),
        };
        source.must_be_there()?;
        let compiled = source.compile().await;
        let (read, compiled) = compiled.map_err(|error| OpenError::Failed(error.to_string()))?;
        Ok(Prepared {
            source,
            read,
            compiled,
        })
    }

    /// Publishes what is good of the folder and serves it. Where the store has published good versions before, they serve
    /// in place of what is broken.
    ///
    /// # Errors
    /// When something is broken and nothing good can serve in its place.
    pub async fn open(
        prepared: Prepared,
        clock: Clock,
        store: Store,
    ) -> std::result::Result<Self, OpenError> {
        let failed = |error: StoreError| OpenError::Failed(error.to_string());
        let marker = store
            .published(TEMPLATES, TEMPLATES)
            .await
            .map_err(failed)?;
        if marker.is_none() {
            prepared.must_be_good()?;
        }
        let Prepared {
            source,
            read,
            compiled,
        } = prepared;
        let diagnostics = faults(&compiled);
        let settled = settle(&store, &source, &read, compiled, None, clock.now()).await;
        let live = settled
            .map_err(failed)?
            .filter(|live| !live.published.forms.is_empty())
            .ok_or(OpenError::Broken(diagnostics))?;
        Ok(Self {
            live: ArcSwap::from_pointee(live),
            source,
            store,
            clock,
            turn: Mutex::new(()),
            forms: Cache::new(PINNED_MAX),
            workflows: Cache::new(PINNED_MAX),
        })
    }

    /// Returns what serves now. A request takes it once and keeps it.
    #[must_use]
    pub fn live(&self) -> Arc<Live> {
        self.live.load_full()
    }

    /// Returns the folder that is read.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.source.folder
    }

    /// Reads the folder again. What changed and is good is published and serves from the next [`Definitions::live`] on,
    /// all at once; gives whether anything changed.
    ///
    /// # Errors
    /// When the store fails; what served before goes on serving.
    pub async fn reload(&self) -> Result<bool> {
        let _lock = self.turn.lock().await;
        let before = self.live();
        let read = self.source.read_settled().await?;
        let now = self.clock.now();
        if read.version() == before.folder {
            self.live.store(Arc::new(Live {
                read_at: now,
                ..Live::clone(&before)
            }));
            return Ok(false);
        }
        let compiled = self.source.compile_read(&read).await?;
        let settled = settle(
            &self.store,
            &self.source,
            &read,
            compiled,
            Some(&before),
            now,
        )
        .await?;
        if let Some(live) = settled {
            tell(&live);
            self.live.store(Arc::new(live));
        }
        Ok(true)
    }

    /// Returns a version of a form: the published one, or an older one from the store.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn form(&self, reference: &DefinitionRef) -> Result<Option<Arc<Form>>> {
        let live = self.live();
        let published = live.published.forms.get(&reference.name);
        match published.filter(|form| form.reference == *reference) {
            Some(form) => Ok(Some(Arc::clone(form))),
            None => self.pinned(&self.forms, reference).await,
        }
    }

    /// Returns a version of a workflow: the published one, or an older one from the store.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn workflow(&self, reference: &DefinitionRef) -> Result<Option<Arc<Workflow>>> {
        let live = self.live();
        let published = live.published.workflows.get(&reference.name);
        match published.filter(|workflow| workflow.reference == *reference) {
            Some(workflow) => Ok(Some(Arc::clone(workflow))),
            None => self.pinned(&self.workflows, reference).await,
        }
    }

    /// Returns the form and workflow in the versions that a case began with.
    ///
    /// # Errors
    /// When the store fails or lacks one of them.
    pub async fn versions_of(&self, case: &Case) -> Result<(Arc<Form>, Arc<Workflow>)> {
        let lacking = |name: &str| StoreError::Failed(format!("a version of {name} is missing"));
        let form = self.form(&case.form).await?;
        let workflow = self.workflow(&case.workflow).await?;
        Ok((
            form.ok_or_else(|| lacking(&case.form.name))?,
            workflow.ok_or_else(|| lacking(&case.workflow.name))?,
        ))
    }

    /// Returns an older version, compiled from the store once and kept.
    async fn pinned<T: Kept + Send + Sync + 'static>(
        &self,
        cache: &Cache<DefinitionRef, Arc<T>>,
        reference: &DefinitionRef,
    ) -> Result<Option<Arc<T>>> {
        if let Some(kept) = cache.get(reference) {
            return Ok(Some(kept));
        }
        let row = self.store.definition(T::KIND, reference).await?;
        let made = row.as_ref().and_then(T::from_row).map(Arc::new);
        if let Some(made) = &made {
            cache.insert(reference.clone(), Arc::clone(made));
        }
        Ok(made)
    }
}

impl Source {
    fn must_be_there(&self) -> std::result::Result<(), OpenError> {
        let folder = self.folder.display();
        if !self.folder.is_dir() {
            return Err(OpenError::Failed(format!(
                "the definitions folder {folder} does not exist; set GUICHET_DEFINITIONS to the folder that holds forms/ and workflows/"
            )));
        }
        if !self.folder.join(PARTS[0]).exists() {
            return Err(OpenError::Failed(format!(
                "the definitions folder {folder} has no forms/; set GUICHET_DEFINITIONS to the folder that holds forms/ and workflows/"
            )));
        }
        Ok(())
    }

    /// Reads the folder, off the async threads. That it is not there is a fault like any other.
    async fn read(&self) -> Result<Folder> {
        let folder = self.folder.clone();
        let read = move || {
            read_folder(&folder).unwrap_or_else(|error| Folder {
                faults: vec![
                    codes::UNREADABLE.at(codes::at("."), &[("reason", &error.to_string())]),
                ],
                ..Folder::default()
            })
        };
        tokio::task::spawn_blocking(read).await.map_err(ended)
    }

    /// Reads the folder until two readings agree: somebody may be writing to it.
    async fn read_settled(&self) -> Result<Folder> {
        let mut read = self.read().await?;
        for _ in 1..READS_MAX {
            tokio::time::sleep(READ_PAUSE).await;
            let again = self.read().await?;
            if again == read {
                break;
            }
            read = again;
        }
        Ok(read)
    }

    async fn compile_read(&self, read: &Folder) -> Result<Compiled> {
        let (read, time_zone) = (read.clone(), self.time_zone.clone());
        let compile = move || Compiled::from_folder(&read, &time_zone);
        tokio::task::spawn_blocking(compile).await.map_err(ended)
    }

    async fn compile(&self) -> Result<(Folder, Compiled)> {
        let read = self.read().await?;
        let compiled = self.compile_read(&read).await?;
        Ok((read, compiled))
    }
}

fn ended(error: tokio::task::JoinError) -> StoreError {
    StoreError::Failed(format!("the definitions could not be compiled: {error}"))
}

/// Returns every fault of a folder, with the one of having no form.
fn faults(compiled: &Compiled) -> Vec<Diagnostic> {
    let mut faults = compiled.diagnostics.clone();
    if compiled.lacks_forms() {
        faults.push(codes::NO_FORM.at(codes::at(PARTS[0]), &[]));
    }
    faults
}

/// Publishes what is good and finds the last good version of what is not; `None` when there are no good templates.
async fn settle(
    store: &Store,
    source: &Source,
    read: &Folder,
    compiled: Compiled,
    before: Option<&Live>,
    now: Timestamp,
) -> Result<Option<Live>> {
    let diagnostics = faults(&compiled);
    let served = before.map(|before| &before.published);
    let mut wanted = names(&compiled, "forms/", compiled.catalog.forms.keys());
    if compiled.is_partial() {
        let served = served.into_iter();
        wanted.extend(served.flat_map(|served| served.forms.keys().cloned()));
    }
    let refused = compiled.refused();
    let before_forms = served.map(|served| &served.forms);
    let forms = kept::settle(store, compiled.forms(), wanted, before_forms, &read.files).await?;
    let mut wanted = names(&compiled, "workflows/", compiled.catalog.workflows.keys());
    let named = forms
        .values()
        .filter_map(|form| form.settings.workflow.clone());
    wanted.extend(named);
    let before_workflows = served.map(|served| &served.workflows);
    let workflows = kept::settle(
        store,
        compiled.workflows(),
        wanted,
        before_workflows,
        &read.files,
    )
    .await?;
    let mut wanted = names(
        &compiled,
        "workflows/calendars/",
        compiled.catalog.calendars.keys(),
    );
    let named = workflows
        .values()
        .filter_map(|workflow| workflow.calendar.clone());
    wanted.extend(named);
    let before_calendars = served.map(|served| &served.calendars);
    let calendars = kept::settle(
        store,
        compiled.calendars(),
        wanted,
        before_calendars,
        &read.files,
    )
    .await?;
    let templates = published_templates::publish_or_last(
        store,
        &source.time_zone,
        compiled.templates,
        before.map(|before| &before.templates),
    )
    .await?;
    Ok(templates.map(|templates| Live {
        published: Published {
            forms,
            workflows,
            calendars,
        },
        templates,
        catalog: Arc::new(compiled.catalog),
        diagnostics: Arc::new(diagnostics),
        refused,
        read_at: now,
        generation: before.map_or(1, |before| before.generation + 1),
        folder: read.version(),
    }))
}

/// Lists what lies in a part of the folder: what was compiled, and what could not be read.
fn names<'a>(
    compiled: &Compiled,
    folder: &str,
    read: impl Iterator<Item = &'a String>,
) -> BTreeSet<String> {
    compiled.unread(folder).chain(read.cloned()).collect()
}

/// Says what changed, for the log: counts, places and codes.
fn tell(live: &Live) {
    tracing::info!(
        generation = live.generation,
        forms = live.published.forms.len(),
        workflows = live.published.workflows.len(),
        errors = live.error_count(),
        "the definitions changed"
    );
    for fault in live.diagnostics.iter() {
        let place = &fault.place;
        tracing::warn!(
            file = place.file,
            line = place.line,
            code = fault.code,
            "a definition is at fault"
        );
    }
}
