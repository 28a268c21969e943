//! The outbox.

use serde_json::{Value, json};

use super::rows::MailRow;
use super::{Result, Store, doc, parse_doc};

/// How long a worker may take over a mail before another may try, in milliseconds.
const LEASE_MS: i64 = 120_000;

pub(super) fn row(mail: &MailRow) -> Result<Value> {
    let rank = format!("{:015}-{}", 999_999_999_999_999 - mail.created, mail.id);
    Ok(
        json!({ "id": mail.id, "next": mail.next, "rank": rank, "state": mail.state, "doc": doc(mail)? }),
    )
}

impl Store {
    /// Mails whose time has come, taken on lease: nobody else gets them for two minutes.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn take_mails(&self, now: i64, limit: u32) -> Result<Vec<MailRow>> {
        let bind = json!({ "now": now, "limit": limit });
        let due: Vec<MailRow> = self
            .select("SELECT doc, next FROM outbox WHERE next > 0 AND next <= $now ORDER BY next LIMIT $limit", bind)
            .await?;
        let mut taken = Vec::new();
        for mail in due {
            let bind = json!({ "id": mail.id, "now": now, "until": now.saturating_add(LEASE_MS) });
            let sql = "UPDATE type::record('outbox', $id) SET next = $until WHERE next > 0 AND next <= $now RETURN VALUE next";
            let mut answer = self.db.query(sql).bind(bind).await?;
            // A conflict means that another worker has it.
            if answer.take_errors().is_empty() && !answer.take::<Vec<i64>>(0)?.is_empty() {
                taken.push(mail);
            }
        }
        Ok(taken)
    }

    /// Ends every lease: for a process that has the store to itself and starts again after it was cut off.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn free_mails(&self, now: i64) -> Result<()> {
        // Mails that wait for their next try have that time in their `doc` too; of those on lease, it has passed.
        let bind = json!({ "now": now, "until": now.saturating_add(LEASE_MS) });
        let sql = "SELECT doc, next FROM outbox WHERE next > $now AND next <= $until";
        let near: Vec<MailRow> = self.select(sql, bind).await?;
        for mail in near
            .iter()
            .filter(|mail| mail.next.is_some_and(|next| next <= now))
        {
            self.put_mail(mail).await?;
        }
        Ok(())
    }

    /// Adds or replaces a mail.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_mail(&self, mail: &MailRow) -> Result<()> {
        let row = row(mail)?;
        self.write(
            "UPSERT type::record('outbox', $row.id) CONTENT $row RETURN NONE;",
            json!({ "row": row }),
        )
        .await
    }

    /// A mail by id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn mail(&self, id: &str) -> Result<Option<MailRow>> {
        self.select_one(
            "SELECT doc FROM type::record('outbox', $id)",
            json!({ "id": id }),
        )
        .await
    }

    /// A page of mails, newest first, and where the next begins.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn mails(&self, after: &str, limit: usize) -> Result<(Vec<MailRow>, Option<String>)> {
        let bind = json!({ "after": after, "limit": limit + 1 });
        let sql = "SELECT doc, rank FROM outbox WHERE rank > $after ORDER BY rank LIMIT $limit";
        let mut answer = self.db.query(sql).bind(bind).await?.check()?;
        let mut found: Vec<Value> = answer.take(0)?;
        let more = found.len() > limit;
        found.truncate(limit);
        let last = found
            .last()
            .and_then(|row| row.get("rank")?.as_str().map(str::to_owned));
        Ok((
            found.iter().map(parse_doc).collect::<Result<_>>()?,
            last.filter(|_| more),
        ))
    }
}
