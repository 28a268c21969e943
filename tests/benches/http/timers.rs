//! What one look for due times costs, with few and with many timers that are not due yet.

use guichet_engine::ids::{CaseId, PerformerKey, Reference, StepName};
use std::sync::Arc;
use std::time::{Duration, Instant};

use guichet::store::{Commit, Store, TaskRow};

/// Timers that are open and not due.
const OPEN: i64 = 10_000;
/// Timers that are due among them.
const DUE: i64 = 100;
/// How many due times the service takes at a time.
const BATCH: u32 = 50;
/// How often each look is taken.
const LOOKS: usize = 200;
/// Rows of one commit.
const AT_A_TIME: i64 = 250;
/// The time of the looks, in milliseconds.
const NOW: i64 = 1_000_000;

/// Prints what a look costs, each figure beside a statement that asks for nothing.
pub async fn timers() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("surrealkv://{}", folder.path().join("store").display());
    let journal = folder.path().join("journal");
    let store = Store::open(
        &url,
        Some(&journal),
        Arc::new(|reason: &str| panic!("{reason}")),
    )
    .await
    .expect("a store");
    look(&store, "no timer", 0).await;
    add(&store, "open", OPEN, NOW + 1).await;
    look(&store, "10,000 timers, none due", 0).await;
    add(&store, "due", DUE, NOW - DUE).await;
    look(&store, "10,000 timers, 100 of them due, 50 read", BATCH).await;
    add(&store, "late", OPEN, NOW - DUE - OPEN).await;
    look(&store, "20,000 timers, 10,100 of them due, 50 read", BATCH).await;
}

/// Adds tasks whose timers are one millisecond apart.
async fn add(store: &Store, name: &str, count: i64, first: i64) {
    for begin in (0..count).step_by(AT_A_TIME as usize) {
        let numbers = begin..count.min(begin + AT_A_TIME);
        let commit = Commit {
            tasks: numbers.map(|number| task(name, number, first)).collect(),
            ..Commit::default()
        };
        store.commit(&commit).await.expect("committed");
    }
}

fn at(millisecond: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(millisecond).expect("a time")
}

fn task(name: &str, number: i64, first: i64) -> TaskRow {
    TaskRow {
        id: format!("{name}{number}-1"),
        case: CaseId::new(format!("{name}{number}")),
        run: 1,
        step: StepName::new("review"),
        queue: guichet::store::Queue::Unclaimed,
        reference: Reference::new(format!("R-{name}-{number}")),
        title: "Example".to_owned(),
        form: "example".to_owned(),
        workflow: None,
        assignee: None,
        opened: at(number),
        due: Some(at(first + number)),
        timer: Some(at(first + number)),
        finish: None,
        roles: vec![PerformerKey::new("reviewer")],
        extra_queues: vec![],
        item: None,
        barred: vec![],
        held_up: false,
        by: None,
    }
}

async fn look(store: &Store, what: &str, found: u32) {
    let (mut looks, mut pings) = (Vec::new(), Vec::new());
    for _ in 0..LOOKS {
        let start = Instant::now();
        let due = store.due_tasks(at(NOW), BATCH).await.expect("asked");
        looks.push(start.elapsed());
        assert_eq!(due.len(), found as usize, "{what}");
        let start = Instant::now();
        store.ping().await.expect("asked");
        pings.push(start.elapsed());
    }
    println!(
        "a look for due times, {what}: {} µs; a statement that asks for nothing: {} µs",
        median(looks),
        median(pings)
    );
}

fn median(mut times: Vec<Duration>) -> u128 {
    times.sort_unstable();
    times[times.len() / 2].as_micros()
}
