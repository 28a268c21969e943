use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn key(id: &str) -> RowKey {
    RowKey::new("draft", id)
}

fn new_row(id: &str, text: Option<&str>, is_new: bool) -> NewRow {
    NewRow {
        key: key(id),
        row: text.map(|text| Arc::new(json!({ "doc": text }))),
        is_new,
    }
}

fn text(row: &Row) -> Option<&str> {
    row.as_ref()?["doc"].as_str()
}

fn taken(pending: &Pending) -> Vec<(String, Option<String>, bool)> {
    let mut rows: Vec<_> = pending
        .take(None)
        .rows
        .iter()
        .map(|row| {
            let text = text(&row.row).map(str::to_owned);
            (row.key.id.clone(), text, row.is_new)
        })
        .collect();
    rows.sort();
    rows
}

#[test]
fn what_came_and_went_before_the_store_heard_of_it_costs_it_nothing() {
    let pending = Pending::default();
    pending.add(1, vec![new_row("a", Some("1"), true)], None);
    pending.add(2, vec![new_row("a", Some("2"), false)], None);
    assert_eq!(text(&pending.row(&key("a")).expect("it waits")), Some("2"));
    pending.add(3, vec![new_row("a", None, false)], None);
    assert!(taken(&pending).is_empty());
    assert_eq!(pending.bytes(), 0);
}

#[test]
fn what_the_store_has_or_is_about_to_have_is_taken_away_there_too() {
    let pending = Pending::default();
    pending.add(1, vec![new_row("a", Some("1"), true)], None);
    let under_way = pending.take(None);
    pending.add(2, vec![new_row("a", None, false)], None);
    pending.written(&under_way.rows);
    assert_eq!(pending.row(&key("a")), Some(None), "known to be gone");
    assert_eq!(taken(&pending), [("a".to_owned(), None, false)]);
    pending.add(3, vec![new_row("a", Some("3"), true)], None);
    let again = taken(&pending);
    assert_eq!(again, [("a".to_owned(), Some("3".to_owned()), false)]);
}

#[test]
fn the_end_is_told_only_with_all_that_came_before_it() {
    let pending = Pending::default();
    let case = NewRow {
        key: RowKey::new("case", "c"),
        row: Some(Arc::new(json!({ "reference": "R1" }))),
        is_new: true,
    };
    let rows = vec![new_row("a", Some("1"), true), case];
    pending.add(7, rows, Some(Chain::default()));
    assert_eq!(pending.tables_in("SELECT doc FROM case"), ["case"]);
    let wanted = ["R1".to_owned(), "R2".to_owned()];
    assert_eq!(
        pending.used("case", "reference", &wanted),
        HashSet::from(["R1".to_owned()])
    );
    let part = pending.take(Some(&["case"]));
    assert_eq!((part.rows.len(), part.end.is_none()), (1, true));
    pending.written(&part.rows);
    assert!(pending.tables_in("SELECT doc FROM case").is_empty());
    let rest = pending.take(Some(&["draft"]));
    assert_eq!(rest.end.map(|(seq, _)| seq), Some(7), "nothing else waits");
}

/// What may happen to a row.
#[derive(Clone, Debug)]
enum Step {
    Put(u8, u16),
    Delete(u8),
    Begin,
    End,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0_u8..4, any::<u16>()).prop_map(|(id, text)| Step::Put(id, text)),
        2 => (0_u8..4).prop_map(Step::Delete),
        1 => Just(Step::Begin),
        1 => Just(Step::End),
    ]
}

/// The store: it refuses a row that is said to be new and is not.
fn carry_out(store: &mut BTreeMap<String, Arc<Value>>, rows: &[TakenRow]) {
    for row in rows {
        let before = match &row.row {
            Some(content) => store.insert(row.key.id.clone(), Arc::clone(content)),
            None => store.remove(&row.key.id),
        };
        assert!(!row.is_new || before.is_none(), "{:?} is not new", row.key);
    }
}

proptest! {
    #[test]
    fn whoever_reads_finds_the_last_and_the_store_ends_up_with_it(steps in prop::collection::vec(step(), 0..60)) {
        let pending = Pending::default();
        let (mut store, mut expected) = (BTreeMap::new(), BTreeMap::<String, Value>::new());
        let mut under_way: Option<Taken> = None;
        for (seq, step) in (1..).zip(steps) {
            match step {
                Step::Put(id, content) => {
                    let id = id.to_string();
                    let row = json!({ "doc": content.to_string() });
                    let is_new = expected.insert(id.clone(), row).is_none();
                    pending.add(seq, vec![new_row(&id, Some(&content.to_string()), is_new)], None);
                }
                Step::Delete(id) => {
                    expected.remove(&id.to_string());
                    pending.add(seq, vec![new_row(&id.to_string(), None, false)], None);
                }
                Step::Begin if under_way.is_none() => under_way = Some(pending.take(None)),
                Step::Begin => {}
                Step::End => if let Some(taken) = under_way.take() {
                    carry_out(&mut store, &taken.rows);
                    pending.written(&taken.rows);
                },
            }
            for id in (0..4).map(|id: u8| id.to_string()) {
                let found = match pending.row(&key(&id)) {
                    Some(row) => row,
                    // A transaction under way is seen at its end at the latest, and the row waits until then.
                    None => store.get(&id).cloned(),
                };
                prop_assert_eq!(found.as_deref(), expected.get(&id));
            }
        }
        if let Some(taken) = under_way {
            carry_out(&mut store, &taken.rows);
            pending.written(&taken.rows);
        }
        let last = pending.take(None);
        carry_out(&mut store, &last.rows);
        pending.written(&last.rows);
        let store: BTreeMap<String, Value> = store.into_iter().map(|(id, row)| (id, (*row).clone())).collect();
        prop_assert_eq!(store, expected);
        prop_assert_eq!(pending.bytes(), 0);
    }
}
