//! Stores that earlier versions wrote: each opens, goes on, and passes `guichet verify`.

mod told;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use guichet_tests::load::{Answer, Client, token};
use guichet_tests::root;
use guichet_tests::server::{Server, Setup, run};
use serde_json::Value;

use told::{Case, State, Told};

/// How long after it was stopped the service goes on, in seconds.
const PAUSE_S: i64 = 60;
/// How long a mail may take that had to wait.
const MAIL_MAX: Duration = Duration::from_secs(60);
/// What a colleague to whom a step was delegated says of it.
const OPINION: &str = "消防文件齐全。";

#[tokio::test(flavor = "multi_thread")]
async fn a_store_of_an_earlier_version_opens_and_goes_on() {
    let stores = root().join("tests/fixtures/stores");
    let folders = std::fs::read_dir(stores).expect("a folder");
    let folders = folders.map(|entry| entry.expect("an entry").path());
    let mut folders: Vec<PathBuf> = folders
        .filter(|folder| folder.join("store.json").exists())
        .collect();
    folders.sort();
    assert!(!folders.is_empty(), "no store of an earlier version");
    for folder in folders {
        opens_and_goes_on(&folder).await;
    }
}

async fn opens_and_goes_on(store: &Path) {
    println!("{}", store.display());
    let text = std::fs::read_to_string(store.join("store.json")).expect("a list");
    let told: Told = serde_json::from_str(&text).expect("what is in the store");
    let folder = tempfile::tempdir().expect("a folder");
    let unpacked = Command::new("tar")
        .arg("-xzf")
        .arg(store.join("data.tar.gz"))
        .arg("-C")
        .arg(folder.path())
        .status();
    assert!(unpacked.expect("tar runs").success());
    verify(&folder.path().join("exports"), &told);
    let before = export(folder.path(), "before", &told);

    let offset = told.stopped.as_second() + PAUSE_S - jiff::Timestamp::now().as_second();
    let setup = Setup::default()
        .with("GUICHET_CLOCK_OFFSET_SECONDS", offset.to_string())
        .with("GUICHET_RATE_FACTOR", "0");
    let mut server = Server::start_in(folder, setup).await;
    let house = House {
        port: server.port(),
        told: &told,
    };
    house.what_was_kept_opens().await;
    house.drafts_go_on().await;
    house.mails_leave(server.folder.path()).await;
    for case in &told.cases {
        house.goes_on(case).await;
    }
    assert_eq!(server.stop(), Some(0), "{}", server.log());
    let log = server.log();
    assert!(!log.contains("ERROR"), "{log}");

    let after = export(server.folder.path(), "after", &told);
    for (reference, events) in before {
        let now = &after[&reference];
        assert!(now.starts_with(&events), "{reference} has another history");
    }
}

/// Exports every case into a folder, and verifies it; gives their events.
fn export(folder: &Path, name: &str, told: &Told) -> BTreeMap<String, Vec<Value>> {
    let data = folder.join("data").display().to_string();
    let to = folder.join(name);
    std::fs::create_dir(&to).expect("a folder");
    let mut events = BTreeMap::new();
    for Case { reference, .. } in &told.cases {
        let done = run(&["export", "case", reference], &[("GUICHET_DATA", &data)]);
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "{reference}: {said}");
        let case: Value = serde_json::from_slice(&done.stdout).expect("JSON");
        let own = case["events"].as_array().cloned().unwrap_or_default();
        events.insert(reference.clone(), own);
        std::fs::write(to.join(format!("{reference}.json")), done.stdout).expect("written");
    }
    verify(&to, told);
    events
}

/// Verifies the exported cases of a folder.
fn verify(folder: &Path, told: &Told) {
    let file = |case: &Case| folder.join(format!("{}.json", case.reference));
    let files: Vec<String> = told
        .cases
        .iter()
        .map(|case| file(case).display().to_string())
        .collect();
    let mut args = vec!["verify"];
    args.extend(files.iter().map(String::as_str));
    let done = run(&args, &[]);
    let said = [done.stdout, done.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(done.status.success(), "{}: {said}", folder.display());
}

/// The service on a store, with what is in that.
struct House<'a> {
    port: u16,
    told: &'a Told,
}

