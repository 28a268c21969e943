//! Every faulty workflow of the fixtures gives exactly the faults beside it, each with the shortest way that leads to it.

use std::path::{Path, PathBuf};

use guichet_engine::diagnostic::Diagnostic;
use guichet_engine::ids::Files;
use guichet_engine::workflow::{Known, check};

use crate::said::Speaker;
use crate::support::read;

/// Returns the folders of workflows that compile, and that the proof finds fault with.
pub fn fixtures() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/faulty");
    let entries = std::fs::read_dir(root).expect("fixtures");
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.expect("entry").path()).collect();
    folders.sort();
    folders
}

/// Returns the faults of a folder, said in Chinese and, where it has translations, in English.
fn said(folder: &Path) -> String {
    let mut files = Files::new();
    read(folder, "", &mut files);
    let at = |path: &String| format!("workflows/faulty/{path}");
    let files: Files = files
        .iter()
        .map(|(path, text)| (at(path), text.clone()))
        .collect();
    let translated = files.contains_key("workflows/faulty/locales/en.json");
    let locales = ["zh-CN", "en"]
        .into_iter()
        .take(1 + usize::from(translated));
    let speakers: Vec<Speaker> = locales.map(Speaker::new).collect();
    let faults = check(&files, "workflows/faulty/workflow.rhai", &Known::default()).diagnostics;
    let line = |fault: &Diagnostic| {
        let place = format!("{}:{} {}", fault.place.line, fault.place.column, fault.code);
        let said = speakers.iter().map(|speaker| speaker.say(&fault.message));
        let said: Vec<String> = said.collect();
        format!("{place} {}\n", said.join("\n    "))
    };
    faults.iter().map(line).collect()
}

#[test]
fn each_faulty_workflow_gives_its_faults_with_the_way_that_leads_there() {
    let mut wrong = Vec::new();
    let folders = fixtures();
    assert!(folders.len() >= 20, "{folders:?}");
    for folder in folders {
        let expected = std::fs::read_to_string(folder.join("expected.txt")).unwrap_or_default();
        let actual = said(&folder);
        if expected != actual || actual.is_empty() {
            wrong.push(format!(
                "{}\nexpected\n{expected}actual\n{actual}",
                folder.display()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
