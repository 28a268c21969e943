//! Queues, their pages, and timers.

use guichet::store::{Commit, Queue, QueueKey, Store, TaskPage, TaskRow};

use crate::rows::{at, task};
use guichet_engine::ids::{AccountId, PerformerKey};

fn on(queue: &Queue) -> Vec<QueueKey> {
    queue.keys(&[PerformerKey::new("reviewer")])
}

async fn put(store: &Store, tasks: Vec<TaskRow>) {
    let commit = Commit {
        tasks,
        ..Commit::default()
    };
    store.commit(&commit).await.expect("committed");
}

fn opened(page: &TaskPage) -> Vec<i64> {
    page.rows
        .iter()
        .map(|row| row.opened.as_millisecond())
        .collect()
}

pub async fn desk(store: &Store) {
    put(store, (1..=60).map(task).collect()).await;
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let page = store
            .queue_page(&on(&Queue::Unclaimed), &after)
            .await
            .expect("asked");
        seen.extend(opened(&page));
        match page.next {
            Some(next) => after = next,
            None => break,
        }
    }
    assert_eq!(seen, (1..=60).collect::<Vec<i64>>());
    assert_eq!(
        store
            .queue_count(&on(&Queue::Unclaimed))
            .await
            .expect("asked"),
        60
    );
    // Due from 1,010 to before 1,020.
    let active = QueueKey::active(&[PerformerKey::new("reviewer")]);
    let due = store.due_between(&active, at(1_010), at(1_020), "").await;
    assert_eq!(opened(&due.expect("asked")), (10..20).collect::<Vec<i64>>());
    let count = store.due_between_count(&active, at(1_010), at(1_020)).await;
    assert_eq!(count.expect("asked"), 10);
    let first = store
        .due_between(&active, at(0), at(2_000), "")
        .await
        .expect("asked");
    let next = first.next.expect("a next page");
    let second = store.due_between(&active, at(0), at(2_000), &next).await;
    assert_eq!(opened(&second.expect("asked"))[0], 26);
    // What the applicant has is nobody's on the staff.
    let waiting = TaskRow {
        queue: Queue::Waiting,
        ..task(15)
    };
    put(store, vec![waiting]).await;
    let count = store.due_between_count(&active, at(1_010), at(1_020)).await;
    assert_eq!(count.expect("asked"), 9);
    assert_eq!(
        store
            .queue_count(&on(&Queue::Waiting))
            .await
            .expect("asked"),
        1
    );
}

/// Each sees the tasks of their roles; whoever holds several sees them in one order, each once.
pub async fn roles(store: &Store) {
    let task = |number: i64, roles: &[&str]| TaskRow {
        queue: Queue::Done,
        roles: roles.iter().copied().map(PerformerKey::new).collect(),
        ..task(number)
    };
    let all: Vec<TaskRow> = (100..160)
        .map(|number| match number % 3 {
            0 => task(number, &["reviewer"]),
            1 => task(number, &["administrator"]),
            _ => task(number, &["reviewer", "administrator"]),
        })
        .collect();
    put(store, all).await;
    let both = Queue::Done.keys(&["reviewer", "administrator"].map(PerformerKey::new));
    let first = store.queue_page(&both, "").await.expect("asked");
    assert_eq!(opened(&first), (135..160).rev().collect::<Vec<i64>>());
    let next = first.next.expect("a next page");
    let second = store.queue_page(&both, &next).await.expect("asked");
    assert_eq!(opened(&second), (110..135).rev().collect::<Vec<i64>>());
    assert_eq!(store.queue_count(&both).await.expect("asked"), 60);
    assert_eq!(
        store.queue_count(&on(&Queue::Done)).await.expect("asked"),
        40
    );
    let mine = Queue::assigned_to(&AccountId::new("li")).keys(&[PerformerKey::new("reviewer")]);
    let row = TaskRow {
        queue: Queue::assigned_to(&AccountId::new("li")),
        ..task(200, &["reviewer"])
    };
    put(store, vec![row]).await;
    assert_eq!(store.queue_count(&mine).await.expect("asked"), 1);
}

pub async fn timers(store: &Store) {
    assert_eq!(
        store.due_tasks(at(1_003), 10).await.expect("asked").len(),
        3
    );
    assert_eq!(store.due_tasks(at(1_003), 2).await.expect("asked").len(), 2);
    store
        .put_off("case2-1", at(1_003), at(5_000))
        .await
        .expect("put off");
    // One whose time has not come keeps its timer.
    store
        .put_off("case4-1", at(1_003), at(5_000))
        .await
        .expect("asked");
    store
        .put_off("nobody-1", at(1_003), at(5_000))
        .await
        .expect("asked");
    let due = store.due_tasks(at(1_004), 10).await.expect("asked");
    let ids: Vec<&str> = due.iter().map(|task| task.id.as_str()).collect();
    assert_eq!(ids, ["case1-1", "case3-1", "case4-1"]);
}
