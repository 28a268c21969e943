//! Every shipped scenario, and that a scenario which goes otherwise is reported.

use crate::support::{calendar, registration, shipped};
use guichet_engine::workflow::scenario;

#[test]
fn every_shipped_scenario_goes_as_it_says() {
    let (workflow, calendar) = (registration(), calendar());
    let files = shipped();
    let scenarios: Vec<_> = files
        .iter()
        .filter(|(path, _)| path.starts_with("workflows/registration/scenarios/"))
        .collect();
    assert!(scenarios.len() >= 15, "{}", scenarios.len());
    for (path, text) in scenarios {
        let trace = scenario::run(&workflow, &calendar, path, text);
        assert_eq!(trace.diagnostics, [], "{path}");
        assert!(!trace.value.expect("a trace").entries.is_empty());
    }
}

fn fault(text: &str) -> String {
    let trace = scenario::run(&registration(), &calendar(), "s.json", text);
    let one = |fault: &guichet_engine::diagnostic::Diagnostic| {
        let arg = |name: &str| {
            fault
                .message
                .args
                .get(name)
                .and_then(|value| value.as_str())
                .unwrap_or("-")
        };
        format!(
            "{}:{} {} {}={}≠{}",
            fault.place.line,
            fault.place.column,
            fault.code,
            arg("what"),
            arg("expected"),
            arg("actual")
        )
    };
    trace
        .diagnostics
        .iter()
        .map(one)
        .collect::<Vec<_>>()
        .join("; ")
}

#[test]
fn a_difference_names_what_was_expected_and_what_came() {
    let text =
        "{\n\"start\": {\"at\": \"2026-03-02T10:00\", \"expect\": {\"open\": [\"correction\"]}}\n}";
    assert_eq!(fault(text), r#"2:56 W041 open=["correction"]≠["review"]"#);
}

#[test]
fn a_refusal_that_nobody_expected_is_a_difference() {
    let text = r#"{"start": {"at": "2026-03-02T10:00"}, "moves": [{"at": "2026-03-02T11:00", "actor": "applicant", "do": "approve"}]}"#;
    assert_eq!(fault(text), "1:104 W041 refusal=≠not-permitted");
}

#[test]
fn an_unknown_key_is_a_fault_of_the_scenario() {
    let text = r#"{"start": {"at": "2026-03-02T10:00", "form": 3}, "move": []}"#;
    assert_eq!(fault(text), "1:11 W040 -=-≠-; 1:50 W006 -=-≠-");
}
