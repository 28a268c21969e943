//! What the real store answers with when a transaction fails, or when it cannot be opened.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;

use serde_json::json;

use super::super::database::{Connection, Sync};
use super::*;

async fn opened() -> Connection {
    let connection = Connection::open("mem://", Sync::Every).await;
    let connection = connection.expect("a store");
    let tables = "DEFINE TABLE one SCHEMALESS; DEFINE INDEX number ON one FIELDS number UNIQUE; CREATE one:1 SET number = 1;";
    let answer = connection.query(tables, json!({})).await.expect("asked");
    answer.check().expect("made");
    connection
}

async fn failure(connection: &Connection, statements: &str) -> Option<Failure> {
    let sql = format!("BEGIN; {statements} COMMIT;");
    let mut answer = connection.query(&sql, json!({})).await.expect("asked");
    let count = answer.num_statements();
    let errors = answer.take_errors();
    (!errors.is_empty()).then(|| Failure::from_errors(errors, count))
}

#[tokio::test]
async fn a_failure_is_told_from_any_other() {
    let connection = opened().await;
    let write = "UPSERT one:9 SET number = 9;";
    let throw = format!("{write} THROW '{GUARD}12'; {write}");
    assert_eq!(failure(&connection, &throw).await, Some(Failure::Guard(12)));
    let failed = failure(&connection, "CREATE one:1 SET number = 2;").await;
    assert!(matches!(failed, Some(Failure::Exists(_))), "{failed:?}");
    let failed = failure(&connection, "CREATE one:2 SET number = 1;").await;
    assert!(matches!(failed, Some(Failure::Exists(_))), "{failed:?}");
    let failed = failure(&connection, &format!("THROW 'enough'; {write}")).await;
    assert!(matches!(failed, Some(Failure::Refused(_))), "{failed:?}");
    assert_eq!(failure(&connection, write).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_write_a_row_at_once_one_is_told_of_the_conflict() {
    let connection = opened().await;
    let write = "UPDATE one:1 SET by = 1; SLEEP 300ms; UPDATE one:1 SET by = 2;";
    let (one, other) = tokio::join!(failure(&connection, write), failure(&connection, write));
    let failures: Vec<Failure> = one.into_iter().chain(other).collect();
    assert_eq!(failures, [Failure::Conflict]);
}

#[tokio::test]
async fn a_store_that_may_not_be_written_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::set_permissions(folder.path(), Permissions::from_mode(0o500)).expect("set");
    // Whoever may do everything is refused nothing.
    if fs::write(folder.path().join("trial"), "").is_ok() {
        return;
    }
    let url = format!("surrealkv://{}", folder.path().join("store").display());
    let refused = Connection::open(&url, Sync::Every).await.err();
    let refused = refused.expect("refused").to_string();
    assert!(refused.contains("cannot be written"), "{refused}");
}

#[tokio::test]
async fn a_store_that_another_has_is_locked() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("surrealkv://{}", folder.path().join("store").display());
    let first = Connection::open(&url, Sync::Every).await.expect("a store");
    let second = Connection::open(&url, Sync::Every).await.err();
    assert!(matches!(second, Some(StoreError::Locked(_))), "{second:?}");
    first.close().await;
}
