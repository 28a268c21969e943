//! Uploaded files.

use guichet::store::{AttachmentRow, Owner, Store};

use crate::rows::{at, attachment};
use guichet_engine::ids::CaseId;

pub async fn attachments(store: &Store) {
    for (id, owner, created) in [
        ("a1", "draft:d", 10),
        ("a2", "draft:d", 20),
        ("a3", "draft:e", 15),
        ("a4", "case:c", 5),
    ] {
        let row = attachment(id, owner, created);
        store.put_attachment(&row).await.expect("put");
    }
    let ids = |rows: Vec<AttachmentRow>| -> Vec<String> {
        let mut ids: Vec<String> = rows.into_iter().map(|row| row.id).collect();
        ids.sort();
        ids
    };
    let of_draft = store
        .attachments_of(&Owner::draft("d"))
        .await
        .expect("asked");
    assert_eq!(ids(of_draft), ["a1", "a2"]);
    let unattached = store
        .attachments_unattached_since(at(16), 10)
        .await
        .expect("asked");
    assert_eq!(ids(unattached), ["a1", "a3"]);
    let first = store
        .attachments_unattached_since(at(100), 1)
        .await
        .expect("asked");
    assert_eq!(ids(first), ["a1"]);
    store
        .put_off_unattached(&Owner::draft("d"), at(50))
        .await
        .expect("put off");
    store
        .put_off_unattached(&Owner::case(&CaseId::new("c")), at(50))
        .await
        .expect("put off");
    let unattached = store
        .attachments_unattached_since(at(100), 10)
        .await
        .expect("asked");
    assert_eq!(ids(unattached), ["a1", "a2", "a3"]);
    let unattached = store
        .attachments_unattached_since(at(50), 10)
        .await
        .expect("asked");
    assert_eq!(ids(unattached), ["a3"]);
    let asked = ["a0", "a1", "a4"].map(str::to_owned);
    let known = store.known_attachments(&asked).await.expect("asked");
    assert_eq!(known.into_iter().collect::<Vec<_>>(), ["a1", "a4"]);
    let nothing = store.known_attachments(&[]).await.expect("asked");
    assert!(nothing.is_empty());
    // Only whom it still belongs to can have it deleted, and once.
    for (owner, expect) in [("draft:e", false), ("draft:d", true), ("draft:d", false)] {
        let done = store
            .delete_attachment_of(&owner.parse().expect("an owner"), "a1")
            .await;
        assert_eq!(done.expect("asked"), expect, "{owner}");
    }
    assert!(store.attachment("a1").await.expect("asked").is_none());
}
