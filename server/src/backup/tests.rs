//! A backup under load, and the service made from it compared with the one of before, row by row and byte by byte.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use guichet_engine::ids::{AccountId, Pointer};
use jiff::Timestamp;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::model::{ATTACHMENTS, MANIFEST};
use super::*;
use crate::attachment::place_of;
use crate::journal::{Reader, Until, segments};
use crate::store::{AttachmentRow, Owner, Session, Store, set_journal_aside};
use crate::testing::at;

type Rows = BTreeMap<(String, String), Value>;

struct Service {
    folder: tempfile::TempDir,
    places: Places,
}

impl Service {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let places = Places {
            journal: folder.path().join("data/journal"),
            attachments: folder.path().join("data/attachments"),
            definitions: folder.path().join("definitions"),
        };
        fs::create_dir_all(&places.attachments).expect("made");
        Self { folder, places }
    }

    fn url(&self) -> String {
        format!(
            "surrealkv://{}",
            self.folder.path().join("data/store").display()
        )
    }

    async fn open(&self) -> Store {
        let fatal = Arc::new(|reason: &str| panic!("fatal: {reason}"));
        let opened = Store::open(&self.url(), Some(&self.places.journal), fatal).await;
        opened.expect("a store")
    }

    fn file(&self, id: &str) -> PathBuf {
        self.places.attachments.join(place_of(id))
    }

    /// Stores a file, then its row, as an upload does.
    async fn upload(&self, store: &Store, number: usize) {
        let id = format!("{:02}file{number:05}", number % 7);
        let content = format!("the scan {number} ").repeat(number % 50 + 1);
        let path = self.file(&id);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(&path, &content).expect("written");
        let sha256 = Sha256::digest(content.as_bytes());
        let row = AttachmentRow {
            id,
            owner: Owner::draft("d"),
            field: Pointer::root(),
            file_name: "scan.png".to_owned(),
            media_type: "image/png".to_owned(),
            size_bytes: content.len() as u64,
            width: 1,
            height: 1,
            sha256: sha256.iter().map(|byte| format!("{byte:02x}")).collect(),
            created: at(1),
        };
        store.put_attachment(&row).await.expect("acknowledged");
    }
}

fn session(number: usize) -> Session {
    Session {
        id: format!("s{number:05}"),
        account: AccountId::new("li"),
        created: at(1),
        seen: at(i64::try_from(number).expect("small")),
        credential: "x".to_owned(),
        origin: None,
        confirmed: None,
    }
}

fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).expect("a time")
}

/// Returns what a journal makes of a store, up to a batch.
fn rows(journal: &Path, until: u64) -> Rows {
    let first = segments(journal).expect("read")[0].first;
    let mut reader = Reader::open(journal, first - 1).expect("read");
    let mut rows = Rows::new();
    while let Some(record) = reader.read().expect("read") {
        if record.seq > until {
            break;
        }
        if record.base.as_ref().is_some_and(|base| base.begins) {
            rows.clear();
        }
        for image in record.changes.into_iter().flatten() {
            let key = (image.table, image.id);
            match image.row {
                Some(row) => rows.insert(key, row),
                None => rows.remove(&key),
            };
        }
    }
    rows
}

