use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::testing::at;

const SMALL: u64 = 2_000;

fn open(folder: &Path) -> Result<Journal, JournalError> {
    known(folder, 0)
}

fn known(folder: &Path, batch: u64) -> Result<Journal, JournalError> {
    Journal::open_with(JournalLock::take(folder)?, batch, SMALL)
}

fn change(n: u64) -> Vec<Vec<RowImage>> {
    let row = Some(json!({ "v": n, "doc": "中".repeat(usize::try_from(n % 50).expect("small")) }));
    vec![vec![RowImage {
        table: "case".to_owned(),
        id: format!("c{n}"),
        row,
    }]]
}

/// Writes batches and gives the folder, the journal's last segment among others in it.
fn written(count: u64) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let mut journal = open(folder.path()).expect("a journal");
    for n in 1..=count {
        assert_eq!(journal.append(at(7), change(n), None).expect("appended"), n);
    }
    folder
}

fn numbers(folder: &Path, after: u64) -> Result<Vec<u64>, JournalError> {
    let mut reader = Reader::open(folder, after)?;
    let mut found = Vec::new();
    while let Some(record) = reader.read()? {
        assert_eq!(record.changes, change(record.seq));
        found.push(record.seq);
    }
    Ok(found)
}

fn last(folder: &Path) -> PathBuf {
    segments(folder).expect("segments").pop().expect("one").path
}

/// Cuts what no line uses from the last segment, and gives where its lines end.
fn bare(folder: &Path) -> usize {
    let path = last(folder);
    let mut bytes = fs::read(&path).expect("read");
    let end = bytes.iter().rposition(|byte| *byte != 0).expect("lines") + 1;
    bytes.truncate(end);
    fs::write(path, bytes).expect("written");
    end
}

#[test]
fn what_was_appended_is_read_from_any_batch_on() {
    let folder = written(60);
    assert!(
        segments(folder.path()).expect("segments").len() > 3,
        "several segments"
    );
    for after in [0, 1, 17, 59, 60] {
        let expect: Vec<u64> = (after + 1..=60).collect();
        assert_eq!(numbers(folder.path(), after).expect("read"), expect);
    }
    // It goes on where it stopped.
    let mut journal = open(folder.path()).expect("opened again");
    assert_eq!(
        journal.append(at(7), change(61), None).expect("appended"),
        61
    );
    assert_eq!(numbers(folder.path(), 59).expect("read"), [60, 61]);
}

#[test]
fn a_batch_larger_than_a_segment_has_one_to_itself() {
    let alone = tempfile::tempdir().expect("a folder");
    let large: Vec<_> = (0..200).flat_map(change).collect();
    open(alone.path())
        .expect("a journal")
        .append(at(7), large, None)
        .expect("the first");
    assert_eq!(open(alone.path()).expect("opened again").seq(), 1);
    let folder = written(2);
    let mut journal = open(folder.path()).expect("a journal");
    let many = (0..200).flat_map(change).collect::<Vec<_>>();
    journal.append(at(7), many.clone(), None).expect("appended");
    journal.append(at(7), change(4), None).expect("appended");
    let mut reader = Reader::open(folder.path(), 2).expect("read");
    assert_eq!(
        reader.read().expect("read").expect("the third").changes,
        many
    );
    assert_eq!(
        reader.read().expect("read").expect("the fourth").changes,
        change(4)
    );
}

#[test]
fn one_process_writes_it() {
    let folder = written(1);
    let held = open(folder.path()).expect("a journal");
    // Whatever is deleted in it: the folder is what is locked.
    fs::write(folder.path().join("LOCK"), "").expect("written");
    assert!(matches!(open(folder.path()), Err(JournalError::Locked(_))));
    drop(held);
    open(folder.path()).expect("free again");
}

