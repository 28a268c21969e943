//! An end in the midst of submitting and reviewing, by `kill -9` and at each place of a commit: what was acknowledged is there, whole and
//! once, with its mail, whatever became of the store meanwhile.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use guichet_tests::definitions;
use guichet_tests::load::{Client, first_log_in, token};
use guichet_tests::server::{Server, Setup, password_in, run};

use crate::people::STAFF_PASSWORD;

/// Ends the process at a place of its code (see `server/src/fail_point.rs`).
const FAIL_POINT: &str = "FAIL_POINT";
/// Applicants at once.
const APPLICANTS: usize = 8;
/// The service is killed once so many submissions are acknowledged.
const ENOUGH: usize = 100;
/// How long mail may take after the restart.
const MAIL_MAX: Duration = Duration::from_secs(90);

/// Seeds of the long form, which `CRASH_SEEDS` asks for: how many ends, each at another place and time.
const SEEDS_VARIABLE: &str = "CRASH_SEEDS";
/// The first of them, to repeat one that failed.
const FIRST_SEED_VARIABLE: &str = "CRASH_FIRST_SEED";
/// The places of a commit at which the process can be ended.
const PLACES: [&str; 5] = ["judged", "written", "synced", "applied", "told"];
/// The places of what is written down afterwards, many batches at a time.
const LATER_PLACES: [&str; 2] = ["writing-down", "written-down"];

