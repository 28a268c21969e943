//! One suite for every store: in memory, and on disk.

use std::sync::Arc;

use guichet::store::{
    ACTIVE, Account, AccountChange, AccountState, AttachmentRow, CaseRow, Commit, CommitError,
    DraftRow, JournalRow, MailRow, MailState, NewRecovery, PAGE_SIZE, SearchRow, Session, Store,
    TaskPage, TaskRow, shelves,
};
use guichet_engine::ids::{DefinitionRef, Pointer, Version};
use guichet_engine::workflow::{Actor, Case, Event, EventKind, Start};
use jiff::Timestamp;
use serde_json::json;

async fn open(url: &str) -> Store {
    Store::open(url, Arc::new(|reason| panic!("fatal: {reason}")))
        .await
        .expect("a store")
}

fn account(name: &str) -> Account {
    Account {
        id: format!("id-{}", name.to_lowercase()),
        name: name.to_owned(),
        password_hash: "hash".to_owned(),
        email: "a@example.com".to_owned(),
        display_name: name.to_owned(),
        roles: vec!["reviewer".to_owned()],
        state: AccountState::Active,
        case: None,
        locale: "zh-CN".to_owned(),
        must_change_password: false,
        created: 1,
        revision: 0,
    }
}

fn task(number: i64) -> TaskRow {
    TaskRow {
        id: format!("case{number}-1"),
        case: format!("case{number}"),
        run: 1,
        step: "review".to_owned(),
        shelf: "free".to_owned(),
        reference: format!("R{number}"),
        title: format!("企业 {number}"),
        form: "three-in-one".to_owned(),
        workflow: None,
        assignee: None,
        opened: number,
        due: Some(1_000 + number),
        timer: Some(1_000 + number),
        finish: None,
        roles: vec!["reviewer".to_owned()],
    }
}

fn mail(id: &str) -> MailRow {
    MailRow {
        id: id.to_owned(),
        case: None,
        to: "a@example.com".to_owned(),
        notice: "received".to_owned(),
        locale: "zh-CN".to_owned(),
        data: json!({ "odd key/~": "值" }),
        state: MailState::Queued,
        attempts: 0,
        next: Some(10),
        last_error: None,
        created: 5,
        sent: None,
    }
}

async fn suite(url: &str) {
    let store = open(url).await;
    accounts(&store).await;
    changes(&store).await;
    drafts(&store).await;
    atomicity(&store).await;
    uniqueness(&store).await;
    idempotency(&store).await;
    desk(&store).await;
    timers(&store).await;
    roles(&store).await;
    versions(&store).await;
    search(&store).await;
    outbox(&store).await;
    recovery(&store).await;
    forgetting(&store).await;
    attachments(&store).await;
}

async fn accounts(store: &Store) {
    store
        .create_account(&account("Wang"))
        .await
        .expect("created");
    let found = store
        .account_by_name("WANG")
        .await
        .expect("asked")
        .expect("found");
    assert_eq!(found.name, "Wang");
    let again = store
        .create_account(&Account {
            id: "other".to_owned(),
            ..account("wANG")
        })
        .await;
    assert!(
        matches!(again, Err(CommitError::NotUnique { ref scope }) if scope == "account"),
        "{again:?}"
    );
    let session = Session {
        id: "s1".to_owned(),
        account: found.id.clone(),
        created: 1,
        seen: 1,
        credential: found.credential(),
    };
    store.put_session(&session).await.expect("put");
    let used = Session {
        seen: 2,
        ..session.clone()
    };
    store.touch_session(&used).await.expect("touched");
    let kept = store.session("s1").await.expect("asked").expect("found");
    assert_eq!(kept.seen, 2);
    store.end_session("s1").await.expect("ended");
    store.touch_session(&used).await.expect("nothing to touch");
    assert!(store.session("s1").await.expect("asked").is_none());
    assert_eq!(store.staff().await.expect("asked").len(), 1);
}

async fn administrator(store: &Store, name: &str) -> Account {
    let new = Account {
        roles: vec!["administrator".to_owned()],
        ..account(name)
    };
    store.create_account(&new).await.expect("created");
    store.account(&new.id).await.expect("asked").expect("found")
}

