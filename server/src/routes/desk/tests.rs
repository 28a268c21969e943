//! The desk: pages by key, each queue, and searching.

mod narrowed;
mod people;
mod rows;

use std::collections::BTreeSet;

use guichet_engine::ids::ActionName;
use guichet_engine::workflow::{Actor, Command};
use rocket::local::asynchronous::Client;
use serde_json::json;

use crate::service::cases::{self, Submission, begin};
use crate::store::{Account, CaseRow, PAGE_SIZE};
use crate::testing::case::staff;
use crate::testing::form::attribute;
use crate::testing::{self, Service, get, log_in, post, service_on};

/// More than two pages.
const MANY: usize = 2 * PAGE_SIZE + 3;

/// Returns a service with a small form of its own, whose applications cost little.
async fn service() -> (Service, tempfile::TempDir) {
    let schema = json!({
        "title": "许可", "type": "object", "x-workflow": "registration",
        "x-applicant": { "name": "/name", "email": "/email" }, "required": ["name"],
        "properties": {
            "name": { "type": "string", "title": "名称" },
            "email": { "type": "string", "title": "邮箱" },
        },
    });
    let mut files = testing::definitions();
    files.insert("forms/permit/form.json".to_owned(), schema.to_string());
    testing::service_of(&files).await
}

async fn submit(service: &Service, name: &str) -> CaseRow {
    let live = service.app.definitions.live();
    let form = std::sync::Arc::clone(&live.published.forms["permit"]);
    let submission = Submission {
        workflow: std::sync::Arc::clone(live.published.workflow_for(&form).expect("a workflow")),
        form,
        answers: json!({ "name": name, "email": "a@example.com" }),
        password_hash: None,
        attachments: vec![],
        draft: crate::keys::id(),
        locale: "zh-CN".to_owned(),
        account: None,
        by: None,
        prefilled: None,
    };
    begin(&service.app, &submission).await.expect("begun")
}

async fn submit_many(service: &Service, name: &str) -> Vec<CaseRow> {
    let mut rows = Vec::new();
    for number in 0..MANY {
        rows.push(submit(service, &format!("{name} {number}")).await);
    }
    rows
}

fn references(rows: &[CaseRow]) -> BTreeSet<String> {
    rows.iter()
        .map(|row| row.case.reference.to_string())
        .collect()
}

fn actor(account: &Account) -> Actor {
    Actor::staff(
        account.id.clone(),
        account.display_name.clone(),
        account.roles.clone(),
    )
}

/// Has a reviewer act on the first step of a case.
async fn act(service: &Service, row: &CaseRow, account: &Account, action: &str) {
    let flags = match action {
        "return" => vec![guichet_engine::workflow::Flag {
            follows: Vec::new(),
            pointer: guichet_engine::ids::Pointer::parse("/name").expect("a pointer"),
            reason: "不一致".to_owned(),
        }],
        _ => vec![],
    };
    let command = Command::Act {
        run: 1,
        action: ActionName::new(action),
        actor: actor(account),
        flags,
        reason: None,
        answers: None,
        item: None,
    };
    let done = cases::command(&service.app, &row.case.id, &command, "zh-CN").await;
    done.expect("acted");
}

/// Returns the reference numbers on a page, and the next page.
async fn page(client: &Client, path: &str) -> (Vec<String>, Option<String>) {
    let (status, html) = get(client, path).await;
    assert_eq!(status, 200, "{path}");
    let rows = html.split("<th scope=\"row\"><a").skip(1);
    let rows = rows.map(|tag| attribute(tag, "href").expect("a link"));
    let rows = rows.map(|href| href.trim_start_matches("/desk/").to_owned());
    let links = html.split("<a").skip(1);
    let mut next = links.filter(|tag| attribute(tag, "rel").as_deref() == Some("next"));
    (
        rows.collect(),
        next.next().and_then(|tag| attribute(tag, "href")),
    )
}

