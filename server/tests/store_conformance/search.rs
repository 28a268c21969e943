//! Finding cases by words.

use guichet::store::{Commit, PAGE_SIZE, Store};

use crate::rows::{beginning, case_row, search_row};

/// The references found, page by page.
async fn found(store: &Store, words: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut after = String::new();
    loop {
        let page = store.search(words, &after).await.expect("asked");
        assert!(page.rows.len() <= PAGE_SIZE);
        found.extend(page.rows.into_iter().map(|row| row.reference.to_string()));
        match page.next {
            Some(next) => after = next,
            None => return found,
        }
    }
}

pub async fn search(store: &Store) {
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
