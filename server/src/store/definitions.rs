//! Versions of definitions, and which one is published.

use guichet_engine::ids::{DefinitionRef, Version};
use serde_json::json;

use super::database::{Result, doc};
use super::handle::Store;
use super::rows::DefinitionRow;
use crate::commit::{Request, RowKey};

impl Store {
    /// Publishes a version: keeps it for ever and points at it. Publishing the published version again changes nothing.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn publish(&self, row: &DefinitionRow) -> Result<bool> {
        let DefinitionRef { name, version } = &row.reference;
        if self.published(&row.kind, name).await?.as_ref() == Some(version) {
            return Ok(false);
        }
        let id = format!("{}:{name}:{version}", row.kind);
        let pointer = format!("{}:{name}", row.kind);
        let mut request = Request::default();
        request.put(RowKey::new("definition", &id), json!({ "doc": doc(row)? }));
        request.put(
            RowKey::new("published", &pointer),
            json!({ "doc": doc(version)? }),
        );
        self.write(request).await?;
        Ok(true)
    }

    /// Returns the published version of a definition.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn published(&self, kind: &str, name: &str) -> Result<Option<Version>> {
        let id = format!("{kind}:{name}");
        self.doc("published", &id).await
    }

    /// Returns a version of a definition.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn definition(
        &self,
        kind: &str,
        reference: &DefinitionRef,
    ) -> Result<Option<DefinitionRow>> {
        let id = format!("{kind}:{}:{}", reference.name, reference.version);
        self.doc("definition", &id).await
    }
}
