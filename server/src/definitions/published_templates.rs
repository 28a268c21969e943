//! The templates in the store: published when they are good, and found again when those of the folder are not.

use std::sync::Arc;

use guichet_engine::ids::{DefinitionRef, Files};
use jiff::tz::TimeZone;

use super::compiled::TemplatesOf;
use super::kept;
use crate::store::{DefinitionRow, Result, Store};
use crate::view::{Templates, built_in};

/// The kind and name under which the store keeps the templates.
pub(super) const TEMPLATES: &str = "templates";

/// Publishes the templates of a folder, or finds the last good ones where a fault forbids that they serve.
pub(super) async fn publish_or_last(
    store: &Store,
    time_zone: &TimeZone,
    templates: TemplatesOf,
    before: Option<&Arc<Templates>>,
) -> Result<Option<Arc<Templates>>> {
    match templates {
        TemplatesOf::Own(templates, files) => {
            publish_templates(store, templates, files).await.map(Some)
        }
        TemplatesOf::Shipped => {
            let files = built_in();
            let templates = Templates::compile(&files, time_zone, &mut Vec::new());
            publish_templates(store, Arc::new(templates), files)
                .await
                .map(Some)
        }
        TemplatesOf::Refused => last_templates(store, time_zone, before).await,
    }
}

async fn publish_templates(
    store: &Store,
    templates: Arc<Templates>,
    files: Files,
) -> Result<Arc<Templates>> {
    let row = DefinitionRow {
        kind: TEMPLATES.to_owned(),
        reference: DefinitionRef {
            name: TEMPLATES.to_owned(),
            version: templates.version.clone(),
        },
        files,
    };
    store.publish(&row).await?;
    Ok(templates)
}

/// Returns the templates that served before or, at a start, those that the store has published.
async fn last_templates(
    store: &Store,
    time_zone: &TimeZone,
    before: Option<&Arc<Templates>>,
) -> Result<Option<Arc<Templates>>> {
    if let Some(before) = before {
        return Ok(Some(Arc::clone(before)));
    }
    let row = kept::published_row(store, TEMPLATES, TEMPLATES).await?;
    Ok(row.map(|row| {
        let templates = Templates::compile(&row.files, time_zone, &mut Vec::new());
        Arc::new(templates)
    }))
}
