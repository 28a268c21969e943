//! Accounts, logins, recovery of passwords.

use guichet::store::{
    Account, AccountChange, AccountState, Commit, CommitError, NewRecovery, Session, Store,
};

use crate::rows::{account, at, mail};
use guichet_engine::ids::{AccountId, Role};

pub async fn accounts(store: &Store) {
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
            id: AccountId::new("other"),
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
        created: at(1),
        seen: at(1),
        credential: found.credential(),
        origin: None,
        confirmed: None,
    };
    store.put_session(&session).await.expect("put");
    let used = Session {
        seen: at(2),
        ..session.clone()
    };
    store.touch_session(&used).await.expect("touched");
    let kept = store.session("s1").await.expect("asked").expect("found");
    assert_eq!(kept.seen, at(2));
    store.end_session("s1").await.expect("ended");
    store.touch_session(&used).await.expect("nothing to touch");
    assert!(store.session("s1").await.expect("asked").is_none());
    assert_eq!(store.staff().await.expect("asked").len(), 1);
}

async fn administrator(store: &Store, name: &str) -> Account {
    let new = Account {
        roles: vec![Role::new("administrator")],
        ..account(name)
    };
    store.create_account(&new).await.expect("created");
    store.account(&new.id).await.expect("asked").expect("found")
}

/// A change goes with its mail and the end of the logins, or not at all; of two who turn each other off, one is left.
pub async fn changes(store: &Store) {
    let one = administrator(store, "admin-1").await;
    let two = administrator(store, "admin-2").await;
    let session = Session {
        id: "s2".to_owned(),
        account: one.id.clone(),
        created: at(1),
        seen: at(1),
        credential: one.credential(),
        origin: None,
        confirmed: None,
    };
    store.put_session(&session).await.expect("put");
    let renamed = AccountChange {
        mail: Some(mail("changed")),
        ends_logins: true,
        ..AccountChange::new(Account {
            display_name: "Li".to_owned(),
            ..one.clone()
        })
    };
    store.change_account(&renamed).await.expect("changed");
    assert!(store.session("s2").await.expect("asked").is_none());
    assert!(store.mail("changed").await.expect("asked").is_some());
    let stale = AccountChange {
        mail: Some(mail("stale")),
        ..AccountChange::new(one.clone())
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
                ..AccountChange::new(Account {
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

pub async fn recovery(store: &Store) {
    let wang = store
        .account_by_name("wang")
        .await
        .expect("asked")
        .expect("found");
    let (one, other) = (mail("r1"), mail("r2"));
    let new = NewRecovery {
        token_hash: "t",
        account: &wang.id,
        expires: at(99),
        mail: &one,
        since: at(1),
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
        Some((wang.id.clone(), at(99)))
    );
    let changed = AccountChange {
        ends_logins: true,
        recovery: Some("t".to_owned()),
        ..AccountChange::new(Account {
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

pub async fn forgetting(store: &Store) {
    for (id, created) in [("old", 10), ("young", 20)] {
        let session = Session {
            id: id.to_owned(),
            account: AccountId::new("someone"),
            credential: String::new(),
            origin: None,
            confirmed: None,
            created: at(created),
            seen: at(created),
        };
        store.put_session(&session).await.expect("put");
        let bringing = mail(&format!("forget-{id}"));
        let new = NewRecovery {
            token_hash: id,
            account: &AccountId::new("someone"),
            expires: at(created),
            mail: &bringing,
            since: at(1),
            most: 9,
        };
        assert!(store.put_recovery(&new).await.expect("put"));
    }
    store.forget_sessions(at(20)).await.expect("forgotten");
    store.forget_recoveries(at(20)).await.expect("forgotten");
    for (id, expect) in [("old", false), ("young", true)] {
        let session = store.session(id).await.expect("asked");
        assert_eq!(session.is_some(), expect, "{id}");
        let recovery = store.recovery(id).await.expect("asked");
        assert_eq!(recovery.is_some(), expect, "{id}");
    }
}

/// Whose validity ends soon is found until a renewal was opened for that end; one that failed is passed over meanwhile.
pub async fn renewals(store: &Store) {
    for (name, until, state) in [
        ("Late", 30, AccountState::Active),
        ("Soon", 20, AccountState::Active),
        ("Off", 10, AccountState::Disabled),
        ("Far", 50, AccountState::Active),
    ] {
        let new = Account {
            valid_until: Some(at(until)),
            state,
            ..account(name)
        };
        store.create_account(&new).await.expect("created");
    }
    store
        .create_account(&account("Ever"))
        .await
        .expect("created");
    let soon = expiring(store, 40).await;
    assert_eq!(names(&soon), ["Soon", "Late"]);
    assert!(expiring(store, 19).await.is_empty());

    store
        .put_off_renewal(&soon[0], at(41))
        .await
        .expect("put off");
    assert_eq!(names(&expiring(store, 40).await), ["Late"]);
    assert_eq!(names(&expiring(store, 41).await), ["Late", "Soon"]);

    // What is stored with the account is what another process finds.
    let opened = Account {
        renewal_opened_for: Some(at(20)),
        ..soon[0].clone()
    };
    let change = AccountChange::new(opened.clone());
    store.change_account(&change).await.expect("changed");
    let again = store.change_account(&change).await;
    assert!(
        matches!(again, Err(CommitError::VersionConflict)),
        "{again:?}"
    );
    store
        .put_off_renewal(&opened, at(1))
        .await
        .expect("too late");
    assert_eq!(names(&expiring(store, 41).await), ["Late"]);
}

async fn expiring(store: &Store, until: i64) -> Vec<Account> {
    store.expiring_accounts(at(until), 10).await.expect("asked")
}

fn names(accounts: &[Account]) -> Vec<&str> {
    accounts.iter().map(|own| own.name.as_str()).collect()
}