/// A change goes with its mail and the end of the logins, or not at all; of two who turn each other off, one is left.
async fn changes(store: &Store) {
    let one = administrator(store, "admin-1").await;
    let two = administrator(store, "admin-2").await;
    let session = Session {
        id: "s2".to_owned(),
        account: one.id.clone(),
        created: 1,
        seen: 1,
        credential: one.credential(),
    };
    store.put_session(&session).await.expect("put");
    let renamed = AccountChange {
        mail: Some(mail("changed")),
        ends_logins: true,
        ..AccountChange::of(Account {
            display_name: "Li".to_owned(),
            ..one.clone()
        })
    };
    store.change_account(&renamed).await.expect("changed");
    assert!(store.session("s2").await.expect("asked").is_none());
    assert!(store.mail("changed").await.expect("asked").is_some());
    let stale = AccountChange {
        mail: Some(mail("stale")),
        ..AccountChange::of(one.clone())
    };
    let refused = store.change_account(&stale).await;
    assert!(
        matches!(refused, Err(CommitError::VersionConflict)),
        "{refused:?}"
    );
    assert!(store.mail("stale").await.expect("asked").is_none());
    let stale = Commit {
        accounts: vec![one.clone()],
        mails: vec![mail("stale")],
        ..Commit::default()
    };
    let refused = store.commit(&stale).await;
    assert!(
        matches!(refused, Err(CommitError::VersionConflict)),
        "{refused:?}"
    );
    let one = store.account(&one.id).await.expect("asked").expect("found");
    assert_eq!(one.display_name, "Li");
    let off = |account: Account| {
        let store = store.clone();
        tokio::spawn(async move {
            let change = AccountChange {
                keeps_administrator: true,
                ..AccountChange::of(Account {
                    state: AccountState::Disabled,
                    ..account
                })
            };
            store.change_account(&change).await
        })
    };
    let (one, two) = tokio::join!(off(one), off(two));
    let refused: Vec<CommitError> = [one.expect("joined"), two.expect("joined")]
        .into_iter()
        .filter_map(Result::err)
        .collect();
    assert!(
        matches!(refused.as_slice(), [CommitError::LastAdministrator]),
        "{refused:?}"
    );
}

fn draft(id: &str) -> DraftRow {
    DraftRow {
        id: id.to_owned(),
        form: DefinitionRef {
            name: "f".to_owned(),
            version: Version::from_stored("v"),
        },
        answers: json!({ "a": { "b.c/~": [1, null, "文"] } }),
        secrets: std::collections::BTreeMap::new(),
        deadline: None,
        expires: 100,
    }
}

async fn drafts(store: &Store) {
    store.put_draft(&draft("d1")).await.expect("put");
    let found = store.draft("d1").await.expect("asked").expect("found");
    assert_eq!(found.answers, draft("d1").answers);
    assert_eq!(
        store.forget_drafts(50, 10).await.expect("asked"),
        Vec::<String>::new()
    );
    assert_eq!(store.forget_drafts(101, 10).await.expect("asked"), ["d1"]);
    assert!(store.draft("d1").await.expect("asked").is_none());
}

