use std::collections::BTreeMap;

use super::super::database::Sync;
use super::*;

/// A row of every table that a later migration changes, as the versions before number 5 wrote it.
const OLD_ROWS: &str = "
    CREATE task:mine SET shelf = 'mine:mei', rank = 'a', timer = 1, reference = 'R1', doc = '{}';
    CREATE task:free SET shelf = 'free', rank = 'b', timer = 2, reference = 'R2', doc = '{}';
    CREATE outbox:lost SET state = 'failed', rank = 'c', next = 3, doc = '{}';
    CREATE account:li SET name_folded = 'li', staff = true, doc = '{}';";

async fn empty() -> Connection {
    Connection::open("mem://", Sync::Never)
        .await
        .expect("a store")
}

async fn run(store: &Connection, sql: &str) {
    let answer = store.query(sql, json!({})).await.expect("an answer");
    answer.check().expect("statements that hold");
}

async fn rows(store: &Connection, sql: &str) -> Vec<Value> {
    let mut answer = store.query(sql, json!({})).await.expect("an answer");
    answer.take(0).expect("rows")
}

async fn info(store: &Connection, of: &str) -> Value {
    let sql = format!("INFO FOR {of}");
    let mut answer = store.query(&sql, json!({})).await.expect("an answer");
    let info: Option<Value> = answer.take(0).expect("a description");
    info.expect("a description")
}

/// Returns the definitions of every table and index.
async fn shape(store: &Connection) -> BTreeMap<String, Value> {
    let mut shape = BTreeMap::new();
    let tables = info(store, "DB").await["tables"].clone();
    for name in tables.as_object().expect("tables").keys() {
        let table = info(store, &format!("TABLE {name}")).await;
        shape.insert(name.clone(), table["indexes"].clone());
    }
    shape
}

#[test]
fn numbers_are_unique_and_rise_by_one() {
    let numbers: Vec<u32> = MIGRATIONS.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, (1..=NEWEST).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_store_of_each_number_climbs_to_the_newest() {
    let fresh = empty().await;
    migrate(&fresh).await.expect("a ladder");
    let expected = shape(&fresh).await;
    for start in 0..=NEWEST {
        let store = empty().await;
        climb(&store, start).await.expect("the first rungs");
        let old = (1..5).contains(&start);
        if old {
            run(&store, OLD_ROWS).await;
        }
        migrate(&store).await.expect("the other rungs");
        assert_eq!(shape(&store).await, expected, "from number {start}");
        assert_eq!(number(&store).await.expect("a number"), NEWEST);
        if old {
            let found = rows(
                &store,
                "SELECT VALUE reference FROM task WHERE shelves CONTAINS 'mine:mei'",
            )
            .await;
            assert_eq!(found, ["R1"], "from number {start}");
            let found = rows(
                &store,
                "SELECT VALUE reference FROM task WHERE shelves CONTAINS 'active:reviewer' ORDER BY reference",
            )
            .await;
            assert_eq!(found, ["R1", "R2"], "from number {start}");
            let found = rows(&store, "SELECT VALUE rank FROM outbox WHERE failed = true").await;
            assert_eq!(found, ["c"], "from number {start}");
        }
    }
}

/// Two migrations once bore the number 8.
#[tokio::test]
async fn a_store_that_stopped_between_the_two_of_number_8_gets_the_other() {
    let fresh = empty().await;
    migrate(&fresh).await.expect("a ladder");
    let expected = shape(&fresh).await;
    for lost in [
        "REMOVE TABLE remark",
        "REMOVE INDEX IF EXISTS account_stand_in ON account",
        "RETURN 1",
    ] {
        let store = empty().await;
        climb(&store, 8).await.expect("the first rungs");
        run(
            &store,
            "DEFINE INDEX IF NOT EXISTS account_stand_in ON account FIELDS stand_in",
        )
        .await;
        run(&store, lost).await;
        migrate(&store).await.expect("the last rung");
        assert_eq!(shape(&store).await, expected, "after {lost}");
    }
}

/// A start that was killed between a migration and its number, as versions before number 9 could be.
#[tokio::test]
async fn a_migration_whose_number_was_not_written_is_repeated() {
    for rung in 1..=NEWEST {
        let store = empty().await;
        climb(&store, rung).await.expect("the first rungs");
        let before = rung - 1;
        run(
            &store,
            &format!("UPSERT setting:migration SET doc = '{before}'"),
        )
        .await;
        migrate(&store).await.expect("the rung again");
        assert_eq!(number(&store).await.expect("a number"), NEWEST);
    }
}

#[tokio::test]
async fn a_migration_that_fails_leaves_neither_its_tables_nor_its_number() {
    let store = empty().await;
    migrate(&store).await.expect("a ladder");
    let before = shape(&store).await;
    let failed = step(
        &store,
        NEWEST + 1,
        "DEFINE TABLE half SCHEMALESS; THROW 'enough';",
    )
    .await;
    assert!(failed.is_err());
    assert_eq!(shape(&store).await, before);
    assert_eq!(number(&store).await.expect("a number"), NEWEST);
}

#[tokio::test]
async fn a_store_of_a_newer_version_is_refused_and_left_as_it_is() {
    let store = empty().await;
    migrate(&store).await.expect("a ladder");
    run(&store, "UPSERT setting:migration SET doc = '999'").await;
    let before = shape(&store).await;
    let refused = migrate(&store)
        .await
        .expect_err("a newer store")
        .to_string();
    assert!(
        refused.contains("999") && refused.contains(&NEWEST.to_string()),
        "{refused}"
    );
    assert!(!refused.contains('\n'), "{refused}");
    assert_eq!(shape(&store).await, before);
    assert_eq!(number(&store).await.expect("a number"), 999);
}
