use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::*;
use crate::journal::{Chain, JournalLock, Reader};

/// A store in memory that can be told to fail.
#[derive(Clone, Default)]
struct Rows {
    rows: Arc<Mutex<HashMap<RowKey, Value>>>,
    batches: Arc<Mutex<Vec<u64>>>,
    fails: Arc<Mutex<bool>>,
}

impl Projection for Rows {
    async fn columns(&self, keys: Vec<RowKey>) -> Result<HashMap<RowKey, Columns>, String> {
        // Others get their turn, so that batches form.
        tokio::task::yield_now().await;
        let rows = self.rows.lock().expect("rows");
        let found = keys.into_iter().filter_map(|key| {
            let columns = Columns::of(rows.get(&key)?);
            Some((key, columns))
        });
        Ok(found.collect())
    }

    async fn used(
        &self,
        table: &'static str,
        column: &'static str,
        values: Vec<String>,
    ) -> Result<HashSet<String>, String> {
        let rows = self.rows.lock().expect("rows");
        let held = rows.iter().filter(|(key, _)| key.table == table);
        let held = held.filter_map(|(_, row)| row[column].as_str().map(str::to_owned));
        Ok(held.filter(|value| values.contains(value)).collect())
    }

    async fn apply(&self, batch: Batch, _: Option<Chain>) -> Result<(), String> {
        if *self.fails.lock().expect("a switch") {
            return Err("the store broke".to_owned());
        }
        let mut rows = self.rows.lock().expect("rows");
        for (key, write) in &batch.writes {
            let before = match &write.row {
                Some(row) => rows.insert(key.clone(), row.clone()),
                None => rows.remove(key),
            };
            assert!(!write.is_new || before.is_none(), "{key:?} is not new");
        }
        self.batches.lock().expect("batches").push(batch.seq);
        Ok(())
    }

    async fn checkpoint(&self) -> Result<(), String> {
        Ok(())
    }

    async fn close(&self) {}
}

fn quiet() -> Fatal {
    Arc::new(|_| {})
}

fn key(id: &str) -> RowKey {
    RowKey::new("case", id)
}

fn insert(id: &str) -> Request {
    let mut request = Request::default();
    request.guard(Guard::Absent(key(id)));
    request.insert(
        key(id),
        json!({ "version": 1, "reference": format!("R-{id}") }),
    );
    request
}

fn advance(id: &str, from: u64) -> Request {
    let mut request = Request::default();
    request.guard(Guard::Equals {
        key: key(id),
        column: "version",
        number: from,
    });
    request.put(key(id), json!({ "version": from + 1 }));
    request
}