/// A commit of which one part fails leaves nothing of the others.
async fn atomicity(store: &Store) {
    let commit = Commit {
        unique_taken: vec![("account".to_owned(), "wang".to_owned())],
        mails: vec![mail("atomic")],
        tasks: vec![task(900)],
        journal: Some(JournalRow {
            case: "c".to_owned(),
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
            .tasks_of(&["R900".to_owned()])
            .await
            .expect("asked")
            .len(),
        0
    );
}

async fn uniqueness(store: &Store) {
    let writers = (0..16).map(|number| {
        let store = store.clone();
        tokio::spawn(async move {
            let account = Account {
                id: format!("race-{number}"),
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

async fn idempotency(store: &Store) {
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

fn on(shelf: &str) -> Vec<String> {
    shelves(shelf, &["reviewer".to_owned()])
}

async fn put(store: &Store, tasks: Vec<TaskRow>) {
    let commit = Commit {
        tasks,
        ..Commit::default()
    };
    store.commit(&commit).await.expect("committed");
}

fn opened(page: &TaskPage) -> Vec<i64> {
    page.rows.iter().map(|row| row.opened).collect()
}

async fn desk(store: &Store) {
    put(store, (1..=60).map(task).collect()).await;
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let page = store.shelf(&on("free"), &after).await.expect("asked");
        seen.extend(opened(&page));
        match page.next {
            Some(next) => after = next,
            None => break,
        }
    }
    assert_eq!(seen, (1..=60).collect::<Vec<i64>>());
    assert_eq!(store.shelf_count(&on("free")).await.expect("asked"), 60);
    // Due from 1,010 to before 1,020.
    let active = on(ACTIVE);
    let due = store.due_between(&active, 1_010, 1_020, "").await;
    assert_eq!(opened(&due.expect("asked")), (10..20).collect::<Vec<i64>>());
    let count = store.due_between_count(&active, 1_010, 1_020).await;
    assert_eq!(count.expect("asked"), 10);
    let first = store
        .due_between(&active, 0, 2_000, "")
        .await
        .expect("asked");
    let next = first.next.expect("a next page");
    let second = store.due_between(&active, 0, 2_000, &next).await;
    assert_eq!(opened(&second.expect("asked"))[0], 26);
    // What the applicant has is nobody's on the staff.
    let waiting = TaskRow {
        shelf: "waiting".to_owned(),
        ..task(15)
    };
    put(store, vec![waiting]).await;
    let count = store.due_between_count(&active, 1_010, 1_020).await;
    assert_eq!(count.expect("asked"), 9);
    assert_eq!(store.shelf_count(&on("waiting")).await.expect("asked"), 1);
}

/// Each sees the tasks of their roles; whoever holds several sees them in one order, each once.
async fn roles(store: &Store) {
    let task = |number: i64, roles: &[&str]| TaskRow {
        shelf: "done".to_owned(),
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        ..task(number)
    };
    let all: Vec<TaskRow> = (100..160)
        .map(|number| match number % 3 {
            0 => task(number, &["reviewer"]),
            1 => task(number, &["administrator"]),
            _ => task(number, &["reviewer", "administrator"]),
        })
        .collect();
    put(store, all).await;
    let both = shelves("done", &["reviewer".to_owned(), "administrator".to_owned()]);
    let first = store.shelf(&both, "").await.expect("asked");
    assert_eq!(opened(&first), (135..160).rev().collect::<Vec<i64>>());
    let next = first.next.expect("a next page");
    let second = store.shelf(&both, &next).await.expect("asked");
    assert_eq!(opened(&second), (110..135).rev().collect::<Vec<i64>>());
    assert_eq!(store.shelf_count(&both).await.expect("asked"), 60);
    assert_eq!(store.shelf_count(&on("done")).await.expect("asked"), 40);
    let mine = shelves("mine:li", &["reviewer".to_owned()]);
    let row = TaskRow {
        shelf: "mine:li".to_owned(),
        ..task(200, &["reviewer"])
    };
    put(store, vec![row]).await;
    assert_eq!(store.shelf_count(&mine).await.expect("asked"), 1);
}

async fn timers(store: &Store) {
    assert_eq!(store.due_tasks(1_003, 10).await.expect("asked").len(), 3);
    assert_eq!(store.due_tasks(1_003, 2).await.expect("asked").len(), 2);
    store
        .put_off("case2-1", 1_003, 5_000)
        .await
        .expect("put off");
    // One whose time has not come keeps its timer.
    store.put_off("case4-1", 1_003, 5_000).await.expect("asked");
    store
        .put_off("nobody-1", 1_003, 5_000)
        .await
        .expect("asked");
    let due = store.due_tasks(1_004, 10).await.expect("asked");
    let ids: Vec<&str> = due.iter().map(|task| task.id.as_str()).collect();
    assert_eq!(ids, ["case1-1", "case3-1", "case4-1"]);
}

fn case_row(number: i64, title: &str) -> CaseRow {
    let definition = DefinitionRef {
        name: "f".to_owned(),
        version: Version::from_stored("v"),
    };
    let start = Start {
        id: format!("found{number:03}"),
        reference: format!("20261124-7K3M-{number:04}"),
        form: definition.clone(),
        workflow: definition,
        answers: json!({}),
        locale: "zh-CN".to_owned(),
    };
    let event = Event {
        seq: 1,
        at: Timestamp::from_second(number).expect("a time"),
        actor: Actor::Applicant,
        kind: EventKind::Submitted(start),
    };
    CaseRow {
        case: Case::replay(&[event]).expect("a case"),
        title: title.to_owned(),
        email: String::new(),
        account: None,
    }
}

fn search_row(row: &CaseRow) -> SearchRow {
    SearchRow {
        case: row.case.id.clone(),
        reference: row.case.reference.clone(),
        submitted: row.case.submitted_at.as_millisecond(),
        text: format!("{} {}", row.case.reference, row.title),
    }
}

fn beginning(number: i64, title: &str) -> Commit {
    let row = case_row(number, title);
    Commit {
        idempotency_key: Some(format!("draft{number}")),
        tasks: vec![TaskRow {
            id: format!("{}-1", row.case.id),
            case: row.case.id.clone(),
            reference: row.case.reference.clone(),
            shelf: "waiting".to_owned(),
            timer: None,
            ..task(number)
        }],
        search: Some(search_row(&row)),
        case: Some(row),
        ..Commit::default()
    }
}

/// A case begins once and changes only from the version that was read.
async fn versions(store: &Store) {
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
        row.case.reference = "20261124-7K3M-0900".to_owned();
    }
    let taken = store.commit(&taken).await;
    assert!(
        matches!(taken, Err(CommitError::ReferenceTaken)),
        "{taken:?}"
    );
    assert!(store.case("found901").await.expect("asked").is_none());
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
    let found = store.case("found900").await.expect("asked");
    assert_eq!(found.expect("found").case.version, 2);
}

/// The references found, page by page.
async fn found(store: &Store, words: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut after = String::new();
    loop {
        let page = store.search(words, &after).await.expect("asked");
        assert!(page.rows.len() <= PAGE_SIZE);
        found.extend(page.rows.into_iter().map(|row| row.reference));
        match page.next {
            Some(next) => after = next,
            None => return found,
        }
    }
}

async fn search(store: &Store) {
    for number in 1..=60 {
        let title = if number % 20 == 0 {
            format!("石家庄华信贸易 {number} Huaxin Trading")
        } else {
            format!("河北华北货运有限公司 {number}")
        };
        store
            .commit(&beginning(number, &title))
            .await
            .expect("committed");
    }
    let many = found(store, "河北").await;
    assert_eq!(many.len(), 58);
    // Newest first: 900 was submitted last of those that hold it.
    assert_eq!(many[..2], ["20261124-7K3M-0900", "20261124-7K3M-0059"]);
    let few = [
        "20261124-7K3M-0060",
        "20261124-7K3M-0040",
        "20261124-7K3M-0020",
    ];
    for words in [
        "华信",
        "石家庄华信贸易",
        "huaxin",
        "ＨＵＡＸＩＮ　贸易",
        "trading 庄华",
    ] {
        assert_eq!(found(store, words).await, few, "{words}");
    }
    // Characters that follow one another somewhere, but not so.
    for words in [
        "华信河北",
        "华北信",
        "北",
        "huax",
        "%",
        "'); DELETE search",
        "",
    ] {
        assert_eq!(found(store, words).await, [""; 0], "{words}");
    }
    for words in ["20261124-7K3M-0040", " 20261124-7k3m-0040 "] {
        assert_eq!(found(store, words).await, ["20261124-7K3M-0040"]);
    }
    // What a correction changes is found by its new words.
    let mut row = case_row(60, "保定顺达");
    row.case.version = 2;
    let change = Commit {
        expected_version: Some(1),
        search: Some(search_row(&row)),
        case: Some(row),
        ..Commit::default()
    };
    store.commit(&change).await.expect("committed");
    assert_eq!(found(store, "华信").await, few[1..]);
    assert_eq!(found(store, "顺达").await, few[..1]);
}

async fn outbox(store: &Store) {
    store.put_mail(&mail("m1")).await.expect("put");
    let (one, other) = tokio::join!(store.take_mails(20, 50), store.take_mails(20, 50));
    let taken: Vec<String> = one
        .expect("asked")
        .into_iter()
        .chain(other.expect("asked"))
        .map(|mail| mail.id)
        .filter(|id| id == "m1")
        .collect();
    assert_eq!(taken, ["m1"]);
    let again = async |now| {
        let taken = store.take_mails(now, 50).await.expect("asked");
        taken.iter().any(|mail| mail.id == "m1")
    };
    assert!(!again(30).await, "it is on lease");
    store.free_mails(30).await.expect("freed");
    assert!(again(30).await, "its lease was ended");
    let sent = MailRow {
        state: MailState::Sent,
        next: None,
        ..mail("m1")
    };
    store.put_mail(&sent).await.expect("put");
    assert!(
        store
            .take_mails(i64::MAX, 50)
            .await
            .expect("asked")
            .iter()
            .all(|mail| mail.id != "m1")
    );
    let (page, next) = store.mails("", 1).await.expect("asked");
    assert_eq!((page.len(), next.is_some()), (1, true));
}

async fn recovery(store: &Store) {
    let wang = store
        .account_by_name("wang")
        .await
        .expect("asked")
        .expect("found");
    let (one, other) = (mail("r1"), mail("r2"));
    let new = NewRecovery {
        token_hash: "t",
        account: &wang.id,
        expires: 99,
        mail: &one,
        since: 1,
        most: 2,
    };
    let another = NewRecovery {
        token_hash: "t2",
        mail: &other,
        ..new
    };
    assert!(store.put_recovery(&new).await.expect("put"));
    assert!(store.put_recovery(&another).await.expect("put"));
    let often = mail("r3");
    let third = NewRecovery {
        token_hash: "t3",
        mail: &often,
        ..new
    };
    assert!(!store.put_recovery(&third).await.expect("asked"));
    assert!(store.mail("r3").await.expect("asked").is_none());
    assert_eq!(
        store.recovery("t").await.expect("asked"),
        Some((wang.id.clone(), 99))
    );
    let changed = AccountChange {
        ends_logins: true,
        recovery: Some("t".to_owned()),
        ..AccountChange::of(Account {
            password_hash: "new".to_owned(),
            ..wang
        })
    };
    let attempts = (0..8).map(|number| {
        let (store, mut changed) = (store.clone(), changed.clone());
        changed.mail = Some(mail(&format!("rc{number}")));
        tokio::spawn(async move {
            match store.change_account(&changed).await {
                Ok(_) => 1,
                Err(CommitError::AlreadyDone) => 0,
                Err(other) => panic!("{other}"),
            }
        })
    });
    let mut used = 0;
    for attempt in attempts.collect::<Vec<_>>() {
        used += attempt.await.expect("joined");
    }
    assert_eq!(used, 1);
    assert!(store.recovery("t2").await.expect("asked").is_none());
    let kept = store.account(&changed.account.id).await.expect("asked");
    assert_eq!(kept.expect("found").password_hash, "new");
}

async fn forgetting(store: &Store) {
    for (id, created) in [("old", 10), ("young", 20)] {
        let session = Session {
            id: id.to_owned(),
            account: "someone".to_owned(),
            credential: String::new(),
            created,
            seen: created,
        };
        store.put_session(&session).await.expect("put");
        let bringing = mail(&format!("forget-{id}"));
        let new = NewRecovery {
            token_hash: id,
            account: "someone",
            expires: created,
            mail: &bringing,
            since: 1,
            most: 9,
        };
        assert!(store.put_recovery(&new).await.expect("put"));
    }
    store.forget_sessions(20).await.expect("forgotten");
    store.forget_recoveries(20).await.expect("forgotten");
    for (id, expect) in [("old", false), ("young", true)] {
        let session = store.session(id).await.expect("asked");
        assert_eq!(session.is_some(), expect, "{id}");
        let recovery = store.recovery(id).await.expect("asked");
        assert_eq!(recovery.is_some(), expect, "{id}");
    }
}

fn attachment(id: &str, owner: &str, created: i64) -> AttachmentRow {
    AttachmentRow {
        id: id.to_owned(),
        owner: owner.to_owned(),
        field: Pointer::parse("/scan").expect("a pointer"),
        file_name: "执照.jpg".to_owned(),
        media_type: "image/jpeg".to_owned(),
        size_bytes: 1,
        width: 1,
        height: 1,
        sha256: "00".to_owned(),
        created,
    }
}

async fn attachments(store: &Store) {
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
    let of_draft = store.attachments_of("draft:d").await.expect("asked");
    assert_eq!(ids(of_draft), ["a1", "a2"]);
    let loose = store.loose_attachments(16, 10).await.expect("asked");
    assert_eq!(ids(loose), ["a1", "a3"]);
    let first = store.loose_attachments(100, 1).await.expect("asked");
    assert_eq!(ids(first), ["a1"]);
    store.put_off_loose("draft:d", 50).await.expect("put off");
    store.put_off_loose("case:c", 50).await.expect("put off");
    let loose = store.loose_attachments(100, 10).await.expect("asked");
    assert_eq!(ids(loose), ["a1", "a2", "a3"]);
    let loose = store.loose_attachments(50, 10).await.expect("asked");
    assert_eq!(ids(loose), ["a3"]);
    let asked = ["a0", "a1", "a4"].map(str::to_owned);
    let known = store.known_attachments(&asked).await.expect("asked");
    assert_eq!(known.into_iter().collect::<Vec<_>>(), ["a1", "a4"]);
    let nothing = store.known_attachments(&[]).await.expect("asked");
    assert!(nothing.is_empty());
    // Only whom it still belongs to can have it deleted, and once.
    for (owner, expect) in [("draft:e", false), ("draft:d", true), ("draft:d", false)] {
        let done = store.delete_attachment_of(owner, "a1").await;
        assert_eq!(done.expect("asked"), expect, "{owner}");
    }
    assert!(store.attachment("a1").await.expect("asked").is_none());
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