/// Returns all pages from one on; `between` is called after each.
async fn pages(
    client: &Client,
    path: &str,
    mut between: impl AsyncFnMut(&[String]),
) -> Vec<String> {
    let mut all = Vec::new();
    let mut path = path.to_owned();
    loop {
        let (rows, next) = page(client, &path).await;
        assert!(rows.len() <= PAGE_SIZE);
        between(&rows).await;
        all.extend(rows);
        match next {
            Some(next) => path = next,
            None => return all,
        }
    }
}

/// That a queue shows exactly these, each once, on more than one page.
async fn check_shelf(client: &Client, tab: &str, expect: &BTreeSet<String>) {
    let found = pages(client, &format!("/desk?tab={tab}"), async |_| ()).await;
    assert_eq!(found.len(), expect.len(), "{tab}");
    assert_eq!(&found.into_iter().collect::<BTreeSet<_>>(), expect, "{tab}");
}

#[rocket::async_test]
async fn pages_stay_as_they_are_while_rows_come_and_go() {
    let (service, _folder) = service().await;
    let rows = submit_many(&service, "企业").await;
    let expect = references(&rows);
    let (account, client) = staff(&service, "limei", &["reviewer"]).await;
    let mut added = 0;
    let found = pages(
        &client,
        "/desk?tab=unclaimed",
        async |shown: &[String]| {
            // Somebody applies, and somebody decides on what this page has shown.
            submit(&service, &format!("后来的 {added}")).await;
            added += 1;
            let known = rows.iter().find(|row| {
                shown
                    .iter()
                    .any(|shown| row.case.reference == shown.as_str())
            });
            if let Some(row) = known {
                act(&service, row, &account, "approve").await;
            }
        },
    )
    .await;
    assert!(added >= 3, "more than two pages");
    let unique: BTreeSet<String> = found.iter().cloned().collect();
    assert_eq!(unique.len(), found.len(), "nothing is shown twice");
    assert!(unique.is_superset(&expect), "nothing is left out");
    // A page asked for again is the same, but for what is gone.
    let first = page(&client, "/desk?tab=unclaimed").await;
    assert_eq!(page(&client, "/desk?tab=unclaimed").await, first);
    let (again, _) = page(&client, "/desk").await;
    assert_eq!(again, first.0, "what is free comes first");
}

#[rocket::async_test]
async fn every_shelf_has_what_belongs_to_it_page_by_page() {
    let (service, _folder) = service().await;
    let (account, client) = staff(&service, "limei", &["reviewer"]).await;
    let (_, other) = staff(&service, "wangwei", &["reviewer"]).await;
    let rows = submit_many(&service, "企业").await;
    let all = references(&rows);
    let none = BTreeSet::new();
    check_shelf(&client, "free", &all).await;
    for tab in ["mine", "waiting", "done", "overdue"] {
        check_shelf(&client, tab, &none).await;
    }
    for row in &rows {
        let claim = Command::Claim {
            run: 1,
            actor: actor(&account),
        };
        let done = cases::command(&service.app, &row.case.id, &claim, "zh-CN").await;
        done.expect("claimed");
    }
    check_shelf(&client, "mine", &all).await;
    check_shelf(&client, "free", &none).await;
    check_shelf(&other, "mine", &none).await;
    // Due within a day, and past it; whoever has it.
    let due = rows[0].case.open[&1].due.as_ref().expect("a due date").at;
    let until = due.duration_since(service.app.clock.now()).as_secs();
    for (tab, offset) in [("soon", until - 3_600), ("overdue", until + 3_600)] {
        let then = service_on(&service, offset).await;
        log_in(&then.client, &account).await;
        check_shelf(&then.client, tab, &all).await;
        let elsewhere = if tab == "soon" { "overdue" } else { "soon" };
        check_shelf(&then.client, elsewhere, &none).await;
    }
    for row in &rows {
        act(&service, row, &account, "return").await;
    }
    check_shelf(&other, "waiting", &all).await;
    check_shelf(&client, "mine", &none).await;
    let more = submit_many(&service, "别的").await;
    for row in &more {
        act(&service, row, &account, "approve").await;
    }
    check_shelf(&other, "done", &references(&more)).await;
    // What is done stands newest first.
    let (newest, _) = page(&other, "/desk?tab=done").await;
    let last = &more[MANY - PAGE_SIZE..];
    assert_eq!(
        newest.into_iter().collect::<BTreeSet<_>>(),
        references(last)
    );
}

