//! What the service costs over HTTP, beside yardsticks of the same run: `cargo bench --bench http`.
//!
//! - The untouched form page, beside a bare Rocket route that answers with the same bytes from memory.
//! - A whole submission without a password (terms, form, submission), beside the store alone committing the same rows with as
//!   many writers.
//!   This alone, with the processor time that the service takes for one: `cargo bench --bench http -- submissions`.
//! - A registration with a password, beside Argon2id alone.
//! - A look for due times with few and with many timers, beside a statement that asks for nothing. This alone:
//!   `cargo bench --bench http -- timers`.
//! - What the desk, a search, a case's history and the mails cost with up to 100,000 cases. This alone:
//!   `cargo bench --bench http -- lists`.
//! - The memory of an idle service.
//! - How long a start takes. This alone: `cargo bench --bench http -- starts`.
//!
//! `BINARY_UNDER_TEST=/path/to/guichet` measures another build than the one at hand: for two builds side by side, run it in turn
//! with each.
//!
//! The load runs in this process, the service and the bare route each in one of its own, all on the same cores.

#[path = "http/lists.rs"]
mod lists;
#[path = "http/start.rs"]
mod start;
#[path = "http/timers.rs"]
mod timers;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use guichet::mail::{ApplicantNotification, outbox_row};
use guichet::passwords::Passwords;
use guichet::store::{CaseRow, Commit, JournalRow, SearchRow, Store, TaskRow};
use guichet_engine::ids::{CaseId, DefinitionRef, PerformerKey, Reference, StepName, Version};
use guichet_engine::workflow::{Case, Event, EventKind, Start};
use guichet_tests::definitions::{self, PLAIN};
use guichet_tests::load::{Client, token};
use guichet_tests::ports;
use guichet_tests::server::{Server, Setup};
use serde_json::Value;

/// How long each figure is taken; it is taken [`ROUNDS`] times, in turn with its yardstick.
const ROUND: Duration = Duration::from_secs(3);
const ROUNDS: usize = 3;
/// Visitors, and writers to the store.
const AT_ONCE: usize = 16;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|own| own == "--bare") {
        bare(
            &arguments[at + 1],
            arguments[at + 2].parse().expect("a port"),
        );
        return;
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let asked = |what: &str| arguments.iter().any(|argument| argument == what);
    if asked("timers") {
        runtime.block_on(timers::timers());
    } else if asked("lists") {
        runtime.block_on(lists::lists());
    } else if asked("submissions") {
        runtime.block_on(async { submissions(&served().await.0).await });
    } else if asked("starts") {
        runtime.block_on(start::starts());
    } else {
        runtime.block_on(all());
    }
}

/// The bare route: the bytes of a file, from memory, with the headers of a page.
fn bare(file: &str, port: u16) {
    struct Page(Vec<u8>);
    #[rocket::get("/")]
    fn page(page: &rocket::State<Page>) -> rocket::response::content::RawHtml<Vec<u8>> {
        rocket::response::content::RawHtml(page.0.clone())
    }
    let bytes = std::fs::read(file).expect("a file");
    let config = rocket::Config {
        port,
        log_level: rocket::config::LogLevel::Off,
        ..rocket::Config::release_default()
    };
    let rocket = rocket::custom(config)
        .manage(Page(bytes))
        .mount("/", rocket::routes![page]);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(rocket.launch()).expect("launched");
}

/// Starts the service without limits on how often somebody may come.
async fn served() -> (Server, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    definitions::write(folder.path());
    let setup = Setup::default()
        .with("GUICHET_RATE_FACTOR", "0")
        .with("GUICHET_DEFINITIONS", folder.path().display().to_string());
    (Server::start(setup).await, folder)
}

async fn all() {
    let (server, _folder) = served().await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    println!("idle service: {} MB resident", server.memory_mb());
    form_page(&server).await;
    submissions(&server).await;
    registrations(&server).await;
    timers::timers().await;
    println!("after that: {} MB resident", server.memory_mb());
}

/// Runs `work` for each of so many visitors until the time is over; gives how often per second.
async fn per_second<F, W>(at_once: usize, work: F) -> f64
where
    F: Fn(usize) -> W,
    W: Future<Output = ()> + Send + 'static,
{
    let start = Instant::now();
    let workers: Vec<_> = (0..at_once)
        .map(|number| tokio::spawn(work(number)))
        .collect();
    for worker in workers {
        worker.await.expect("worked");
    }
    start.elapsed().as_secs_f64()
}

fn report(what: &str, figures: &mut [f64], yardstick: &str, measures: &mut [f64]) {
    figures.sort_by(f64::total_cmp);
    measures.sort_by(f64::total_cmp);
    let (own, other) = (figures[figures.len() / 2], measures[measures.len() / 2]);
    println!(
        "{what}: {own:.0}/s; {yardstick}: {other:.0}/s; ratio {:.2}",
        own / other
    );
}

