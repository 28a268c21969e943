//! Whatever colleagues try among themselves, no rule of the workflow is broken by it.

use std::path::Path;

use guichet_engine::ids::{AccountId, ActionName, Files, Pointer, Role};
use guichet_engine::workflow::{
    Actor, Assignee, COMMENT_MAX, Case, CollaborationCommand, CollaborationEvent, Command,
    DELEGATIONS_MAX, Event, EventKind, Flag, Known, OpenStep, READERS_MAX, Refusal, SIGNERS_MAX,
    Workflow, compile,
};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use crate::support::{calendar, read, start};

/// Returns the workflow in which everything may be settled among colleagues.
fn workflow() -> Workflow {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Files::new();
    read(&root, "tests/fixtures/flows/colleagues", &mut files);
    let path = "tests/fixtures/flows/colleagues/workflow.rhai";
    let compiled = compile(&files, path, &Known::default());
    compiled.value.expect("a workflow")
}

fn person(name: &str, roles: &[&str], groups: &[&str], absent: &[&str]) -> Actor {
    let absent = absent.iter().map(|name| Assignee {
        id: AccountId::new(*name),
        name: (*name).to_owned(),
    });
    Actor::Staff {
        id: AccountId::new(name),
        name: name.to_owned(),
        roles: roles.iter().map(|role| Role::new(*role)).collect(),
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
        stands_in_for: absent.collect(),
    }
}

fn actor() -> impl Strategy<Value = Actor> {
    prop_oneof![
        1 => Just(Actor::Applicant),
        1 => Just(Actor::System),
        4 => Just(person("li", &["reviewer"], &[], &[])),
        3 => Just(person("wang", &["reviewer"], &[], &["li"])),
        2 => Just(person("chen", &["reviewer"], &["finance"], &[])),
        2 => Just(person("zhou", &[], &["finance"], &[])),
        2 => Just(person("zhao", &["administrator"], &[], &[])),
        1 => Just(person("wu", &[], &[], &["zhou", "chen"])),
        2 => Just(person("li", &["reviewer"], &[], &["wang", "chen"])),
    ]
}

fn deed() -> impl Strategy<Value = CollaborationCommand> {
    let reason = || prop_oneof![3 => Just(Some("因".to_owned())), 1 => Just(None), 1 => Just(Some("长".repeat(3_000)))];
    prop_oneof![
        2 => (actor(), reason()).prop_map(|(to, reason)| CollaborationCommand::Assign { to: Some(to), reason }),
        2 => (actor(), reason()).prop_map(|(to, reason)| CollaborationCommand::Delegate { to: Some(to), reason }),
        2 => reason().prop_map(|reason| CollaborationCommand::GiveBack { reason }),
        2 => (actor(), reason(), any::<bool>()).prop_map(|(to, reason, after)| CollaborationCommand::AddSigner { to: Some(to), after, reason }),
        3 => (reason(), any::<bool>()).prop_map(|(reason, agrees)| CollaborationCommand::Sign { agrees, reason }),
        1 => prop_oneof![Just("wang"), Just("zhou"), Just("li")].prop_map(|id| CollaborationCommand::Excuse { signer: AccountId::new(id) }),
        1 => (actor(), reason()).prop_map(|(to, reason)| CollaborationCommand::CopyTo { to: Some(to), reason }),
        1 => Just(CollaborationCommand::Remind),
    ]
}

fn command() -> impl Strategy<Value = Command> {
    let run = 1..5u32;
    let action = prop_oneof![
        3 => Just("approve"), 3 => Just("settle"), 2 => Just("return"), 3 => Just("resubmit"),
        1 => Just("reject"), 1 => Just("withdraw"),
    ];
    prop_oneof![
        3 => (run.clone(), actor()).prop_map(|(run, actor)| Command::Claim { run, actor }),
        1 => (run.clone(), actor()).prop_map(|(run, actor)| Command::Release { run, actor }),
        1 => (actor(), 0..3_000usize).prop_map(|(actor, long)| Command::Comment { actor, text: "言".repeat(long) }),
        8 => (run.clone(), actor(), deed()).prop_map(|(run, actor, collaboration)| Command::Collaborate { run, actor, collaboration }),
        5 => (run, action, actor()).prop_map(|(run, action, actor)| act(run, action, actor)),
    ]
}

fn act(run: u32, action: &str, actor: Actor) -> Command {
    let flag = Flag {
        follows: Vec::new(),
        pointer: Pointer::parse("/basic/name").expect("a pointer"),
        reason: "有误".to_owned(),
    };
    let corrected = serde_json::json!({"basic": {"name": "新", "address": "石家庄"}, "contacts": [{"name": "张"}]});
    Command::Act {
        run,
        action: ActionName::new(action),
        actor,
        flags: (action == "return").then_some(flag).into_iter().collect(),
        reason: (action == "reject").then(|| "不符".to_owned()),
        answers: (action == "resubmit").then_some(corrected),
        item: None,
    }
}

/// Returns the ids of those who have signed in an open step, in whosever name.
fn givers(open: &OpenStep) -> Vec<AccountId> {
    let signed = open.collaboration.signers.iter();
    let signed = signed.filter(|signer| signer.agrees.is_some());
    let ids = signed.map(|signer| signer.by.clone().unwrap_or(signer.person.id.clone()));
    ids.collect()
}

