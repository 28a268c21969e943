//! Whatever is asked of a case, the transition keeps its promises.

use guichet_engine::ids::{ActionName, Pointer};
use guichet_engine::workflow::{
    Actor, Calendar, Case, Command, Effect, Event, EventKind, Flag, Refusal, Workflow,
};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{calendar, registration, reviewer, start};

fn actor() -> impl Strategy<Value = Actor> {
    prop_oneof![
        Just(Actor::Applicant),
        Just(Actor::System),
        Just(reviewer("li", "李梅")),
        Just(reviewer("wang", "王强")),
        Just(Actor::staff("zhao", "赵", ["administrator"])),
    ]
}

fn answers() -> impl Strategy<Value = Option<Value>> {
    prop_oneof![
        Just(None),
        Just(Some(
            json!({"basic": {"name": "新公司", "address": "石家庄"}, "contacts": [{"name": "张"}]})
        )),
        Just(Some(
            json!({"basic": {"name": "示例公司", "address": "保定"}, "contacts": []})
        )),
        Just(Some(json!(null))),
    ]
}

fn flags() -> impl Strategy<Value = Vec<Flag>> {
    let pointer = prop_oneof![
        Just("/basic/name"),
        Just("/basic"),
        Just(""),
        Just("/contacts/0/name"),
        Just("/no")
    ];
    let flag = (pointer, prop_oneof![Just("改"), Just(" ")]).prop_map(|(pointer, reason)| Flag {
        follows: Vec::new(),
        pointer: Pointer::parse(pointer).expect("pointer"),
        reason: reason.into(),
    });
    proptest::collection::vec(flag, 0..3)
}

fn command() -> impl Strategy<Value = Command> {
    let action = prop_oneof![
        Just("approve"),
        Just("return"),
        Just("return"),
        Just("reject"),
        Just("resubmit"),
        Just("resubmit"),
        Just("withdraw"),
        Just("nonsense"),
    ];
    let reason = prop_oneof![
        Just(None),
        Just(Some("因".to_owned())),
        Just(Some("长".repeat(3_000)))
    ];
    let run = 0..6u32;
    prop_oneof![
        1 => (run.clone(), actor()).prop_map(|(run, actor)| Command::Claim { run, actor }),
        1 => (run.clone(), actor()).prop_map(|(run, actor)| Command::Release { run, actor }),
        1 => run.clone().prop_map(|run| Command::Overdue { run }),
        1 => actor().prop_map(|actor| Command::Reveal { pointer: Pointer::root(), actor }),
        6 => (run, action, actor(), flags(), reason, answers()).prop_map(|(run, action, actor, flags, reason, answers)| {
            Command::Act { run, action: ActionName::new(action), actor, flags, reason, answers, item: None }
        }),
    ]
}

/// Decides, and applies what was decided.
fn step(
    workflow: &Workflow,
    calendar: &Calendar,
    case: &mut Case,
    command: &Command,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    let events = workflow.decide(calendar, case, command, now)?;
    for event in &events {
        case.apply(event);
    }
    Ok(events)
}

/// Checks that a notice about a step of the applicant has the date of that step and asks for what led to it, whatever else is
/// open.
fn notices_are_about_their_step(workflow: &Workflow, case: &Case, events: &[Event]) {
    for event in events {
        let EventKind::Effect(Effect::NotifyApplicant(notice)) = &event.kind else {
            continue;
        };
        let open = notice.run.and_then(|run| Some((run, case.open.get(&run)?)));
        if let Some((run, open)) = open.filter(|(_, open)| workflow.is_of_applicant(&open.step)) {
            assert_eq!(workflow.due_of_notice(case, Some(run)), open.due.as_ref());
            assert!(!case.demands_of(run).is_empty() || case.flags.is_empty());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn any_commands_leave_a_case_whole(commands in proptest::collection::vec((command(), 0..100i64), 0..40)) {
        let (workflow, calendar) = (registration(), calendar());
        let (mut case, mut history) = start(&workflow);
        let mut now: Timestamp = "2026-03-02T02:00:00Z".parse().expect("time");
        for (command, hours) in commands {
            now = now.checked_add(SignedDuration::from_hours(hours)).expect("time");
            let before = case.clone();
            let again = workflow.decide(&calendar, &case, &command, now);
            let decided = step(&workflow, &calendar, &mut case, &command, now);
            // The same question has the same answer.
            prop_assert_eq!(&again, &decided);
            match decided {
                Ok(events) => {
                    prop_assert!(!events.is_empty());
                    notices_are_about_their_step(&workflow, &case, &events);
                    history.extend(events);
                }
                Err(_) => prop_assert_eq!(&before, &case),
            }
            // Every event is counted, without gaps.
            prop_assert_eq!(case.version, history.len() as u64);
            for (index, event) in history.iter().enumerate() {
                prop_assert_eq!(event.seq, index as u64 + 1);
            }
            // A case is open or finished, never both or neither.
            prop_assert_eq!(case.finished.is_some(), case.open.is_empty());
            prop_assert_eq!(history.iter().filter(|event| matches!(event.kind, EventKind::Finished { .. })).count(), usize::from(case.finished.is_some()));
        }
        // Replaying the events, even from their stored form, gives the same case byte for byte.
        let stored = serde_json::to_string(&history).expect("json");
        let read: Vec<Event> = serde_json::from_str(&stored).expect("events");
        let replayed = Case::replay(&read).expect("a case");
        prop_assert_eq!(serde_json::to_string(&replayed).expect("json"), serde_json::to_string(&case).expect("json"));
        let bytes = serde_json::to_string(&case).expect("json");
        prop_assert_eq!(serde_json::from_str::<Case>(&bytes).expect("case"), case);
    }

    #[test]
    fn any_script_compiles_or_is_faulted_without_a_panic(text in "[a-z(){}#:,.\" |\\[\\]0-9;\n]{0,200}") {
        let files = [("workflows/x/workflow.rhai".to_owned(), text)].into();
        let compiled = guichet_engine::workflow::compile(&files, "workflows/x/workflow.rhai", &Default::default());
        prop_assert!(compiled.value.is_none());
        prop_assert!(compiled.has_errors());
    }
}