async fn form_page(server: &Server) {
    let path = "/apply/three-in-one";
    let mut client = Client::connect(server.port()).await;
    let page = client.get("/register").await;
    let body = format!("csrf={}&type=three-in-one&agree=yes", token(&page.body));
    let begun = client.post("/register", &body).await;
    assert_eq!(begun.location, path);
    let page = client.get(path).await;
    assert_eq!(page.status, 200);
    let file = server.folder.path().join("page.html");
    std::fs::write(&file, &page.body).expect("written");
    let port = ports::free();
    let mut yardstick = std::process::Command::new(std::env::current_exe().expect("a path"))
        .arg("--bare")
        .arg(&file)
        .arg(port.to_string())
        .spawn()
        .expect("started");
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let (mut own, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        own.push(gets(server.port(), path, true).await);
        bare.push(gets(port, "/", false).await);
    }
    yardstick.kill().expect("ended");
    yardstick.wait().expect("ended");
    println!("form page: {} bytes", page.body.len());
    report("form page", &mut own, "bare Rocket, same bytes", &mut bare);
}

async fn gets(port: u16, path: &'static str, begins: bool) -> f64 {
    let count = Arc::new(AtomicU64::new(0));
    let seconds = per_second(AT_ONCE, |_| {
        let count = Arc::clone(&count);
        async move {
            let mut client = Client::connect(port).await;
            if begins {
                let page = client.get("/register").await;
                let body = format!("csrf={}&type=three-in-one&agree=yes", token(&page.body));
                client.post("/register", &body).await;
            }
            let until = Instant::now() + ROUND;
            while Instant::now() < until {
                assert_eq!(client.get(path).await.status, 200);
                count.fetch_add(1, Ordering::Relaxed);
            }
        }
    })
    .await;
    count.load(Ordering::Relaxed) as f64 / seconds
}

async fn submissions(server: &Server) {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("surrealkv://{}", folder.path().join("store").display());
    let store = Store::open_shared(&url, Arc::new(|reason: &str| panic!("{reason}")))
        .await
        .expect("a store");
    let (mut own, mut alone, mut cpu) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let before = server.cpu();
        let begin = Instant::now();
        let rate = submit(server.port()).await;
        let taken = server.cpu().saturating_sub(before).as_secs_f64();
        cpu.push(taken * 1_000.0 / (rate * begin.elapsed().as_secs_f64()));
        own.push(rate);
        alone.push(commit(&store).await);
    }
    cpu.sort_by(f64::total_cmp);
    println!(
        "processor time of the service for a submission: {:.2} ms",
        cpu[cpu.len() / 2]
    );
    report(
        "submission without a password (terms, form, submission)",
        &mut own,
        "store alone, same rows, same number of writers",
        &mut alone,
    );
}

async fn submit(port: u16) -> f64 {
    let count = Arc::new(AtomicU64::new(0));
    let seconds = per_second(AT_ONCE, |_| {
        let count = Arc::clone(&count);
        async move {
            let mut client = Client::connect(port).await;
            let csrf = token(&client.get("/register").await.body);
            let form = format!("csrf={csrf}&do=check{}", definitions::filled());
            let until = Instant::now() + ROUND;
            while Instant::now() < until {
                let begin = format!("csrf={csrf}&type={PLAIN}&agree=yes");
                assert_eq!(client.post("/register", &begin).await.status, 303);
                let checked = client.post("/apply/plain", &form).await;
                assert_eq!(checked.location, "/apply/plain/check");
                let done = client
                    .post("/apply/plain/submit", &format!("csrf={csrf}"))
                    .await;
                let received = "/apply/plain/received/";
                let reference = done.location.strip_prefix(received).expect("a reference");
                client.forget(&format!("guichet-case-{reference}"));
                client.forget("guichet-draft-plain");
                count.fetch_add(1, Ordering::Relaxed);
            }
        }
    })
    .await;
    count.load(Ordering::Relaxed) as f64 / seconds
}

/// The rows of one submission, as the service commits them.
fn rows(number: u64) -> Commit {
    let event = submitted(number);
    let case = Case::replay(std::slice::from_ref(&event)).expect("a case");
    let id = case.id.clone();
    let received = outbox_row(
        "received",
        "a@example.com",
        "zh-CN",
        &ApplicantNotification::default(),
        Some(&id),
        // So late that no worker takes it.
        jiff::Timestamp::MAX,
    );
    Commit {
        idempotency_key: Some(id.to_string()),
        journal: Some(JournalRow {
            case: id.clone(),
            from: 1,
            events: vec![event],
        }),
        tasks: vec![review(&case)],
        search: Some(SearchRow {
            case: id.clone(),
            reference: case.reference.clone(),
            submitted: jiff::Timestamp::now(),
            text: "Example some words".to_owned(),
            marks: vec![],
        }),
        mails: vec![received],
        draft_gone: Some(id.into()),
        case: Some(CaseRow {
            case,
            title: "Example".to_owned(),
            email: "a@example.com".to_owned(),
            account: None,
            source: None,
        }),
        ..Commit::default()
    }
}

