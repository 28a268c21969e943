//! The lists of the desk that members of staff saved, each by a name of their own.

use serde_json::json;

use guichet_engine::ids::AccountId;

use super::database::{Result, doc};
use super::handle::Store;
use super::rows::DeskViewsRow;

impl Store {
    /// Returns the lists that a member of staff saved.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn desk_views(&self, account: &AccountId) -> Result<DeskViewsRow> {
        let row: Option<DeskViewsRow> = self.doc("desk_views", account).await?;
        Ok(row.unwrap_or_default())
    }

    /// Saves the lists of a member of staff, in the place of those before.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_desk_views(&self, account: &AccountId, views: &DeskViewsRow) -> Result<()> {
        let row = json!({ "doc": doc(views)? });
        self.put("desk_views", account, row).await
    }
}