#[rocket::async_test]
async fn a_search_goes_on_page_by_page_and_finds_nothing_else() {
    let (service, _folder) = service().await;
    let (account, client) = staff(&service, "limei", &["reviewer"]).await;
    let rows = submit_many(&service, "华北货运").await;
    let others = [
        submit(&service, "石家庄华信贸易 Huaxin").await,
        submit(&service, "华 北").await,
    ];
    act(&service, &rows[0], &account, "approve").await;
    let search = |words: &str| {
        let query: String = url::form_urlencoded::byte_serialize(words.as_bytes()).collect();
        format!("/desk?tab=unclaimed&q={query}")
    };
    let mut added = 0;
    let found = pages(&client, &search("华北"), async |_| {
        submit(&service, &format!("华北后来 {added}")).await;
        added += 1;
    })
    .await;
    assert!(added >= 3, "more than two pages");
    // Newest first, so that what comes meanwhile stands before it; what is done is found as well.
    assert_eq!(found.len(), MANY);
    assert_eq!(
        found.into_iter().collect::<BTreeSet<_>>(),
        references(&rows)
    );
    for words in ["华信", "ＨＵＡＸＩＮ", "huaxin 石家庄"] {
        let (found, next) = page(&client, &search(words)).await;
        assert_eq!(found, [others[0].case.reference.to_string()], "{words}");
        assert_eq!(next, None);
    }
    let reference = [rows[5].case.reference.to_string()];
    for words in [
        reference[0].clone(),
        format!(" {} ", reference[0].to_lowercase()),
    ] {
        assert_eq!(page(&client, &search(&words)).await.0, reference);
    }
    for words in ["没有这个", "%", "'); DELETE task", &"长".repeat(5_000)] {
        let (found, _) = page(&client, &search(words)).await;
        assert_eq!(found, Vec::<String>::new(), "{words}");
    }
}

#[rocket::async_test]
async fn an_address_that_no_page_has_is_no_fault() {
    let (service, _folder) = service().await;
    let row = submit(&service, "企业").await;
    let (_, client) = staff(&service, "limei", &["reviewer"]).await;
    let reference = [row.case.reference.to_string()];
    for (path, expect) in [
        ("/desk?tab=nothing", &reference[..]),
        // As it was called before.
        ("/desk?tab=free", &reference),
        ("/desk?tab=mine:someone", &reference),
        ("/desk?tab=unclaimed&after=", &reference),
        ("/desk?tab=unclaimed&after=0", &reference),
        ("/desk?tab=unclaimed&after=~~~", &[]),
        (
            "/desk?tab=unclaimed&after=%27%3B%20DELETE%20task",
            &reference,
        ),
        ("/desk?tab=unclaimed&q=%20%20", &reference),
        ("/desk?tab=overdue&after=zzz", &[]),
        ("/desk?tab=done&after=%E6%96%87", &[]),
    ] {
        assert_eq!(page(&client, path).await.0, expect, "{path}");
    }
    // From the list a step is claimed as from its page.
    let claim = format!("/desk/{}/claim", reference[0]);
    assert_eq!(post(&client, &claim, &[("run", "1")]).await.0, 303);
    for tab in ["assigned", "mine"] {
        assert_eq!(
            page(&client, &format!("/desk?tab={tab}")).await.0,
            reference
        );
    }
}
