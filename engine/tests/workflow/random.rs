//! Random workflows under random commands: what must hold of a case, whatever the script says.

use std::fmt::Write as _;

use guichet_engine::ids::{ActionName, CaseId, DefinitionRef, Files, Reference, Version};
use guichet_engine::workflow::{
    Actor, Case, Command, Event, EventKind, Known, RefusalCode, Start, Workflow, compile,
};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::json;

use crate::support::{calendar, reviewer};

/// Steps of a random workflow: `s0` to `s5`.
const STEPS: usize = 6;

/// Says what is random about one step.
#[derive(Clone, Debug)]
struct Shape {
    kind: u8,
    join: u8,
    each: u8,
    complete: u8,
    cancels: Option<usize>,
    overdue: Option<usize>,
    actions: Vec<(Vec<usize>, u8)>,
}

fn shape() -> impl Strategy<Value = Shape> {
    let action = (proptest::collection::vec(0..STEPS + 1, 1..3), 0..10u8);
    (
        0..8u8,
        0..5u8,
        0..5u8,
        0..4u8,
        proptest::option::weighted(0.15, 0..STEPS),
        proptest::option::weighted(0.2, 0..STEPS),
        proptest::collection::vec(action, 1..4),
    )
        .prop_map(
            |(kind, join, each, complete, cancels, overdue, actions)| Shape {
                kind,
                join,
                each,
                complete,
                cancels,
                overdue,
                actions,
            },
        )
}

fn name(index: usize) -> String {
    if index < STEPS {
        format!("\"s{index}\"")
    } else {
        "\"done\"".to_owned()
    }
}

/// Returns the targets; a finish stands alone.
fn targets(list: &[usize]) -> String {
    if list.contains(&STEPS) {
        return name(STEPS);
    }
    let mut list = list.to_vec();
    list.dedup();
    list.into_iter().map(name).collect::<Vec<_>>().join(", ")
}

fn script(shapes: &[Shape]) -> String {
    let mut text =
        "workflow(#{ title: \"x\", when_empty: \"done\" });\nstart(#{ to: [\"s0\", \"s1\", \"s2\", \"s3\", \"s4\", \"s5\"] });\n"
            .to_owned();
    text += "finish(\"done\", #{ title: \"x\", kind: \"approved\" });\n";
    text += "case_action(\"leave\", \"x\").by(applicant()).to(\"done\");\n";
    for (index, shape) in shapes.iter().enumerate() {
        step(&mut text, index, shape);
    }
    text
}

fn step(text: &mut String, index: usize, shape: &Shape) {
    let join = match shape.join {
        0 | 1 => "\"any\"",
        2 => "\"all\"",
        3 => "at_least(1)",
        _ => "at_least(2)",
    };
    let mut keys = format!("title: \"x\", join: {join}");
    if let Some(other) = shape.cancels {
        let _ = write!(keys, ", cancels: {}", name(other));
    }
    let first = shape.actions.first().map_or(&[STEPS][..], |(to, _)| to);
    match shape.kind {
        0 => {
            let _ = writeln!(
                text,
                "automatic(\"s{index}\", #{{ {keys}, to: [{}] }});",
                targets(first)
            );
        }
        1 => {
            let wait = if shape.each > 2 {
                "time: hours(2)"
            } else {
                "message: \"m\", keep: true"
            };
            let _ = writeln!(
                text,
                "wait(\"s{index}\", #{{ {keys}, {wait}, to: [{}] }});",
                targets(first)
            );
        }
        _ => people(text, index, shape, keys),
    }
}

fn people(text: &mut String, index: usize, shape: &Shape, mut keys: String) {
    let applicant = shape.kind == 2;
    keys += if applicant {
        ", who: applicant()"
    } else {
        ", who: role(\"reviewer\")"
    };
    if let Some(other) = shape.overdue {
        let _ = write!(keys, ", due: hours(3), overdue: {}", name(other));
    }
    let each = shape.each < 2 && !applicant;
    let complete = each && shape.complete > 0;
    if each {
        keys += ", each: 3, otherwise: \"done\"";
    }
    if complete {
        let complete = ["\"all\"", "\"in_turn\"", "at_least(2)"][usize::from(shape.complete - 1)];
        let _ = write!(keys, ", complete: {complete}");
    }
    let mut actions = String::new();
    for (number, (to, word)) in shape.actions.iter().enumerate() {
        let to = targets(to);
        let words = match word {
            0 => ".ends()".to_owned(),
            1 => format!(".to({to}).stays()"),
            2 if each => ".adds_item()".to_owned(),
            3 => format!(".to({to}).cancels(\"s{}\")", (index + 1) % STEPS),
            4 => format!(".to({to}).only_while(\"s{}\")", (index + 2) % STEPS),
            5 if !applicant => format!(".to({to}).needs_reason()"),
            _ => format!(".to({to})"),
        };
        let counts = if complete && (number == 0 || *word > 6) && !matches!(word, 1 | 2) {
            ".counts()"
        } else {
            ""
        };
        let _ = write!(actions, "action(\"a{number}\", \"x\"){words}{counts}, ");
    }
    if complete {
        let _ = write!(actions, "action(\"sign\", \"x\").counts().to(\"done\"), ");
    }
    let _ = writeln!(
        text,
        "step(\"s{index}\", #{{ {keys}, actions: [ {actions} ] }});"
    );
}

fn compiled(text: &str) -> Option<Workflow> {
    let files: Files = [("workflows/x/workflow.rhai".to_owned(), text.to_owned())].into();
    compile(&files, "workflows/x/workflow.rhai", &Known::default()).value
}

