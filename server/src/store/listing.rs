//! Lists of the desk that are narrowed: by queue, form and order through an index, by all else row by row with a bound.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::database::{Result, parse_doc};
use super::handle::Store;
use super::queues::QueueKey;
use super::rows::TaskRow;
use super::tasks::TaskPage;

/// Rows read of each queue at a time.
const CHUNK: usize = 200;
/// Rows looked at for one page, or to count.
const SCANNED_MAX: usize = 2_000;

/// In which order a list stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Soonest due first, in order of arrival where several are due at once; of what is done, newest first.
    #[default]
    Rank,
    /// In order of arrival, the oldest first.
    Arrival,
}

/// What a list is to hold.
pub struct Listing<'a> {
    /// The queues that it is read from.
    pub queues: Vec<QueueKey>,
    /// Its order.
    pub order: Order,
    /// What it begins after, and ends before, in that order; both may be empty.
    pub between: (String, String),
    /// Which rows it holds of these; `None` where it holds all of them.
    pub keeps: Option<&'a (dyn Fn(&TaskRow) -> bool + Sync)>,
}

/// Rows in their order, by their place in it, and whether more may follow.
struct Chunk {
    rows: BTreeMap<String, Value>,
    more: bool,
}

impl Listing<'_> {
    fn statement(&self) -> &'static str {
        match self.order {
            Order::Rank => {
                "SELECT doc, rank FROM task WHERE shelves CONTAINS $queue AND rank > $after ORDER BY rank LIMIT $limit"
            }
            Order::Arrival => {
                "SELECT doc, arrived FROM task WHERE shelves CONTAINS $queue AND arrived > $after ORDER BY arrived LIMIT $limit"
            }
        }
    }

    /// Returns the column that says where a row stands.
    fn column(&self) -> &'static str {
        match self.order {
            Order::Rank => "rank",
            Order::Arrival => "arrived",
        }
    }

    fn holds(&self, task: &TaskRow) -> bool {
        self.keeps.is_none_or(|keeps| keeps(task))
    }
}

impl Store {
    /// Returns a page of a list after `after`. Where a page had to be given up before it was full, there may be more on the next.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn listed(
        &self,
        listing: &Listing<'_>,
        after: &str,
        rows_max: usize,
    ) -> Result<TaskPage> {
        let (from, until) = &listing.between;
        let mut after = after.max(from.as_str()).to_owned();
        let mut page = TaskPage {
            rows: Vec::new(),
            next: None,
        };
        let mut scanned = 0;
        loop {
            let chunk = self.chunk(listing, &after, rows_max).await?;
            for (place, row) in &chunk.rows {
                if !until.is_empty() && place >= until {
                    return Ok(page);
                }
                if page.rows.len() == rows_max {
                    page.next = Some(after);
                    return Ok(page);
                }
                let task: TaskRow = parse_doc(row)?;
                if listing.holds(&task) {
                    page.rows.push(task);
                }
                after.clone_from(place);
                scanned += 1;
            }
            if !chunk.more {
                return Ok(page);
            }
            if scanned >= SCANNED_MAX.max(rows_max) {
                page.next = Some(after);
                return Ok(page);
            }
        }
    }

    /// Reads each queue by its index; what lies beyond where one of them was cut off is left for the next time.
    async fn chunk(&self, listing: &Listing<'_>, after: &str, rows_max: usize) -> Result<Chunk> {
        // A page without conditions needs no more than its rows, and one to learn whether there is another.
        let limit = match listing.keeps {
            None => CHUNK.min(rows_max + 1),
            Some(_) => CHUNK,
        };
        let mut rows = BTreeMap::new();
        let mut ends = BTreeSet::new();
        for queue in &listing.queues {
            let bind = json!({ "queue": queue, "after": after, "limit": limit });
            let found: Vec<Value> = self.query(listing.statement(), bind).await?.take(0)?;
            let place = |row: &Value| {
                row[listing.column()]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned()
            };
            if found.len() == limit {
                ends.extend(found.last().map(place));
            }
            rows.extend(found.into_iter().map(|row| (place(&row), row)));
        }
        if let Some(end) = ends.first() {
            rows.retain(|place, _| place <= end);
        }
        Ok(Chunk {
            rows,
            more: !ends.is_empty(),
        })
    }
}
