//! The desk: what is free, whose, due, and done. Every list is paged by key.

use serde_json::{Value, json};

use super::rows::TaskRow;
use super::{Result, Store, parse_doc};

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

impl Store {
    /// A page of a shelf after `after`, soonest due first (`done`: newest first); with `words`, only what holds them.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn shelf(&self, shelf: &str, words: &str, after: &str) -> Result<TaskPage> {
        let bind = json!({ "shelf": shelf, "words": words.to_lowercase(), "after": after, "limit": PAGE_SIZE + 1 });
        let sql = if words.is_empty() {
            "SELECT doc, rank FROM task WHERE shelf = $shelf AND rank > $after ORDER BY rank LIMIT $limit"
        } else {
            "SELECT doc, rank FROM task WHERE shelf = $shelf AND rank > $after AND search CONTAINS $words ORDER BY rank LIMIT $limit"
        };
        self.task_page(sql, bind).await
    }

    /// A page of what staff have open and is due from `from` on and before `until`, soonest due first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn due_between(
        &self,
        from: i64,
        until: i64,
        words: &str,
        after: &str,
    ) -> Result<TaskPage> {
        // Times stand at the beginning of ranks; what has no due date ranks after every time.
        let from = format!("{from:015}");
        let bind = json!({
            "words": words.to_lowercase(), "after": after.max(from.as_str()), "until": format!("{until:015}"),
            "limit": PAGE_SIZE + 1,
        });
        let sql = if words.is_empty() {
            "SELECT doc, rank FROM task WHERE active = true AND rank > $after AND rank < $until ORDER BY rank LIMIT $limit"
        } else {
            "SELECT doc, rank FROM task WHERE active = true AND rank > $after AND rank < $until AND search CONTAINS $words ORDER BY rank LIMIT $limit"
        };
        self.task_page(sql, bind).await
    }

    /// How many rows [`Store::due_between`] has in all, counted up to [`COUNT_MAX`].
    ///
    /// # Errors
    /// When the store fails.
    pub async fn due_between_count(&self, from: i64, until: i64) -> Result<usize> {
        let bind = json!({ "from": format!("{from:015}"), "until": format!("{until:015}"), "limit": COUNT_MAX });
        let sql = "SELECT VALUE rank FROM task WHERE active = true AND rank > $from AND rank < $until LIMIT $limit";
        let mut answer = self.db.query(sql).bind(bind).await?.check()?;
        let found: Vec<String> = answer.take(0)?;
        Ok(found.len())
    }

    async fn task_page(&self, sql: &'static str, bind: Value) -> Result<TaskPage> {
        let mut answer = self.db.query(sql).bind(bind).await?.check()?;
        let mut found: Vec<Value> = answer.take(0)?;
        let more = found.len() > PAGE_SIZE;
        found.truncate(PAGE_SIZE);
        let last = found
            .last()
            .and_then(|row| row.get("rank")?.as_str().map(str::to_owned));
        let rows = found.iter().map(parse_doc).collect::<Result<Vec<_>>>()?;
        Ok(TaskPage {
            rows,
            next: last.filter(|_| more),
        })
    }

    /// How many rows a shelf has, counted up to [`COUNT_MAX`].
    ///
    /// # Errors
    /// When the store fails.
    pub async fn shelf_count(&self, shelf: &str) -> Result<usize> {
        let bind = json!({ "shelf": shelf, "limit": COUNT_MAX });
        let mut answer = self
            .db
            .query("SELECT VALUE rank FROM task WHERE shelf = $shelf LIMIT $limit")
            .bind(bind)
            .await?
            .check()?;
        let found: Vec<String> = answer.take(0)?;
        Ok(found.len())
    }

    /// Open tasks whose timer has come, at most `limit`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn due_tasks(&self, now: i64, limit: u32) -> Result<Vec<TaskRow>> {
        let bind = json!({ "now": now, "limit": limit });
        self.select("SELECT doc, timer FROM task WHERE timer > 0 AND timer <= $now ORDER BY timer LIMIT $limit", bind).await
    }

    /// The tasks of a case.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn tasks_of(&self, reference: &str) -> Result<Vec<TaskRow>> {
        self.select(
            "SELECT doc FROM task WHERE reference = $reference LIMIT 100",
            json!({ "reference": reference }),
        )
        .await
    }
}
