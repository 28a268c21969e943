//! What the lists cost with a thousand, ten thousand and a hundred thousand cases in them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use guichet::store::{
    Commit, JournalRow, MailRow, MailState, Queue, QueueKey, SearchRow, Store, TaskRow,
};
use guichet_engine::ids::{CaseId, PerformerKey, Reference, StepName};
use jiff::Timestamp;
use serde_json::Value;
use tokio::task::JoinSet;

/// Cases in each round; those of the rounds before are among them.
const CASES: [i64; 3] = [1_000, 10_000, 100_000];
/// How often each look is taken.
const LOOKS: usize = 100;
/// Commits under way at once.
const AT_ONCE: i64 = 256;
/// The due time of the first case, in milliseconds; nothing is due before.
const FIRST: i64 = 1_700_000_000_000;

/// Prints what each list costs as the cases grow.
pub async fn lists() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("surrealkv://{}", folder.path().join("store").display());
    let journal = folder.path().join("journal");
    let fatal = Arc::new(|reason: &str| panic!("{reason}"));
    let store = Store::open(&url, Some(&journal), fatal).await;
    let store = store.expect("a store");
    let mut written = 0;
    for count in CASES {
        let begin = Instant::now();
        for from in (written..count).step_by(AT_ONCE as usize) {
            let mut under_way = JoinSet::new();
            for number in from..count.min(from + AT_ONCE) {
                let store = store.clone();
                under_way.spawn(async move { store.commit(&commit(number)).await.map(drop) });
            }
            while let Some(done) = under_way.join_next().await {
                done.expect("ended").expect("committed");
            }
        }
        let rate = (count - written) as f64 / begin.elapsed().as_secs_f64();
        written = count;
        println!("{count} cases ({rate:.0} commits a second)");
        looks(&store, count).await;
    }
}

async fn looks(store: &Store, count: i64) {
    let queue = QueueKey::active(&[PerformerKey::new("reviewer")]);
    let middle = format!("c{:07}", count / 2);
    let nothing_due = at(FIRST - 1_000);
    show("a page of the desk", async || {
        store
            .queue_page(&queue, "")
            .await
            .expect("a page")
            .rows
            .len()
    })
    .await;
    show("a page from the middle of the desk", async || {
        let after = format!("{:015}", FIRST + count / 2);
        store
            .queue_page(&queue, &after)
            .await
            .expect("a page")
            .rows
            .len()
    })
    .await;
    show("what is overdue, where nothing is", async || {
        let page = store.due_between(&queue, at(0), nothing_due, "").await;
        page.expect("a page").rows.len()
    })
    .await;
    show("the number on a tab", async || {
        store.queue_count(&queue).await.expect("a number")
    })
    .await;
    show("a search for a word that all hold", async || {
        store.search("公司", "").await.expect("a page").rows.len()
    })
    .await;
    show("a search for a word that one holds", async || {
        store.search(&middle, "").await.expect("a page").rows.len()
    })
    .await;
    show("the history of a case", async || {
        let events = store.journal(&CaseId::new(middle.as_str())).await;
        events.expect("events").len()
    })
    .await;
    show("a page of mails", async || {
        store.mails("", 50).await.expect("a page").0.len()
    })
    .await;
}

async fn show(what: &str, look: impl AsyncFn() -> usize) {
    let mut times: Vec<Duration> = Vec::new();
    let mut found = 0;
    for _ in 0..LOOKS {
        let begin = Instant::now();
        found = look().await;
        times.push(begin.elapsed());
    }
    times.sort_unstable();
    let (median, longest) = (times[LOOKS / 2], times[LOOKS - 1]);
    println!("    {what} ({found} rows): {median:.2?}, at most {longest:.2?}");
}

fn at(millisecond: i64) -> Timestamp {
    Timestamp::from_millisecond(millisecond).expect("a time")
}

fn commit(number: i64) -> Commit {
    let case = format!("c{number:07}");
    Commit {
        journal: Some(JournalRow {
            case: CaseId::new(case.as_str()),
            from: 1,
            events: Vec::new(),
        }),
        tasks: vec![task(&case, number)],
        search: Some(SearchRow {
            case: CaseId::new(case.as_str()),
            reference: Reference::new(format!("R-{case}")),
            submitted: at(FIRST + number),
            text: format!("河北华信贸易有限公司 {case}"),
            marks: vec![],
        }),
        mails: vec![mail(&case, number)],
        ..Commit::default()
    }
}

fn mail(case: &str, number: i64) -> MailRow {
    MailRow {
        id: format!("m{case}"),
        case: Some(CaseId::new(case)),
        to: "a@example.com".to_owned(),
        notice: "received".to_owned(),
        locale: "en".to_owned(),
        data: Value::Null,
        state: MailState::Sent,
        attempts: 1,
        next: None,
        last_error: None,
        created: at(FIRST + number),
        sent: Some(at(FIRST + number)),
    }
}

fn task(case: &str, number: i64) -> TaskRow {
    TaskRow {
        id: format!("{case}-1"),
        case: CaseId::new(case),
        run: 1,
        step: StepName::new("review"),
        queue: Queue::Unclaimed,
        reference: Reference::new(format!("R-{case}")),
        title: "河北华信贸易有限公司".to_owned(),
        form: "example".to_owned(),
        workflow: None,
        assignee: None,
        opened: at(FIRST + number),
        due: Some(at(FIRST + number)),
        timer: None,
        finish: None,
        roles: vec![PerformerKey::new("reviewer")],
        extra_queues: vec![],
        item: None,
        barred: vec![],
        held_up: false,
        by: None,
    }
}
