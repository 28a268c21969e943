//! The store beside its journal, at each start: which batches the store has, and how it gets those that it lacks.
//!
//! The store says of itself up to which batch the disk has everything for certain (the last checkpoint), and has a row for each
//! transaction since then, written by itself, which names the batch up to which the store has everything. Where the first of
//! their numbers is missing, the journal is applied again after the batch that the last one before names, row by row as each is
//! at the end; that may be repeated as often as it is cut off.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::apply::{APPLIED, JOURNAL_SETTING, marker_id, transact, write};
use super::database::{Connection, Result, doc, parse_doc};
use super::error::StoreError;
use super::found::found;
use super::migrations::{self, NEWEST};
use super::pending::End;
use super::tables::{TABLES, table_named};
use crate::commit::RowKey;
use crate::fail_point;
use crate::journal::{
    Base, Chain, Journal, JournalError, JournalLock, Reader, RowImage, last_base,
};

/// Rows that are written at once when the journal is applied again.
const ROWS_AT_ONCE: usize = 500;
/// Settings that are of one store alone.
const OWN_SETTINGS: [&str; 2] = ["migration", JOURNAL_SETTING];

/// What a store knows of its journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    /// The journal's name.
    journal: String,
    /// The last checkpoint: the disk has every batch up to this.
    seq: u64,
    /// The journal's chain after that batch.
    chain: String,
    /// The number of the last transaction then; none where each batch was one.
    #[serde(default)]
    written: Option<u64>,
    /// The migration of the journal's last base.
    base: u32,
}

impl Known {
    fn written(&self) -> u64 {
        self.written.unwrap_or(self.seq)
    }
}

/// What a transaction says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Marker {
    number: u64,
    /// The store has every batch up to this.
    upto: u64,
    /// The journal's chain after that batch.
    chain: String,
}

/// What was found out about a store and its journal.
#[derive(Debug, PartialEq, Eq)]
enum Plan {
    /// The store has no journal yet: a copy of it begins one.
    Adopt,
    /// The journal is applied again after this batch.
    ReplayAfter(u64),
    /// The store is empty or belongs to another journal: it is made anew from this one.
    Rebuild,
}

/// Brings a store and its journal together, and returns the journal, open. `is_new` says that the store was just made, `is_clean`
/// that the one who wrote it last closed it.
///
/// # Errors
/// One line that says what is wrong and what to do; then nothing was changed.
pub(super) async fn join(
    connection: &Connection,
    lock: JournalLock,
    is_new: bool,
    is_clean: bool,
) -> Result<Journal> {
    let known = known(connection).await?;
    let markers = markers(connection).await?;
    let own = crate::journal::name(lock.folder()).map_err(refused)?;
    // Of a journal that is another's, nothing was heard; one that is not there is missed.
    let heard = known
        .as_ref()
        .filter(|known| own.as_ref().is_none_or(|own| *own == known.journal));
    let heard = heard.map_or(0, |known| {
        let last = markers.iter().map(|marker| marker.upto).max();
        last.unwrap_or(0).max(known.seq)
    });
    let mut journal = Journal::open(lock, heard).map_err(refused)?;
    match plan(known.as_ref(), &markers, &journal)? {
        Plan::Adopt => adopt(connection, &mut journal, is_new).await?,
        Plan::Rebuild => return Err(StoreError::Foreign(journal.folder().to_owned())),
        Plan::ReplayAfter(seq) => {
            let lacking = journal.seq() - seq;
            if lacking > 0 {
                replay(connection, journal.folder(), seq).await?;
                tracing::warn!(
                    batches = lacking,
                    after = seq,
                    "the store lacked changes that the journal has: they were applied again"
                );
            }
            if lacking > 0 || !is_clean {
                connection.reopen().await?;
            }
            if journal.seq() > known.as_ref().map_or(0, |known| known.seq) {
                let end = (journal.seq(), journal.chain());
                let number = last_written(connection).await?;
                remember_end(connection, journal.name(), end, number).await?;
            }
            if known.is_some_and(|known| known.base != NEWEST) {
                adopt(connection, &mut journal, false).await?;
            }
        }
    }
    Ok(journal)
}

pub(super) fn refused(error: JournalError) -> StoreError {
    match error {
        JournalError::Locked(_) => StoreError::Locked(error.to_string()),
        other => StoreError::Open(other.to_string()),
    }
}

