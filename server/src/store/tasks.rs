//! The desk: what is free, whose, due, and done. Every list is paged by key.

use guichet_engine::ids::Reference;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::database::{Result, Store, doc, parse_doc};
use super::queues::{Queue, QueueKey};
use super::rows::{ADMINISTRATOR, TaskRow};

/// How many rows a page of the desk has.
pub const PAGE_SIZE: usize = 25;
/// How far counts on the tabs go.
pub const COUNT_MAX: usize = 100;
/// How the key of a group begins.
const GROUP: &str = "group:";
/// How the key of one person begins.
const PERSON: &str = "person:";
/// Whose eyes a task is for where its workflow names nobody.
const LOOKS_AFTER: &str = ADMINISTRATOR;

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
    // Soonest due first; what has no due date comes after, oldest first.
    let rank = match (&row.queue, row.due) {
        (Queue::Done, _) => format!("{:015}-{}", 999_999_999_999_999 - row.opened, row.id),
        (_, Some(due)) => format!("{due:015}-{}", row.id),
        (_, None) => format!("9{:014}-{}", row.opened, row.id),
    };
    let mut roles = row.roles.clone();
    // Administrators see what is for a group or for one person, too, without being meant.
    let is_named = |role: &String| role.starts_with(GROUP) || role.starts_with(PERSON);
    if (roles.is_empty() || roles.iter().any(is_named))
        && roles.iter().all(|role| role != LOOKS_AFTER)
    {
        roles.push(LOOKS_AFTER.to_owned());
    }
    let mut lies_in = row.queue.keys(&roles);
    if row.is_active() {
        lies_in.extend(QueueKey::active(&roles));
    }
    lies_in.extend(row.extra_queues.iter().cloned());
    lies_in.sort();
    lies_in.dedup();
    Ok(json!({
        "shelves": lies_in, "rank": rank, "timer": row.timer, "reference": row.reference, "doc": doc(row)?,
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
        from: i64,
        until: i64,
        after: &str,
    ) -> Result<TaskPage> {
        // Times stand at the beginning of ranks; what has no due date ranks after every time.
        let from = format!("{from:015}");
        self.ranked(queues, after.max(from.as_str()), &format!("{until:015}"))
            .await
    }

    /// Each queue is read by its index; where there are several, their rows are put into one order here.
    async fn ranked(&self, queues: &[QueueKey], after: &str, until: &str) -> Result<TaskPage> {
        let sql = "SELECT doc, rank FROM task WHERE shelves CONTAINS $queue AND rank > $after AND rank < $until ORDER BY rank LIMIT $limit";
        let mut found: BTreeMap<String, Value> = BTreeMap::new();
        for queue in queues {
            let bind =
                json!({ "queue": queue, "after": after, "until": until, "limit": PAGE_SIZE + 1 });
            let mut answer = self.db.query(sql).bind(bind).await?.check()?;
            for row in answer.take::<Vec<Value>>(0)? {
                if let Some(rank) = row.get("rank").and_then(Value::as_str) {
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
        from: i64,
        until: i64,
    ) -> Result<usize> {
        self.count(queues, &format!("{from:015}"), &format!("{until:015}"))
            .await
    }

    async fn count(&self, queues: &[QueueKey], from: &str, until: &str) -> Result<usize> {
        let sql = "SELECT VALUE rank FROM task WHERE shelves CONTAINS $queue AND rank > $from AND rank < $until LIMIT $limit";
        let mut found: BTreeSet<String> = BTreeSet::new();
        for queue in queues {
            let bind = json!({ "queue": queue, "from": from, "until": until, "limit": COUNT_MAX });
            let mut answer = self.db.query(sql).bind(bind).await?.check()?;
            found.extend(answer.take::<Vec<String>>(0)?);
        }
        Ok(found.len().min(COUNT_MAX))
    }

    /// Returns open tasks whose timer has come, at most `limit`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn due_tasks(&self, now: i64, limit: u32) -> Result<Vec<TaskRow>> {
        let bind = json!({ "now": now, "limit": limit });
        self.select("SELECT doc, timer FROM task WHERE timer > 0 AND timer <= $now ORDER BY timer LIMIT $limit", bind).await
    }

    /// Looks at a task's timer again at `until` rather than now; one that has another timer meanwhile keeps it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_off(&self, task: &str, now: i64, until: i64) -> Result<()> {
        self.write(
            "UPDATE type::record('task', $id) SET timer = $until WHERE timer > 0 AND timer <= $now RETURN NONE;",
            json!({ "id": task, "now": now, "until": until }),
        )
        .await
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
