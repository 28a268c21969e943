//! `kill -9` while applications are submitted and reviewed: what was acknowledged is there, whole and once, with its mail.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use guichet_tests::definitions;
use guichet_tests::load::{Client, first_log_in, token};
use guichet_tests::server::{Server, Setup};

use crate::people::STAFF_PASSWORD;

/// Applicants at once.
const APPLICANTS: usize = 8;
/// The service is killed once so many submissions are acknowledged.
const ENOUGH: usize = 100;
/// How long mail may take after the restart.
const MAIL_MAX: Duration = Duration::from_secs(90);

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
    let definitions = tempfile::tempdir().expect("a folder");
    definitions::write(definitions.path());
    let folder = tempfile::tempdir().expect("a folder");
    let one_time = Server::add_staff(folder.path(), "limei", "reviewer");
    let setup = Setup::default()
        .with(
            "GUICHET_DEFINITIONS",
            definitions.path().display().to_string(),
        )
        .with("GUICHET_RATE_FACTOR", "0");
    let mut server = Server::start_in(folder, setup).await;
    let (client, csrf) = first_log_in(server.port(), "limei", &one_time, STAFF_PASSWORD).await;
    let known = Known::default();
    // Each ends, by a broken connection, when the service is killed.
    let mut workers = vec![tokio::spawn(review(client, csrf, Arc::clone(&known)))];
    for _ in 0..APPLICANTS {
        workers.push(tokio::spawn(apply(server.port(), Arc::clone(&known))));
    }
    while known.lock().expect("a lock").submitted.len() < ENOUGH {
        assert!(!workers[0].is_finished(), "the reviewer stopped");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    server.kill();
    for worker in workers {
        let _ = worker.await;
    }
    server.start_again().await;

    let known = std::mem::take(&mut *known.lock().expect("a lock"));
    assert!(!known.approved.is_empty(), "nothing was reviewed");
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
