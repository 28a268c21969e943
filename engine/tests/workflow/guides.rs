//! What `docs/workflows.md` says is so.

use std::collections::BTreeSet;

use guichet_engine::catalog::Catalog;
use guichet_engine::workflow::{RefusalCode, SITUATIONS_MAX};

use crate::markdown::{blocks, files, rows};
use crate::support::read;

fn root() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn guide() -> String {
    std::fs::read_to_string(root().join("docs/workflows.md")).expect("docs/workflows.md")
}

#[test]
fn the_folder_of_the_guide_has_no_fault() {
    let catalog = Catalog::compile(&files(&guide()));
    assert_eq!(catalog.diagnostics(), []);
    assert_eq!(catalog.workflows.len(), 7);
    assert_eq!(catalog.run_count(), 1);
}

#[test]
fn every_script_and_scenario_of_the_guide_is_among_the_files() {
    let page = guide();
    let ours = blocks(&page).into_iter();
    for block in ours.filter(|block| matches!(block.language.as_str(), "rhai" | "json")) {
        assert!(block.mark.starts_with("file: "), "line {}", block.line);
    }
}

/// Returns the texts of string literals that follow `before`, in every Rust file of the workflow part.
fn named(before: &str) -> BTreeSet<String> {
    let mut sources = guichet_engine::ids::Files::new();
    read(&root(), "engine/src/workflow", &mut sources);
    let found = sources.values().flat_map(|source| {
        let rest = source.split(before).skip(1);
        rest.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
    });
    found.filter(|name| !name.contains(['{', ' '])).collect()
}

#[test]
fn every_refusal_is_listed() {
    let page = guide();
    let listed: BTreeSet<String> = rows(&page).into_iter().map(|(name, _)| name).collect();
    let codes = RefusalCode::ALL.iter();
    let lacking: Vec<&RefusalCode> = codes
        .filter(|code| !listed.contains(code.as_str()))
        .collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}

#[test]
fn every_word_of_the_script_and_every_key_is_explained() {
    let page = guide();
    let mut words = named("register_fn(\n        \"");
    words.extend(named("register_fn(\""));
    words.extend(named("Word::alone(\""));
    words.extend(named("Word::of_people(\""));
    words.extend(named("Word::of_years(\""));
    for before in [
        "options.optional_text(\"",
        "options.texts(\"",
        "options.word(\"",
        "options.required::<Performer>(\"",
    ] {
        words.extend(named(before));
    }
    for word in [
        "working_days",
        "calendar_days",
        "hours",
        "actions",
        "due",
        "overdue",
        "enter",
        "title",
    ] {
        words.insert(word.to_owned());
    }
    assert!(words.len() >= 25, "{words:?}");
    let is_said = |word: &String| {
        [
            format!("`{word}`"),
            format!("`{word}("),
            format!("`.{word}("),
            format!("`{word}: "),
        ]
        .iter()
        .any(|form| page.contains(form))
    };
    let lacking: Vec<&String> = words.iter().filter(|word| !is_said(word)).collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}

#[test]
fn how_many_situations_are_tried_is_said_as_it_is() {
    let most = SITUATIONS_MAX.to_string();
    let (thousands, rest) = most.split_at(most.len() - 3);
    let said = format!("At most {thousands},{rest} situations are tried.");
    assert!(guide().contains(&said), "{said}");
}
