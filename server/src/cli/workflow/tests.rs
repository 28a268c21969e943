mod patterns;

use std::fs;

use serde_json::Value;

use crate::cli::process::Exit;
use crate::cli::trial::{project, run, word};

const REGISTRATION: &str = "workflows/registration";

#[test]
fn the_registration_is_drawn_as_reviewed_in_both_languages() {
    for locale in ["zh-CN", "en"] {
        let folder = project(REGISTRATION);
        let done = run(&["workflow", "diagram", word(&folder), "--locale", locale]);
        assert_eq!((done.exit, done.err.as_str()), (Exit::Clean, ""));
        assert!(
            done.out
                .starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\"")
        );
        // The style is a file of its own.
        let (before, rest) = done.out.split_once("<style>").expect("a style");
        let (style, after) = rest.split_once("</style>").expect("its end");
        assert!(style.contains(".diagram-edge.is-overdue") && !style.contains('<'));
        insta::assert_snapshot!(format!("registration-{locale}"), format!("{before}{after}"));
    }
}

#[test]
fn twenty_steps_are_drawn_and_told() {
    let folder = project("tests/fixtures/diagram/workflows/building-permit");
    let done = run(&["workflow", "diagram", word(&folder), "--locale", "zh-CN"]);
    assert_eq!((done.exit, done.err.as_str()), (Exit::Clean, ""));
    for (what, count) in [
        ("<g class=\"diagram-node is-staff\">", 17),
        ("<g class=\"diagram-node is-applicant\">", 3),
        ("diagram-edge is-overdue", 4),
        ("diagram-edge is-action is-back", 5),
        (">用建筑节能审查</text>", 1),
        ("公示期满：视情况进入：举行听证会、复审。", 1),
    ] {
        assert_eq!(done.out.matches(what).count(), count, "{what}");
    }
}

#[test]
fn a_workflow_that_lies_by_itself_is_drawn() {
    let scratch = tempfile::tempdir().expect("a folder");
    let folder = scratch.path().join("alone");
    fs::create_dir(&folder).expect("made");
    let script = fs::read_to_string(project(REGISTRATION).join("workflow.rhai")).expect("text");
    fs::write(folder.join("workflow.rhai"), script).expect("written");
    let done = run(&["workflow", "diagram", word(&folder)]);
    assert_eq!((done.exit, done.err.as_str()), (Exit::Clean, ""));
    assert!(done.out.contains("退回补正"));
}

#[test]
fn what_colleagues_settle_is_told_in_words() {
    let folder = project("tests/fixtures/flows/colleagues");
    let play = |scenario: &str, locale: &str| {
        let words = ["workflow", "run", word(&folder), scenario];
        let done = run(&[&words[..], &["--locale", locale]].concat());
        assert_eq!((done.exit, done.err.as_str()), (Exit::Clean, ""));
        done.out
    };
    let out = play("delegate", "en");
    for line in [
        "is delegated to 王强\n",
        "goes back to 李梅\n",
        "tells 王强: a step is delegated to them\n",
    ] {
        assert!(out.contains(line), "{line} is missing in {out}");
    }
    let out = play("signer-excused", "zh-CN");
    for line in ["决定后加签\n", "王强在", "不再需要陈红加签\n", "待加签\n"] {
        assert!(out.contains(line), "{line} is missing in {out}");
    }
    let scenarios = fs::read_dir(folder.join("scenarios")).expect("scenarios");
    for scenario in scenarios {
        let path = scenario.expect("one").path();
        for locale in ["en", "zh-CN"] {
            let out = play(word(&path), locale);
            for name in ["    among", "run-", "effect: tell", "    commented\n"] {
                assert!(!out.contains(name), "{name} in {out}");
            }
        }
    }
}

#[test]
fn a_scenario_is_told_move_by_move() {
    let folder = project(REGISTRATION);
    let done = run(&["workflow", "run", word(&folder), "second-comes-late"]);
    assert_eq!((done.exit, done.err.as_str()), (Exit::Clean, ""));
    for line in [
        "2026-03-02 10:00  the applicant: submits\n",
        "    open: “Review” (review) by 2026-03-04 23:59\n",
        "    effect: notice:received\n",
        "    refused (already-done): ",
        "    finish: “Approved” (approved)\n",
        "moves after the submission, as expected.\n",
    ] {
        assert!(done.out.contains(line), "{line} is missing in {}", done.out);
    }
    let scenario = folder.join("scenarios/second-comes-late.json");
    let words = ["workflow", "run", word(&folder), word(&scenario)];
    let done = run(&[&words[..], &["--format", "json"]].concat());
    let printed: Value = serde_json::from_str(&done.out).expect("JSON");
    assert_eq!(
        printed["scenario"],
        "workflows/registration/scenarios/second-comes-late.json"
    );
    assert_eq!(printed["faults"], serde_json::json!([]));
    assert_eq!(printed["entries"][0]["did"], "submit");
    assert_eq!(printed["entries"][1]["finished"], "approved");
}

#[test]
fn what_goes_otherwise_is_told_with_its_line_and_so_is_what_happened() {
    let scratch = tempfile::tempdir().expect("a folder");
    let scenario = scratch.path().join("s.json");
    let text = "{ \"start\": { \"at\": \"2026-03-02T10:00\",\n  \"expect\": { \"open\": [\"correction\"] } } }";
    fs::write(&scenario, text).expect("written");
    let folder = project(REGISTRATION);
    let words = ["workflow", "run", word(&folder), word(&scenario)];
    let done = run(&words);
    assert_eq!(done.exit, Exit::Faults, "{}", done.err);
    for text in [
        "the applicant: submits",
        "s.json:2:23: error[W041]: ",
        "[\"correction\"]",
        "[\"review\"]",
        "One thing went otherwise than expected.\n",
    ] {
        assert!(done.out.contains(text), "{text} is missing in {}", done.out);
    }
    let done = run(&[&words[..], &["--format", "json"]].concat());
    assert_eq!(done.exit, Exit::Faults);
    let printed: Value = serde_json::from_str(&done.out).expect("JSON");
    assert_eq!(
        (
            &printed["faults"][0]["line"],
            &printed["faults"][0]["column"]
        ),
        (&2.into(), &23.into())
    );
    assert_eq!(printed["entries"].as_array().map(Vec::len), Some(1));
}

#[test]
fn what_cannot_be_read_or_compiled_could_not_run() {
    let scratch = tempfile::tempdir().expect("a folder");
    let broken = scratch.path().join("broken");
    fs::create_dir(&broken).expect("made");
    fs::write(broken.join("workflow.rhai"), "workflow(#{ title: \"x\" });").expect("written");
    let missing = scratch.path().join("missing");
    let registration = project(REGISTRATION);
    for (words, reason) in [
        (vec!["diagram", word(&broken)], "error[W009]"),
        (vec!["diagram", word(&missing)], "No such file"),
        (
            vec!["diagram", word(scratch.path())],
            "holds no workflow.rhai",
        ),
        (
            vec!["run", word(&registration), "nothing"],
            "there is no scenario nothing",
        ),
        (vec!["run", word(&broken), "nothing"], "is broken"),
    ] {
        let done = run(&[&["workflow"][..], &words].concat());
        assert_eq!(
            (done.exit, done.out.as_str()),
            (Exit::CouldNotRun, ""),
            "{words:?}"
        );
        assert!(done.err.contains(reason), "{}", done.err);
    }
}
