//! `docs/tutorial.md`, from the empty folder to the end, as it stands there: its files, its commands with what they
//! print, and what it tells to do in a browser.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use guichet_tests::browser::{Browser, DESKTOP};
use guichet_tests::load::{Client, token};
use guichet_tests::server::{Server, Setup, binary, password_in};

use crate::people::{self, CHECK};

/// The address that the page names; the test's server has another.
const ADDRESS: &str = "http://127.0.0.1:8000";
/// How long a change may take until it is seen.
const SEEN_MAX: Duration = Duration::from_secs(30);

/// What the page has the reader do or see.
enum Part {
    /// A file is saved.
    File(String, String),
    /// Commands are run.
    Commands(String),
    /// What they print.
    Output(String),
    /// The service is started, and what it prints.
    Serves(String),
    /// A page that then has a text.
    Page(String, String),
    /// What the log then says.
    Log(String),
}

fn parts(page: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let (mut mark, mut lines) = ("", page.lines());
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let block = lines.by_ref().take_while(|line| *line != "```");
            let text: String = block.map(|line| format!("{line}\n")).collect();
            parts.push(match (language, mark) {
                ("sh", _) => Part::Commands(text),
                (_, "output") => Part::Output(text),
                (_, "serves") => Part::Serves(text),
                _ => match mark.strip_prefix("file: ") {
                    Some(path) => Part::File(path.to_owned(), text),
                    None => panic!("a block is not tried: {text}"),
                },
            });
        }
        let comment = line.strip_prefix("<!-- ");
        mark = comment
            .and_then(|rest| rest.strip_suffix(" -->"))
            .unwrap_or("");
        if let Some(words) = mark.strip_prefix("log: ") {
            parts.push(Part::Log(words.to_owned()));
        }
        if let Some((path, text)) = mark
            .strip_prefix("page: ")
            .and_then(|one| one.split_once(' '))
        {
            parts.push(Part::Page(path.to_owned(), text.to_owned()));
        }
    }
    parts
}

/// A terminal: the folder it is in, and what was printed last.
struct Shell {
    folder: PathBuf,
    printed: String,
}

impl Shell {
    /// Runs commands and stays in the folder that they end in.
    fn run(&mut self, commands: &str) {
        let programs = binary().parent().expect("a folder").display().to_string();
        let path = std::env::var("PATH").expect("a PATH");
        let script = format!("exec 2>&1\n{commands}\npwd > \"$WHERE\"\n");
        let place = tempfile::NamedTempFile::new().expect("a file");
        let output = Command::new("sh")
            .args(["-c", &script])
            .current_dir(&self.folder)
            .env("PATH", format!("{programs}:{path}"))
            .env("WHERE", place.path())
            .env("LC_ALL", "C.UTF-8")
            .output()
            .expect("sh runs");
        self.printed = String::from_utf8(output.stdout).expect("text");
        let folder = std::fs::read_to_string(place.path()).expect("a folder");
        self.folder = PathBuf::from(folder.trim());
    }

    fn save(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        let folder = path.parent().expect("a folder");
        std::fs::create_dir_all(folder).expect("made");
        std::fs::write(path, text).expect("written");
    }
}

/// Whether a line is as written, where `…` stands for anything.
fn is_like(line: &str, written: &str) -> bool {
    let mut parts = written.split('…');
    let Some(mut rest) = line.strip_prefix(parts.next().unwrap_or_default()) else {
        return false;
    };
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else {
            return false;
        };
        rest = after;
    }
    rest.is_empty() || written.ends_with('…')
}

