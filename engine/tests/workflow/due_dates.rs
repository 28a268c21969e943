//! Every row of `docs/due-dates.md`, played with the shipped calendar.

use guichet_engine::workflow::{Calendar, Case, Command, Known, Workflow, compile};
use jiff::Timestamp;
use jiff::civil::DateTime;

use crate::markdown;
use crate::support::{act, calendar, reviewer, start_at};
use guichet_engine::workflow::Actor;

/// The time allowed in the page's script, in whose place each row's own is put.
const ALLOWED: &str = "working_days(2)";
/// The actions that stop the clock and set it going again: at most two times that it stands still can overlap.
const STOPS: [[&str; 2]; 2] = [["ask", "reply"], ["ask-again", "reply-again"]];

fn page() -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/due-dates.md");
    std::fs::read_to_string(path).expect("docs/due-dates.md")
}

/// Returns the cells of the rows of all tables.
fn rows(page: &str) -> Vec<[&str; 5]> {
    let tables = page
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| Begins"));
    tables
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            cells
                .try_into()
                .unwrap_or_else(|_| panic!("not five cells: {line}"))
        })
        .collect()
}

/// Reads `2026-03-02 10:00` in Shanghai, or an instant with an offset.
fn time(text: &str, calendar: &Calendar) -> Timestamp {
    text.parse().unwrap_or_else(|_| {
        let local: DateTime = text.replace(' ', "T").parse().expect(text);
        let ambiguous = calendar.time_zone.to_ambiguous_timestamp(local);
        ambiguous.unambiguous().expect("a time of the zone")
    })
}

fn workflow(page: &str, allowed: &str) -> Workflow {
    let mut files = markdown::files(page);
    let path = "workflows/due-dates/workflow.rhai";
    let script = files.get_mut(path).expect("the script");
    *script = script.replace(ALLOWED, allowed.trim_matches('`'));
    let compiled = compile(&files, path, &Known::default());
    assert_eq!(compiled.diagnostics, [], "{allowed}");
    compiled.value.expect("a workflow")
}

/// Carries out one action at the newest run of a step that has it.
fn go(workflow: &Workflow, calendar: &Calendar, case: &mut Case, action: &str, at: Timestamp) {
    let has = |step: &str| {
        let step = workflow.steps.get(step).expect("a step");
        step.actions.iter().any(|each| each.name == action)
    };
    let mut open = case.open.iter().rev();
    let (run, _) = open.find(|(_, open)| has(&open.step)).expect(action);
    let actor = match action.starts_with("ask") {
        true => reviewer("r1", "李梅"),
        false => Actor::Applicant,
    };
    let command: Command = act(*run, action, &actor);
    let events = workflow.decide(calendar, case, &command, at);
    for event in events.unwrap_or_else(|refusal| panic!("{action} at {at}: {refusal:?}")) {
        case.apply(&event);
    }
}

/// Returns what the row's case is due at in the end, in the words of the page.
fn due(page: &str, calendar: &Calendar, [begins, allowed, stands_still, ..]: [&str; 5]) -> String {
    let workflow = workflow(page, allowed);
    let (mut case, _) = start_at(&workflow, time(begins, calendar));
    let mut moves = Vec::new();
    let periods = stands_still.split(';').filter(|period| !period.is_empty());
    for (period, actions) in periods.zip(STOPS) {
        let times = period.trim().split(" – ").zip(actions);
        moves.extend(times.map(|(at, action)| (time(at, calendar), action)));
    }
    moves.sort_unstable();
    for (at, action) in &moves {
        go(&workflow, calendar, &mut case, action, *at);
        let review = case.open.values().find(|open| open.step == "review");
        let due = review
            .and_then(|open| open.due.as_ref())
            .expect("a due date");
        assert!(
            case.clock_stopped() || due.at >= *at,
            "overdue at once: {begins}"
        );
    }
    assert!(!case.clock_stopped(), "{begins}: {stands_still}");
    let review = case.open.values().find(|open| open.step == "review");
    let due = review
        .and_then(|open| open.due.as_ref())
        .expect("a due date");
    let local = calendar.time_zone.to_datetime(due.at);
    let mark = if due.provisional { " provisional" } else { "" };
    format!("{}{mark}", local.strftime("%Y-%m-%d %H:%M:%S"))
}

#[test]
fn due_dates_are_as_counted_by_hand() {
    let (page, calendar) = (page(), calendar());
    let rows = rows(&page);
    assert!(rows.len() >= 50, "{}", rows.len());
    let differing: Vec<String> = rows
        .into_iter()
        .map(|row| (row, due(&page, &calendar, row)))
        .filter(|(row, due)| row[3] != due)
        .map(|(row, due)| {
            format!(
                "{} {} {}: {due}, by hand {}",
                row[0], row[1], row[2], row[3]
            )
        })
        .collect();
    assert!(differing.is_empty(), "{differing:#?}");
}
