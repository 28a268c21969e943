//! Drafts and cases.

use serde_json::json;

use super::database::{Result, Store, doc};
use super::rows::{CaseRow, DraftRow, JournalRow};

impl Store {
    /// Saves a draft.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_draft(&self, draft: &DraftRow) -> Result<()> {
        let bind =
            json!({ "id": draft.id, "content": { "expires": draft.expires, "doc": doc(draft)? } });
        self.write(
            "UPSERT type::record('draft', $id) CONTENT $content RETURN NONE;",
            bind,
        )
        .await
    }

    /// Returns a draft by the hash of its token.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn draft(&self, id: &str) -> Result<Option<DraftRow>> {
        self.select_one(
            "SELECT doc FROM type::record('draft', $id)",
            json!({ "id": id }),
        )
        .await
    }

    /// Forgets drafts whose time has come; gives at most `limit` of their ids.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_drafts(&self, now: i64, limit: u32) -> Result<Vec<String>> {
        let bind = json!({ "now": now, "limit": limit });
        let drafts: Vec<DraftRow> = self
            .select(
                "SELECT doc FROM draft WHERE expires < $now LIMIT $limit",
                bind,
            )
            .await?;
        let ids: Vec<String> = drafts.into_iter().map(|draft| draft.id).collect();
        if !ids.is_empty() {
            self.write(
                // One that was saved in the meantime stays.
                "FOR $id IN $ids { DELETE type::record('draft', $id) WHERE expires < $now RETURN NONE };",
                json!({ "ids": ids, "now": now }),
            )
            .await?;
        }
        Ok(ids)
    }

    /// Returns a case by id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn case(&self, id: &str) -> Result<Option<CaseRow>> {
        self.select_one(
            "SELECT doc FROM type::record('case', $id)",
            json!({ "id": id }),
        )
        .await
    }

    /// Returns a case by its reference number.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn case_by_reference(&self, reference: &str) -> Result<Option<CaseRow>> {
        self.select_one(
            "SELECT doc FROM case WHERE reference = $reference",
            json!({ "reference": reference }),
        )
        .await
    }

    /// Returns the cases of an account.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn cases_of(&self, account: &str) -> Result<Vec<CaseRow>> {
        self.select(
            "SELECT doc FROM case WHERE account = $account LIMIT 200",
            json!({ "account": account }),
        )
        .await
    }

    /// Returns a case's events, in order.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn journal(&self, case: &str) -> Result<Vec<guichet_engine::workflow::Event>> {
        // A range over record ids reads exactly the case's rows.
        let bind = json!({ "from": format!("{case}-"), "to": format!("{case}.") });
        let rows: Vec<JournalRow> = self
            .select("SELECT doc, id FROM journal WHERE id >= type::record('journal', $from) AND id < type::record('journal', $to) ORDER BY id", bind)
            .await?;
        Ok(rows.into_iter().flat_map(|row| row.events).collect())
    }
}
