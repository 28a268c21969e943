//! Drafts that are saved to fill the disk.

use std::path::Path;

use guichet_tests::definitions;
use guichet_tests::load::{Client, token};
use guichet_tests::server::{Server, Setup};

use crate::visitor::is_served;

/// How often a draft is saved.
const SAVES: usize = 60;
/// Bytes of the text that is saved.
const TEXT_BYTES: usize = 1_800_000;
/// What the data folder may grow by.
const GROWTH_BYTES_MAX: u64 = 30 * 1024 * 1024;

fn size(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = entries.map(|entry| match entry.metadata() {
        Ok(known) if known.is_dir() => size(&entry.path()),
        Ok(known) => known.len(),
        Err(_) => 0,
    });
    sizes.sum()
}

#[tokio::test]
async fn long_texts_are_refused_at_their_field_and_fill_no_disk() {
    let folder = tempfile::tempdir().expect("a folder");
    definitions::write(folder.path());
    let setup = Setup::default()
        .with("GUICHET_RATE_FACTOR", "1")
        .with("GUICHET_DEFINITIONS", folder.path().display().to_string());
    let server = Server::start(setup).await;
    let port = server.port();
    let mut client = Client::connect(port).await;
    let csrf = token(&client.get("/register").await.body);
    let begin = format!("csrf={csrf}&type=plain&agree=yes");
    assert_eq!(client.post("/register", &begin).await.status, 303);
    let before = size(server.folder.path());
    let text = "x".repeat(TEXT_BYTES);
    for number in 0..SAVES {
        let body = format!("csrf={csrf}&do=save&%2Ffield_1={number}{text}");
        let answer = client.post("/apply/plain", &body).await;
        let page = String::from_utf8_lossy(&answer.body);
        assert_eq!(answer.status, 422, "{page:.300}");
        assert!(
            page.contains("100") && page.contains("problem"),
            "{page:.300}"
        );
        if number % 20 == 0 {
            is_served(1, port).await;
        }
    }
    // What fits is kept as ever, though of the wrong length.
    let body = format!("csrf={csrf}&do=save&%2Ffield_1={}", "y".repeat(150));
    assert_eq!(client.post("/apply/plain", &body).await.status, 303);
    let grown = size(server.folder.path()).saturating_sub(before);
    assert!(grown < GROWTH_BYTES_MAX, "{grown} bytes");
}
