//! What is known of uploaded files.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::database::{Result, Store, doc};
use super::error::{CommitError, StoreError};
use super::owner::Owner;
use super::rows::AttachmentRow;

impl Store {
    /// Adds an attachment.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_attachment(&self, attachment: &AttachmentRow) -> Result<()> {
        let bind = json!({ "id": attachment.id, "content": {
            "owner": attachment.owner, "doc": doc(attachment)?,
            // Since when it belongs to no case; a submission takes this away.
            "loose": matches!(attachment.owner, Owner::Draft(_)).then_some(attachment.created),
        } });
        self.write(
            "UPSERT type::record('attachment', $id) CONTENT $content RETURN NONE;",
            bind,
        )
        .await
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
        before: i64,
        limit: u32,
    ) -> Result<Vec<AttachmentRow>> {
        let bind = json!({ "before": before, "limit": limit });
        let sql = "SELECT doc, owner, loose FROM attachment WHERE loose > 0 AND loose < $before ORDER BY loose LIMIT $limit";
        self.attachments(sql, bind).await
    }

    /// Looks at the unattached files of an owner no more before `until`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_off_unattached(&self, owner: &Owner, until: i64) -> Result<()> {
        self.write(
            "UPDATE attachment SET loose = $loose WHERE owner = $owner AND loose > 0 RETURN NONE;",
            json!({ "owner": owner, "loose": until }),
        )
        .await
    }

    /// Returns which of these ids are attachments.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn known_attachments(&self, ids: &[String]) -> Result<BTreeSet<String>> {
        let sql = "SELECT VALUE record::id(id) FROM array::map($ids, |$id| type::record('attachment', $id)) WHERE id != NONE";
        let mut answer = self
            .db
            .query(sql)
            .bind(json!({ "ids": ids }))
            .await?
            .check()?;
        let known: Vec<String> = answer.take(0)?;
        Ok(known.into_iter().collect())
    }

    /// Forgets an attachment if it still belongs to `owner`; says whether it did.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn delete_attachment_of(&self, owner: &Owner, id: &str) -> Result<bool> {
        let statements = "IF array::len(DELETE type::record('attachment', $id) WHERE owner = $owner RETURN BEFORE) = 0 \
             { THROW 'guichet:version' };";
        let bind = json!({ "owner": owner, "id": id });
        match self.transact(statements, &bind).await {
            Ok(()) => Ok(true),
            Err(CommitError::VersionConflict) => Ok(false),
            Err(CommitError::Store(error)) => Err(error),
            Err(other) => Err(StoreError::Failed(other.to_string())),
        }
    }

    async fn attachments(&self, sql: &'static str, bind: Value) -> Result<Vec<AttachmentRow>> {
        let mut answer = self.db.query(sql).bind(bind).await?.check()?;
        let rows: Vec<Value> = answer.take(0)?;
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