fn plan(known: Option<&Known>, markers: &[Marker], journal: &Journal) -> Result<Plan> {
    let Some(known) = known else {
        let base = last_base(journal.folder()).map_err(refused)?;
        // A journal that holds no more than a copy of the store, or part of one, was being begun.
        let holds_changes = base.is_some_and(|(_, ends)| journal.seq() > ends);
        return Ok(if holds_changes {
            Plan::Rebuild
        } else {
            Plan::Adopt
        });
    };
    if known.journal != journal.name() {
        return Ok(Plan::Rebuild);
    }
    let (mut seq, mut chain) = (known.seq, known.chain.as_str());
    let since = markers
        .iter()
        .filter(|marker| marker.number > known.written());
    for (marker, expected) in since.zip(known.written() + 1..) {
        if marker.number != expected {
            break;
        }
        (seq, chain) = (marker.upto, &marker.chain);
    }
    let same = seq == 0 || chain_at(journal, seq).map_err(refused)?.to_string() == chain;
    Ok(if same {
        Plan::ReplayAfter(seq)
    } else {
        Plan::Rebuild
    })
}

/// Returns the journal's chain after a batch.
fn chain_at(journal: &Journal, seq: u64) -> std::result::Result<Chain, JournalError> {
    if seq == journal.seq() {
        return Ok(journal.chain());
    }
    let mut reader = Reader::open(journal.folder(), seq - 1)?;
    reader.read()?;
    Ok(reader.head().1)
}

async fn known(connection: &Connection) -> Result<Option<Known>> {
    let sql = "SELECT doc FROM type::record('setting', $name)";
    let bind = json!({ "name": JOURNAL_SETTING });
    let rows: Vec<Value> = connection.query(sql, bind).await?.check()?.take(0)?;
    rows.first().map(parse_doc).transpose()
}

async fn markers(connection: &Connection) -> Result<Vec<Marker>> {
    let sql = "SELECT record::id(id) AS id, upto, chain FROM applied ORDER BY id";
    let rows: Vec<Value> = connection.query(sql, json!({})).await?.check()?.take(0)?;
    let read = rows.iter().map(marker).collect::<Option<Vec<_>>>();
    read.ok_or_else(|| StoreError::Failed("a transaction without number".to_owned()))
}

fn marker(row: &Value) -> Option<Marker> {
    let number = row.get("id")?.as_str()?.parse().ok()?;
    Some(Marker {
        number,
        // Where each batch was a transaction, it bears its number.
        upto: row.get("upto").and_then(Value::as_u64).unwrap_or(number),
        chain: row.get("chain")?.as_str()?.to_owned(),
    })
}

/// Returns the number of the last transaction.
pub(super) async fn last_written(connection: &Connection) -> Result<u64> {
    let known = known(connection).await?;
    let last = markers(connection).await?.pop();
    let checkpoint = known.map_or(0, |known| known.written());
    Ok(last.map_or(0, |marker| marker.number).max(checkpoint))
}

/// Remembers that the disk has everything up to the transaction of this number, whose row is in the store.
pub(super) async fn remember(connection: &Connection, journal: &str, number: u64) -> Result<()> {
    let sql = "SELECT record::id(id) AS id, upto, chain FROM type::record('applied', $id)";
    let bind = json!({ "id": marker_id(number) });
    let rows: Vec<Value> = connection.query(sql, bind).await?.check()?.take(0)?;
    let found = rows.first().and_then(marker);
    let end = found.and_then(|marker| Some((marker.upto, marker.chain.parse().ok()?)));
    let end = end.ok_or_else(|| {
        StoreError::Failed(format!(
            "the store was closed, and lacks transaction {number} now"
        ))
    })?;
    remember_end(connection, journal, end, number).await
}

async fn remember_end(
    connection: &Connection,
    journal: &str,
    (seq, chain): End,
    number: u64,
) -> Result<()> {
    let known = Known {
        journal: journal.to_owned(),
        seq,
        chain: chain.to_string(),
        written: Some(number),
        base: known(connection).await?.map_or(NEWEST, |known| known.base),
    };
    set_known(connection, &known).await
}

async fn set_known(connection: &Connection, known: &Known) -> Result<()> {
    let sql = format!(
        "BEGIN; UPSERT type::record('setting', $name) SET doc = $doc RETURN NONE; \
         DELETE {APPLIED} WHERE record::id(id) <= $last RETURN NONE; COMMIT;"
    );
    let bind =
        json!({ "name": JOURNAL_SETTING, "doc": doc(known)?, "last": marker_id(known.written()) });
    transact(connection, &sql, bind).await
}