fn begun(workflow: &Workflow) -> Option<(Case, Vec<Event>)> {
    let form = DefinitionRef {
        name: "x".into(),
        version: Version::from_stored("1"),
    };
    let start = Start {
        id: CaseId::new("c"),
        reference: Reference::new("r"),
        form,
        workflow: workflow.reference.clone(),
        answers: json!({}),
        baseline_answers: None,
        by: None,
        locale: "zh-CN".into(),
    };
    let at = "2026-03-02T02:00:00Z".parse().ok()?;
    workflow.start(start, &calendar(), at).ok()
}

/// Makes a command out of three numbers: to an open run mostly, so that it is carried out now and then.
fn command(workflow: &Workflow, case: &Case, (what, which, who): (u8, u8, u8)) -> Command {
    let runs: Vec<u32> = case.open.keys().copied().collect();
    let run = runs
        .get(usize::from(which) % runs.len().max(1))
        .copied()
        .unwrap_or(1);
    let actor = match who % 4 {
        0 => Actor::Applicant,
        1 => reviewer("wang", "王强"),
        _ => reviewer("li", "李梅"),
    };
    match what % 10 {
        0 => Command::Overdue { run },
        1 => Command::Message {
            name: "m".into(),
            value: json!(which),
            actor: Actor::System,
        },
        2 => Command::Claim { run, actor },
        3 => Command::Release { run, actor },
        _ => {
            let open = workflow.actions(case, run, &actor);
            let action = open.get(usize::from(who / 4) % open.len().max(1));
            let action = action.copied();
            Command::Act {
                run,
                action: action.map_or_else(|| ActionName::new("a0"), |action| action.name.clone()),
                actor,
                flags: vec![],
                reason: Some("因".into()),
                answers: action
                    .filter(|action| action.submits_answers)
                    .map(|_| json!({})),
                item: action
                    .filter(|action| action.adds_item)
                    .map(|_| json!("再")),
            }
        }
    }
}

/// Checks that no join fires again before as many branches have come anew as it asks for.
fn joins_fire_when_enough_came(
    workflow: &Workflow,
    history: &[Event],
) -> Result<(), TestCaseError> {
    let mut came = std::collections::BTreeMap::new();
    for event in history {
        match &event.kind {
            EventKind::Joined { step, .. } => *came.entry(step.clone()).or_insert(0) += 1,
            EventKind::JoinReset { step, .. } => {
                came.remove(step);
            }
            EventKind::JoinFired { step } => {
                let join = workflow.steps[step].join;
                let guichet_engine::workflow::Join::AtLeast(number) = join else {
                    return Err(TestCaseError::fail("a join of another kind fired"));
                };
                prop_assert_eq!(came.remove(step), Some(number));
            }
            _ => {}
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, max_global_rejects: 100_000, ..ProptestConfig::default() })]

    #[test]
    fn any_workflow_keeps_its_promises_under_any_commands(
        shapes in proptest::collection::vec(shape(), STEPS),
        moves in proptest::collection::vec((any::<(u8, u8, u8)>(), 0..4i64), 1..40),
    ) {
        let script = script(&shapes);
        let Some(workflow) = compiled(&script) else {
            return Err(TestCaseError::reject("the script has a fault"));
        };
        let Some((mut case, mut history)) = begun(&workflow) else {
            return Err(TestCaseError::reject("it cannot begin"));
        };
        let mut now: Timestamp = "2026-03-02T02:00:00Z".parse().expect("time");
        for (numbers, hours) in moves {
            now = now.checked_add(SignedDuration::from_hours(hours)).expect("time");
            let command = command(&workflow, &case, numbers);
            let before = case.clone();
            match workflow.decide(&calendar(), &case, &command, now) {
                Ok(events) => {
                    for event in &events {
                        case.apply(event);
                    }
                    history.extend(events);
                }
                Err(refusal) => {
                    prop_assert_eq!(&before, &case);
                    // With `when_empty`, nothing but a loop without end is at fault.
                    let loops = refusal.message.args.get("detail").is_some_and(|detail| detail == "too many events in one decision");
                    prop_assert!(refusal.code != RefusalCode::WorkflowFault || loops, "{}\n{:?}", script, refusal);
                }
            }
            // A case is open or finished, never both or neither; and nothing of it is left over then.
            prop_assert_eq!(case.finished.is_some(), case.open.is_empty(), "{}", script);
            if case.finished.is_some() {
                prop_assert!(case.joins.is_empty() && case.waiting.is_empty() && case.groups.is_empty() && case.flags.is_empty());
            }
            // Nothing that passes at once stays open, and every group has its runs.
            for open in case.open.values() {
                prop_assert!(!matches!(workflow.steps[&open.step].kind, guichet_engine::workflow::StepKind::Automatic));
                if let Some(group) = open.group {
                    prop_assert!(case.groups.contains_key(&group), "{}", script);
                }
            }
            for id in case.groups.keys() {
                prop_assert!(case.open.values().any(|open| open.group == Some(*id)), "{}", script);
            }
            prop_assert!(case.waiting.iter().all(|step| case.joins.contains_key(step)));
        }
        joins_fire_when_enough_came(&workflow, &history)?;
        let finishes = history.iter().filter(|event| matches!(event.kind, EventKind::Finished { .. }));
        prop_assert_eq!(finishes.count(), usize::from(case.finished.is_some()));
        // Replaying the events, even from their stored form, gives the same case byte for byte.
        let stored = serde_json::to_string(&history).expect("json");
        let read: Vec<Event> = serde_json::from_str(&stored).expect("events");
        let replayed = Case::replay(&read).expect("a case");
        prop_assert_eq!(serde_json::to_string(&replayed).expect("json"), serde_json::to_string(&case).expect("json"));
        let bytes = serde_json::to_string(&case).expect("json");
        prop_assert_eq!(serde_json::from_str::<Case>(&bytes).expect("case"), case);
    }
}
