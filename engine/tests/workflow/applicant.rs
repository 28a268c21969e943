//! What a notice to the applicant names is about the step and the event that caused it, whatever else is open.

use guichet_engine::ids::{Files, Pointer};
use guichet_engine::workflow::{
    Actor, Case, Command, Effect, Event, EventKind, Flag, Known, Workflow, compile,
};
use jiff::Timestamp;

use crate::support::{act, calendar, start_at};

const PARALLEL: &str = r#"
    workflow(#{ title: "W", calendar: "cn" });
    start(#{ to: ["fire", "food"], enter: [notice("received")] });
    step("fire", #{ title: "Fire", who: role("reviewer"), due: working_days(5),
        actions: [ action("fire-ok", "Ok").to("decision"), action("fire-back", "Back").flags_fields().to("correction") ] });
    step("food", #{ title: "Food", who: role("reviewer"), due: working_days(5),
        actions: [ action("food-ok", "Ok").to("decision"), action("food-back", "Back").flags_fields().to("correction") ] });
    step("correction", #{ title: "Correction", who: applicant(), due: calendar_days(30), clock: "stopped",
        enter: [notice("returned")], actions: [ action("resubmit", "Again").back() ], overdue: "withdrawn" });
    step("decision", #{ title: "Decision", who: role("reviewer"), join: "all", due: working_days(3),
        actions: [ action("propose", "Propose").to("approval"), action("reject", "Refuse").needs_reason().to("rejected"),
            action("tell", "Tell").for_applicant().to("approval"), action("hush", "Hush").internal().to("rejected") ] });
    step("approval", #{ title: "Approval", who: role("administrator"),
        actions: [ action("approve", "Grant").to("approved"), action("send-back", "Send back").needs_reason().to("decision") ] });
    finish("approved", #{ title: "Granted", kind: "approved" });
    finish("rejected", #{ title: "Refused", kind: "rejected", enter: [notice("rejected")] });
    finish("withdrawn", #{ title: "Withdrawn", kind: "withdrawn" });
"#;

fn workflow(script: &str) -> Workflow {
    let files: Files = [("workflows/x/workflow.rhai".to_owned(), script.to_owned())].into();
    let known = Known::default();
    let compiled = compile(&files, "workflows/x/workflow.rhai", &known);
    assert_eq!(compiled.diagnostics, []);
    compiled.value.expect("a workflow")
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn staff(name: &str, role: &str) -> Actor {
    Actor::staff(name, name, [role])
}

/// Carries out a command; gives its events.
fn done(workflow: &Workflow, case: &mut Case, command: &Command, now: &str) -> Vec<Event> {
    let events = workflow.decide(&calendar(), case, command, at(now));
    let events = events.expect("decided");
    events.iter().for_each(|event| case.apply(event));
    events
}

fn back(run: u32, action: &str, who: &str, pointer: &str) -> Command {
    let mut command = act(run, action, &staff(who, "reviewer"));
    if let Command::Act { flags, .. } = &mut command {
        flags.push(Flag {
            follows: Vec::new(),
            pointer: Pointer::parse(pointer).expect("a pointer"),
            reason: format!("by {who}"),
        });
    }
    command
}

fn with_reason(run: u32, action: &str, who: &Actor, text: &str) -> Command {
    let mut command = act(run, action, who);
    if let Command::Act { reason, .. } = &mut command {
        *reason = Some(text.to_owned());
    }
    command
}

/// Returns the notices of a decision, each with the date and the demands that it names.
fn told(workflow: &Workflow, case: &Case, events: &[Event]) -> Vec<(String, String, Vec<String>)> {
    let notices = events.iter().filter_map(|event| match &event.kind {
        EventKind::Effect(Effect::NotifyApplicant(notice)) => Some(notice),
        _ => None,
    });
    let told = notices.map(|notice| {
        let due = workflow.due_of_notice(case, notice.run);
        let due = due.map_or_else(String::new, |due| {
            let zone = &calendar().time_zone;
            zone.to_datetime(due.at).date().to_string()
        });
        let demands = notice
            .run
            .map(|run| case.demands_of(run))
            .unwrap_or_default();
        let demands = demands
            .iter()
            .map(|flag| flag.pointer.to_string())
            .collect();
        (notice.notification.clone(), due, demands)
    });
    told.collect()
}

#[test]
fn a_correction_names_its_own_date_and_each_demand_is_told() {
    let workflow = workflow(PARALLEL);
    let (mut case, _) = start_at(&workflow, at("2026-11-30T02:00:00Z"));
    let events = done(
        &workflow,
        &mut case,
        &back(1, "fire-back", "Ann", "/a"),
        "2026-11-30T03:00:00Z",
    );
    let first = (
        "returned".to_owned(),
        "2026-12-30".to_owned(),
        vec!["/a".to_owned()],
    );
    assert_eq!(told(&workflow, &case, &events), [first]);
    // A second branch asks while the first answer is awaited: the one correction has both, and is told again.
    let events = done(
        &workflow,
        &mut case,
        &back(2, "food-back", "Ben", "/b"),
        "2026-12-01T03:00:00Z",
    );
    let second = (
        "returned".to_owned(),
        "2026-12-30".to_owned(),
        vec!["/a".to_owned(), "/b".to_owned()],
    );
    assert_eq!(told(&workflow, &case, &events), [second]);
}

#[test]
fn nothing_is_promised_that_the_first_step_alone_would_keep() {
    let whole = r#"
        workflow(#{ title: "W", calendar: "cn", due: working_days(20) });
        start(#{ to: "intake", enter: [notice("received")] });
        step("intake", #{ title: "I", who: role("reviewer"), due: working_days(2), actions: [ action("accept", "A").to("decision") ] });
        step("decision", #{ title: "D", who: role("reviewer"), due: working_days(10), actions: [ action("approve", "G").to("approved") ] });
        finish("approved", #{ title: "G", kind: "approved" });
    "#;
    for (script, expect) in [
        (whole.to_owned(), "2026-12-28"),
        (whole.replace(", due: working_days(20)", ""), ""),
        // Where nothing can follow the step but an end, its date holds.
        (
            whole
                .replace(", due: working_days(20)", "")
                .replace("to: \"intake\"", "to: \"decision\"")
                .replace("step(\"intake\"", "// "),
            "2026-12-14",
        ),
        (PARALLEL.to_owned(), ""),
    ] {
        let workflow = workflow(&script);
        let (case, events) = start_at(&workflow, at("2026-11-30T02:00:00Z"));
        let all = told(&workflow, &case, &events);
        assert_eq!(all[0].1, expect, "{script}");
    }
}

#[test]
fn what_colleagues_write_to_one_another_is_not_for_the_applicant() {
    let workflow = workflow(PARALLEL);
    let (mut case, mut all) = start_at(&workflow, at("2026-11-30T02:00:00Z"));
    let (ann, root) = (staff("Ann", "reviewer"), staff("Root", "administrator"));
    let now = "2026-11-30T03:00:00Z";
    let steps = [
        (with_reason(1, "fire-ok", &ann, "for colleagues"), None),
        (with_reason(2, "food-ok", &ann, "too"), None),
        (act(3, "propose", &ann), None),
        (with_reason(4, "send-back", &root, "for the reviewer"), None),
        (with_reason(5, "tell", &ann, "for you"), Some("for you")),
        (
            with_reason(6, "send-back", &root, "not for you"),
            Some("for you"),
        ),
        (
            with_reason(7, "reject", &ann, "too small"),
            Some("too small"),
        ),
    ];
    for (command, expect) in steps {
        all.extend(done(&workflow, &mut case, &command, now));
        assert_eq!(workflow.reason_for_applicant(&all), expect, "{command:?}");
    }
    let (mut case, mut all) = start_at(&workflow, at("2026-11-30T02:00:00Z"));
    for command in [
        act(1, "fire-ok", &ann),
        act(2, "food-ok", &ann),
        with_reason(3, "hush", &ann, "unseen"),
    ] {
        all.extend(done(&workflow, &mut case, &command, now));
    }
    assert_eq!(workflow.reason_for_applicant(&all), None);
}

#[test]
fn what_was_seen_differs_only_where_answers_or_demands_do() {
    let workflow = workflow(PARALLEL);
    let (mut case, mut all) = start_at(&workflow, at("2026-11-30T02:00:00Z"));
    let now = "2026-11-30T03:00:00Z";
    let claim = Command::Claim {
        run: 2,
        actor: staff("Ben", "reviewer"),
    };
    all.extend(done(&workflow, &mut case, &claim, now));
    let seen = |version: u64, all: &[Event], case: &Case| {
        let seen = Case::as_of(all, version).expect("a case");
        case.differs_from_seen(&seen)
    };
    assert!(!seen(2, &all, &case), "who has what does not count");
    let before = case.version;
    all.extend(done(
        &workflow,
        &mut case,
        &back(1, "fire-back", "Ann", "/basic/name"),
        now,
    ));
    assert!(seen(before, &all, &case), "a demand counts");
    let before = case.version;
    let mut again = act(3, "resubmit", &Actor::Applicant);
    if let Command::Act { answers, .. } = &mut again {
        let mut changed = case.answers.clone();
        changed["basic"]["name"] = "another".into();
        *answers = Some(changed);
    }
    all.extend(done(&workflow, &mut case, &again, now));
    assert!(seen(before, &all, &case), "an answer counts");
    assert!(!seen(case.version, &all, &case));
}
