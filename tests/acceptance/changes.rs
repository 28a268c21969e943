//! Definitions that are edited while the service runs.

use std::time::{Duration, Instant};

use guichet_tests::definitions;
use guichet_tests::load::{Client, token};
use guichet_tests::server::{Server, Setup};

/// How long a change may take to be served.
const SOON: Duration = Duration::from_secs(30);

/// A picture of about 120 KB.
fn picture() -> Vec<u8> {
    const SIDE: u32 = 200;
    let pixels = SIDE * SIDE * 3;
    let mut bytes = b"BM".to_vec();
    for word in [
        54 + pixels,
        0,
        54,
        40,
        SIDE,
        SIDE,
        0x0018_0001,
        0,
        pixels,
        2835,
        2835,
        0,
        0,
    ] {
        bytes.extend(word.to_le_bytes());
    }
    bytes.extend(vec![200; pixels as usize]);
    bytes
}

/// A form begun by somebody new once it has these words.
async fn served(server: &Server, words: &str) -> (Client, String) {
    let mut client = Client::connect(server.port()).await;
    begin(&mut client).await;
    let until = Instant::now() + SOON;
    loop {
        let page = form(&mut client).await;
        if page.contains(words) {
            return (client, page);
        }
        assert!(Instant::now() < until, "{words} does not serve");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

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

    let (mut late, page) = served(&server, "A new label").await;
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

#[tokio::test(flavor = "multi_thread")]
async fn a_smaller_limit_of_an_attachment_holds_without_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    definitions::write(folder.path());
    let file = folder.path().join("forms/plain/form.json");
    let text = std::fs::read_to_string(&file).expect("a form");
    let form: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let limit = |title: &str, size_bytes: u32| {
        let mut form = form.clone();
        form["properties"]["scan"] = serde_json::json!({
            "title": title, "type": "string", "contentMediaType": "image/*",
            "x-attachment": { "types": ["image/bmp"], "size_bytes_max": size_bytes },
        });
        std::fs::write(&file, form.to_string()).expect("written");
    };
    limit("A large scan", 10_485_760);
    let path = folder.path().display().to_string();
    let server = Server::start(Setup::default().with("GUICHET_DEFINITIONS", path)).await;
    let (mut early, page) = served(&server, "A large scan").await;
    let csrf = token(page.as_bytes());
    let picture = picture();
    let taken = early.upload("/apply/plain", &csrf, "/scan", &picture).await;
    assert_eq!(taken.status, 303);

    limit("A small scan", 100_000);
    let (mut late, page) = served(&server, "A small scan").await;
    let csrf = token(page.as_bytes());
    let refused = late.upload("/apply/plain", &csrf, "/scan", &picture).await;
    let page = String::from_utf8_lossy(&refused.body).into_owned();
    assert_eq!(refused.status, 422);
    assert!(page.contains("98 KB"), "{page}");

    // Whoever began before keeps the limit that was there.
    let csrf = token(&early.get("/apply/plain").await.body);
    let taken = early.upload("/apply/plain", &csrf, "/scan", &picture).await;
    assert_eq!(taken.status, 303);
}
