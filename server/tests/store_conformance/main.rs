//! One suite for every store: in memory, and on disk.

mod accounts;
mod attachments;
mod commits;
mod desk;
mod drafts;
mod outbox;
mod rows;
mod search;

use std::sync::Arc;

use guichet::store::Store;

async fn open(url: &str) -> Store {
    Store::open(url, Arc::new(|reason| panic!("fatal: {reason}")))
        .await
        .expect("a store")
}

async fn suite(url: &str) {
    let store = open(url).await;
    accounts::accounts(&store).await;
    accounts::changes(&store).await;
    drafts::drafts(&store).await;
    commits::atomicity(&store).await;
    commits::uniqueness(&store).await;
    commits::idempotency(&store).await;
    desk::desk(&store).await;
    desk::timers(&store).await;
    desk::roles(&store).await;
    commits::versions(&store).await;
    search::search(&store).await;
    outbox::outbox(&store).await;
    accounts::recovery(&store).await;
    accounts::forgetting(&store).await;
    accounts::renewals(&store).await;
    attachments::attachments(&store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_memory() {
    suite("mem://").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_disk() {
    let folder = tempfile::tempdir().expect("a folder");
    suite(&format!(
        "surrealkv://{}",
        folder.path().join("store").display()
    ))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_process_is_told_that_the_store_is_in_use() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("surrealkv://{}", folder.path().join("store").display());
    let _first = open(&url).await;
    let second = Store::open(&url, Arc::new(|_| {})).await;
    let message = second
        .err()
        .map(|error| error.to_string())
        .unwrap_or_default();
    assert!(message.contains("in use by another process"), "{message}");
}