/// How the process ends, and what then becomes of its store.
#[derive(Clone, Copy, Debug)]
struct End {
    /// Where in a commit, and how often that is passed before; `None` for a `kill -9` at any time.
    place: Option<(&'static str, u64)>,
    store: Left,
}

/// What is left of a store.
#[derive(Clone, Copy, Debug)]
enum Left {
    /// All that was written.
    Whole,
    /// The end of its log is torn off, as a power cut leaves it.
    Torn(usize),
    /// Noise follows the end of its log.
    Noise,
    /// Nothing.
    Gone,
}

/// What was acknowledged.
#[derive(Debug, Default)]
struct Acknowledged {
    /// Reference numbers with the cookies that show them.
    submitted: BTreeMap<String, Client>,
    /// Those that were also approved.
    approved: Vec<String>,
}

type Known = Arc<Mutex<Acknowledged>>;

/// Submits one application after another until the service is gone.
async fn apply(port: u16, known: Known) {
    loop {
        let mut client = Client::connect(port).await;
        let csrf = token(&client.get("/register").await.body);
        let begin = format!("csrf={csrf}&type=plain&agree=yes");
        client.post("/register", &begin).await;
        let form = format!("csrf={csrf}&do=check{}", definitions::filled());
        client.post("/apply/plain", &form).await;
        let done = client
            .post("/apply/plain/submit", &format!("csrf={csrf}"))
            .await;
        let reference = done.location.strip_prefix("/apply/plain/received/");
        let reference = reference.expect("a reference").to_owned();
        known
            .lock()
            .expect("a lock")
            .submitted
            .insert(reference, client);
    }
}

/// Approves one application after another until the service is gone.
async fn review(mut client: Client, csrf: String, known: Known) {
    loop {
        let next = {
            let known = known.lock().expect("a lock");
            let mut references = known.submitted.keys();
            references
                .find(|own| !known.approved.contains(own))
                .cloned()
        };
        let Some(reference) = next else {
            tokio::time::sleep(Duration::from_millis(5)).await;
            continue;
        };
        let base = format!("/desk/{reference}");
        let claim = format!("csrf={csrf}&run=1");
        client.post(&format!("{base}/claim"), &claim).await;
        let approve = format!("csrf={csrf}&run=1&action=approve&reason=");
        let done = client.post(&format!("{base}/act"), &approve).await;
        assert_eq!(done.status, 303, "{}", String::from_utf8_lossy(&done.body));
        known.lock().expect("a lock").approved.push(reference);
    }
}

/// The text parts of the mails in a folder.
fn mails(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mails = paths.filter(|path| path.extension().is_some_and(|ending| ending == "eml"));
    let text = |path| {
        let bytes = std::fs::read(path).expect("a mail");
        let mail = mail_parser::MessageParser::default().parse(&bytes);
        let mail = mail.expect("a whole mail");
        mail.body_text(0).unwrap_or_default().into_owned()
    };
    mails.map(text).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives() {
    let killed = |store| End { place: None, store };
    survives(killed(Left::Whole)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_store_lost_comes_back_from_the_journal() {
    for store in [Left::Torn(1_000), Left::Noise, Left::Gone] {
        survives(End { place: None, store }).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_at_any_place_of_a_commit_loses_nothing() {
    let asked = |name: &str| {
        let value = std::env::var(name).ok()?;
        Some(value.parse::<u64>().expect("a number"))
    };
    let places = PLACES.len() + LATER_PLACES.len();
    let first = asked(FIRST_SEED_VARIABLE).unwrap_or(0);
    let seeds = asked(SEEDS_VARIABLE).unwrap_or(places as u64);
    for seed in first..first + seeds {
        let place = seed as usize % places;
        // The submissions of eight applicants are under way by then.
        let (place, passed) = match PLACES.get(place) {
            Some(place) => (*place, 60 + seed * 7_919 % 120),
            // Far fewer: many batches are written down at a time.
            None => (LATER_PLACES[place - PLACES.len()], 8 + seed * 7_919 % 6),
        };
        let store = match seed / places as u64 % 4 {
            0 => Left::Whole,
            1 => Left::Torn((seed * 104_729 % 3_000) as usize),
            2 => Left::Noise,
            _ => Left::Gone,
        };
        println!("seed {seed}: {place} passed {passed} times, store {store:?}");
        survives(End {
            place: Some((place, passed)),
            store,
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_start_that_ends_anywhere_starts_again_with_a_password() {
    for place in [
        "adopted:1",
        "synced:1",
        "synced:2",
        "applied:1",
        "applied:2",
        "told:3",
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let mut server = Server::start_unready(folder, Setup::default().with(FAIL_POINT, place));
        server.ended().await;
        server.start_again_with(FAIL_POINT, "none:0").await;
        let told = server.log();
        let password = if told.contains("admin") && has_password(&told) {
            password_in(&told)
        } else {
            // It was made, and the process ended before it was told: it is made anew.
            server.stop();
            let data = server.folder.path().join("data").display().to_string();
            let reset = run(&["user", "reset", "admin"], &[("GUICHET_DATA", &data)]);
            assert!(reset.status.success(), "{place}: {reset:?}");
            server.start_again().await;
            password_in(&String::from_utf8_lossy(&reset.stdout))
        };
        first_log_in(server.port(), "admin", &password, STAFF_PASSWORD).await;
    }
}

fn has_password(told: &str) -> bool {
    std::panic::catch_unwind(|| password_in(told)).is_ok()
}

/// Damages the store of a server that has ended.
fn damage(store: &Path, left: Left) {
    if matches!(left, Left::Gone) {
        std::fs::remove_dir_all(store).expect("removed");
        return;
    }
    for entry in std::fs::read_dir(store.join("wal")).expect("a log") {
        let path = entry.expect("an entry").path();
        let mut log = std::fs::read(&path).expect("read");
        match left {
            Left::Torn(bytes) => log.truncate(log.len().saturating_sub(bytes)),
            Left::Noise if !log.is_empty() => log.extend([0xa5; 700]),
            _ => {}
        }
        std::fs::write(&path, log).expect("written");
    }
}

async fn survives(end: End) {
    let definitions = tempfile::tempdir().expect("a folder");
    definitions::write(definitions.path());
    let folder = tempfile::tempdir().expect("a folder");
    let one_time = Server::add_staff(folder.path(), "limei", "reviewer");
    let mut setup = Setup::default()
        .with(
            "GUICHET_DEFINITIONS",
            definitions.path().display().to_string(),
        )
        .with("GUICHET_RATE_FACTOR", "0");
    if let Some((place, passed)) = end.place {
        setup = setup.with(FAIL_POINT, format!("{place}:{passed}"));
    }
    let mut server = Server::start_in(folder, setup).await;
    let (client, csrf) = first_log_in(server.port(), "limei", &one_time, STAFF_PASSWORD).await;
    let known = Known::default();
    // Each ends, by a broken connection, when the service does.
    let mut workers = vec![tokio::spawn(review(client, csrf, Arc::clone(&known)))];
    for _ in 0..APPLICANTS {
        workers.push(tokio::spawn(apply(server.port(), Arc::clone(&known))));
    }
    if end.place.is_some() {
        server.ended().await;
    } else {
        while known.lock().expect("a lock").submitted.len() < ENOUGH {
            assert!(!workers[0].is_finished(), "the reviewer stopped");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        server.kill();
    }
    for worker in workers {
        let _ = worker.await;
    }
    damage(&server.folder.path().join("data/store"), end.store);
    server.start_again_with(FAIL_POINT, "none:0").await;
    let known = std::mem::take(&mut *known.lock().expect("a lock"));
    check(&mut server, known).await;
    verified(&mut server);
}

/// Checks from outside that what was acknowledged is there, whole and once.
async fn check(server: &mut Server, known: Acknowledged) {
    for (reference, mut client) in known.submitted {
        client.connect_again(server.port()).await;
        let page = client.get(&format!("/status/{reference}")).await;
        assert_eq!(page.status, 200, "{reference} is gone");
        let page = String::from_utf8_lossy(&page.body).into_owned();
        let typed = "some words that somebody typed 33";
        assert!(page.contains(typed), "{reference} is not whole");
        if known.approved.contains(&reference) {
            assert!(page.contains("state-approved"), "{reference} was approved");
        }
        let until = Instant::now() + MAIL_MAX;
        loop {
            let count = mails(&server.folder.path().join("data/mail"))
                .iter()
                .filter(|mail| mail.contains(&reference))
                .count();
            let approved = usize::from(page.contains("state-approved"));
            if count == 1 + approved {
                break;
            }
            assert!(Instant::now() < until, "{reference} has {count} mails");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}

/// Checks that the journal is whole from its first line to its last.
fn verified(server: &mut Server) {
    server.stop();
    let journal = server
        .folder
        .path()
        .join("data/journal")
        .display()
        .to_string();
    let whole = run(&["verify", &journal], &[]);
    assert!(whole.status.success(), "{whole:?}");
}
