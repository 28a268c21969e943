//! What was acknowledged and the store has not got yet: the journal has it, and whoever reads finds it here.
//!
//! Rows are written down many at a time, each as it is by then. A draft that is sent in before the store ever heard of it, or a
//! mail that is sent at once, costs the store nothing, or one row.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::latest::{NewRow, Row, weight};
use crate::commit::RowKey;
use crate::journal::Chain;

/// The last batch that the store has with all before it, and the journal's chain after it.
pub(super) type End = (u64, Chain);

/// A row that waits.
struct Waiting {
    row: Row,
    /// The batch that wrote it.
    v: u64,
    /// Whether the store has never heard of it.
    is_new: bool,
    /// Whether a transaction that is under way writes it, or an older image of it.
    is_under_way: bool,
}

/// Rows on their way to the store.
pub(super) struct Taken {
    pub(super) rows: Vec<TakenRow>,
    /// The last batch, if no row of it or of an earlier one is left.
    pub(super) end: Option<End>,
}

/// A row on its way to the store.
pub(super) struct TakenRow {
    pub(super) key: RowKey,
    pub(super) row: Row,
    pub(super) is_new: bool,
    v: u64,
}

#[derive(Default)]
struct State {
    tables: BTreeMap<&'static str, HashMap<String, Waiting>>,
    bytes: u64,
    /// The last batch that was added.
    end: Option<End>,
}

/// The rows that wait.
#[derive(Default)]
pub(super) struct Pending {
    state: Mutex<State>,
}

impl Pending {
    /// Adds what a batch writes.
    pub(super) fn add(&self, seq: u64, rows: Vec<NewRow>, chain: Option<Chain>) {
        let mut state = self.state();
        for row in rows {
            state.add(row, seq);
        }
        state.end = chain.map(|chain| (seq, chain));
    }

    /// Returns a row that waits; `None` if the store has it, or there is none.
    pub(super) fn row(&self, key: &RowKey) -> Option<Row> {
        let state = self.state();
        let waiting = state.tables.get(key.table)?.get(&key.id)?;
        Some(waiting.row.clone())
    }

    /// Returns the rows of a table that wait, by their ids.
    pub(super) fn rows(&self, table: &'static str) -> Vec<(String, Row)> {
        let state = self.state();
        let rows = state.tables.get(table).into_iter().flatten();
        rows.map(|(id, waiting)| (id.clone(), waiting.row.clone()))
            .collect()
    }

    /// Returns those of these texts that rows which wait have in a column.
    pub(super) fn used(
        &self,
        table: &'static str,
        column: &str,
        values: &[String],
    ) -> HashSet<String> {
        let state = self.state();
        let rows = state.tables.get(table).into_iter().flatten();
        rows.filter_map(|(_, waiting)| waiting.row.as_ref()?.get(column)?.as_str())
            .filter(|text| values.iter().any(|value| value == text))
            .map(str::to_owned)
            .collect()
    }

    /// Returns the tables that a statement names and of which rows wait.
    pub(super) fn tables_in(&self, sql: &str) -> Vec<&'static str> {
        let state = self.state();
        let tables = state.tables.keys().copied();
        tables.filter(|table| sql.contains(table)).collect()
    }

    /// Returns how many bytes wait.
    pub(super) fn bytes(&self) -> u64 {
        self.state().bytes
    }

    /// Takes the rows of some tables, or of all, to be written down. They stay here until [`Pending::written`].
    pub(super) fn take(&self, tables: Option<&[&'static str]>) -> Taken {
        let mut state = self.state();
        let end = state.end;
        let is_asked = |table: &str| tables.is_none_or(|tables| tables.contains(&table));
        let is_all = state.tables.keys().all(|table| is_asked(table));
        let asked = state.tables.iter_mut().filter(|(table, _)| is_asked(table));
        let rows = asked.flat_map(|(table, rows)| {
            rows.iter_mut().map(|(id, waiting)| {
                waiting.is_under_way = true;
                TakenRow {
                    key: RowKey::new(table, id),
                    row: waiting.row.clone(),
                    is_new: waiting.is_new,
                    v: waiting.v,
                }
            })
        });
        Taken {
            rows: rows.collect(),
            end: end.filter(|_| is_all),
        }
    }

    /// Lets go of what the store has now.
    pub(super) fn written(&self, taken: &[TakenRow]) {
        let mut state = self.state();
        for row in taken {
            state.written(row);
        }
        state.tables.retain(|_, rows| !rows.is_empty());
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn add(&mut self, NewRow { key, row, is_new }: NewRow, v: u64) {
        let before = self.remove(&key);
        let mut waiting = Waiting {
            row,
            v,
            is_new,
            is_under_way: false,
        };
        if let Some(before) = before {
            waiting.is_new = before.is_new && !before.is_under_way;
            waiting.is_under_way = before.is_under_way;
        }
        // What came and went before the store heard of it was never there.
        if waiting.row.is_none() && waiting.is_new {
            return;
        }
        self.bytes += u64::from(weight(&key, waiting.row.as_deref()));
        let rows = self.tables.entry(key.table).or_default();
        rows.insert(key.id, waiting);
    }

    fn written(&mut self, taken: &TakenRow) {
        let rows = self.tables.get_mut(taken.key.table);
        let Some(waiting) = rows.and_then(|rows| rows.get_mut(&taken.key.id)) else {
            return;
        };
        if waiting.v == taken.v {
            self.remove(&taken.key);
        } else {
            waiting.is_new = false;
            waiting.is_under_way = false;
        }
    }

    fn remove(&mut self, key: &RowKey) -> Option<Waiting> {
        let removed = self.tables.get_mut(key.table)?.remove(&key.id)?;
        let weight = u64::from(weight(key, removed.row.as_deref()));
        self.bytes = self.bytes.saturating_sub(weight);
        Some(removed)
    }
}

#[cfg(test)]
mod tests;