/// What the server printed, once these words are in it.
async fn logged(server: &Server, words: &str) -> String {
    let until = Instant::now() + SEEN_MAX;
    loop {
        let log = server.log();
        if log.contains(words) {
            return log;
        }
        assert!(Instant::now() < until, "{words} is missing in {log}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Every line stands in what the server printed, in this order, once it has printed the last.
async fn assert_said(server: &Server, written: &str) {
    let log = logged(server, written.lines().last().expect("a line")).await;
    let mut lines = log.lines();
    for written in written.lines() {
        assert!(
            lines.any(|line| is_like(line, written)),
            "{written} is missing in {log}"
        );
    }
}

/// Opens the form as somebody new until it has the text.
async fn shows(server: &Server, path: &str, text: &str) {
    let until = Instant::now() + SEEN_MAX;
    loop {
        let mut visitor = Client::connect(server.port()).await;
        let csrf = token(&visitor.get("/register").await.body);
        let begin = format!("csrf={csrf}&type=hall&agree=yes");
        visitor.post("/register", &begin).await;
        let page = visitor.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        if String::from_utf8_lossy(&page.body).contains(text) {
            return;
        }
        assert!(Instant::now() < until, "{path} does not show {text}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// What the page tells to do in a browser: apply, add a reviewer, take in, decide, read the mails.
async fn try_it(server: &Server, one_time: &str) {
    let go =
        async |browser: &Browser, path: &str| browser.go(&format!("{}{path}", server.url)).await;
    let applicant = Browser::start(DESKTOP).await;
    go(&applicant, "/register").await;
    applicant.tick("type", "hall").await;
    applicant.click("button[name=agree]").await;
    applicant.wait_for_path("/apply/hall").await;
    for (pointer, value) in [
        ("/name", "示例公司"),
        ("/email", "a@example.com"),
        ("/purpose", "年会"),
        ("/people", "40"),
    ] {
        applicant.fill(pointer, value).await;
    }
    applicant.click(CHECK).await;
    applicant.wait_for_path("/apply/hall/check").await;
    applicant.click("main form button.main").await;
    let reference = applicant.find("#reference").await.text().await;
    let reference = reference.expect("a text");

    let administrator = Browser::start(DESKTOP).await;
    people::first_log_in(&administrator, server, "admin", one_time).await;
    go(&administrator, "/admin/users").await;
    for (name, value) in [
        ("name", "limei"),
        ("display_name", "李梅"),
        ("email", "l@example.com"),
    ] {
        administrator.fill(name, value).await;
    }
    administrator.tick("roles", "reviewer").await;
    administrator.click("button[value=add]").await;
    let made = administrator.find("#made").await.text().await;
    let reviewer = Browser::start(DESKTOP).await;
    people::first_log_in(
        &reviewer,
        server,
        "limei",
        &password_in(&made.expect("a text")),
    )
    .await;
    for (browser, action) in [(&reviewer, "accept"), (&administrator, "approve")] {
        go(browser, "/desk").await;
        browser
            .click(&format!("main a[href='/desk/{reference}']"))
            .await;
        browser
            .click(&format!("button[formaction='/desk/{reference}/claim']"))
            .await;
        browser
            .click(&format!(".decision label[for$='-{action}']"))
            .await;
        browser.click(".decision button.main").await;
        browser.wait_until_gone(".decision").await;
    }
    go(&administrator, "/admin/mails").await;
    administrator.expect(&reference).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tutorial_does_what_it_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/tutorial.md");
    let page = std::fs::read_to_string(path).expect("the page");
    let folder = tempfile::tempdir().expect("a folder");
    let mut shell = Shell {
        folder: folder.path().to_owned(),
        printed: String::new(),
    };
    let (mut folder, mut server) = (Some(folder), None);
    for part in parts(&page) {
        match part {
            Part::File(path, text) => shell.save(&path, &text),
            // Started as the tests start it, on a port that is free.
            Part::Commands(commands) if commands == "guichet serve\n" => {}
            Part::Commands(commands) => shell.run(&commands),
            Part::Output(text) => assert_eq!(shell.printed, text),
            Part::Serves(text) => {
                let definitions = shell.folder.display().to_string();
                let setup = Setup::default().with("GUICHET_DEFINITIONS", definitions);
                let folder = folder.take().expect("it serves once");
                let started = Server::start_in(folder, setup).await;
                assert_said(&started, &text.replace(ADDRESS, &started.url)).await;
                try_it(&started, &password_in(&started.log())).await;
                server = Some(started);
            }
            Part::Page(path, text) => {
                let server = server.as_ref().expect("it serves");
                shows(server, &path, &text).await;
            }
            Part::Log(words) => {
                logged(server.as_ref().expect("it serves"), &words).await;
            }
        }
    }
    assert!(server.is_some(), "it never served");
}
