//! Rows to put into a store.

use guichet::store::{
    Account, AccountState, AttachmentRow, CaseRow, Commit, DraftRow, MailRow, MailState, Queue,
    SearchRow, TaskRow,
};
use guichet_engine::ids::{
    AccountId, CaseId, DefinitionRef, PerformerKey, Pointer, Reference, Role, StepName, Version,
};
use guichet_engine::workflow::{Actor, Case, Event, EventKind, Start};
use jiff::Timestamp;
use serde_json::json;

/// Returns the time that is so many milliseconds after 1970.
pub fn at(millisecond: i64) -> Timestamp {
    Timestamp::from_millisecond(millisecond).expect("a time")
}

pub fn account(name: &str) -> Account {
    Account {
        id: AccountId::new(format!("id-{}", name.to_lowercase())),
        name: name.to_owned(),
        password_hash: "hash".to_owned(),
        email: "a@example.com".to_owned(),
        display_name: name.to_owned(),
        roles: vec![Role::new("reviewer")],
        state: AccountState::Active,
        case: None,
        locale: "zh-CN".to_owned(),
        must_change_password: false,
        created: at(1),
        revision: 0,
        registered: None,
        valid_until: None,
        renewal_opened_for: None,
        groups: Vec::new(),
        absence: None,
        second_factor: None,
        turned_off: None,
        one_time_until: None,
    }
}

pub fn task(number: i64) -> TaskRow {
    TaskRow {
        id: format!("case{number}-1"),
        case: CaseId::new(format!("case{number}")),
        run: 1,
        step: StepName::new("review"),
        queue: Queue::Unclaimed,
        reference: Reference::new(format!("R{number}")),
        title: format!("企业 {number}"),
        form: "three-in-one".to_owned(),
        workflow: None,
        assignee: None,
        opened: at(number),
        due: Some(at(1_000 + number)),
        timer: Some(at(1_000 + number)),
        finish: None,
        roles: vec![PerformerKey::new("reviewer")],
        extra_queues: vec![],
        item: None,
        barred: vec![],
        held_up: false,
        by: None,
    }
}

pub fn mail(id: &str) -> MailRow {
    MailRow {
        id: id.to_owned(),
        case: None,
        to: "a@example.com".to_owned(),
        notice: "received".to_owned(),
        locale: "zh-CN".to_owned(),
        data: json!({ "odd key/~": "值" }),
        state: MailState::Queued,
        attempts: 0,
        next: Some(at(10)),
        last_error: None,
        created: at(5),
        sent: None,
    }
}

pub fn draft(id: &str) -> DraftRow {
    DraftRow {
        id: id.to_owned(),
        form: DefinitionRef {
            name: "f".to_owned(),
            version: Version::from_stored("v"),
        },
        answers: json!({ "a": { "b.c/~": [1, null, "文"] } }),
        secrets: std::collections::BTreeMap::new(),
        deadline: None,
        expires: at(100),
        prefilled: None,
    }
}

pub fn case_row(number: i64, title: &str) -> CaseRow {
    let definition = DefinitionRef {
        name: "f".to_owned(),
        version: Version::from_stored("v"),
    };
    let start = Start {
        id: CaseId::new(format!("found{number:03}")),
        reference: Reference::new(format!("20261124-7K3M-{number:04}")),
        form: definition.clone(),
        workflow: definition,
        answers: json!({}),
        locale: "zh-CN".to_owned(),
        baseline_answers: None,
        by: None,
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
        source: None,
    }
}

pub fn search_row(row: &CaseRow) -> SearchRow {
    SearchRow {
        case: row.case.id.clone(),
        reference: row.case.reference.clone(),
        submitted: row.case.submitted_at,
        text: format!("{} {}", row.case.reference, row.title),
        marks: vec![],
    }
}

pub fn beginning(number: i64, title: &str) -> Commit {
    let row = case_row(number, title);
    Commit {
        idempotency_key: Some(format!("draft{number}")),
        tasks: vec![TaskRow {
            id: format!("{}-1", row.case.id),
            case: row.case.id.clone(),
            reference: row.case.reference.clone(),
            queue: Queue::Waiting,
            timer: None,
            ..task(number)
        }],
        search: Some(search_row(&row)),
        case: Some(row),
        ..Commit::default()
    }
}

pub fn attachment(id: &str, owner: &str, created: i64) -> AttachmentRow {
    AttachmentRow {
        id: id.to_owned(),
        owner: owner.parse().expect("an owner"),
        field: Pointer::parse("/scan").expect("a pointer"),
        file_name: "执照.jpg".to_owned(),
        media_type: "image/jpeg".to_owned(),
        size_bytes: 1,
        width: 1,
        height: 1,
        sha256: "00".to_owned(),
        created: at(created),
    }
}
