//! What is known of uploaded files.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::database::{Result, doc};
use super::error::StoreError;
use super::handle::Store;
use super::owner::Owner;
use super::rows::AttachmentRow;
use super::times;
use crate::commit::Request;

impl Store {
    /// Adds an attachment.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_attachment(&self, attachment: &AttachmentRow) -> Result<()> {
        let row = json!({
            "owner": attachment.owner, "doc": doc(attachment)?,
            // Since when it belongs to no case; a submission takes this away.
            "loose": matches!(attachment.owner, Owner::Draft(_)).then(|| times::number(attachment.created)),
        });
        self.put("attachment", &attachment.id, row).await
    }

    /// Returns an attachment by id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn attachment(&self, id: &str) -> Result<Option<AttachmentRow>> {
        let sql = "SELECT doc, owner FROM type::record('attachment', $id)";
        Ok(self
            .attachments(sql, json!({ "id": id }))
            .await?
            .into_iter()
            .next())
    }

    /// Returns the attachments of an owner.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn attachments_of(&self, owner: &Owner) -> Result<Vec<AttachmentRow>> {
        self.attachments(
            "SELECT doc, owner FROM attachment WHERE owner = $owner LIMIT 500",
            json!({ "owner": owner }),
        )
        .await
    }

    /// Returns attachments uploaded (or put off) before a time that belong to no case, at most `limit`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn attachments_unattached_since(
        &self,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<AttachmentRow>> {
        let bind = json!({ "before": times::number(before), "limit": limit });
        let sql = "SELECT doc, owner, loose FROM attachment WHERE loose > 0 AND loose < $before ORDER BY loose LIMIT $limit";
        self.attachments(sql, bind).await
    }

    /// Looks at the unattached files of an owner no more before `until`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_off_unattached(&self, owner: &Owner, until: Timestamp) -> Result<()> {
        self.retry(move || async move {
            let sql =
                "SELECT VALUE record::id(id) FROM attachment WHERE owner = $owner AND loose > 0";
            let ids = self.ids(sql, json!({ "owner": owner })).await?;
            let mut request = Request::default();
            for mut found in self.rows("attachment", &ids).await? {
                found.guard(&mut request);
                found.row["loose"] = json!(times::number(until));
                request.put(found.key, found.row);
            }
            Ok(Some(request).filter(|request| !request.writes.is_empty()))
        })
        .await
        .map(drop)
    }

    /// Returns attachments in the order of their ids, from `from` on.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn attachments_from(&self, from: &str, limit: u32) -> Result<Vec<AttachmentRow>> {
        // A range of record ids reads no more rows than it gives.
        let sql = "SELECT doc, owner, id FROM type::record('attachment', $from..) ORDER BY id LIMIT $limit";
        let bind = json!({ "from": from, "limit": limit });
        self.attachments(sql, bind).await
    }

    /// Returns which of these ids are attachments.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn known_attachments(&self, ids: &[String]) -> Result<BTreeSet<String>> {
        let sql = "SELECT VALUE record::id(id) FROM array::map($ids, |$id| type::record('attachment', $id)) WHERE id != NONE";
        let known: Vec<String> = self.query(sql, json!({ "ids": ids })).await?.take(0)?;
        Ok(known.into_iter().collect())
    }

    /// Forgets an attachment if it still belongs to `owner`; says whether it did.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn delete_attachment_of(&self, owner: &Owner, id: &str) -> Result<bool> {
        self.retry(move || async move {
            let found = self.rows("attachment", &[id.to_owned()]).await?.pop();
            let found = found.filter(|found| found.row["owner"] == json!(owner));
            Ok(found.map(|found| {
                let mut request = Request::default();
                found.guard(&mut request);
                request.delete(found.key);
                request
            }))
        })
        .await
    }

    async fn attachments(&self, sql: &'static str, bind: Value) -> Result<Vec<AttachmentRow>> {
        let rows: Vec<Value> = self.query(sql, bind).await?.take(0)?;
        let read = |row: &Value| {
            let mut attachment: AttachmentRow = super::database::parse_doc(row)?;
            // The owner is a column of its own, which a submission changes without touching the rest.
            let owner = row.get("owner").and_then(Value::as_str);
            let owner = owner.and_then(|owner| owner.parse().ok());
            attachment.owner = owner
                .ok_or_else(|| StoreError::Failed("an attachment without owner".to_owned()))?;
            Ok(attachment)
        };
        rows.iter().map(read).collect()
    }
}
