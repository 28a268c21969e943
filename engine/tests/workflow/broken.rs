//! Every broken workflow and calendar of the fixtures gives exactly the faults beside it, at their places.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use guichet_engine::catalog::Catalog;
use guichet_engine::diagnostic::Diagnostic;
use guichet_engine::ids::Files;
use guichet_engine::workflow::{CODES, Calendar, Known, compile, scenario};

use crate::faulty;
use crate::support::read;

fn fixtures() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/broken");
    let entries = std::fs::read_dir(root)
        .expect("fixtures")
        .map(|entry| entry.expect("entry").path());
    let ours = |path: &PathBuf| {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        name.starts_with("workflow-") || name.starts_with("calendar-")
    };
    let mut folders: Vec<PathBuf> = entries.filter(ours).collect();
    folders.sort();
    folders
}

/// Returns the names that follow `prefix` in the paths; `None` where no path has it.
fn names(files: &Files, prefix: &str) -> Option<BTreeSet<String>> {
    let rest = files.keys().filter_map(|path| path.strip_prefix(prefix));
    let first = |rest: &str| {
        rest.split('/')
            .next()
            .unwrap_or(rest)
            .trim_end_matches(".json")
            .to_owned()
    };
    let names: BTreeSet<String> = rest.map(first).collect();
    (!names.is_empty()).then_some(names)
}

fn faults(files: &Files) -> Vec<Diagnostic> {
    let (notices, calendars) = (
        names(files, "templates/mail/"),
        names(files, "workflows/calendars/"),
    );
    let forms = names(files, "forms/");
    let known = Known {
        notices: notices.as_ref(),
        calendars: calendars.as_ref(),
        forms: forms.as_ref(),
    };
    let mut faults = Vec::new();
    for path in files.keys() {
        if path.starts_with("workflows/calendars/") {
            faults.extend(Calendar::compile(files, path).diagnostics);
        }
        if !path.ends_with("/workflow.rhai") {
            continue;
        }
        let compiled = compile(files, path, &known);
        faults.extend(compiled.diagnostics);
        let Some(workflow) = compiled.value else {
            continue;
        };
        for (path, text) in files
            .iter()
            .filter(|(path, _)| path.contains("/scenarios/"))
        {
            faults.extend(scenario::run(&workflow, &Calendar::plain(), path, text).diagnostics);
        }
    }
    // What is tried on forms shows only where both are compiled together.
    let catalog = Catalog::compile(files);
    let items = catalog
        .workflows
        .values()
        .flat_map(|item| &item.diagnostics);
    let tried = items.filter(|fault| ["W073", "W074"].contains(&fault.code.as_str()));
    faults.extend(tried.cloned());
    faults
}

#[test]
fn each_broken_definition_gives_its_faults_at_their_places() {
    let mut wrong = Vec::new();
    for folder in fixtures() {
        let mut files = Files::new();
        read(&folder, "", &mut files);
        let expected = files.remove("expected.txt").unwrap_or_default();
        let line = |fault: &Diagnostic| {
            let place = &fault.place;
            format!(
                "{}:{}:{} {}\n",
                place.file, place.line, place.column, fault.code
            )
        };
        let actual: String = faults(&files).iter().map(line).collect();
        if expected != actual || actual.is_empty() {
            wrong.push(format!(
                "{}\nexpected\n{expected}actual\n{actual}",
                folder.display()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_of_workflows_and_calendars_has_a_fixture_and_a_page() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut seen = String::new();
    for folder in fixtures().into_iter().chain(faulty::fixtures()) {
        seen += &std::fs::read_to_string(folder.join("expected.txt")).expect("expected.txt");
    }
    let lacks = |code: &&str| {
        !seen.contains(*code) || !root.join(format!("docs/diagnostics/{code}.md")).is_file()
    };
    let lacking: Vec<&str> = CODES.iter().map(|code| code.name).filter(lacks).collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}