impl House<'_> {
    /// Every case, for its applicant and for staff; every login; every account and member of staff.
    async fn what_was_kept_opens(&self) {
        for login in &self.told.logins {
            let mut client = Client::connect(self.port).await;
            client.keep(&login.cookie.name, &login.cookie.value);
            let page = client.get(&login.page).await;
            assert_eq!(page.status, 200, "{} {}", login.page, page.location);
        }
        for person in &self.told.accounts {
            let mut client = self.log_in(&person.name, &person.password).await;
            let page = text(&client.get("/account").await);
            assert!(page.contains(&person.shows), "{}", person.name);
        }
        for person in &self.told.staff {
            self.staff(&person.name).await;
        }
        let mut admin = self.staff("admin").await;
        for place in ["/admin", "/admin/mails", "/admin/users"] {
            assert_eq!(admin.get(place).await.status, 200, "{place}");
        }
        for case in &self.told.cases {
            self.is_on_the_desk(case).await;
            let mut client = self.applicant(case).await;
            let page = self.status(&mut client, case).await;
            assert!(page.contains(&case.shows), "{}", case.reference);
            has_state(&page, case, case.state.class());
            let path = format!("/status/{}/attachments/", case.reference);
            let id = between(&page, &path, &['"', '/', '?']);
            let file = client.get(&format!("{path}{id}")).await;
            assert_eq!(file.status, 200, "{} {path}{id}", case.form);
            assert!(file.body.starts_with(b"\x89PNG"), "{path}{id}");
            let page = admin.get(&format!("/desk/{}", case.reference)).await;
            assert_eq!(page.status, 200, "{}", case.reference);
        }
    }

    /// A case is found where it waits for somebody, and by its number.
    async fn is_on_the_desk(&self, case: &Case) {
        let mut client = self.staff(case.reviewer()).await;
        let mut places = vec![format!("/desk?q={}", case.reference)];
        match case.state {
            State::Waiting => places.push("/desk?tab=free".to_owned()),
            State::Claimed | State::Corrected => places.push("/desk?tab=mine".to_owned()),
            _ => {}
        }
        for place in places {
            let page = text(&client.get(&place).await);
            let link = format!("\"/desk/{}\"", case.reference);
            assert!(page.contains(&link), "{place} {link}");
        }
    }

    /// Drafts open with their answers, and those that are whole are submitted.
    async fn drafts_go_on(&self) {
        for draft in &self.told.drafts {
            let mut client = self.client_of(&draft.account).await;
            client.keep(&draft.cookie.name, &draft.cookie.value);
            let place = format!("/apply/{}", draft.form);
            let page = client.get(&place).await;
            assert_eq!(page.status, 200, "{place} {}", page.location);
            assert!(text(&page).contains(&draft.shows), "{}", text(&page));
            let csrf = token(&page.body);
            let saved = client.post(&place, &format!("csrf={csrf}&do=save")).await;
            assert_eq!(saved.status, 303, "{place}");
            if draft.submit {
                self.submit(&mut client, &place, &place, &csrf, "").await;
            }
        }
    }

    /// Mails that waited leave, and their links lead somewhere.
    async fn mails_leave(&self, folder: &Path) {
        for waiting in &self.told.waiting_mails {
            let until = Instant::now() + MAIL_MAX;
            let mail = loop {
                let mails = mails_to(&folder.join("data/mail"), &waiting.to);
                let found = mails.into_iter().find(|mail| mail.contains(&waiting.shows));
                if let Some(mail) = found {
                    break mail;
                }
                assert!(Instant::now() < until, "no mail to {}", waiting.to);
                tokio::time::sleep(Duration::from_millis(200)).await;
            };
            if !waiting.link.is_empty() {
                let mut client = Client::connect(self.port).await;
                let rest = between(&mail, &waiting.link, &['\n', '\r', ' ']);
                let page = client.get(&format!("{}{rest}", waiting.link)).await;
                assert_eq!(page.status, 200, "the link to {}", waiting.to);
            }
        }
    }

    /// Takes a case one step further, as its state allows.
    async fn goes_on(&self, case: &Case) {
        match case.state {
            State::Waiting | State::Claimed | State::Corrected => self.is_decided(case).await,
            State::Returned | State::Correcting | State::Renewal => self.is_corrected(case).await,
            State::Open if !case.delegate.is_empty() => self.is_given_back(case).await,
            State::Open | State::Approved | State::Rejected | State::Withdrawn => {}
        }
    }

    async fn is_decided(&self, case: &Case) {
        let mut client = self.staff(case.reviewer()).await;
        let base = format!("/desk/{}", case.reference);
        let page = client.get(&base).await;
        let csrf = token(&page.body);
        let run = between(&text(&page), "name=\"run\" value=\"", &['"']);
        if case.state == State::Waiting {
            let claim = format!("csrf={csrf}&run={run}");
            let claimed = client.post(&format!("{base}/claim"), &claim).await;
            assert_eq!(claimed.status, 303, "{base} {}", text(&claimed));
        }
        let (action, reason) = (&case.action, encoded(&case.reason));
        let act = format!("csrf={csrf}&run={run}&action={action}&reason={reason}");
        let acted = client.post(&format!("{base}/act"), &act).await;
        assert_eq!(acted.status, 303, "{base} {}", text(&acted));
        let mut client = self.applicant(case).await;
        let page = self.status(&mut client, case).await;
        has_state(&page, case, &format!("state-{}", case.leads));
        if case.leads == "approved" && !case.password.is_empty() {
            self.log_in(&case.account, &case.password).await;
        }
    }

    async fn is_corrected(&self, case: &Case) {
        let mut client = self.applicant(case).await;
        let base = format!("/status/{}", case.reference);
        let form = format!("{base}/correct");
        let page = client.get(&form).await;
        assert_eq!(page.status, 200, "{form} {}", page.location);
        let mut pairs = String::new();
        for (pointer, answer) in &case.corrects {
            let is_saved = text(&page).contains(answer);
            assert_eq!(is_saved, case.state == State::Correcting, "{form} {answer}");
            pairs += &format!("&{}={}", encoded(pointer), encoded(answer));
        }
        let csrf = token(&page.body);
        self.submit(&mut client, &form, &base, &csrf, &pairs).await;
        let page = self.status(&mut client, case).await;
        if case.state == State::Renewal {
            // One that changes nothing is not reviewed, and a suspended account may log in again.
            has_state(&page, case, State::Approved.class());
            self.log_in(&case.account, &case.password).await;
        } else {
            has_state(&page, case, State::Corrected.class());
        }
    }

    async fn is_given_back(&self, case: &Case) {
        let mut client = self.staff(&case.delegate).await;
        let base = format!("/desk/{}", case.reference);
        let page = client.get(&base).await;
        let (csrf, page) = (token(&page.body), text(&page));
        let (asked, _) = page.split_once(" give-back\"").expect("a place for it");
        let (_, run) = asked.rsplit_once("name=\"why ").expect("a run");
        let opinion = encoded(OPINION);
        let back = format!("csrf={csrf}&run={run}&command=give-back&reason={opinion}");
        let back = client.post(&format!("{base}/collaboration"), &back).await;
        assert_eq!(back.status, 303, "{}", text(&back));
        let page = self.staff(&case.by).await.get(&base).await;
        assert!(text(&page).contains(OPINION), "{base}");
    }

    /// Checks a form, and submits what is below `base`.
    async fn submit(&self, client: &mut Client, form: &str, base: &str, csrf: &str, pairs: &str) {
        let check = format!("csrf={csrf}&do=check{pairs}");
        let checked = client.post(form, &check).await;
        assert_eq!(
            checked.location,
            format!("{base}/check"),
            "{}",
            text(&checked)
        );
        let page = client.get(&checked.location).await;
        assert_eq!(page.status, 200, "{base} {}", page.location);
        let submit = format!("csrf={}", token(&page.body));
        let submitted = client.post(&format!("{base}/submit"), &submit).await;
        let to = &submitted.location;
        let is_taken = to.contains("/received/") || to.contains("done=resubmitted");
        assert!(is_taken, "{base} {to} {}", text(&submitted));
    }

    /// The applicant of a case, by the link of their mails.
    async fn applicant(&self, case: &Case) -> Client {
        let mut client = Client::connect(self.port).await;
        let link = format!("/status/{}?code={}", case.reference, case.code);
        let page = client.get(&link).await;
        assert_eq!(page.location, format!("/status/{}", case.reference));
        client
    }

    async fn status(&self, client: &mut Client, case: &Case) -> String {
        let page = client.get(&format!("/status/{}", case.reference)).await;
        assert_eq!(page.status, 200, "{} {}", case.reference, page.location);
        text(&page)
    }

    /// Somebody with an account, or somebody without where the name is empty.
    async fn client_of(&self, account: &str) -> Client {
        let mut accounts = self.told.accounts.iter();
        match accounts.find(|person| person.name == account) {
            Some(person) => self.log_in(&person.name, &person.password).await,
            None => Client::connect(self.port).await,
        }
    }

    async fn staff(&self, name: &str) -> Client {
        let mut staff = self.told.staff.iter();
        let person = staff.find(|person| person.name == name);
        let person = person.expect("a member of staff");
        self.log_in(&person.name, &person.password).await
    }

    async fn log_in(&self, name: &str, password: &str) -> Client {
        let mut client = Client::connect(self.port).await;
        let csrf = token(&client.get("/login").await.body);
        let log_in = format!("csrf={csrf}&next=&name={name}&password={password}");
        let answer = client.post("/login", &log_in).await;
        assert_eq!(answer.status, 303, "{name} {}", text(&answer));
        let page = client.get(&answer.location).await;
        assert_eq!(page.status, 200, "{name} {}", answer.location);
        client
    }
}

