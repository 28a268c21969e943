//! Which requests of a batch are carried out, and what comes of them together.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::Value;

use super::projection::{Columns, Projection};
use super::request::{Guard, Request, RowKey, Write};
use crate::journal::RowImage;

pub use super::projection::Batch;

/// What was found out about the requests of a batch.
pub(super) struct Judged {
    /// For each request the guard that does not hold; `None` where it is carried out.
    pub(super) refused: Vec<Option<usize>>,
    /// The rows of each request that is carried out.
    pub(super) changes: Vec<Vec<RowImage>>,
}

/// The store as it is after the requests before.
struct State {
    rows: HashMap<RowKey, Option<Columns>>,
    used: HashSet<(&'static str, &'static str, String)>,
}

/// Judges requests in their order: each sees what those before it in the batch do.
pub(super) async fn judge(
    projection: &impl Projection,
    requests: &[&Request],
    seq: u64,
) -> Result<Judged, String> {
    let mut state = look_up(projection, requests).await?;
    let mut judged = Judged {
        refused: Vec::with_capacity(requests.len()),
        changes: Vec::new(),
    };
    for request in requests {
        let refused = request.guards.iter().position(|guard| !state.holds(guard));
        judged.refused.push(refused);
        if refused.is_none() {
            let images = request.writes.iter().map(|write| image(write, seq));
            let images: Vec<RowImage> = images.collect();
            state.take_over(&request.writes, &images);
            if !images.is_empty() {
                judged.changes.push(images);
            }
        }
    }
    Ok(judged)
}

async fn look_up(projection: &impl Projection, requests: &[&Request]) -> Result<State, String> {
    let mut keys: HashSet<RowKey> = HashSet::new();
    let mut texts: BTreeMap<(&'static str, &'static str), Vec<String>> = BTreeMap::new();
    for guard in requests.iter().flat_map(|request| &request.guards) {
        keys.extend(guard.key().cloned());
        if let Guard::Unused {
            table,
            column,
            value,
        } = guard
        {
            texts
                .entry((table, column))
                .or_default()
                .push(value.clone());
        }
    }
    let mut rows: HashMap<RowKey, Option<Columns>> = HashMap::new();
    if !keys.is_empty() {
        let found = projection.columns(keys.iter().cloned().collect()).await?;
        rows.extend(keys.into_iter().map(|key| {
            let columns = found.get(&key).copied();
            (key, columns)
        }));
    }
    let mut used = HashSet::new();
    for ((table, column), values) in texts {
        let found = projection.used(table, column, values).await?;
        used.extend(found.into_iter().map(|value| (table, column, value)));
    }
    Ok(State { rows, used })
}

impl State {
    fn holds(&self, guard: &Guard) -> bool {
        let row = |key: &RowKey| self.rows.get(key).copied().flatten();
        match guard {
            Guard::Absent(key) => row(key).is_none(),
            Guard::Present(key) => row(key).is_some(),
            Guard::Equals {
                key,
                column,
                number,
            } => row(key).is_some_and(|columns| columns.get(column) == Some(*number)),
            Guard::Unused {
                table,
                column,
                value,
            } => !self.used.contains(&(*table, *column, value.clone())),
        }
    }

    fn take_over(&mut self, writes: &[Write], images: &[RowImage]) {
        for (write, image) in writes.iter().zip(images) {
            let columns = image.row.as_ref().map(Columns::of);
            self.rows.insert(write.key.clone(), columns);
            if let Some(reference) = text(image, "reference") {
                self.used.insert((write.key.table, "reference", reference));
            }
        }
    }
}

fn text(image: &RowImage, column: &str) -> Option<String> {
    let value = image.row.as_ref()?.get(column)?;
    value.as_str().map(str::to_owned)
}

fn image(write: &Write, seq: u64) -> RowImage {
    let mut row = write.row.clone();
    if let Some(Value::Object(columns)) = &mut row {
        columns.insert("v".to_owned(), seq.into());
    }
    RowImage {
        table: write.key.table.to_owned(),
        id: write.key.id.clone(),
        row,
    }
}

impl Batch {
    /// Puts together what the requests that are carried out write.
    pub(super) fn new(judged: &Judged, requests: &[&Request], seq: u64) -> Self {
        let mut writes: BTreeMap<RowKey, Write> = BTreeMap::new();
        let accepted = requests.iter().zip(&judged.refused);
        for (request, _) in accepted.filter(|(_, refused)| refused.is_none()) {
            for write in &request.writes {
                let mut write = write.clone();
                if let Some(Value::Object(columns)) = &mut write.row {
                    columns.insert("v".to_owned(), seq.into());
                }
                // New to the store, whatever becomes of it later in the batch.
                let before = writes.get(&write.key);
                write.is_new = before.map_or(write.is_new, |before| before.is_new);
                writes.insert(write.key.clone(), write);
            }
        }
        // What came and went within the batch was never there.
        writes.retain(|_, write| !(write.is_new && write.row.is_none()));
        Self { seq, writes }
    }
}
