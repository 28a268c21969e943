//! Every pattern of `docs/patterns.md` has a workflow whose scenarios go as they say.

use std::collections::BTreeSet;
use std::path::Path;

use guichet_engine::diagnostic::Compiled;
use guichet_engine::ids::Files;
use guichet_engine::workflow::{Known, Workflow, check, compile, scenario};

use crate::support::{calendar, read};

/// Says where the examples of patterns are, from the root.
const PATTERNS: &str = "tests/fixtures/patterns";
/// Says where other workflows with scenarios are.
const FLOWS: &str = "tests/fixtures/flows";

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn texts(folder: &str) -> Files {
    let mut files = Files::new();
    read(&root(), folder, &mut files);
    files
}

/// Returns the folders in a folder: `01-sequence`.
fn folders<'a>(files: &'a Files, folder: &str) -> BTreeSet<&'a str> {
    let inner = files.keys().filter_map(|path| path.strip_prefix(folder));
    inner
        .filter_map(|path| path.trim_start_matches('/').split('/').next())
        .collect()
}

#[test]
fn every_example_of_a_pattern_goes_as_it_says() {
    play_all(PATTERNS, check);
}

#[test]
fn every_other_flow_goes_as_it_says() {
    // Some of these show what happens to a workflow that is not fit to be published.
    play_all(FLOWS, compile);
}

type Compile = fn(&Files, &str, &Known<'_>) -> Compiled<Workflow>;

fn play_all(all: &str, compile: Compile) {
    let (files, calendar) = (texts(all), calendar());
    let mut wrong = Vec::new();
    for folder in folders(&files, all) {
        let folder = format!("{all}/{folder}");
        let compiled = compile(
            &files,
            &format!("{folder}/workflow.rhai"),
            &Known::default(),
        );
        // That an approval ends the application while other steps are open, or is reached where nobody is asked, is what some
        // examples show.
        let faults = compiled.diagnostics.iter();
        let shown = ["W064", "W071"];
        let faults: Vec<_> = faults
            .filter(|fault| !shown.contains(&fault.code.as_str()))
            .collect();
        assert!(faults.is_empty(), "{folder}: {faults:?}");
        let workflow = compiled.value.expect("a workflow");
        let scenarios = files.iter();
        let ours = scenarios.filter(|(path, _)| path.starts_with(&format!("{folder}/scenarios/")));
        let mut played = 0;
        for (path, text) in ours {
            let trace = scenario::run(&workflow, &calendar, path, text);
            let faults = trace.diagnostics.iter();
            wrong.extend(faults.map(|fault| format!("{path}: {fault:?}")));
            played += 1;
        }
        assert!(played > 0, "{folder}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_example_has_its_row_and_every_row_its_example() {
    let page = std::fs::read_to_string(root().join("docs/patterns.md")).expect("the page");
    let files = texts(PATTERNS);
    let linked: BTreeSet<&str> = page
        .split("](patterns/")
        .skip(1)
        .filter_map(|rest| rest.split(".md)").next())
        .collect();
    assert_eq!(linked, folders(&files, PATTERNS));
    // The number in the row is that of the folder.
    for line in page.lines().filter(|line| line.contains("](patterns/")) {
        let number = line
            .trim_start_matches("| ")
            .split(' ')
            .next()
            .expect("a number");
        let folder = line.split("](patterns/").nth(1).expect("a folder");
        assert!(folder.starts_with(&format!("{number:0>2}-")), "{line}");
    }
}
