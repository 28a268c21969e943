//! The shipped registration workflow, compiled and decided.

use crate::support::{act, calendar, registration, reviewer, start};
use guichet_engine::ids::ActionName;
use guichet_engine::workflow::{Actor, Case, Command, EventKind, RefusalCode};

#[test]
fn the_shipped_workflow_compiles_without_a_fault() {
    let workflow = registration();
    assert_eq!(workflow.title.get("en"), "Registration review");
    assert_eq!(workflow.steps.len(), 2);
    assert!(workflow.steps["correction"].actions[0].submits_answers);
}

#[test]
fn the_second_reviewer_is_told_who_was_first() {
    let (workflow, calendar) = (registration(), calendar());
    let (mut case, _) = start(&workflow);
    let now = "2026-03-02T03:00:00Z".parse().unwrap();
    let approve = act(1, "approve", &reviewer("li", "李梅"));
    for event in workflow.decide(&calendar, &case, &approve, now).unwrap() {
        case.apply(&event);
    }
    let late = act(1, "reject", &reviewer("wang", "王强"));
    let refusal = workflow.decide(&calendar, &case, &late, now).unwrap_err();
    let message = workflow.translate(&refusal.message, "zh-CN");
    assert_eq!(refusal.code, RefusalCode::AlreadyDone);
    assert_eq!(message.args["who"], "李梅");
    assert_eq!(message.args["action"], "通过");
    assert_eq!(message.args["step"], "审核");
}

#[test]
fn a_case_replayed_from_its_events_is_the_same() {
    let (workflow, calendar) = (registration(), calendar());
    let (mut case, mut events) = start(&workflow);
    let claim = Command::Claim {
        run: 1,
        actor: reviewer("li", "李梅"),
    };
    let now = "2026-03-02T03:00:00Z".parse().unwrap();
    for event in workflow.decide(&calendar, &case, &claim, now).unwrap() {
        case.apply(&event);
        events.push(event);
    }
    assert_eq!(Case::replay(&events), Some(case));
    assert!(matches!(
        events.last().unwrap().kind,
        EventKind::Claimed { run: 1 }
    ));
}

#[test]
fn an_administrator_who_is_no_reviewer_may_not_act() {
    let (workflow, calendar) = (registration(), calendar());
    let (case, _) = start(&workflow);
    let chief = Actor::staff("a", "赵", ["administrator"]);
    let now = "2026-03-02T03:00:00Z".parse().unwrap();
    let refusal = workflow
        .decide(&calendar, &case, &act(1, "approve", &chief), now)
        .unwrap_err();
    assert_eq!(refusal.code, RefusalCode::NotPermitted);
    assert!(workflow.actions(&case, 1, &chief).is_empty());
}

/// A case that was returned, as it was stored before branches, items and messages came.
const RETURNED_BEFORE: &str = r#"{
    "id": "c1", "reference": "R1", "version": 6, "locale": "zh-CN",
    "form": { "name": "three-in-one", "version": "0000000000000000000000000000000000000000000000000000000000000000" },
    "workflow": { "name": "registration", "version": "0000000000000000000000000000000000000000000000000000000000000000" },
    "submitted_at": "2026-03-02T02:00:00Z",
    "answers": { "name": "a", "place": "b" }, "answers_before": null,
    "flags": [{ "pointer": "/name", "reason": "wrong" }], "reason": null,
    "open": { "2": { "step": "correction", "opened_at": "2026-03-02T03:00:00Z",
        "due": { "at": "2026-04-01T15:59:59Z", "provisional": false }, "assignee": null, "overdue": false, "clock_stopped": true } },
    "next_run": 3, "waiting": [],
    "closed": { "1": { "step": "review", "action": "return", "at": "2026-03-02T03:00:00Z",
        "by": { "kind": "staff", "id": "li", "name": "李梅", "roles": ["reviewer"] } } },
    "done_by": { "review": { "id": "li", "name": "李梅" } }, "finished": null
}"#;

#[test]
fn a_case_that_was_stored_before_goes_on() {
    let (workflow, calendar) = (registration(), calendar());
    let mut case: Case = serde_json::from_str(RETURNED_BEFORE).expect("a case");
    let now = "2026-03-03T03:00:00Z".parse().unwrap();
    let resubmit = |answers: serde_json::Value| Command::Act {
        run: 2,
        action: ActionName::new("resubmit"),
        actor: Actor::Applicant,
        flags: vec![],
        reason: None,
        answers: Some(answers),
        item: None,
    };
    let forged = resubmit(serde_json::json!({ "name": "a", "place": "c" }));
    let refusal = workflow.decide(&calendar, &case, &forged, now).unwrap_err();
    assert_eq!(refusal.code, RefusalCode::AnswerNotOpen);
    let right = resubmit(serde_json::json!({ "name": "c", "place": "b" }));
    for event in workflow.decide(&calendar, &case, &right, now).unwrap() {
        case.apply(&event);
    }
    let open: Vec<_> = case.open.values().collect();
    assert_eq!((open.len(), open[0].step.as_str()), (1, "review"));
    assert_eq!(
        open[0].assignee.as_ref().map(|who| who.id.as_str()),
        Some("li")
    );
    assert!(case.flags.is_empty());
}
