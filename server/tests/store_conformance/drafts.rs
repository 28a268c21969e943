//! Drafts.

use guichet::store::Store;

use crate::rows::{at, draft};

pub async fn drafts(store: &Store) {
    store.put_draft(&draft("d1")).await.expect("put");
    let found = store.draft("d1").await.expect("asked").expect("found");
    assert_eq!(found.answers, draft("d1").answers);
    assert_eq!(
        store.forget_drafts(at(50), 10).await.expect("asked"),
        Vec::<String>::new()
    );
    assert_eq!(
        store.forget_drafts(at(101), 10).await.expect("asked"),
        ["d1"]
    );
    assert!(store.draft("d1").await.expect("asked").is_none());
}