fn is_guard<T: std::fmt::Debug>(refused: Result<T, Refusal>, place: usize) {
    assert!(
        matches!(refused, Err(Refusal::Guard(own)) if own == place),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_request_whose_guard_fails_changes_nothing_and_stops_nobody() {
    let rows = Rows::default();
    let committer = Committer::start(rows.clone(), None, quiet());
    committer.commit(insert("a")).await.expect("the first");
    let (again, other, stale) = tokio::join!(
        committer.commit(insert("a")),
        committer.commit(insert("b")),
        committer.commit(advance("a", 2)),
    );
    is_guard(again, 0);
    other.expect("another");
    is_guard(stale, 0);
    assert_eq!(rows.rows.lock().expect("rows")[&key("a")]["version"], 1);
}

#[tokio::test]
async fn of_many_at_once_one_wins_within_a_batch_and_over_batches() {
    let rows = Rows::default();
    let committer = Committer::start(rows.clone(), None, quiet());
    committer.commit(insert("a")).await.expect("the first");
    for version in 1..20 {
        let tries = (0..32).map(|_| committer.commit(advance("a", version)));
        let done = futures::future::join_all(tries).await;
        assert_eq!(
            done.iter().filter(|one| one.is_ok()).count(),
            1,
            "{version}"
        );
    }
    let batches = rows.batches.lock().expect("batches").len();
    assert_eq!(batches, 20, "those who lost wrote nothing");
}

#[tokio::test]
async fn a_text_that_is_used_is_used_in_the_same_batch() {
    let committer = Committer::start(Rows::default(), None, quiet());
    let with_reference = |id: &str, text: &str| {
        let mut request = Request::default();
        request.guard(Guard::Absent(key("none")));
        request.guard(Guard::Unused {
            table: "case",
            column: "reference",
            value: text.to_owned(),
        });
        request.insert(key(id), json!({ "reference": text }));
        request
    };
    let (one, other, third) = tokio::join!(
        committer.commit(with_reference("a", "R1")),
        committer.commit(with_reference("b", "R1")),
        committer.commit(with_reference("c", "R2")),
    );
    one.expect("the first");
    is_guard(other, 1);
    third.expect("another text");
    is_guard(committer.commit(with_reference("d", "R2")).await, 1);
}

#[tokio::test]
async fn what_comes_and_goes_in_one_batch_is_as_it_is_at_the_end() {
    let rows = Rows::default();
    let committer = Committer::start(rows.clone(), None, quiet());
    let mut gone = Request::default();
    gone.guard(Guard::Present(key("a")));
    gone.delete(key("a"));
    let done = tokio::join!(
        committer.commit(insert("a")),
        committer.commit(gone.clone()),
        committer.commit(insert("a")),
        committer.commit(insert("b")),
        committer.commit(gone.clone()),
    );
    for one in [done.0, done.1, done.2, done.3, done.4] {
        one.expect("done");
    }
    let left: Vec<RowKey> = rows.rows.lock().expect("rows").keys().cloned().collect();
    assert_eq!(left, [key("b")]);
    is_guard(committer.commit(gone).await, 0);
}

#[tokio::test]
async fn the_journal_has_each_batch_before_anybody_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let lock = JournalLock::take(folder.path()).expect("free");
    let journal = Journal::open(lock, 0).expect("a journal");
    let rows = Rows::default();
    let committer = Committer::start(rows.clone(), Some(journal), quiet());
    for n in 0..20 {
        committer
            .commit(insert(&format!("c{n}")))
            .await
            .expect("done");
        is_guard(committer.commit(insert(&format!("c{n}"))).await, 0);
        let mut reader = Reader::open(folder.path(), n).expect("read");
        let record = reader.read().expect("read").expect("a batch");
        assert_eq!(record.changes[0][0].id, format!("c{n}"));
        assert_eq!(
            record.changes[0][0].row.as_ref().expect("a row")["v"],
            record.seq
        );
        assert_eq!(reader.read().expect("read"), None);
    }
}

#[tokio::test]
async fn a_store_that_fails_after_the_journal_ends_the_process() {
    let folder = tempfile::tempdir().expect("a folder");
    let lock = JournalLock::take(folder.path()).expect("free");
    let journal = Journal::open(lock, 0).expect("a journal");
    let rows = Rows::default();
    let told = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&told);
    let fatal: Fatal = Arc::new(move |reason| heard.lock().expect("heard").push(reason.to_owned()));
    let committer = Committer::start(rows.clone(), Some(journal), fatal);
    *rows.fails.lock().expect("a switch") = true;
    let refused = committer.commit(insert("a")).await;
    assert!(matches!(refused, Err(Refusal::Failed(_))), "{refused:?}");
    assert_eq!(*told.lock().expect("heard"), ["the store broke"]);
    // Nobody was told that it was done, and nobody is told anything any more.
    committer.commit(insert("b")).await.expect_err("ended");
    let mut reader = Reader::open(folder.path(), 0).expect("read");
    assert_eq!(reader.read().expect("read").expect("a batch").seq, 1);
}

#[tokio::test]
async fn a_committer_that_breaks_off_ends_the_process() {
    let (broke, told) = std::sync::mpsc::channel();
    let fatal: Fatal = Arc::new(move |reason| {
        let _ = broke.send(reason.to_owned());
    });
    let committer = Committer::start(Rows::default(), None, fatal);
    committer.commit(insert("a")).await.expect("the first");
    let mut wrong = Request::default();
    wrong.insert(key("a"), json!({}));
    let refused = committer.commit(wrong).await;
    assert!(matches!(refused, Err(Refusal::Failed(_))), "{refused:?}");
    // The one who waited may learn of it before the watcher does.
    let reason = tokio::task::spawn_blocking(move || told.recv());
    let reason = reason.await.expect("waited").expect("told");
    assert_eq!(reason, "the committer broke off");
}