#[test]
fn a_torn_end_is_dropped_and_written_over() {
    for cut in [1, 2, 9, 40, 120] {
        for tail in [vec![], vec![0; 300], vec![0xa5; 300], b"{\n\n{\n".to_vec()] {
            let folder = written(8);
            let end = bare(folder.path());
            let path = last(folder.path());
            let mut bytes = fs::read(&path).expect("read");
            bytes.truncate(end - cut);
            bytes.extend(&tail);
            fs::write(&path, bytes).expect("written");
            let mut journal = open(folder.path()).expect("opened");
            assert_eq!(journal.seq(), 7, "{cut} {tail:?}");
            journal.append(at(7), change(8), None).expect("appended");
            drop(journal);
            assert_eq!(open(folder.path()).expect("opened").seq(), 8);
            assert_eq!(numbers(folder.path(), 6).expect("read"), [7, 8]);
        }
    }
}

#[test]
fn the_end_of_a_batch_that_somebody_heard_of_is_no_torn_end() {
    let folder = written(8);
    let end = bare(folder.path());
    let path = last(folder.path());
    let mut bytes = fs::read(&path).expect("read");
    bytes[end - 10] ^= 1;
    fs::write(&path, &bytes).expect("written");
    let refused = known(folder.path(), 8);
    assert!(
        matches!(refused, Err(JournalError::Damaged { .. })),
        "{refused:?}"
    );
    assert_eq!(fs::read(&path).expect("read"), bytes, "nothing was changed");
    // Whoever knows of none but the seventh goes on.
    known(folder.path(), 7).expect("opened");
}

#[test]
fn a_segment_that_is_not_there_is_missed() {
    let folder = written(60);
    let found = segments(folder.path()).expect("segments");
    fs::remove_file(&found[1].path).expect("removed");
    assert!(matches!(
        numbers(folder.path(), 0),
        Err(JournalError::Missing { .. })
    ));
    let after = found[2].first - 1;
    assert_eq!(
        numbers(folder.path(), after).expect("read").first(),
        Some(&found[2].first)
    );
    fs::remove_file(&found.last().expect("one").path).expect("removed");
    let refused = known(folder.path(), 60);
    assert!(
        matches!(refused, Err(JournalError::Missing { .. })),
        "{refused:?}"
    );
}

#[test]
fn a_segment_that_was_being_made_is_made_again() {
    for left in [vec![], vec![0; 2_000], b"deadbeef 00".to_vec()] {
        let folder = written(5);
        let head = open(folder.path()).expect("a journal").seq() + 1;
        fs::write(folder.path().join(format!("{head:020}.jsonl")), &left).expect("written");
        let mut journal = open(folder.path()).expect("opened");
        assert_eq!(
            journal.append(at(7), change(head), None).expect("appended"),
            head
        );
    }
}

#[test]
fn a_disk_that_refuses_leaves_it_as_it_was() {
    let folder = written(3);
    let mut journal = open(folder.path()).expect("a journal");
    let path = folder.path().to_owned();
    // A folder in the place of the next segment cannot be written.
    fs::create_dir(path.join(format!("{:020}.jsonl", 4))).expect("made");
    let large = (0..200).flat_map(change).collect::<Vec<_>>();
    journal.append(at(7), large, None).expect_err("refused");
    assert_eq!(journal.append(at(7), change(4), None).expect("appended"), 4);
    fs::remove_dir(path.join(format!("{:020}.jsonl", 4))).expect("removed");
    assert_eq!(numbers(&path, 0).expect("read"), [1, 2, 3, 4]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Whatever bit flips: what is known to have been written is given as it was, or the journal is refused.
    #[test]
    fn a_flipped_bit_is_never_read_as_something_else(at in 0_usize..4_500, bit in 0_u8..8) {
        let folder = written(20);
        bare(folder.path());
        let found = segments(folder.path()).expect("segments");
        let mut at = at;
        for segment in &found {
            let mut bytes = fs::read(&segment.path).expect("read");
            let used = bytes.iter().rposition(|byte| *byte != 0).expect("lines") + 1;
            if at < used {
                bytes[at] ^= 1 << bit;
                fs::write(&segment.path, bytes).expect("written");
                break;
            }
            at -= used;
        }
        if let (Ok(_), Ok(read)) = (known(folder.path(), 20), numbers(folder.path(), 0)) {
            prop_assert_eq!(read, (1..=20).collect::<Vec<u64>>());
        }
    }
}
