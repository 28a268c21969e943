//! What the store loses, it gets back from the journal: each way of losing that was ever seen, over the real files.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use super::*;
use crate::store::{CommitError, Session, Store};

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    async fn open(&self) -> Result<Store> {
        let url = format!("surrealkv://{}", self.path("store").display());
        let fatal = Arc::new(|reason: &str| panic!("fatal: {reason}"));
        Store::open(&url, Some(&self.path("journal")), fatal).await
    }

    /// Copies what a process that is killed now would leave.
    fn killed(&self) -> Self {
        let copy = Self::new();
        for name in ["store", "journal"] {
            copy_folder(&self.path(name), &copy.path(name));
        }
        copy
    }

    fn logs(&self) -> Vec<PathBuf> {
        let files = fs::read_dir(self.path("store/wal")).expect("a log");
        files.map(|file| file.expect("a file").path()).collect()
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("read") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(&path, &target).expect("copied");
        }
    }
}

fn session(n: usize) -> Session {
    Session {
        id: format!("s{n:05}"),
        account: guichet_engine::ids::AccountId::new("li"),
        created: crate::testing::at(1),
        seen: crate::testing::at(2),
        credential: "x".repeat(300),
        origin: None,
        confirmed: None,
    }
}

async fn add(store: &Store, numbers: std::ops::Range<usize>) {
    let sessions: Vec<Session> = numbers.map(session).collect();
    let all = sessions.iter().map(|session| store.put_session(session));
    for done in futures::future::join_all(all).await {
        done.expect("acknowledged");
    }
}

async fn count(store: &Store) -> usize {
    let ids = store
        .ids("SELECT VALUE record::id(id) FROM session", json!({}))
        .await;
    ids.expect("sessions").len()
}

