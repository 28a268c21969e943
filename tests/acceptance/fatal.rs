//! A store that cannot commit: the process ends with one line, and what was acknowledged is there at the next start.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use guichet_tests::definitions;
use guichet_tests::load::{Client, token};
use guichet_tests::server::{Server, Setup};
use guichet_tests::small_disk::SmallDisk;

/// Applicants at once.
const APPLICANTS: usize = 4;
/// What each may submit before the store has no more room, at most.
const SUBMISSIONS_MAX: usize = 200;
/// The size of the store's disk.
const DISK_MB: u32 = 64;
/// What fills it.
const FILLER: &str = "somebody-elses";
/// The exit code of a process whose store failed to commit.
const FATAL: i32 = 70;

/// The reference numbers that were acknowledged, with the cookies that show them.
type Acknowledged = Arc<Mutex<BTreeMap<String, Client>>>;

/// Fills in the plain form, up to the submission; gives the token for it.
async fn fill_in(client: &mut Client) -> String {
    let csrf = token(&client.get("/register").await.body);
    let begin = format!("csrf={csrf}&type=plain&agree=yes");
    client.post("/register", &begin).await;
    let form = format!("csrf={csrf}&do=check{}", definitions::filled());
    let checked = client.post("/apply/plain", &form).await;
    assert_eq!(checked.location, "/apply/plain/check");
    csrf
}

/// Submits what is filled in; gives the reference number.
async fn submit(client: &mut Client, csrf: &str) -> String {
    let submit = format!("csrf={csrf}");
    let done = client.post("/apply/plain/submit", &submit).await;
    let reference = done.location.strip_prefix("/apply/plain/received/");
    reference.expect("a reference").to_owned()
}

/// Submits one application after another. It ends, by a panic, as soon as one is not acknowledged.
async fn apply(port: u16, known: Acknowledged) {
    for _ in 0..SUBMISSIONS_MAX {
        let mut client = Client::connect(port).await;
        let csrf = fill_in(&mut client).await;
        let reference = submit(&mut client, &csrf).await;
        known.lock().expect("a lock").insert(reference, client);
    }
}

/// That all that was acknowledged is there and whole.
async fn check_kept(port: u16, known: &Acknowledged) {
    let known = std::mem::take(&mut *known.lock().expect("a lock"));
    for (reference, mut client) in known {
        client.connect_again(port).await;
        let page = client.get(&format!("/status/{reference}")).await;
        assert_eq!(page.status, 200, "{reference} is gone");
        let page = String::from_utf8_lossy(&page.body).into_owned();
        let typed = "some words that somebody typed 33";
        assert!(page.contains(typed), "{reference} is not whole");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_cannot_commit_ends_the_process_and_loses_nothing() {
    let definitions = tempfile::tempdir().expect("a folder");
    definitions::write(definitions.path());
    // The store alone lies on a disk that runs full: the journal takes what is acknowledged.
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("small");
    std::fs::create_dir(&place).expect("made");
    let disk = SmallDisk::mount(&place, DISK_MB);
    let setup = Setup::default()
        .with(
            "GUICHET_DEFINITIONS",
            definitions.path().display().to_string(),
        )
        .with("GUICHET_RATE_FACTOR", "0")
        .with(
            "GUICHET_STORE",
            format!("surrealkv://{}/store", place.display()),
        )
        .on(disk);
    let mut server = Server::start_in(folder, setup).await;
    let port = server.port();
    // Somebody is about to submit.
    let mut doubtful = Client::connect(port).await;
    let csrf = fill_in(&mut doubtful).await;
    server.disk().fill(FILLER, 1);
    let known = Acknowledged::default();
    let workers = (0..APPLICANTS).map(|_| tokio::spawn(apply(port, Arc::clone(&known))));
    for worker in workers.collect::<Vec<_>>() {
        let ended = worker.await;
        assert!(ended.is_err(), "the store never failed");
    }
    assert_eq!(server.ended().await, Some(FATAL), "{}", server.log());
    let log = server.log();
    let told = log
        .lines()
        .filter(|line| line.starts_with("guichet: the store failed to commit"));
    assert_eq!(told.count(), 1, "{log}");
    let count = known.lock().expect("a lock").len();
    assert!(count > 0, "nothing was submitted before the store failed");

    server.disk().empty(FILLER);
    server.start_again().await;
    check_kept(port, &known).await;
    // What was filled in before is there, too, and work goes on.
    doubtful.connect_again(port).await;
    let reference = submit(&mut doubtful, &csrf).await;
    let page = doubtful.get(&format!("/status/{reference}")).await;
    assert_eq!(page.status, 200);
}
