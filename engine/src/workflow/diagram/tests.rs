//! Pictures of shipped and made-up workflows.

mod random;

use std::fmt::Write as _;

use super::*;
use crate::ids::{CaseId, DefinitionRef, Files, Reference, Version};
use crate::message::Message;
use crate::workflow::{Actor, Case, Command, Event, Start};
use crate::workflow::{Calendar, Known, compile};
use jiff::Timestamp;
use serde_json::json;

/// Says keys with their arguments.
struct Keys;

impl Words for Keys {
    fn localize(&self, message: &Message) -> String {
        let texts = message.args.values().map(|value| match value.as_str() {
            Some(text) => text.to_owned(),
            None => value.to_string(),
        });
        let key = message.key.trim_start_matches("diagram-").to_owned();
        std::iter::once(key)
            .chain(texts)
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn moment(&self, at: Timestamp) -> String {
        at.to_string()
    }

    fn day(&self, at: Timestamp) -> String {
        at.to_string()[..10].to_owned()
    }
}

fn workflow(script: &str) -> Workflow {
    let path = "workflows/x/workflow.rhai";
    let files = Files::from([(path.to_owned(), script.to_owned())]);
    let compiled = compile(&files, path, &Known::default());
    assert_eq!(compiled.diagnostics, [], "{script}");
    compiled.value.expect("a workflow")
}

fn drawn(workflow: &Workflow, course: Option<&Course>) -> Drawing {
    workflow.draw(&Request {
        locale: "zh-CN",
        words: &Keys,
        course,
    })
}

const TWENTY: &str =
    include_str!("../../../../tests/fixtures/diagram/workflows/building-permit/workflow.rhai");
const REGISTRATION: &str = include_str!("../../../../workflows/registration/workflow.rhai");

/// Left, top, right, bottom.
type Area = [i32; 4];

fn apart(one: Area, other: Area) -> bool {
    one[2] <= other[0] || other[2] <= one[0] || one[3] <= other[1] || other[3] <= one[1]
}

fn area(node: &Node) -> Area {
    [node.x, node.y, node.x + node.width, node.y + node.height]
}

fn label_area(edge: &Edge) -> Option<Area> {
    let label = edge.label.as_ref()?;
    Some([
        label.x,
        label.y,
        label.x + label.width,
        label.y + label.height,
    ])
}

/// Returns the straight parts of an edge, as areas without breadth.
fn parts(edge: &Edge) -> Vec<Area> {
    let mut points = vec![edge.start];
    for bend in &edge.bends {
        points.extend([bend.from, bend.to]);
    }
    points.push(edge.end);
    let part = |pair: &[Point]| {
        let (one, other) = (pair[0], pair[1]);
        [
            one.x.min(other.x),
            one.y.min(other.y),
            one.x.max(other.x),
            one.y.max(other.y),
        ]
    };
    points.windows(2).map(part).collect()
}

/// Tells whether a part without breadth leaves the inside of an area alone.
fn passes(part: Area, area: Area) -> bool {
    part[2] <= area[0] || area[2] <= part[0] || part[3] <= area[1] || area[3] <= part[1]
}

fn on_border(point: Point, node: &Node) -> bool {
    let [left, top, right, bottom] = area(node);
    let beside = [left, right].contains(&point.x) && (top..=bottom).contains(&point.y);
    let above = [top, bottom].contains(&point.y) && (left..=right).contains(&point.x);
    beside || above
}

/// Checks what must hold of every picture.
#[track_caller]
fn check(drawing: &Drawing) {
    let whole = [0, 0, drawing.width, drawing.height];
    let inside =
        |area: Area| area[0] >= 0 && area[1] >= 0 && area[2] <= whole[2] && area[3] <= whole[3];
    for (index, node) in drawing.nodes.iter().enumerate() {
        assert!(inside(area(node)), "{node:?} is not in {whole:?}");
        for other in &drawing.nodes[index + 1..] {
            assert!(apart(area(node), area(other)), "{node:?} and {other:?}");
        }
        for line in &node.lines {
            assert!(line.y > node.y && line.y < node.y + node.height, "{node:?}");
        }
    }
    for (index, edge) in drawing.edges.iter().enumerate() {
        assert!(on_border(edge.start, &drawing.nodes[edge.from]), "{edge:?}");
        assert!(on_border(edge.end, &drawing.nodes[edge.to]), "{edge:?}");
        let label = label_area(edge);
        for part in parts(edge) {
            assert!(inside(part), "{edge:?} is not in {whole:?}");
            for node in &drawing.nodes {
                assert!(passes(part, area(node)), "{edge:?} runs through {node:?}");
            }
        }
        let Some(label) = label else { continue };
        assert!(inside(label), "{edge:?}");
        for node in &drawing.nodes {
            assert!(
                apart(label, area(node)),
                "{edge:?} is written over {node:?}"
            );
        }
        for other in &drawing.edges[index + 1..] {
            if let Some(theirs) = label_area(other) {
                assert!(apart(label, theirs), "{edge:?} is written over {other:?}");
            }
        }
    }
}

#[test]
fn twenty_steps_with_branches_are_drawn_so_that_they_can_be_read() {
    let workflow = workflow(
        &TWENTY
            .replace("working_days(", "hours(")
            .replace("calendar_days(", "hours("),
    );
    let drawing = drawn(&workflow, None);
    check(&drawing);
    let named = |kind: NodeKind| {
        drawing
            .nodes
            .iter()
            .filter(|node| node.kind == kind)
            .count()
    };
    assert_eq!(
        (
            named(NodeKind::Staff) + named(NodeKind::Applicant),
            named(NodeKind::Finish)
        ),
        (20, 3)
    );
    assert_eq!((named(NodeKind::All), named(NodeKind::One)), (2, 1));
    assert_eq!(named(NodeKind::Anytime), 1);
    let joins = drawing.nodes.iter().filter(|node| node.joins);
    let joins: Vec<&str> = joins.map(|node| node.name.as_str()).collect();
    assert_eq!(joins, ["summary", "certificate"]);
    assert!(drawing.width <= 1_500 && drawing.height <= 2_600);
    for edge in &drawing.edges {
        let (from, to) = (&drawing.nodes[edge.from], &drawing.nodes[edge.to]);
        assert_eq!(edge.back, from.y > to.y, "{} to {}", from.name, to.name);
    }
    let back = drawing.edges.iter().filter(|edge| edge.back);
    let mut back: Vec<&str> = back
        .map(|edge| drawing.nodes[edge.from].name.as_str())
        .collect();
    back.sort_unstable();
    assert_eq!(
        back,
        [
            "experts",
            "hearing",
            "revision",
            "second-review",
            "supplement"
        ]
    );
}

#[test]
fn the_same_workflow_gives_the_same_picture() {
    let one = drawn(&workflow(REGISTRATION), None);
    check(&one);
    for _ in 0..8 {
        assert_eq!(drawn(&workflow(REGISTRATION), None), one);
    }
}

#[test]
fn an_edge_is_drawn_for_each_way_and_says_by_whom_where_that_is_not_plain() {
    let drawing = drawn(&workflow(REGISTRATION), None);
    let mut edges: Vec<String> = drawing
        .edges
        .iter()
        .map(|edge| {
            let name = |index: usize| drawing.nodes[index].name.as_str();
            let lines = edge.label.iter().flat_map(|label| &label.lines);
            let label: String = lines.map(|line| line.text.as_str()).collect();
            format!(
                "{} {:?} {} {label}",
                name(edge.from),
                edge.kind,
                name(edge.to)
            )
        })
        .collect();
    edges.sort();
    assert_eq!(
        edges,
        [
            " Action review ",
            " Anytime withdrawn by 撤回申请applicant",
            "correction Action review 重新提交",
            "correction Overdue withdrawn overdue",
            "review Action approved 通过",
            "review Action correction 退回补正",
            "review Action rejected 不予通过",
        ]
    );
}

#[test]
fn where_the_whole_leads_when_it_is_overdue_is_drawn_and_told() {
    let script = r#"
        workflow(#{ title: "X", due: hours(5), overdue: "lapsed" });
        start(#{ to: "review" });
        step("review", #{ title: "R", who: role("reviewer"), actions: [ action("approve", "A").to("approved") ] });
        finish("approved", #{ title: "Approved", kind: "approved" });
        finish("lapsed", #{ title: "Lapsed", kind: "withdrawn" });
    "#;
    let drawing = drawn(&workflow(script), None);
    let mut edges = drawing.edges.iter();
    let dashed = edges.any(|edge| edge.kind == EdgeKind::Overdue);
    assert!(dashed, "no dashed line leads to where it lapses");
    let told = drawing.descriptions.iter().flat_map(|one| &one.below);
    let told: Vec<String> = told.map(|below| Keys.localize(below)).collect();
    assert!(
        told.iter()
            .any(|line| line.contains("whole-overdue Lapsed")),
        "{told:?}"
    );
}

#[test]
fn the_same_is_told_in_words() {
    let told = drawn(&workflow(REGISTRATION), None).descriptions;
    let lines = told.iter().flat_map(|one| {
        let below = one
            .below
            .iter()
            .map(|below| format!("  {}", Keys.localize(below)));
        std::iter::once(Keys.localize(&one.message))
            .chain(below)
            .collect::<Vec<_>>()
    });
    assert_eq!(
        lines.collect::<Vec<_>>(),
        [
            "told-start 审核",
            "  told-manager role-administrator",
            "told-step 审核 role-reviewer",
            "  told-due due-working-days 2",
            "  told-action 通过 已通过",
            "  told-action 退回补正 补正",
            "  told-action 不予通过 未通过",
            "  told-allows allow-hand-overcommaallow-delegatecommaallow-add-signercommaallow-copy-tocommaallow-remind",
            "  told-remind-working-days 1",
            "  told-escalate role-administrator",
            "told-step 补正 applicant",
            "  told-due due-calendar-days 30",
            "  told-due stops",
            "  told-action 重新提交 审核",
            "  told-overdue overdue 已撤回",
            "  told-remind-calendar-days 5",
            "told-anytime",
            "  told-action by 撤回申请 applicant 已撤回",
            "told-finish 已通过",
            "told-finish 未通过",
            "told-finish 已撤回",
        ]
    );
}

/// Returns the events of a case that was returned, corrected and claimed again.
fn returned(workflow: &Workflow) -> Vec<Event> {
    let at = |hour: u8| -> Timestamp {
        let text = format!("2026-03-02T{hour:02}:00:00Z");
        text.parse().expect("a time")
    };
    let staff = Actor::staff("li", "李梅", ["reviewer"]);
    let named = |name: &str| DefinitionRef {
        name: name.into(),
        version: Version::from_stored(""),
    };
    let start = Start {
        id: CaseId::new("1"),
        reference: Reference::new("1"),
        form: named("f"),
        workflow: named("x"),
        answers: json!({"name": "a"}),
        locale: "zh-CN".into(),
        baseline_answers: None,
        by: None,
    };
    let calendar = Calendar::plain();
    let (mut case, mut events): (Case, Vec<Event>) =
        workflow.start(start, &calendar, at(1)).expect("begun");
    let flag = crate::workflow::Flag {
        follows: Vec::new(),
        pointer: crate::ids::Pointer::parse("/name").expect("a pointer"),
        reason: "改".into(),
    };
    let act = |run, action: &str, actor: &Actor, flags, answers| Command::Act {
        run,
        action: crate::ids::ActionName::new(action),
        actor: actor.clone(),
        flags,
        reason: None,
        answers,
        item: None,
    };
    for (hour, command) in [
        (2, act(1, "return", &staff, vec![flag], None)),
        (
            3,
            act(
                2,
                "resubmit",
                &Actor::Applicant,
                Vec::new(),
                Some(json!({"name": "b"})),
            ),
        ),
    ] {
        let more = workflow
            .decide(&calendar, &case, &command, at(hour))
            .expect("done");
        more.iter().for_each(|event| case.apply(event));
        events.extend(more);
    }
    events
}

#[test]
fn a_case_is_drawn_with_where_it_is_and_where_it_has_been_by_whom_and_when() {
    let script = REGISTRATION
        .replace("working_days(", "hours(")
        .replace("calendar_days(", "hours(");
    let workflow = workflow(&script);
    let events = returned(&workflow);
    let drawing = drawn(&workflow, Some(&Course::from_events(&events, true)));
    check(&drawing);
    let node = |name: &str| {
        let found = drawing.nodes.iter().find(|node| node.name == name);
        let node = found.expect("a node");
        let lines = node.lines.iter().filter(|line| line.kind == LineKind::Case);
        let lines: Vec<&str> = lines.map(|line| line.text.as_str()).collect();
        (node.state.expect("a state"), lines)
    };
    let (state, lines) = node("review");
    assert_eq!(state, State::Open);
    assert_eq!(
        lines,
        [
            "李梅",
            "is-due 2026-03-02",
            "done-by 退回补正 李梅",
            "2026-03-02T02:00:00Z"
        ]
    );
    assert_eq!(
        node("correction"),
        (State::Done, vec!["重新提交", "2026-03-02T03:00:00Z"])
    );
    assert_eq!(node("approved"), (State::Ahead, vec![]));
    let taken: Vec<(&str, &str)> = drawing
        .edges
        .iter()
        .filter(|edge| edge.taken == Some(true))
        .map(|edge| {
            let name = |index: usize| drawing.nodes[index].name.as_str();
            (name(edge.from), name(edge.to))
        })
        .collect();
    assert_eq!(taken.len(), 3);
    for way in [
        ("", "review"),
        ("review", "correction"),
        ("correction", "review"),
    ] {
        assert!(taken.contains(&way), "{way:?}");
    }
    assert_eq!(drawing.about, "about-open 审核 注册审核");
}

#[test]
fn names_of_staff_are_left_out_where_they_may_not_be_seen() {
    let script = REGISTRATION
        .replace("working_days(", "hours(")
        .replace("calendar_days(", "hours(");
    let workflow = workflow(&script);
    let events = returned(&workflow);
    let shown = |names: bool| {
        serde_json::to_string(&drawn(
            &workflow,
            Some(&Course::from_events(&events, names)),
        ))
        .expect("JSON")
    };
    assert!(shown(true).contains("李梅"));
    assert!(!shown(false).contains("李梅"));
    assert!(shown(false).contains("退回补正"));
}

#[test]
fn what_is_too_large_to_be_drawn_is_told() {
    let mut script = String::from("workflow(#{ title: \"长\" }); start(#{ to: \"s0\" });");
    for step in 0..SPOTS_DRAWN_MAX {
        let to = if step + 1 == SPOTS_DRAWN_MAX {
            "end".to_owned()
        } else {
            format!("s{}", step + 1)
        };
        let _ = write!(
            script,
            "step(\"s{step}\", #{{ title: \"步\", who: applicant(), actions: [action(\"a{step}\", \"过\").to(\"{to}\")] }});"
        );
    }
    script.push_str("finish(\"end\", #{ title: \"完\", kind: \"approved\" });");
    let drawing = drawn(&workflow(&script), None);
    assert_eq!((drawing.width, drawing.nodes.len()), (0, 0));
    assert_eq!(drawing.descriptions.len(), SPOTS_DRAWN_MAX + 2);
}

#[test]
fn what_colleagues_settle_is_told_of_a_workflow_and_not_of_a_case() {
    let script = r#"
        workflow(#{ title: "W", due: hours(9), manager: role("administrator"), allow: ["delegate", "remind"] });
        start(#{ to: "review" });
        step("review", #{ title: "R", who: group("law"), due: hours(4), remind: hours(2),
            escalate: role("administrator"), actions: [ action("approve", "A").to("approved") ] });
        finish("approved", #{ title: "F", kind: "approved" });
    "#;
    let workflow = workflow(script);
    let lines = |course: Option<&Course>| {
        let told = drawn(&workflow, course).descriptions.into_iter();
        let below = told.flat_map(|told| told.below);
        below
            .map(|message| Keys.localize(&message))
            .collect::<Vec<_>>()
    };
    let all = lines(None);
    for line in [
        "told-whole-due due-hours 9",
        "told-manager role-administrator",
        "told-allows allow-delegatecommaallow-remind",
        "told-remind-hours 2",
        "told-escalate role-administrator",
    ] {
        assert!(all.iter().any(|known| known == line), "{line}: {all:?}");
    }
    let case = lines(Some(&Course::default()));
    let internal = [
        "told-manager",
        "told-allows",
        "told-remind",
        "told-escalate",
    ];
    let is_internal = |line: &String| internal.iter().any(|start| line.starts_with(start));
    assert!(!case.iter().any(is_internal), "{case:?}");
}
