//! Definitions that are edited while the service runs.

use std::time::{Duration, Instant};

use guichet_tests::definitions;
use guichet_tests::load::{Client, token};
use guichet_tests::server::{Server, Setup};

/// How long a change may take to be served.
const SOON: Duration = Duration::from_secs(30);

async fn begin(client: &mut Client) {
    let page = client.get("/register").await;
    let body = format!("csrf={}&type=plain&agree=yes", token(&page.body));
    let begun = client.post("/register", &body).await;
    assert_eq!(begun.location, "/apply/plain");
}

async fn form(client: &mut Client) -> String {
    let page = client.get("/apply/plain").await;
    String::from_utf8(page.body).expect("text")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_form_serves_without_a_restart_and_a_draft_keeps_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    definitions::write(folder.path());
    let path = folder.path().display().to_string();
    let server = Server::start(Setup::default().with("GUICHET_DEFINITIONS", path)).await;
    let mut early = Client::connect(server.port()).await;
    begin(&mut early).await;
    let page = form(&mut early).await;
    let csrf = token(page.as_bytes());
    let save = format!("csrf={csrf}&do=save&%2Fname=Early");
    assert_eq!(early.post("/apply/plain", &save).await.status, 303);

    // A label, a required marker and a new optional field.
    let file = folder.path().join("forms/plain/form.json");
    let text = std::fs::read_to_string(&file).expect("a form");
    let mut edited: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    edited["properties"]["field_1"]["title"] = "A new label".into();
    edited["properties"]["added"] =
        serde_json::json!({ "title": "An added question", "type": "string" });
    edited["required"] = serde_json::json!(["name", "email", "field_2"]);
    std::fs::write(&file, edited.to_string()).expect("written");

    let mut late = Client::connect(server.port()).await;
    begin(&mut late).await;
    let until = Instant::now() + SOON;
    let page = loop {
        let page = form(&mut late).await;
        if page.contains("A new label") {
            break page;
        }
        assert!(Instant::now() < until, "the change does not serve");
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    assert!(page.contains("An added question"));
    let check = format!(
        "csrf={}&do=check{}",
        token(page.as_bytes()),
        definitions::filled()
    );
    let without = check.replace(
        "&%2Ffield_2=some+words+that+somebody+typed+2",
        "&%2Ffield_2=",
    );
    assert_eq!(late.post("/apply/plain", &without).await.status, 422);
    assert_eq!(
        late.post("/apply/plain", &check).await.location,
        "/apply/plain/check"
    );

    // The draft that was begun before keeps its version, and what was typed.
    let page = form(&mut early).await;
    assert!(page.contains("Early") && page.contains("Field 1"));
    assert!(!page.contains("A new label") && !page.contains("An added question"));

    // A broken edit changes nothing for anybody.
    std::fs::write(&file, "{ broken").expect("written");
    tokio::time::sleep(Duration::from_secs(2)).await;
    let mut later = Client::connect(server.port()).await;
    begin(&mut later).await;
    assert!(form(&mut later).await.contains("A new label"));
}
