//! Mail on its way.

use guichet::store::{MailRow, MailState, Store};

use crate::rows::{at, mail};

pub async fn outbox(store: &Store) {
    store.put_mail(&mail("m1")).await.expect("put");
    let (one, other) = tokio::join!(store.take_mails(at(20), 50), store.take_mails(at(20), 50));
    let taken: Vec<String> = one
        .expect("asked")
        .into_iter()
        .chain(other.expect("asked"))
        .map(|mail| mail.id)
        .filter(|id| id == "m1")
        .collect();
    assert_eq!(taken, ["m1"]);
    let again = async || {
        let taken = store.take_mails(at(30), 50).await.expect("asked");
        taken.iter().any(|mail| mail.id == "m1")
    };
    assert!(!again().await, "it is on lease");
    store.free_mails(at(30)).await.expect("freed");
    assert!(again().await, "its lease was ended");
    let sent = MailRow {
        state: MailState::Sent,
        next: None,
        ..mail("m1")
    };
    store.put_mail(&sent).await.expect("put");
    assert!(
        store
            .take_mails(at(4_000_000_000_000), 50)
            .await
            .expect("asked")
            .iter()
            .all(|mail| mail.id != "m1")
    );
    let (page, next) = store.mails("", 1).await.expect("asked");
    assert_eq!((page.len(), next.is_some()), (1, true));
    failed_mails(store).await;
}

async fn failed_mails(store: &Store) {
    assert_eq!(store.failed_mails_count(9).await.expect("asked"), 0);
    for (number, created) in [5, 7, 6].into_iter().enumerate() {
        let failed = MailRow {
            state: MailState::Failed,
            next: None,
            created: at(created),
            ..mail(&format!("failed{number}"))
        };
        store.put_mail(&failed).await.expect("put");
    }
    assert_eq!(store.failed_mails_count(9).await.expect("asked"), 3);
    assert_eq!(store.failed_mails_count(2).await.expect("asked"), 2);
    let ids = |mails: &[MailRow]| mails.iter().map(|mail| mail.id.clone()).collect::<Vec<_>>();
    let (page, next) = store.failed_mails("", 2).await.expect("asked");
    assert_eq!(ids(&page), ["failed1", "failed2"], "newest first");
    let (page, next) = store
        .failed_mails(&next.expect("a next page"), 2)
        .await
        .expect("asked");
    assert_eq!((ids(&page), next), (vec!["failed0".to_owned()], None));
    for number in 0..3 {
        let id = format!("failed{number}");
        store.put_mail(&mail(&id)).await.expect("put");
    }
    assert_eq!(store.failed_mails_count(9).await.expect("asked"), 0);
}
