//! `guichet new`: what it makes is checked, served and used as it is.

use std::path::Path;
use std::process::Command;

use guichet_tests::load::{Client, first_log_in, token};
use guichet_tests::server::{Server, Setup, binary};

const PASSWORD: &str = "Seven-lamps-2026";

/// Runs the program in a folder; gives its exit code and what it printed.
fn run(folder: &Path, args: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(binary())
        .args(args)
        .current_dir(folder)
        .env("LC_ALL", "C.UTF-8")
        .output()
        .expect("guichet runs");
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(text).expect("text"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_folder_is_checked_served_and_takes_an_application_to_its_approval() {
    let folder = tempfile::tempdir().expect("a folder");
    let office = folder.path().join("office");
    let (code, said) = run(folder.path(), &["new", "office"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("\n  cd office\n"), "{said}");
    let (code, said) = run(&office, &["check"]);
    assert_eq!(code, Some(0), "{said}");
    let one_time = Server::add_staff(folder.path(), "limei", "reviewer");
    let definitions = office.display().to_string();
    let setup = Setup::default().with("GUICHET_DEFINITIONS", definitions);
    let server = Server::start_in(folder, setup).await;

    let mut applicant = Client::connect(server.port()).await;
    let register = applicant.get("/register").await;
    assert_eq!(register.status, 200);
    let csrf = token(&register.body);
    let begin = format!("csrf={csrf}&type=venue&agree=yes");
    assert_eq!(applicant.post("/register", &begin).await.status, 303);
    let answers = "%2Fname=Example&%2Fvenue=hall&%2Fdate=2027-03-16&%2Fcontact%2Fperson=Wang\
                   &%2Fcontact%2Femail=wang%40example.com";
    let form = format!("csrf={csrf}&do=check&{answers}");
    let checked = applicant.post("/apply/venue", &form).await;
    assert_eq!(checked.location, "/apply/venue/check", "{}", server.log());
    let sent = applicant
        .post("/apply/venue/submit", &format!("csrf={csrf}"))
        .await;
    let reference = sent.location.strip_prefix("/apply/venue/received/");
    let reference = reference.expect("a reference").to_owned();

    let (mut reviewer, csrf) = first_log_in(server.port(), "limei", &one_time, PASSWORD).await;
    let act = format!("csrf={csrf}&run=1&action=approve");
    let done = reviewer.post(&format!("/desk/{reference}/act"), &act).await;
    assert_eq!(done.location, format!("/desk/{reference}?done=acted"));
    let status = applicant.get(&format!("/status/{reference}")).await;
    let status = String::from_utf8_lossy(&status.body).into_owned();
    assert!(status.contains("已通过"), "{status}");
}