fn has_state(page: &str, case: &Case, class: &str) {
    let state = between(page, "status state-", &['"', ' ']);
    assert_eq!(format!("state-{state}"), class, "{}", case.reference);
}

/// What stands in a text between the first `begin` and the next of the characters that end it.
fn between(text: &str, begin: &str, ends: &[char]) -> String {
    let (_, rest) = text
        .split_once(begin)
        .unwrap_or_else(|| panic!("no {begin} in {text}"));
    rest.split(ends).next().unwrap_or_default().to_owned()
}

/// A page, with the slashes that templates escape.
fn text(page: &Answer) -> String {
    String::from_utf8_lossy(&page.body).replace("&#x2f;", "/")
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The text parts of the mails in a folder to somebody.
fn mails_to(folder: &Path, to: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mails = paths.filter(|path| path.extension().is_some_and(|ending| ending == "eml"));
    let text = |path| {
        let bytes = std::fs::read(path).expect("a mail");
        let mail = mail_parser::MessageParser::default().parse(&bytes)?;
        let mut recipients = mail.to().into_iter().flat_map(|list| list.iter());
        let is_to = recipients.any(|one| one.address() == Some(to));
        is_to.then(|| mail.body_text(0).unwrap_or_default().into_owned())
    };
    mails.filter_map(text).collect()
}
