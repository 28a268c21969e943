//! What reviewers typed on the pages of cases and did not send yet.

use jiff::Timestamp;
use serde_json::json;

use guichet_engine::ids::{AccountId, CaseId};

use super::database::{Result, doc};
use super::handle::Store;
use super::rows::ReviewDraftRow;
use super::times;
use crate::commit::Request;

/// Returns the id of the draft of one reviewer on one case.
fn id(case: &CaseId, account: &AccountId) -> String {
    format!("{case}-{account}")
}

impl Store {
    /// Saves what a reviewer typed on a case.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_review_draft(&self, draft: &ReviewDraftRow) -> Result<()> {
        let row = json!({ "expires": times::number(draft.expires), "doc": doc(draft)? });
        let id = id(&draft.case, &draft.account);
        self.put("review_draft", &id, row).await
    }

    /// Returns what a reviewer typed on a case.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn review_draft(
        &self,
        case: &CaseId,
        account: &AccountId,
    ) -> Result<Option<ReviewDraftRow>> {
        self.doc("review_draft", &id(case, account)).await
    }

    /// Forgets what a reviewer typed on a case.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn delete_review_draft(&self, case: &CaseId, account: &AccountId) -> Result<()> {
        self.delete("review_draft", &[id(case, account)]).await
    }

    /// Forgets drafts of reviewers whose time has come; gives how many, at most `limit`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_review_drafts(&self, now: Timestamp, limit: u32) -> Result<usize> {
        let sql = "SELECT VALUE record::id(id) FROM review_draft WHERE expires < $now LIMIT $limit";
        let ids = self
            .ids(sql, json!({ "now": times::number(now), "limit": limit }))
            .await?;
        let mut gone = 0;
        for found in self.rows("review_draft", &ids).await? {
            let expires = times::read(&found.row["expires"]);
            if expires.is_none_or(|expires| expires >= now) {
                continue;
            }
            let mut request = Request::default();
            found.guard(&mut request);
            request.delete(found.key);
            // One that was saved in the meantime stays.
            gone += usize::from(self.submit(request).await?.is_none());
        }
        Ok(gone)
    }
}
