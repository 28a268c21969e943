//! The definitions that serve: read from the folder, published to the store, replaced while the service runs.

use std::sync::Arc;

use arc_swap::ArcSwap;
use guichet_engine::catalog::{Catalog, Published};
use guichet_engine::form::Form;
use guichet_engine::ids::DefinitionRef;
use guichet_engine::workflow::Workflow;

use crate::store::{Result, Store};
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