fn definition(name: &str) -> DefinitionRef {
    DefinitionRef {
        name: name.to_owned(),
        version: Version::from_stored("0".repeat(64)),
    }
}

/// Makes the event with which an application of the plain form begins.
fn submitted(number: u64) -> Event {
    let mut answers = BTreeMap::new();
    for number in 1..=33 {
        answers.insert(
            format!("field_{number}"),
            format!("some words that somebody typed {number}"),
        );
    }
    let id = CaseId::new(guichet::keys::id());
    Event {
        seq: 1,
        at: jiff::Timestamp::now(),
        actor: guichet_engine::workflow::Actor::Applicant,
        kind: EventKind::Submitted(Start {
            reference: Reference::new(format!("R{number}-{id}")),
            id,
            form: definition(PLAIN),
            workflow: definition(PLAIN),
            answers: serde_json::to_value(answers).unwrap_or(Value::Null),
            locale: "zh-CN".to_owned(),
            baseline_answers: None,
            by: None,
        }),
    }
}

/// Makes the row of the step that is then open.
fn review(case: &Case) -> TaskRow {
    let at = jiff::Timestamp::now();
    TaskRow {
        id: format!("{}-1", case.id),
        case: case.id.clone(),
        run: 1,
        step: StepName::new("review"),
        queue: guichet::store::Queue::Unclaimed,
        reference: case.reference.clone(),
        title: "Example".to_owned(),
        form: PLAIN.to_owned(),
        assignee: None,
        opened: at,
        due: Some(at),
        timer: None,
        finish: None,
        workflow: Some(definition(PLAIN)),
        roles: vec![PerformerKey::new("reviewer")],
        extra_queues: vec![],
        item: None,
        barred: vec![],
        held_up: false,
        by: None,
    }
}

async fn commit(store: &Store) -> f64 {
    let count = Arc::new(AtomicU64::new(0));
    let seconds = per_second(AT_ONCE, |_| {
        let (count, store) = (Arc::clone(&count), store.clone());
        async move {
            let until = Instant::now() + ROUND;
            while Instant::now() < until {
                let number = count.fetch_add(1, Ordering::Relaxed);
                store.commit(&rows(number)).await.expect("committed");
            }
        }
    })
    .await;
    count.load(Ordering::Relaxed) as f64 / seconds
}

/// A registration hashes one password; this many are taken, one per core at a time.
async fn registrations(server: &Server) {
    const AT_ONCE: usize = 2;
    let passwords = Passwords::new().expect("passwords");
    let (mut own, mut alone) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        own.push(register(server.port(), AT_ONCE, round).await);
        alone.push(hash(&passwords, AT_ONCE).await);
    }
    report(
        "form with a password checked and saved",
        &mut own,
        "Argon2id alone",
        &mut alone,
    );
}

async fn register(port: u16, at_once: usize, round: usize) -> f64 {
    let count = Arc::new(AtomicU64::new(0));
    let seconds = per_second(at_once, |number| {
        let count = Arc::clone(&count);
        async move {
            let mut client = Client::connect(port).await;
            let csrf = token(&client.get("/register").await.body);
            let until = Instant::now() + ROUND;
            while Instant::now() < until {
                let begin = format!("csrf={csrf}&type=three-in-one&agree=yes");
                client.post("/register", &begin).await;
                let form = format!(
                    "csrf={csrf}&do=save&%2Faccount%2Flogin=U{round}_{number}_x&%2Faccount%2Fpassword=Xy7_qm2Kd9&%2Faccount%2Fpassword_again=Xy7_qm2Kd9"
                );
                assert_eq!(client.post("/apply/three-in-one", &form).await.status, 303);
                client.forget("guichet-draft-three-in-one");
                count.fetch_add(1, Ordering::Relaxed);
            }
        }
    })
    .await;
    count.load(Ordering::Relaxed) as f64 / seconds
}

async fn hash(passwords: &Passwords, at_once: usize) -> f64 {
    let count = Arc::new(AtomicU64::new(0));
    let seconds = per_second(at_once, |_| {
        let (count, passwords) = (Arc::clone(&count), passwords.clone());
        async move {
            let until = Instant::now() + ROUND;
            while Instant::now() < until {
                passwords.hash("Xy7_qm2Kd9").await.expect("hashed");
                count.fetch_add(1, Ordering::Relaxed);
            }
        }
    })
    .await;
    count.load(Ordering::Relaxed) as f64 / seconds
}