/// Opens what was left, and finds every session, now and after one more kill.
async fn check_whole(left: &Place, expect: usize) {
    let store = left.open().await.expect("opened");
    assert_eq!(count(&store).await, expect);
    add(&store, 900..903).await;
    let again = left.killed();
    let store = again.open().await.expect("opened again");
    assert_eq!(count(&store).await, expect + 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_stores_log_loses_is_applied_again() {
    let place = Place::new();
    let store = place.open().await.expect("a store");
    add(&store, 0..40).await;
    let tears: [fn(&mut Vec<u8>); 7] = [
        |_| {},
        |log| log.truncate(log.len() - 1),
        |log| log.truncate(log.len().saturating_sub(1_000)),
        |log| log.extend([0; 500]),
        |log| log.extend([0xa5; 500]),
        |log| {
            let middle = log.len() / 2;
            log[middle] ^= 4;
        },
        Vec::clear,
    ];
    for tear in tears {
        let left = place.killed();
        for path in left.logs() {
            let mut log = fs::read(&path).expect("read");
            if !log.is_empty() {
                tear(&mut log);
                fs::write(&path, log).expect("written");
            }
        }
        check_whole(&left, 40).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_gone_or_anothers_is_made_anew() {
    let place = Place::new();
    let store = place.open().await.expect("a store");
    add(&store, 0..20).await;
    store
        .delete("session", &["s00003".to_owned()])
        .await
        .expect("deleted");
    let left = place.killed();
    fs::remove_dir_all(left.path("store")).expect("removed");
    check_whole(&left, 19).await;

    let other = Place::new();
    let foreign = other.open().await.expect("a store");
    add(&foreign, 0..5).await;
    let left = place.killed();
    fs::remove_dir_all(left.path("store")).expect("removed");
    copy_folder(&other.path("store"), &left.path("store"));
    check_whole(&left, 19).await;
    let kept = fs::read_dir(left.folder.path()).expect("read");
    let names = kept.map(|entry| entry.expect("an entry").file_name().into_string());
    let is_aside = |name: &String| name.starts_with("store.set-aside-");
    assert!(
        names
            .map(|name| name.expect("a name"))
            .any(|name| is_aside(&name))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_copy_of_the_store_catches_up() {
    let place = Place::new();
    let store = place.open().await.expect("a store");
    add(&store, 0..10).await;
    let old = place.killed();
    add(&store, 10..30).await;
    let left = place.killed();
    fs::remove_dir_all(left.path("store")).expect("removed");
    copy_folder(&old.path("store"), &left.path("store"));
    check_whole(&left, 30).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_of_before_gets_its_journal() {
    let place = Place::new();
    {
        let url = format!("surrealkv://{}", place.path("store").display());
        let connection = Connection::open(&url, super::super::database::Sync::Every).await;
        let connection = connection.expect("a store");
        migrations::climb(&connection, 9)
            .await
            .expect("the ladder of before");
        let sql = "CREATE session:old SET account = 'li', created = 1, doc = '{}'";
        let answer = connection.query(sql, json!({})).await.expect("an answer");
        answer.check().expect("a row");
        connection.close().await;
    }
    let store = place.open().await.expect("opened");
    add(&store, 0..4).await;
    let left = place.killed();
    fs::remove_dir_all(left.path("store")).expect("removed");
    check_whole(&left, 5).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_start_that_is_killed_anywhere_starts_again() {
    let place = Place::new();
    drop(place.open().await.expect("a store"));
    let whole = place.killed();
    // Whatever was not there yet.
    let halves: [&[&str]; 5] = [
        &["store", "journal"],
        &["journal"],
        &["store"],
        &["store/wal"],
        &["store/sstables"],
    ];
    for missing in halves {
        let left = whole.killed();
        for name in missing {
            let _ = fs::remove_dir_all(left.path(name));
        }
        match left.open().await {
            Ok(store) => add(&store, 0..1).await,
            Err(error) => assert!(
                error.to_string().contains("guichet recover"),
                "{missing:?}: {error}"
            ),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_that_is_damaged_or_gone_is_refused_with_what_to_do() {
    let place = Place::new();
    let store = place.open().await.expect("a store");
    add(&store, 0..3).await;
    add(&store, 3..6).await;
    let segment = crate::journal::segments(&place.path("journal"))
        .expect("segments")
        .remove(0);
    let name = segment.path.file_name().expect("a name").to_owned();
    for at in [40, 500, 1_500] {
        let left = place.killed();
        let path = left.path("journal").join(&name);
        let mut bytes = fs::read(&path).expect("read");
        bytes[at] ^= 1;
        fs::write(&path, &bytes).expect("written");
        let refused = left.open().await.expect_err("damaged").to_string();
        assert!(
            refused.contains("guichet recover") && !refused.contains('\n'),
            "{refused}"
        );
        assert_eq!(fs::read(&path).expect("read"), bytes, "nothing was changed");
    }
    let left = place.killed();
    fs::remove_dir_all(left.path("journal")).expect("removed");
    let refused = left.open().await.expect_err("gone").to_string();
    assert!(refused.contains("guichet recover"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_never_write_one_journal() {
    let place = Place::new();
    let held = place.open().await.expect("a store");
    let _ = fs::remove_file(place.path("store/LOCK"));
    assert!(matches!(place.open().await, Err(StoreError::Locked(_))));
    add(&held, 0..1).await;
}

/// The store loses one acknowledged commit whenever its table in memory is full, without any fault (SurrealKV 0.21.4).
#[tokio::test(flavor = "multi_thread")]
async fn what_the_store_loses_when_its_table_in_memory_is_full_is_applied_again() {
    const LARGE: usize = 4 * 1024 * 1024;
    let place = Place::new();
    let store = place.open().await.expect("a store");
    // More than the table holds, in batches of their own.
    for n in 0..24 {
        let mut session = session(n);
        session.credential = "x".repeat(LARGE);
        store.put_session(&session).await.expect("acknowledged");
    }
    assert!(
        place.logs().len() > 1
            || place
                .path("store/sstables")
                .read_dir()
                .is_ok_and(|mut files| files.next().is_some())
    );
    let left = place.killed();
    drop(store);
    check_whole(&left, 24).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkpoint_keeps_all_and_readers_wait_for_it() {
    let place = Place::new();
    let store = place.open().await.expect("a store");
    add(&store, 0..30).await;
    let Some(known) = known(&store.connection).await.expect("known") else {
        panic!("a journal");
    };
    assert_eq!(count(&store).await, 30);
    let last = last_written(&store.connection).await.expect("a number");
    assert!(last > known.written(), "there is something to remember");
    let reading = async {
        for _ in 0..50 {
            assert_eq!(count(&store).await, 30);
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
    };
    let closing = async {
        store.connection.reopen().await.expect("opened again");
        remember(&store.connection, &known.journal, last)
            .await
            .expect("remembered");
    };
    tokio::join!(reading, closing);
    assert!(
        markers(&store.connection)
            .await
            .expect("batches")
            .is_empty()
    );
    add(&store, 30..33).await;
    check_whole(&place.killed(), 33).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_taken_stays_taken() {
    let place = Place::new();
    let store = place.open().await.expect("a store");
    let mut request = crate::commit::Request::default();
    request.put(RowKey::new("unique_key", "account:li"), json!({}));
    store.write(request).await.expect("taken");
    let left = place.killed();
    fs::remove_dir_all(left.path("store")).expect("removed");
    let store = left.open().await.expect("opened");
    assert!(store.is_taken("account", "li").await.expect("asked"));
    let commit = crate::store::Commit {
        unique_taken: vec![("account".to_owned(), "li".to_owned())],
        ..Default::default()
    };
    let refused = store.commit(&commit).await;
    assert!(
        matches!(refused, Err(CommitError::NotUnique { .. })),
        "{refused:?}"
    );
}
