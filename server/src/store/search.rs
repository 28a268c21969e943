//! Finding cases by words, newest first. What is read for a page has a bound, however many cases there are.

use guichet_engine::ids::Reference;
use serde::Deserialize;
use serde_json::{Value, json};

use super::database::Result;
use super::handle::Store;
use super::rows::{SearchRow, TaskRow};
use super::tasks::{PAGE_SIZE, TaskPage};
use super::words::{folded, words};

/// Rows read of each word to learn which is the rarest.
const PROBE: usize = 50;
/// Words probed.
const PROBED_MAX: usize = 10;
/// Rows read at a time.
const CHUNK: usize = 200;
/// Rows read for one page.
const SCANNED_MAX: usize = 2_000;

/// Returns the row of a case, with its columns.
pub(super) fn content(row: &SearchRow) -> Value {
    let text = folded(&row.text);
    json!({ "reference": row.reference, "recent": recent(row), "words": words(&text), "text": text })
}

/// Orders by time, newest first.
fn recent(row: &SearchRow) -> String {
    format!("{:015}-{}", 999_999_999_999_999 - row.submitted, row.case)
}

#[derive(Deserialize)]
struct Found {
    reference: Reference,
    recent: String,
    text: String,
}

impl Store {
    /// Returns a page of the tasks of the cases that hold every one of the words, newest first, after `after`. A whole reference
    /// number finds its case alone. Where a page had to be given up before it was full, there may be more on the next.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn search(&self, asked: &str, after: &str) -> Result<TaskPage> {
        let text = folded(asked);
        let exact = self
            .tasks_of(&[Reference::new(text.trim().to_ascii_uppercase())])
            .await?;
        if !exact.is_empty() {
            return Ok(TaskPage {
                rows: exact,
                next: None,
            });
        }
        let Some(word) = self.rarest(&text).await? else {
            return Ok(TaskPage {
                rows: Vec::new(),
                next: None,
            });
        };
        let parts: Vec<&str> = text.split_whitespace().collect();
        let mut after = after.to_owned();
        let mut references = Vec::new();
        let mut more = true;
        let mut scanned = 0;
        while more && references.len() < PAGE_SIZE && scanned < SCANNED_MAX {
            let rows = self.holding(&word, &after).await?;
            more = rows.len() == CHUNK;
            scanned += rows.len();
            for row in rows {
                if references.len() == PAGE_SIZE {
                    more = true;
                    break;
                }
                after = row.recent;
                if parts.iter().all(|part| row.text.contains(part)) {
                    references.push(row.reference);
                }
            }
        }
        let mut rows = self.tasks_of(&references).await?;
        let place = |row: &TaskRow| references.iter().position(|own| *own == row.reference);
        rows.sort_by_key(place);
        Ok(TaskPage {
            rows,
            next: Some(after).filter(|_| more),
        })
    }

    /// Returns the word of a text that the fewest cases hold.
    async fn rarest(&self, text: &str) -> Result<Option<String>> {
        // One Chinese character is no word: only what holds it alone would be found.
        let mut asked = words(text);
        asked.retain(|word| word.is_ascii() || word.chars().count() > 1);
        asked.truncate(PROBED_MAX);
        if asked.len() < 2 {
            return Ok(asked.pop());
        }
        let mut rarest: Option<(usize, String, String)> = None;
        for word in asked {
            let bind = json!({ "word": word, "limit": PROBE });
            let sql = "SELECT VALUE recent FROM search WHERE words CONTAINS $word ORDER BY recent LIMIT $limit";
            let found = self.ids(sql, bind).await?;
            // Of two words with as many rows the one is rarer whose rows reach further back.
            let last = found.last().cloned().unwrap_or_default();
            let is_rarer = rarest.as_ref().is_none_or(|(count, back, _)| {
                found.len() < *count || (found.len() == *count && last > *back)
            });
            if is_rarer {
                rarest = Some((found.len(), last, word));
            }
        }
        Ok(rarest.map(|(_, _, word)| word))
    }

    async fn holding(&self, word: &str, after: &str) -> Result<Vec<Found>> {
        let bind = json!({ "word": word, "after": after, "limit": CHUNK });
        let sql = "SELECT reference, recent, text FROM search WHERE words CONTAINS $word AND recent > $after ORDER BY recent LIMIT $limit";
        let rows: Vec<Value> = self.query(sql, bind).await?.take(0)?;
        let read = |row| {
            serde_json::from_value(row)
                .map_err(|error| super::error::StoreError::Failed(error.to_string()))
        };
        rows.into_iter().map(read).collect()
    }
}
