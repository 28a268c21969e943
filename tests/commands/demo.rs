//! `guichet demo`: a week of applications in every state, pages that answer, and nothing left at the end.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use guichet_tests::load::{Client, token};
use guichet_tests::ports;
use guichet_tests::server::binary;

/// How long a demonstration may take to be made: the program of the tests is not optimised.
const READY_MAX: Duration = Duration::from_secs(240);

struct Demo {
    child: Child,
    port: u16,
    said: String,
    /// Where temporary folders are made.
    scratch: tempfile::TempDir,
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Demo {
    /// Starts a demonstration and waits until it has printed everything.
    fn start(folder: Option<&Path>) -> Self {
        let scratch = tempfile::tempdir().expect("a folder");
        let port = ports::free();
        let mut child = Command::new(binary())
            .arg("demo")
            .args(folder)
            .current_dir(scratch.path())
            .env("TMPDIR", scratch.path())
            .env("GUICHET_PORT", port.to_string())
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("guichet runs");
        let out = child.stdout.take().expect("its output");
        let (begun, mut said) = (Instant::now(), String::new());
        for line in BufReader::new(out).lines() {
            let line = line.expect("text");
            said.push_str(&line);
            said.push('\n');
            if line.starts_with("Ctrl+C") {
                break;
            }
            assert!(begun.elapsed() < READY_MAX, "{said}");
        }
        assert!(said.contains("Ctrl+C"), "it ended: {said}");
        Self {
            child,
            port,
            said,
            scratch,
        }
    }

    /// What it made in its folder.
    fn folders(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.scratch.path()).expect("a folder");
        entries
            .map(|entry| entry.expect("an entry").path())
            .collect()
    }

    /// The addresses that it printed, without the host.
    fn paths(&self) -> Vec<String> {
        let host = format!("http://127.0.0.1:{}/", self.port);
        let words = self.said.split_whitespace();
        let mut paths: Vec<String> = words
            .filter_map(|word| word.strip_prefix(&host))
            .map(|path| format!("/{}", path.trim_end_matches(',')))
            .collect();
        paths.dedup();
        paths
    }

    /// Somebody who has logged in with what was printed.
    async fn log_in(&self, name: &str, password: &str) -> Client {
        let mut client = Client::connect(self.port).await;
        let csrf = token(&client.get("/login").await.body);
        let form = format!("csrf={csrf}&next=&name={name}&password={password}");
        let answer = client.post("/login", &form).await;
        assert_eq!(answer.status, 303, "{name}: {}", self.said);
        client
    }

    /// Tells it to stop and gives its exit code.
    fn stop(&mut self, signal: &str) -> Option<i32> {
        let id = self.child.id().to_string();
        let status = Command::new("kill").args([signal, &id]).status();
        assert!(status.expect("kill runs").success());
        self.child.wait().expect("it ends").code()
    }
}

async fn page(client: &mut Client, path: &str) -> String {
    let mut answer = client.get(path).await;
    if answer.status == 303 {
        let to = answer.location.clone();
        answer = client.get(&to).await;
    }
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    assert_eq!(answer.status, 200, "{path}: {text}");
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_sees_every_state_and_nothing_is_left() {
    let mut demo = Demo::start(None);
    let said = demo.said.clone();
    assert!(!said.contains("No application of"), "{said}");
    let line = said
        .lines()
        .find(|line| line.contains("all with the password"));
    let password = line.and_then(|line| line.rsplit(' ').next());
    let password = password.expect("a password");

    let mut administrator = demo.log_in("zhoulan", password).await;
    let paths = demo.paths();
    assert!(paths.len() >= 14, "{paths:?}");
    for path in paths.iter().filter(|path| !path.starts_with("/status/")) {
        page(&mut administrator, path).await;
    }
    for tab in ["free", "overdue", "waiting", "done"] {
        let desk = page(&mut administrator, &format!("/desk?tab={tab}")).await;
        let desk = desk.replace("&#x2f;", "/");
        assert!(desk.contains("href=\"/desk/2"), "nothing is {tab}: {desk}");
    }
    for path in paths.iter().filter(|path| path.starts_with("/status/")) {
        let mut applicant = Client::connect(demo.port).await;
        page(&mut applicant, path).await;
    }
    let mut reviewer = demo.log_in("limei", password).await;
    page(&mut reviewer, "/desk?tab=unclaimed").await;

    let mut lines = said
        .lines()
        .skip_while(|line| !line.starts_with("Applicants"));
    let mut words = lines.nth(1).expect("an applicant").split_whitespace();
    let name = words.next().expect("a name");
    let password = words.next_back().expect("a password");
    let mut applicant = demo.log_in(name, password).await;
    page(&mut applicant, "/account").await;

    let folders = demo.folders();
    let [folder] = folders.as_slice() else {
        panic!("{folders:?}");
    };
    let deadline = Instant::now() + Duration::from_secs(60);
    let mails = folder.join("data/mail");
    while std::fs::read_dir(&mails).map_or(0, Iterator::count) < 20 {
        assert!(Instant::now() < deadline, "no mails in {mails:?}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert_eq!(demo.stop("-INT"), Some(0));
    assert_eq!(demo.folders(), Vec::<PathBuf>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn definitions_of_ones_own_are_demonstrated_as_well() {
    let folder = tempfile::tempdir().expect("a folder");
    let office = folder.path().join("office");
    let made = Command::new(binary())
        .args(["new", "office"])
        .current_dir(folder.path())
        .output();
    assert!(made.expect("guichet runs").status.success());
    let mut demo = Demo::start(Some(&office));
    let mut visitor = Client::connect(demo.port).await;
    let register = page(&mut visitor, "/register").await;
    assert!(register.contains("venue"), "{register}");
    assert!(demo.said.contains("Applicant: approved"), "{}", demo.said);
    assert_eq!(demo.stop("-TERM"), Some(0));
    assert_eq!(demo.folders(), Vec::<PathBuf>::new());
}

#[test]
fn a_folder_without_definitions_is_refused_and_nothing_is_left() {
    let scratch = tempfile::tempdir().expect("a folder");
    let output = Command::new(binary())
        .args(["demo", "."])
        .current_dir(scratch.path())
        .env("TMPDIR", scratch.path())
        .env("GUICHET_PORT", ports::free().to_string())
        .output()
        .expect("guichet runs");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("holds nothing in forms/"), "{said}");
    assert_eq!(
        std::fs::read_dir(scratch.path()).expect("a folder").count(),
        0
    );
}
