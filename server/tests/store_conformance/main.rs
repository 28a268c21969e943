//! One suite for every store: in memory, on disk, on disk with its journal, and one that other processes write as well.

mod accounts;
mod attachments;
mod commits;
mod desk;
mod drafts;
mod outbox;
mod rows;
mod search;

use std::path::Path;
use std::sync::Arc;

use guichet::store::Store;

async fn open(url: &str, journal: Option<&Path>) -> Store {
    let fatal = Arc::new(|reason: &str| panic!("fatal: {reason}"));
    Store::open(url, journal, fatal).await.expect("a store")
}

async fn suite(store: Store) {
    let store = &store;
    accounts::accounts(store).await;
    accounts::changes(store).await;
    drafts::drafts(store).await;
    commits::atomicity(store).await;
    commits::uniqueness(store).await;
    commits::idempotency(store).await;
    desk::desk(store).await;
    desk::timers(store).await;
    desk::roles(store).await;
    commits::versions(store).await;
    search::search(store).await;
    outbox::outbox(store).await;
    accounts::recovery(store).await;
    accounts::forgetting(store).await;
    accounts::renewals(store).await;
    attachments::attachments(store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_memory() {
    suite(open("mem://", None).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_memory_beside_others_who_write() {
    let fatal = Arc::new(|reason: &str| panic!("fatal: {reason}"));
    suite(Store::open_shared("mem://", fatal).await.expect("a store")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_disk_with_a_journal() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("surrealkv://{}", folder.path().join("store").display());
    let journal = folder.path().join("journal");
    suite(open(&url, Some(&journal)).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_disk() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("surrealkv://{}", folder.path().join("store").display());
    suite(open(&url, None).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_process_is_told_that_the_store_is_in_use() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("surrealkv://{}", folder.path().join("store").display());
    let _first = open(&url, None).await;
    let second = Store::open(&url, None, Arc::new(|_: &str| {})).await;
    let message = second
        .err()
        .map(|error| error.to_string())
        .unwrap_or_default();
    assert!(message.contains("in use by another process"), "{message}");
}
