//! No word of a shipped service stands in the templates or in Rust: what a service says of itself comes from its definition.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// What the engine itself knows by name: the identifiers of `engine/src/form/format/` and their messages.
const OF_FORMATS: [&str; 2] = ["engine/src/form/format/", "problem-format-"];

fn files_below(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.display().to_string();
        if path.is_dir() && !name.ends_with("/tests") && !name.ends_with("/testing") {
            files_below(&path, endings, found);
        } else if endings.iter().any(|ending| name.ends_with(ending)) && !name.ends_with("tests.rs")
        {
            found.push(path);
        }
    }
}

fn below(folders: &[&str], endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in folders {
        files_below(&guichet_tests::root().join(folder), endings, &mut found);
    }
    found
}

/// Adds the titles and descriptions of a definition.
fn titles(value: &Value, words: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match value.as_str() {
                    Some(text) if matches!(key.as_str(), "title" | "description") => {
                        words.insert(text.to_owned());
                    }
                    _ => titles(value, words),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| titles(item, words)),
        _ => {}
    }
}

/// Tells whether a text is long enough to be of one service alone.
fn is_telling(text: &str) -> bool {
    let han = text
        .chars()
        .filter(|one| ('一'..='鿿').contains(one))
        .count();
    han >= 5 || (han == 0 && text.split_whitespace().count() >= 3)
}

/// Returns what the shipped services are called, ask for and say of themselves.
fn words() -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for path in below(&["forms", "workflows"], &[".json", ".ftl"]) {
        let text = std::fs::read_to_string(&path).expect("text");
        let name = path.display().to_string();
        if name.ends_with(".ftl") {
            let sentences = text.lines().filter_map(|line| line.split_once(" = "));
            words.extend(sentences.map(|(_, sentence)| sentence.to_owned()));
        } else if !name.contains("/examples/") && !name.contains("/locales/") {
            titles(&serde_json::from_str(&text).expect("JSON"), &mut words);
        }
    }
    words.retain(|text| is_telling(text));
    words
}

#[test]
fn no_word_of_a_shipped_service_stands_in_templates_or_in_rust() {
    let words = words();
    assert!(words.len() > 60, "hardly a word is found: {}", words.len());
    let mut found = Vec::new();
    for path in below(
        &["templates", "server/src", "engine/src"],
        &[".ftl", ".html", ".txt", ".rs"],
    ) {
        let name = path.display().to_string();
        if name.contains(OF_FORMATS[0]) {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("text");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for line in code.lines().filter(|line| !line.starts_with(OF_FORMATS[1])) {
            let said = words.iter().filter(|word| line.contains(word.as_str()));
            found.extend(said.map(|word| format!("{name}: {word}")));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}