/// Returns what the store of a service holds, as a journal that begins with a copy of it says.
async fn held(service: &Service) -> Rows {
    let aside = set_journal_aside(&service.url(), &service.places.journal).await;
    aside.expect("set aside");
    service.open().await.close().await;
    rows(&service.places.journal, u64::MAX)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_load_is_restored_row_by_row_and_byte_by_byte() {
    let service = Arc::new(Service::new());
    fs::create_dir_all(service.places.definitions.join("forms/a")).expect("made");
    fs::write(service.places.definitions.join("forms/a/form.json"), "{}").expect("written");
    let store = service.open().await;
    let stops = Arc::new(AtomicBool::new(false));
    let load = {
        let (service, store, stops) = (Arc::clone(&service), store.clone(), Arc::clone(&stops));
        tokio::spawn(async move {
            let mut number = 0;
            // However slow the machine: a load.
            while !stops.load(Ordering::Relaxed) || number <= 20 {
                store
                    .put_session(&session(number))
                    .await
                    .expect("acknowledged");
                service.upload(&store, number).await;
                if number % 5 == 4 {
                    // As an applicant does who takes a scan away: the row first, then the file.
                    let id = format!("{:02}file{:05}", (number - 2) % 7, number - 2);
                    let owner = Owner::draft("d");
                    store
                        .delete_attachment_of(&owner, &id)
                        .await
                        .expect("acknowledged");
                    let _ = fs::remove_file(service.file(&id));
                }
                number += 1;
            }
        })
    };
    let folder = tempfile::tempdir().expect("a folder");
    let to = folder.path().join("backup");
    let mut reports = Vec::new();
    for _ in 0..4 {
        tokio::time::sleep(Duration::from_millis(60)).await;
        let (places, to) = (service.places.clone(), to.clone());
        let made = tokio::task::spawn_blocking(move || make(&places, &to, now())).await;
        let report = made.expect("ran").expect("made");
        assert_eq!(report.faults, BTreeMap::new());
        reports.push(report);
    }
    stops.store(true, Ordering::Relaxed);
    load.await.expect("ran");
    store.close().await;
    assert_eq!(verify(&to).expect("verified").faults, BTreeMap::new());

    // The end, and each moment at which a backup was made: the later ones have what the earlier had.
    for report in &reports {
        let other = Service::new();
        let until = Until::Batch(report.head.seq);
        let restored = restore(&to, &other.places, until).expect("restored");
        assert_eq!(restored.head, report.head);
        assert_eq!(restored.faults, BTreeMap::new());
        let form = other.places.definitions.join("forms/a/form.json");
        assert_eq!(fs::read_to_string(form).expect("read"), "{}");
        other.open().await.close().await;
        let expect = rows(&service.places.journal, report.head.seq);
        assert_eq!(rows(&other.places.journal, u64::MAX), expect);
        let files = expect.keys().filter(|(table, _)| table == ATTACHMENTS);
        assert_eq!(files.count(), restored.files);
        let own = held(&other).await;
        assert_eq!(own, expect);
    }
}

#[tokio::test]
async fn a_restore_ends_where_it_is_asked_to() {
    let service = Service::new();
    let store = service.open().await;
    store.put_session(&session(1)).await.expect("acknowledged");
    tokio::time::sleep(Duration::from_millis(20)).await;
    let between = Timestamp::now();
    tokio::time::sleep(Duration::from_millis(20)).await;
    store.put_session(&session(2)).await.expect("acknowledged");
    store.close().await;
    let folder = tempfile::tempdir().expect("a folder");
    make(&service.places, folder.path(), now()).expect("made");
    for (until, count) in [(Until::Time(between), 1), (Until::End, 2)] {
        let other = Service::new();
        restore(folder.path(), &other.places, until).expect("restored");
        let sessions = rows(&other.places.journal, u64::MAX);
        let sessions = sessions.keys().filter(|(table, _)| table == "session");
        assert_eq!(sessions.count(), count);
        let again = restore(folder.path(), &other.places, until);
        assert!(matches!(again, Err(BackupError::NotEmpty(_))), "{again:?}");
    }
    let other = Service::new();
    let early = restore(folder.path(), &other.places, Until::Time(at(1)));
    assert!(matches!(early, Err(BackupError::TooEarly)), "{early:?}");
}

#[tokio::test]
async fn a_file_that_is_missing_or_changed_is_told_and_copied_once_it_is_mended() {
    let service = Service::new();
    let store = service.open().await;
    for number in 0..3 {
        service.upload(&store, number).await;
    }
    store.close().await;
    let folder = tempfile::tempdir().expect("a folder");
    let (missing, changed) = ("00file00000", "01file00001");
    let kept = fs::read(service.file(changed)).expect("read");
    fs::remove_file(service.file(missing)).expect("removed");
    fs::write(service.file(changed), "another").expect("written");
    let report = make(&service.places, folder.path(), now()).expect("made");
    let faults = BTreeMap::from([
        (missing.to_owned(), FileFault::Missing),
        (changed.to_owned(), FileFault::Changed),
    ]);
    assert_eq!(report.faults, faults);
    fs::write(service.file(changed), &kept).expect("written");
    let report = make(&service.places, folder.path(), now()).expect("made");
    assert_eq!(report.faults.len(), 1, "{report:?}");
    // One that goes bad in the backup is found when it is verified.
    let copy = folder
        .path()
        .join("attachments")
        .join(place_of("02file00002"));
    fs::write(copy, "another").expect("written");
    let report = verify(folder.path()).expect("verified");
    assert_eq!(report.faults.len(), 2, "{report:?}");
}

#[tokio::test]
async fn a_backup_that_was_cut_off_goes_on_and_a_damaged_one_is_refused() {
    let service = Service::new();
    let store = service.open().await;
    service.upload(&store, 0).await;
    store.close().await;
    let folder = tempfile::tempdir().expect("a folder");
    make(&service.places, folder.path(), now()).expect("made");
    // Cut off before it said what it is, with a definition half copied.
    fs::remove_file(folder.path().join(MANIFEST)).expect("removed");
    fs::create_dir_all(folder.path().join("definitions.part/forms")).expect("made");
    fs::write(folder.path().join("definitions.part/forms/f.json"), "{").expect("written");
    assert!(matches!(
        verify(folder.path()),
        Err(BackupError::NoBackup(_))
    ));
    make(&service.places, folder.path(), now()).expect("made");
    assert!(!folder.path().join("definitions.part").exists());
    let segment = segments(&folder.path().join("journal"))
        .expect("read")
        .remove(0)
        .path;
    let whole = fs::read(&segment).expect("read");
    let mut bytes = whole.clone();
    bytes[700] ^= 1;
    fs::write(&segment, bytes).expect("written");
    assert!(verify(folder.path()).is_err());
    let other = Service::new();
    assert!(restore(folder.path(), &other.places, Until::End).is_err());
    // Without its last line it ends before what it says.
    fs::write(&segment, &whole[..whole.len() - 10]).expect("written");
    assert!(verify(folder.path()).is_err());
}
