//! The outbox.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::database::{Result, doc, parse_doc, parse_docs};
use super::handle::{Alone, Store, Writer};
use super::latest::Row;
use super::rows::{MailRow, MailState};
use super::times;
use crate::commit::{Request, RowKey};
use crate::ms;

/// How long a worker may take over a mail before another may try.
const LEASE: Duration = Duration::from_secs(120);

pub(super) fn row(mail: &MailRow) -> Result<Value> {
    let rank = format!("{}-{}", times::newest_first(mail.created), mail.id);
    let mut row = json!({ "next": times::number(mail.next), "rank": rank, "state": mail.state, "doc": doc(mail)? });
    // Only what the small index is to hold.
    if mail.state == MailState::Failed {
        row["failed"] = json!(true);
    }
    Ok(row)
}

impl Store {
    /// Returns mails whose time has come, taken on lease: nobody else gets them for two minutes. Where several processes have the
    /// store, the leases are written in one commit, and there are none where another took some of them at the same instant.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn take_mails(&self, now: Timestamp, limit: u32) -> Result<Vec<MailRow>> {
        let sql = "SELECT *, record::id(id) AS id FROM outbox WHERE next > 0 AND next <= $now ORDER BY next LIMIT $limit";
        if let Writer::Alone(alone) = &self.writer {
            return self.take_mails_alone(alone, now, limit as usize).await;
        }
        let bind = json!({ "now": times::number(now), "limit": limit });
        let rows: Vec<Value> = self.query(sql, bind).await?.take(0)?;
        let mut request = Request::default();
        let mut due = Vec::new();
        for row in rows {
            let mut found = super::found::found("outbox", row)?;
            due.push(parse_doc(&found.row)?);
            found.guard(&mut request);
            found.row["next"] = json!(times::number(now + LEASE));
            request.put(found.key, found.row);
        }
        if due.is_empty() || self.submit(request).await?.is_none() {
            return Ok(due);
        }
        Ok(Vec::new())
    }

    async fn take_mails_alone(
        &self,
        alone: &Alone,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<MailRow>> {
        let at = Instant::now();
        let leases = &alone.leases;
        let most = limit + leases.count(at);
        let mut due = self.due_mails(alone, now, most).await?;
        due.retain(|mail| leases.take(&mail.id, at, at + LEASE));
        // Some had ended meanwhile.
        let beyond = due.split_off(due.len().min(limit));
        beyond.iter().for_each(|mail| leases.end(&mail.id));
        Ok(due)
    }

    /// Returns mails whose time has come, the longest due first. Those that the store has not got yet need not be written down
    /// for this: most of them are sent before they would be.
    async fn due_mails(&self, alone: &Alone, now: Timestamp, most: usize) -> Result<Vec<MailRow>> {
        let waiting: HashMap<String, Row> = alone.projected.waiting("outbox").into_iter().collect();
        let sql = "SELECT doc, next FROM outbox WHERE next > 0 AND next <= $now ORDER BY next LIMIT $limit";
        let bind = json!({ "now": times::number(now), "limit": most + waiting.len() });
        let rows: Vec<Value> = self.query_as_written(sql, bind).await?.take(0)?;
        let mut mails: Vec<MailRow> = parse_docs(&rows)?;
        mails.retain(|mail| !waiting.contains_key(&mail.id));
        for row in waiting.into_values().flatten() {
            mails.push(parse_doc(&row)?);
        }
        mails.retain(|mail| {
            mail.next
                .is_some_and(|next| next > Timestamp::UNIX_EPOCH && next <= now)
        });
        mails.sort_by_key(|mail| mail.next);
        mails.truncate(most);
        Ok(mails)
    }

    /// Ends every lease: for a process that has the store to itself and starts again after it was cut off.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn free_mails(&self, now: Timestamp) -> Result<()> {
        if let Writer::Alone(Alone { leases, .. }) = &self.writer {
            leases.end_all();
        }
        // Of an earlier version, and of a store that was shared: a lease is the time in the column.
        // Mails that wait for their next try have that time in their `doc` too; of those on lease, it has passed.
        let bind = json!({ "now": times::number(now), "until": times::number(now + LEASE) });
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

    /// Returns how many mails are to be sent, counted up to `most`, and when the first of them is due.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn outbox(&self, most: usize) -> Result<(usize, Option<Timestamp>)> {
        let sql = "SELECT VALUE next FROM outbox WHERE next > 0 ORDER BY next LIMIT $most";
        let due: Vec<i64> = self.query(sql, json!({ "most": most })).await?.take(0)?;
        Ok((due.len(), due.first().copied().map(ms::time)))
    }

    /// Lets mails whose time is later than any pause could make it be sent now: the clock was set back since. Gives how many.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn hasten_mails(
        &self,
        now: Timestamp,
        latest: Timestamp,
        limit: u32,
    ) -> Result<usize> {
        let sql = "SELECT doc, next FROM outbox WHERE next > $latest ORDER BY next LIMIT $limit";
        let bind = json!({ "latest": times::number(latest), "limit": limit });
        let mut mails: Vec<MailRow> = self.select(sql, bind).await?;
        for mail in &mut mails {
            mail.next = Some(now);
        }
        if !mails.is_empty() {
            self.put_mails(&mails).await?;
        }
        Ok(mails.len())
    }

    /// Adds or replaces a mail.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_mail(&self, mail: &MailRow) -> Result<()> {
        self.put_mails(std::slice::from_ref(mail)).await
    }

    /// Adds or replaces mails, in one commit.
    ///
    /// # Errors
    /// When the store fails; then none of them is changed.
    pub async fn put_mails(&self, mails: &[MailRow]) -> Result<()> {
        let mut request = Request::default();
        for mail in mails {
            request.put(RowKey::new("outbox", &mail.id), row(mail)?);
        }
        self.write(request).await?;
        if let Writer::Alone(Alone { leases, .. }) = &self.writer {
            mails.iter().for_each(|mail| leases.end(&mail.id));
        }
        Ok(())
    }

    /// Returns a mail by id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn mail(&self, id: &str) -> Result<Option<MailRow>> {
        self.doc("outbox", id).await
    }

    /// Returns a page of mails, newest first, and where the next begins.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn mails(&self, after: &str, limit: usize) -> Result<(Vec<MailRow>, Option<String>)> {
        let sql = "SELECT doc, rank FROM outbox WHERE rank > $after ORDER BY rank LIMIT $limit";
        self.page(sql, after, limit).await
    }

    /// As [`Store::mails`], of those that were given up.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn failed_mails(
        &self,
        after: &str,
        limit: usize,
    ) -> Result<(Vec<MailRow>, Option<String>)> {
        let sql = "SELECT doc, rank FROM outbox WHERE failed = true AND rank > $after ORDER BY rank LIMIT $limit";
        self.page(sql, after, limit).await
    }

    /// Returns how many mails were given up, counted up to `most`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn failed_mails_count(&self, most: usize) -> Result<usize> {
        let sql = "SELECT VALUE rank FROM outbox WHERE failed = true AND rank > '' ORDER BY rank LIMIT $most";
        let found = self.ids(sql, json!({ "most": most })).await?;
        Ok(found.len())
    }
}