/// Checks that nothing was decided that a rule forbids.
fn nothing_forbidden(workflow: &Workflow, before: &Case, command: &Command, events: &[Event]) {
    let mut case = before.clone();
    for event in events {
        match &event.kind {
            EventKind::Acted {
                run, step, action, ..
            } if event.actor != Actor::System => {
                let open = &case.open[run];
                let mut actions = workflow.steps[step].actions.iter();
                if actions.any(|declared| declared.name == *action)
                    && event.actor != Actor::Applicant
                {
                    assert!(
                        open.collaboration.delegated_by.is_empty(),
                        "a delegate decides"
                    );
                    let awaited = open.collaboration.signers.iter();
                    let mut awaited = awaited.filter(|signer| signer.agrees.is_none());
                    assert!(awaited.next().is_none(), "decided without a signature");
                    assert!(open.is_with(&event.actor), "decided by somebody else");
                    assert!(
                        event.actor.is(&workflow.steps[step].performer),
                        "{step} by {:?}",
                        event.actor
                    );
                }
                if let (Actor::Staff { id, .. }, "accounts") = (&event.actor, step.as_str()) {
                    let did = case.rounds.get("review");
                    assert!(
                        !did.is_some_and(|did| did.persons.contains(id)),
                        "the same person twice"
                    );
                }
                let signed = givers(open);
                let took = events.iter().any(|event| matches!(&event.kind, EventKind::Acted { took_part, .. } if !took_part.is_empty()));
                if let Actor::Staff { id, .. } = &event.actor
                    && took
                {
                    assert!(!signed.contains(id), "{id} decides and signs");
                }
            }
            EventKind::Collaborated {
                run,
                collaboration: CollaborationEvent::Signed { signer, by, .. },
            } => {
                let open = &case.open[run];
                let giver = by.as_ref().unwrap_or(&signer.id);
                assert!(!givers(open).contains(giver), "{giver} signs twice");
                let state = &open.collaboration;
                let held = state.pending_decision.as_ref().map(|held| &held.by);
                let decides = held.and_then(Actor::as_assignee);
                let deciders = open.assignee.iter().chain(&decides);
                let mut deciders = deciders.chain(&state.delegated_by);
                assert!(
                    deciders.all(|decider| decider.id != *giver),
                    "{giver} signs what they decide"
                );
            }
            EventKind::Collaborated {
                run,
                collaboration:
                    CollaborationEvent::Assigned { to, .. } | CollaborationEvent::Delegated { to, .. },
            } => {
                let step = &case.open[run].step;
                if let Command::Collaborate { collaboration, .. } = command {
                    let named = collaboration.to().expect("a colleague");
                    assert!(named.is_for(&to.id) && named.is(&workflow.steps[step].performer));
                }
            }
            _ => {}
        }
        case.apply(event);
    }
    let quiet = matches!(
        command,
        Command::Collaborate {
            collaboration: CollaborationCommand::Assign { .. }
                | CollaborationCommand::Delegate { .. }
                | CollaborationCommand::GiveBack { .. }
                | CollaborationCommand::AddSigner { .. }
                | CollaborationCommand::CopyTo { .. }
                | CollaborationCommand::Remind,
            ..
        } | Command::Comment { .. }
    );
    if quiet {
        let steps = |case: &Case| case.open.values().map(|open| open.step.clone()).collect();
        let (before_steps, after_steps): (Vec<_>, Vec<_>) = (steps(before), steps(&case));
        assert_eq!(before_steps, after_steps, "colleagues move nothing on");
        assert_eq!(before.answers, case.answers);
        assert_eq!(before.flags, case.flags);
    }
}

fn bounded(case: &Case) {
    assert!(case.readers.len() <= READERS_MAX + 1);
    for open in case.open.values() {
        assert!(open.collaboration.signers.len() <= SIGNERS_MAX);
        assert!(open.collaboration.delegated_by.len() <= DELEGATIONS_MAX);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn no_rule_is_broken_among_colleagues(commands in proptest::collection::vec((command(), 0..9i64), 0..60)) {
        let (workflow, calendar) = (workflow(), calendar());
        let (mut case, mut history) = start(&workflow);
        let mut now: Timestamp = "2026-03-02T02:00:00Z".parse().expect("time");
        for (command, hours) in commands {
            now = now.checked_add(SignedDuration::from_hours(hours)).expect("time");
            let decided: Result<Vec<Event>, Refusal> = workflow.decide(&calendar, &case, &command, now);
            let Ok(events) = decided else { continue };
            nothing_forbidden(&workflow, &case, &command, &events);
            for event in &events {
                if let EventKind::Commented { text } = &event.kind {
                    prop_assert!(!text.is_empty() && text.chars().count() <= COMMENT_MAX);
                }
                case.apply(event);
            }
            history.extend(events);
            bounded(&case);
        }
        let stored = serde_json::to_string(&history).expect("json");
        let read: Vec<Event> = serde_json::from_str(&stored).expect("events");
        prop_assert_eq!(Case::replay(&read).expect("a case"), case.clone());
        let bytes = serde_json::to_string(&case).expect("json");
        prop_assert_eq!(serde_json::from_str::<Case>(&bytes).expect("a case"), case);
    }
}
