//! Finding cases by words, newest first. What is read for a page has a bound, however many cases there are.

use guichet_engine::ids::Reference;
use serde::Deserialize;
use serde_json::{Value, json};

use super::database::Result;
use super::handle::Store;
use super::rows::{SearchRow, TaskRow};
use super::tasks::{PAGE_SIZE, TaskPage};
use super::times;
use super::words::{folded, words};

/// Rows read of each word to learn which is the rarest.
const PROBE: usize = 50;
/// Words probed.
const PROBED_MAX: usize = 10;
/// Rows read at a time.
const CHUNK: usize = 200;
/// Characters of the parts that a reference number is found by.
const PART_CHARS: usize = 3;
/// The longest reference number that is looked for.
const REFERENCE_CHARS_MAX: usize = 40;
/// What no word begins with.
const PART_MARK: char = '#';
/// Cases that are told to have the same of something.
const SAME_MAX: usize = 5;
/// Rows read for one page.
const SCANNED_MAX: usize = 2_000;

/// Returns the row of a case, with its columns.
pub(super) fn content(row: &SearchRow) -> Value {
    let text = folded(&row.text);
    let mut words = words(&text);
    words.extend(parts_of(&compact(&row.reference)));
    words.extend(row.marks.iter().map(|mark| mark_of(mark)));
    json!({ "reference": row.reference, "recent": recent(row), "words": words, "text": text })
}

/// Returns a reference number, or a part of one, without what people leave out.
fn compact(text: &str) -> String {
    let letters = text.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

/// Returns what a reference number is found by however little of it is known: each three characters that follow one another.
fn parts_of(compact: &str) -> Vec<String> {
    let letters = compact.as_bytes().windows(PART_CHARS);
    let part = |part: &[u8]| format!("{PART_MARK}{}", String::from_utf8_lossy(part));
    letters.map(part).collect()
}

/// Returns the compact form of what may be a part of a reference number.
fn part_asked(text: &str) -> Option<String> {
    let may_be = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == ' ';
    let compact = compact(text);
    let is_part =
        text.chars().all(may_be) && (PART_CHARS..=REFERENCE_CHARS_MAX).contains(&compact.len());
    is_part.then_some(compact)
}

/// Returns the word under which cases lie that have the same of something.
fn mark_of(mark: &str) -> String {
    format!("={}", crate::keys::hash(mark))
}

/// Orders by time, newest first.
fn recent(row: &SearchRow) -> String {
    format!("{}-{}", times::newest_first(row.submitted), row.case)
}

#[derive(Deserialize)]
struct Found {
    reference: Reference,
    recent: String,
    text: String,
}

impl Store {
    /// Returns a page of the tasks of the cases that hold every one of the words, newest first, after `after`. A whole reference
    /// number finds its case alone; a part of one, with or without hyphens, finds the cases whose number has it; a part without
    /// digits does where it is no word of any case. Where a page had to be given up before it was full, there may be more on the
    /// next.
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
        let part = part_asked(&text);
        // Letters alone are a word first, with digits they are a number first.
        let number_first = text.bytes().any(|byte| byte.is_ascii_digit());
        if let Some(part) = &part
            && (number_first || after.starts_with(PART_MARK))
        {
            let page = self.numbered(part, after).await?;
            if after.starts_with(PART_MARK) || !page.rows.is_empty() {
                return Ok(page);
            }
        }
        let word = self.rarest(&text).await?;
        let asked: Vec<&str> = text.split_whitespace().collect();
        let holds = |found: &Found| asked.iter().all(|asked| found.text.contains(asked));
        let page = self.scan(word, after, &holds).await?;
        match part {
            Some(part) if !number_first && after.is_empty() && page.rows.is_empty() => {
                self.numbered(&part, after).await
            }
            _ => Ok(page),
        }
    }

    /// Returns a page of the cases whose reference number has this part, newest first.
    async fn numbered(&self, part: &str, after: &str) -> Result<TaskPage> {
        let word = self.rarest_of(parts_of(part)).await?;
        let holds = |found: &Found| compact(&found.reference).contains(part);
        let after = after.strip_prefix(PART_MARK).unwrap_or_default();
        let mut page = self.scan(word, after, &holds).await?;
        page.next = page.next.map(|next| format!("{PART_MARK}{next}"));
        Ok(page)
    }

    /// Returns a page of the cases that lie under a word and are what is asked for, newest first.
    async fn scan(
        &self,
        word: Option<String>,
        after: &str,
        holds: &(dyn Fn(&Found) -> bool + Sync),
    ) -> Result<TaskPage> {
        let Some(word) = word else {
            return Ok(TaskPage {
                rows: Vec::new(),
                next: None,
            });
        };
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
                let holds = holds(&row);
                after = row.recent;
                if holds {
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

    /// Returns the newest other cases that have the same of something, a few.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn same(&self, own: &Reference, mark: &str) -> Result<Vec<Reference>> {
        let bind = json!({ "word": mark_of(mark), "after": "", "limit": SAME_MAX + 1 });
        let sql = "SELECT reference, recent FROM search WHERE words CONTAINS $word AND recent > $after ORDER BY recent LIMIT $limit";
        let rows: Vec<Value> = self.query(sql, bind).await?.take(0)?;
        let found = rows.iter().filter_map(|row| row["reference"].as_str());
        let others = found.filter(|found| *found != own.as_str());
        Ok(others.take(SAME_MAX).map(Reference::new).collect())
    }

    /// Returns the word of a text that the fewest cases hold.
    async fn rarest(&self, text: &str) -> Result<Option<String>> {
        // One Chinese character is no word: only what holds it alone would be found.
        let mut asked = words(text);
        asked.retain(|word| word.is_ascii() || word.chars().count() > 1);
        self.rarest_of(asked).await
    }

    async fn rarest_of(&self, mut asked: Vec<String>) -> Result<Option<String>> {
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
