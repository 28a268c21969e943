//! Drafts and cases.

use guichet_engine::ids::{AccountId, CaseId, Reference};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::database::{Result, doc, parse_doc};
use super::handle::{Store, Writer};
use super::rows::{CaseRow, DraftRow, JournalRow};
use super::times;
use crate::commit::Request;

impl Store {
    /// Saves a draft.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_draft(&self, draft: &DraftRow) -> Result<()> {
        let row = json!({ "expires": times::number(draft.expires), "doc": doc(draft)? });
        self.put("draft", &draft.id, row).await
    }

    /// Returns a draft by the hash of its token.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn draft(&self, id: &str) -> Result<Option<DraftRow>> {
        self.doc("draft", id).await
    }

    /// Counts the drafts that are kept. No request waits for this.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn count_drafts(&self) -> Result<u64> {
        let sql = "SELECT VALUE count FROM (SELECT count() FROM draft GROUP ALL)";
        let count: Vec<u64> = self.query(sql, json!({})).await?.take(0)?;
        Ok(count.first().copied().unwrap_or_default())
    }

    /// Forgets drafts whose time has come; gives at most `limit` of their ids.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_drafts(&self, now: Timestamp, limit: u32) -> Result<Vec<String>> {
        let sql = "SELECT VALUE record::id(id) FROM draft WHERE expires < $now LIMIT $limit";
        let ids = self
            .ids(sql, json!({ "now": times::number(now), "limit": limit }))
            .await?;
        let mut gone = Vec::new();
        for found in self.rows("draft", &ids).await? {
            let expires = times::read(&found.row["expires"]);
            if expires.is_none_or(|expires| expires >= now) {
                continue;
            }
            let mut request = Request::default();
            found.guard(&mut request);
            let id = found.key.id.clone();
            request.delete(found.key);
            // One that was saved in the meantime stays.
            if self.submit(request).await?.is_none() {
                gone.push(id);
            }
        }
        Ok(gone)
    }

    /// Returns a case by id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn case(&self, id: &CaseId) -> Result<Option<CaseRow>> {
        self.doc("case", id).await
    }

    /// Returns a case by its reference number.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn case_by_reference(&self, reference: &Reference) -> Result<Option<CaseRow>> {
        // A reference stays with its case.
        if let Writer::Alone(alone) = &self.writer {
            let waiting = alone.projected.waiting("case");
            let mut waiting = waiting.iter().filter_map(|(_, row)| row.as_ref());
            if let Some(row) = waiting.find(|row| row["reference"] == reference.as_str()) {
                return parse_doc(row).map(Some);
            }
        }
        let sql = "SELECT doc FROM case WHERE reference = $reference";
        let bind = json!({ "reference": reference });
        let rows: Vec<Value> = self.query_as_written(sql, bind).await?.take(0)?;
        rows.first().map(parse_doc).transpose()
    }

    /// Returns the cases of an account.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn cases_of(&self, account: &AccountId) -> Result<Vec<CaseRow>> {
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
    pub async fn journal(&self, case: &CaseId) -> Result<Vec<guichet_engine::workflow::Event>> {
        // A range of record ids reads exactly the case's rows; conditions on ids would look at every row of the table.
        let sql = "SELECT doc, id FROM type::record('journal', $from..$to) ORDER BY id";
        let bind = json!({ "from": format!("{case}-"), "to": format!("{case}.") });
        let rows: Vec<JournalRow> = self.select(sql, bind).await?;
        Ok(rows.into_iter().flat_map(|row| row.events).collect())
    }
}
