//! The logins of one account, all together.

use guichet_engine::ids::AccountId;
use serde_json::json;

use super::database::Result;
use super::handle::Store;
use super::rows::Session;

/// Logins of one account that are listed.
const LISTED_MAX: u32 = 200;

impl Store {
    /// Returns the logins of an account that were not ended, at most [`LISTED_MAX`], in no order.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sessions_of(&self, account: &AccountId) -> Result<Vec<Session>> {
        let sql = "SELECT doc FROM session WHERE account = $account LIMIT $most";
        let bind = json!({ "account": account, "most": LISTED_MAX });
        self.select(sql, bind).await
    }

    /// Ends every login of an account but one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_other_sessions(&self, account: &AccountId, kept: &str) -> Result<()> {
        let sql = "SELECT VALUE record::id(id) FROM session WHERE account = $account AND record::id(id) != $kept LIMIT 1000";
        self.forget("session", sql, json!({ "account": account, "kept": kept }))
            .await
    }
}
