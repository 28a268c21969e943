//! A disk that runs full, by whatever: nothing new is accepted, nobody loses what was, and it recovers by itself.

use std::path::Path;
use std::time::{Duration, Instant};

use guichet_tests::definitions;
use guichet_tests::load::{Client, first_log_in, token};
use guichet_tests::server::{Server, Setup, binary, password_in};
use guichet_tests::small_disk::SmallDisk;

use crate::people::STAFF_PASSWORD;

/// The size of the disk.
const DISK_MB: u32 = 420;
/// Below this nothing new is accepted.
const FLOOR_MB: u64 = 100;
/// What the service keeps in reserve.
const RESERVE_MB: u64 = 64;
/// What fills the disk.
const FILLER: &str = "somebody-elses";
/// How long the service may take to notice.
const NOTICED_MAX: Duration = Duration::from_secs(60);

/// Makes a reviewer with the command line, on that disk.
fn add_reviewer(disk: &SmallDisk, data: &Path) -> String {
    let words = ["user", "add", "limei", "--role", "reviewer"];
    let words = words.into_iter().chain(["--display-name", "limei"]);
    let made = disk
        .command(binary())
        .args(words.chain(["--email", "limei@example.com"]))
        .env("GUICHET_DATA", data)
        .output()
        .expect("it runs");
    assert!(made.status.success(), "{made:?}");
    password_in(&String::from_utf8_lossy(&made.stdout))
}

/// Fills in and submits the plain form; gives the reference number and the visitor, or the status of the refusal.
async fn apply(port: u16) -> Result<(String, Client), u16> {
    let mut client = Client::connect(port).await;
    let csrf = token(&client.get("/register").await.body);
    let begin = format!("csrf={csrf}&type=plain&agree=yes");
    client.post("/register", &begin).await;
    let form = format!("csrf={csrf}&do=check{}", definitions::filled());
    let checked = client.post("/apply/plain", &form).await;
    if checked.status >= 400 {
        return Err(checked.status);
    }
    let submit = format!("csrf={csrf}");
    let done = client.post("/apply/plain/submit", &submit).await;
    match done.location.strip_prefix("/apply/plain/received/") {
        Some(reference) => Ok((reference.to_owned(), client)),
        None => Err(done.status),
    }
}

/// Waits until the service says of itself that it is ready, or that it is not.
async fn wait_until(server: &Server, is_ready: bool) {
    let until = Instant::now() + NOTICED_MAX;
    loop {
        let ready = reqwest::get(format!("{}/ready", server.url)).await;
        let ready = ready.is_ok_and(|answer| answer.status().is_success());
        if ready == is_ready {
            return;
        }
        assert!(Instant::now() < until, "not noticed: {}", server.log());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Waits until the reserve is kept, or given up.
async fn wait_until_reserve(server: &Server, is_kept: bool) {
    let until = Instant::now() + NOTICED_MAX;
    while server.disk().path("reserve").exists() != is_kept {
        assert!(Instant::now() < until, "not noticed: {}", server.log());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn check_there(port: u16, reference: &str, client: &mut Client, expect: &str) {
    client.connect_again(port).await;
    let page = client.get(&format!("/status/{reference}")).await;
    assert_eq!(page.status, 200, "{reference} is gone");
    let page = String::from_utf8_lossy(&page.body).into_owned();
    assert!(page.contains(expect), "{reference}: {page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_runs_full_takes_nothing_more_and_loses_nothing() {
    let definitions = tempfile::tempdir().expect("a folder");
    definitions::write(definitions.path());
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    std::fs::create_dir(&data).expect("made");
    let disk = SmallDisk::mount(&data, DISK_MB);
    let one_time = add_reviewer(&disk, &data);
    let setup = Setup::default()
        .with(
            "GUICHET_DEFINITIONS",
            definitions.path().display().to_string(),
        )
        .with("GUICHET_RATE_FACTOR", "0")
        .with("GUICHET_FREE_SPACE_MB", FLOOR_MB.to_string())
        .with("GUICHET_RESERVE_MB", RESERVE_MB.to_string())
        .on(disk);
    let mut server = Server::start_in(folder, setup).await;
    let port = server.port();
    let (mut staff, csrf) = first_log_in(port, "limei", &one_time, STAFF_PASSWORD).await;
    let (first, mut first_client) = apply(port).await.expect("accepted");
    let (second, mut second_client) = apply(port).await.expect("accepted");
    let claim = format!("csrf={csrf}&run=1");
    staff.post(&format!("/desk/{first}/claim"), &claim).await;

    // Below the floor: nothing that grows, decisions included; what is there is shown.
    server.disk().fill(FILLER, FLOOR_MB - 20);
    wait_until(&server, false).await;
    assert_eq!(apply(port).await.map(|_| ()), Err(503));
    let approve = format!("csrf={csrf}&run=1&action=approve&reason=");
    let act = format!("/desk/{first}/act");
    assert_eq!(staff.post(&act, &approve).await.status, 503);
    assert_eq!(staff.get(&format!("/desk/{first}")).await.status, 200);
    check_there(port, &second, &mut second_client, "state-review").await;

    // Nought, by somebody else: the reserve was given up for what still has to be written.
    wait_until_reserve(&server, false).await;
    server.disk().fill(FILLER, 0);
    assert_eq!(apply(port).await.map(|_| ()), Err(503));
    check_there(port, &first, &mut first_client, "state-review").await;
    let live = reqwest::get(format!("{}/live", server.url)).await;
    assert!(live.expect("an answer").status().is_success());

    // It is killed in that state. A start says in one line what is wrong, or serves.
    server.kill();
    server.spawn_again();
    tokio::time::sleep(Duration::from_secs(2)).await;
    let said = server.log();
    assert!(!said.contains("panicked"), "{said}");
    if server.has_ended() {
        let last = said.lines().last().unwrap_or_default();
        assert!(last.starts_with("guichet: "), "{said}");
    }
    server.kill();

    // Room again: all is there, and goes on.
    server.disk().empty(FILLER);
    server.start_again().await;
    check_there(port, &first, &mut first_client, "state-review").await;
    check_there(port, &second, &mut second_client, "state-review").await;
    staff.connect_again(port).await;
    assert_eq!(staff.post(&act, &approve).await.status, 303);
    check_there(port, &first, &mut first_client, "state-approved").await;
    apply(port).await.expect("accepted again");

    // Without a restart, too.
    server.disk().fill(FILLER, FLOOR_MB - 20);
    wait_until(&server, false).await;
    server.disk().empty(FILLER);
    wait_until(&server, true).await;
    apply(port).await.expect("accepted once there is room");
    wait_until_reserve(&server, true).await;
    assert!(server.disk().free_mb() > FLOOR_MB);
}
