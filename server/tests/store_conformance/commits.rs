//! What one commit holds together, and what it refuses.

use guichet::store::{Account, Commit, CommitError, JournalRow, Store};

use crate::rows::{account, beginning, case_row, mail, task};
use guichet_engine::ids::{AccountId, CaseId, Reference};

/// A commit of which one part fails leaves nothing of the others.
pub async fn atomicity(store: &Store) {
    let commit = Commit {
        unique_taken: vec![("account".to_owned(), "wang".to_owned())],
        mails: vec![mail("atomic")],
        tasks: vec![task(900)],
        journal: Some(JournalRow {
            case: CaseId::new("c"),
            from: 1,
            events: vec![],
        }),
        ..Commit::default()
    };
    assert!(matches!(
        store.commit(&commit).await,
        Err(CommitError::NotUnique { .. })
    ));
    assert!(store.mail("atomic").await.expect("asked").is_none());
    assert_eq!(
        store
            .tasks_of(&[Reference::new("R900")])
            .await
            .expect("asked")
            .len(),
        0
    );
}

pub async fn uniqueness(store: &Store) {
    let writers = (0..16).map(|number| {
        let store = store.clone();
        tokio::spawn(async move {
            let account = Account {
                id: AccountId::new(format!("race-{number}")),
                ..account("Racer")
            };
            store.create_account(&account).await.is_ok()
        })
    });
    let mut won = 0;
    for writer in writers.collect::<Vec<_>>() {
        won += usize::from(writer.await.expect("joined"));
    }
    assert_eq!(won, 1);
}

pub async fn idempotency(store: &Store) {
    let commit = Commit {
        idempotency_key: Some("key".to_owned()),
        mails: vec![mail("once")],
        ..Commit::default()
    };
    store.commit(&commit).await.expect("first");
    let again = Commit {
        mails: vec![mail("twice")],
        ..commit
    };
    assert!(matches!(
        store.commit(&again).await,
        Err(CommitError::AlreadyDone)
    ));
    assert!(store.mail("twice").await.expect("asked").is_none());
}

/// A case begins once and changes only from the version that was read.
pub async fn versions(store: &Store) {
    let first = beginning(900, "河北某某有限公司");
    store.commit(&first).await.expect("committed");
    // The same request again, whatever else would be refused, was done before.
    let again = Commit {
        case: Some(case_row(901, "")),
        tasks: vec![],
        search: None,
        ..first.clone()
    };
    let again = store.commit(&again).await;
    assert!(matches!(again, Err(CommitError::AlreadyDone)), "{again:?}");
    let mut taken = beginning(901, "");
    if let Some(row) = &mut taken.case {
        row.case.reference = Reference::new("20261124-7K3M-0900");
    }
    let taken = store.commit(&taken).await;
    assert!(
        matches!(taken, Err(CommitError::ReferenceTaken)),
        "{taken:?}"
    );
    assert!(
        store
            .case(&CaseId::new("found901"))
            .await
            .expect("asked")
            .is_none()
    );
    let mut row = first.case.expect("a case");
    row.case.version = 2;
    let change = |expected: u64| Commit {
        expected_version: Some(expected),
        case: Some(row.clone()),
        mails: vec![mail(&format!("changed{expected}"))],
        ..Commit::default()
    };
    let stale = store.commit(&change(7)).await;
    assert!(
        matches!(stale, Err(CommitError::VersionConflict)),
        "{stale:?}"
    );
    assert!(store.mail("changed7").await.expect("asked").is_none());
    store.commit(&change(1)).await.expect("committed");
    let stale = store.commit(&change(1)).await;
    assert!(
        matches!(stale, Err(CommitError::VersionConflict)),
        "{stale:?}"
    );
    let found = store.case(&CaseId::new("found900")).await.expect("asked");
    assert_eq!(found.expect("found").case.version, 2);
}
