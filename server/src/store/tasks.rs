//! The desk: what is free, whose, due, and done. Every list is paged by key.

use std::collections::{BTreeMap, BTreeSet};

use guichet_engine::ids::{PerformerKey, Reference};
use guichet_engine::workflow::ADMINISTRATOR;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::database::{Result, doc, parse_doc};
use super::handle::Store;
use super::queues::{Queue, QueueKey};
use super::rows::TaskRow;
use super::times::{self, newest_first, oldest_first};
use crate::commit::Request;

/// How many rows a page of the desk has.
pub const PAGE_SIZE: usize = 25;
/// How far counts on the tabs go.
pub const COUNT_MAX: usize = 100;

/// One page of a list.
#[derive(Clone, Debug)]
pub struct TaskPage {
    /// The rows.
    pub rows: Vec<TaskRow>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<String>,
}

/// Returns the row of a task, with its columns.
pub(super) fn content(row: &TaskRow) -> Result<Value> {
    let arrived = format!("{}-{}", oldest_first(row.opened), row.id);
    // Soonest due first, in order of arrival where several are due at once; what has no due date comes after, oldest first.
    let rank = match (&row.queue, row.due) {
        (Queue::Done, _) => format!("{}-{}", newest_first(row.opened), row.id),
        (_, Some(due)) => format!("{}-{arrived}", oldest_first(due)),
        // A place that sorts after every time.
        (_, None) => format!("9{:014}-{}", row.opened.as_millisecond(), row.id),
    };
    let mut roles = row.roles.clone();
    // Administrators see everything, whatever roles and groups workflows have.
    if roles.iter().all(|role| *role != ADMINISTRATOR) {
        roles.push(PerformerKey::new(ADMINISTRATOR));
    }
    let mut lies_in = row.queue.keys(&roles);
    if row.is_active() {
        lies_in.extend(QueueKey::active(&roles));
    }
    lies_in.extend(row.extra_queues.iter().cloned());
    // The same again for those who look at one form alone.
    let of_form: Vec<QueueKey> = lies_in.iter().map(|key| key.of_form(&row.form)).collect();
    lies_in.extend(of_form);
    lies_in.sort();
    lies_in.dedup();
    Ok(json!({
        "shelves": lies_in, "rank": rank, "arrived": arrived, "timer": times::number(row.timer), "reference": row.reference, "doc": doc(row)?,
    }))
}

impl Store {
    /// Returns a page of queues (see [`Queue::keys`]) after `after`, soonest due first (`done`: newest first).
    ///
    /// # Errors
    /// When the store fails.
    pub async fn queue_page(&self, queues: &[QueueKey], after: &str) -> Result<TaskPage> {
        // Below whatever a rank begins with.
        self.ranked(queues, after, "~").await
    }

    /// Returns a page of what lies in queues and is due from `from` on and before `until`, soonest due first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn due_between(
        &self,
        queues: &[QueueKey],
        from: Timestamp,
        until: Timestamp,
        after: &str,
    ) -> Result<TaskPage> {
        // Times stand at the beginning of ranks; what has no due date ranks after every time.
        let from = oldest_first(from);
        self.ranked(queues, after.max(from.as_str()), &oldest_first(until))
            .await
    }

    /// Reads each queue by its index; where there are several, their rows are put into one order here.
    async fn ranked(&self, queues: &[QueueKey], after: &str, until: &str) -> Result<TaskPage> {
        // The index is entered at `after`, and ends with the limit. An upper bound in the statement would be looked at row by
        // row, over the whole rest of the queue where little lies before it; so it is looked at here.
        let sql = "SELECT doc, rank FROM task WHERE shelves CONTAINS $queue AND rank > $after ORDER BY rank LIMIT $limit";
        let mut found: BTreeMap<String, Value> = BTreeMap::new();
        for queue in queues {
            let bind = json!({ "queue": queue, "after": after, "limit": PAGE_SIZE + 1 });
            for row in self.query(sql, bind).await?.take::<Vec<Value>>(0)? {
                let rank = row.get("rank").and_then(Value::as_str);
                if let Some(rank) = rank.filter(|rank| *rank < until) {
                    found.insert(rank.to_owned(), row);
                }
            }
        }
        let more = found.len() > PAGE_SIZE;
        let next = found.keys().nth(PAGE_SIZE - 1).filter(|_| more).cloned();
        let rows = found.values().take(PAGE_SIZE).map(parse_doc);
        Ok(TaskPage {
            rows: rows.collect::<Result<Vec<_>>>()?,
            next,
        })
    }

    /// Returns how many rows [`Store::queue_page`] has in all, counted up to [`COUNT_MAX`].
    ///
    /// # Errors
    /// When the store fails.
    pub async fn queue_count(&self, queues: &[QueueKey]) -> Result<usize> {
        self.count(queues, "", "~").await
    }

    /// Returns how many rows [`Store::due_between`] has in all, counted up to [`COUNT_MAX`].
    ///
    /// # Errors
    /// When the store fails.
    pub async fn due_between_count(
        &self,
        queues: &[QueueKey],
        from: Timestamp,
        until: Timestamp,
    ) -> Result<usize> {
        self.count(queues, &oldest_first(from), &oldest_first(until))
            .await
    }

    async fn count(&self, queues: &[QueueKey], from: &str, until: &str) -> Result<usize> {
        let sql = "SELECT VALUE rank FROM task WHERE shelves CONTAINS $queue AND rank > $from ORDER BY rank LIMIT $limit";
        let mut found: BTreeSet<String> = BTreeSet::new();
        for queue in queues {
            let bind = json!({ "queue": queue, "from": from, "limit": COUNT_MAX });
            let ranks = self.ids(sql, bind).await?;
            found.extend(ranks.into_iter().filter(|rank| rank.as_str() < until));
        }
        Ok(found.len().min(COUNT_MAX))
    }

    /// Returns open tasks whose timer has come, at most `limit`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn due_tasks(&self, now: Timestamp, limit: u32) -> Result<Vec<TaskRow>> {
        let bind = json!({ "now": times::number(now), "limit": limit });
        self.select("SELECT doc, timer FROM task WHERE timer > 0 AND timer <= $now ORDER BY timer LIMIT $limit", bind).await
    }

    /// Looks at a task's timer again at `until` rather than now; one that has another timer meanwhile keeps it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_off(&self, task: &str, now: Timestamp, until: Timestamp) -> Result<()> {
        self.retry(move || async move {
            let found = self.rows("task", &[task.to_owned()]).await?.pop();
            let timer = |row: &Value| times::read(&row["timer"]);
            let found = found.filter(|found| {
                timer(&found.row).is_some_and(|at| at > Timestamp::UNIX_EPOCH && at <= now)
            });
            Ok(found.map(|mut found| {
                let mut request = Request::default();
                found.guard(&mut request);
                found.row["timer"] = json!(times::number(until));
                request.put(found.key, found.row);
                request
            }))
        })
        .await
        .map(drop)
    }

    /// Returns the tasks of cases, by their reference numbers.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn tasks_of(&self, references: &[Reference]) -> Result<Vec<TaskRow>> {
        let sql =
            "SELECT doc, rank FROM task WHERE reference IN $references ORDER BY rank LIMIT 500";
        self.select(sql, json!({ "references": references })).await
    }
}