/// Begins a journal, or a part of it from which the whole can be made anew, with a copy of every row.
async fn adopt(connection: &Connection, journal: &mut Journal, is_new: bool) -> Result<()> {
    let at = jiff::Timestamp::now();
    let base = |begins, ends| {
        Some(Base {
            migration: NEWEST,
            begins,
            ends,
        })
    };
    journal
        .append(at, Vec::new(), base(true, false))
        .map_err(refused)?;
    let mut rows = 0;
    for table in TABLES.into_iter().filter(|_| !is_new) {
        for ids in ids_of(connection, table).await?.chunks(ROWS_AT_ONCE) {
            let images = images(connection, table, ids).await?;
            rows += images.len();
            journal
                .append(at, vec![images], base(false, false))
                .map_err(refused)?;
        }
    }
    journal
        .append(at, Vec::new(), base(false, true))
        .map_err(refused)?;
    if !is_new {
        tracing::info!(rows, "the journal begins with a copy of the store");
    }
    fail_point::at("adopted");
    let known = Known {
        journal: journal.name().to_owned(),
        seq: journal.seq(),
        chain: journal.chain().to_string(),
        written: Some(last_written(connection).await?),
        base: NEWEST,
    };
    set_known(connection, &known).await
}

async fn ids_of(connection: &Connection, table: &'static str) -> Result<Vec<String>> {
    let sql = format!("SELECT VALUE record::id(id) FROM {table}");
    let mut ids: Vec<String> = connection.query(&sql, json!({})).await?.check()?.take(0)?;
    if table == "setting" {
        ids.retain(|id| !OWN_SETTINGS.contains(&id.as_str()));
    }
    Ok(ids)
}

async fn images(
    connection: &Connection,
    table: &'static str,
    ids: &[String],
) -> Result<Vec<RowImage>> {
    let sql = "SELECT *, record::id(id) AS id FROM array::map($ids, |$id| type::record($table, $id)) WHERE id != NONE";
    let bind = json!({ "ids": ids, "table": table });
    let rows: Vec<Value> = connection.query(sql, bind).await?.check()?.take(0)?;
    let image = |row| {
        let mut found = found(table, row)?;
        if let Value::Object(columns) = &mut found.row {
            columns.insert("v".to_owned(), found.v.into());
        }
        Ok(RowImage {
            table: table.to_owned(),
            id: found.key.id,
            row: Some(found.row),
        })
    };
    rows.into_iter().map(image).collect()
}

/// Applies to the store what the journal has after a batch: each row as it is at the end.
async fn replay(connection: &Connection, folder: &Path, after: u64) -> Result<()> {
    let mut reader = Reader::open(folder, after).map_err(refused)?;
    let mut waiting: BTreeMap<RowKey, Option<Value>> = BTreeMap::new();
    let mut unknown: HashSet<String> = HashSet::new();
    while let Some(record) = reader.read().map_err(refused)? {
        for image in record.changes.into_iter().flatten() {
            let Some(table) = table_named(&image.table) else {
                unknown.insert(image.table);
                continue;
            };
            waiting.insert(RowKey::new(table, &image.id), image.row);
        }
        if waiting.len() >= ROWS_AT_ONCE {
            write_all(connection, &std::mem::take(&mut waiting)).await?;
        }
    }
    if !unknown.is_empty() {
        return Err(StoreError::Open(format!(
            "the journal {} holds tables that this version does not know ({}): start the version that wrote it",
            folder.display(),
            unknown.into_iter().collect::<Vec<_>>().join(", ")
        )));
    }
    write_all(connection, &waiting).await
}

async fn write_all(connection: &Connection, rows: &BTreeMap<RowKey, Option<Value>>) -> Result<()> {
    let rows = rows.iter().map(|(key, row)| (key, row.as_ref(), false));
    write(connection, rows, None).await
}

/// Makes an empty store, whose tables are still to be made, into what a journal says.
///
/// # Errors
/// When the journal has no whole copy to begin with, or cannot be read; and the store's failures.
pub(super) async fn rebuild(connection: &Connection, lock: JournalLock) -> Result<Journal> {
    let mut journal = Journal::open(lock, 0).map_err(refused)?;
    let folder = journal.folder().to_owned();
    let Some((begins, _)) = last_base(&folder).map_err(refused)? else {
        return Err(StoreError::Open(format!(
            "the journal {} has no whole copy of a store to begin with: restore a backup",
            folder.display()
        )));
    };
    let mut reader = Reader::open(&folder, begins - 1).map_err(refused)?;
    let first = reader.read().map_err(refused)?;
    let base = first
        .and_then(|first| first.base)
        .map_or(NEWEST, |base| base.migration);
    migrations::climb(connection, base).await?;
    replay(connection, &folder, begins - 1).await?;
    migrations::climb(connection, NEWEST).await?;
    connection.reopen().await?;
    let known = Known {
        journal: journal.name().to_owned(),
        seq: journal.seq(),
        chain: journal.chain().to_string(),
        written: Some(0),
        base,
    };
    set_known(connection, &known).await?;
    if base != NEWEST {
        adopt(connection, &mut journal, false).await?;
    }
    tracing::warn!(
        batches = journal.seq(),
        "the store was made anew from the journal"
    );
    Ok(journal)
}

#[cfg(test)]
mod tests;
