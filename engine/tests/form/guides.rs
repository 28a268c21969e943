//! What `docs/forms.md` says is so; and what any page of `docs/` refers to is there.

use std::collections::BTreeSet;
use std::path::Path;

use guichet_engine::catalog::Catalog;
use guichet_engine::diagnostic::{Diagnostic, Severity};
use guichet_engine::form::codes::CODES;
use guichet_engine::form::messages::problem_keys;
use guichet_engine::form::{CodeLists, compile, keyword_names};
use guichet_engine::ids::Files;
use serde_json::{Value, json};

use crate::markdown::{blocks, files, rows};
use crate::support::{files_in, name, read_all, root, text};

fn guide() -> String {
    text("docs/forms.md")
}

/// The faults of a form made of one block, among the other files.
fn faults(form: &str, mut files: Files) -> Vec<Diagnostic> {
    files.insert("forms/block/form.json".to_owned(), form.to_owned());
    let lists = CodeLists::compile(&files, &mut Vec::new());
    compile(&files, "forms/block/form.json", &lists).diagnostics
}

#[test]
fn the_folder_of_the_guide_has_no_fault() {
    let files = files(&guide());
    let catalog = Catalog::compile(&files);
    assert_eq!(catalog.diagnostics(), []);
    assert_eq!(catalog.run_count(), 4);
}

#[test]
fn every_form_and_field_of_the_guide_compiles() {
    let page = guide();
    let mut count = 0;
    for block in blocks(&page) {
        let around = files(&page);
        let found = match block.mark.as_str() {
            "form" => faults(&block.text, around),
            "fields" => {
                let fields: Value = serde_json::from_str(&block.text).expect("JSON");
                let form = json!({ "type": "object", "x-position": 1, "properties": fields });
                faults(&form.to_string(), around)
            }
            "form beside the shipped ones" => {
                let shipped = ["forms", "workflows"].into_iter().flat_map(|folder| {
                    let files = read_all(&root().join(folder));
                    files
                        .into_iter()
                        .map(move |(path, text)| (format!("{folder}/{path}"), text))
                });
                let mut found = faults(&block.text, shipped.collect());
                found.retain(|fault| fault.severity == Severity::Error);
                found
            }
            _ => continue,
        };
        assert_eq!(found, [], "line {}", block.line);
        count += 1;
    }
    assert!(count >= 10, "{count} blocks");
}

#[test]
fn every_block_of_json_is_json() {
    for path in files_in(&root().join("docs")) {
        let Ok(page) = std::fs::read_to_string(&path) else {
            continue;
        };
        for block in blocks(&page)
            .iter()
            .filter(|block| block.language == "json")
        {
            let read = serde_json::from_str::<Value>(&block.text);
            assert!(read.is_ok(), "{}:{}: {read:?}", path.display(), block.line);
        }
    }
}

#[test]
fn every_keyword_has_its_row_with_an_example_of_it() {
    let page = guide();
    let rows = rows(&page);
    let explained: BTreeSet<&str> = rows
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| name.starts_with("x-"))
        .collect();
    assert_eq!(explained, keyword_names().collect());
    let schema: Value = serde_json::from_str(&text("docs/schema/form.schema.json")).expect("JSON");
    let rules = jsonschema::validator_for(&schema).expect("a schema");
    for (name, cells) in rows.iter().filter(|(name, _)| name.starts_with("x-")) {
        let example = cells.last().expect("an example").trim_matches('`');
        let example: Value = serde_json::from_str(&format!("{{ {example} }}"))
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(example.get(name).is_some(), "{name}: {example}");
        assert!(rules.is_valid(&example), "{name}: {example}");
    }
}

#[test]
fn every_format_that_editors_offer_is_listed() {
    let page = guide();
    let schema: Value = serde_json::from_str(&text("docs/schema/form.schema.json")).expect("JSON");
    let formats = schema["properties"]["format"]["examples"].as_array();
    for format in formats.expect("examples").iter().filter_map(Value::as_str) {
        assert!(page.contains(&format!("`{format}`")), "{format}");
    }
}

#[test]
fn every_format_of_ours_is_offered_by_editors() {
    let schema: Value = serde_json::from_str(&text("docs/schema/form.schema.json")).expect("JSON");
    let offered = schema["properties"]["format"]["examples"].as_array();
    let offered = offered.expect("examples");
    for (key, _) in problem_keys() {
        if let Some(format) = key.strip_prefix("problem-format-") {
            assert!(offered.iter().any(|name| name == format), "{format}");
        }
    }
}

#[test]
fn every_code_that_an_example_can_name_is_listed() {
    let page = guide();
    for (key, _) in problem_keys() {
        let code = key.trim_start_matches("problem-");
        // Messages that name answers say more of one code.
        let names = ["-other", "-together", "-answers", "only-"];
        if names.iter().any(|part| code.contains(part)) {
            continue;
        }
        // Kinds of missing answers share a code; formats are problems by their own names; the last is the server's.
        let other = code.starts_with("required-") || code.starts_with("format");
        if !other && code != "changed-elsewhere" {
            assert!(page.contains(&format!("`{code}`")), "{code}");
        }
    }
}

#[test]
fn every_code_has_its_page_and_every_page_its_code() {
    let pages: BTreeSet<String> = files_in(&root().join("docs/diagnostics"))
        .iter()
        .map(|path| name(path).trim_end_matches(".md").to_owned())
        .collect();
    let codes = CODES.iter().chain(guichet_engine::workflow::CODES);
    let codes: BTreeSet<String> = codes.map(|code| code.name.to_owned()).collect();
    let lacking: Vec<&String> = codes.difference(&pages).collect();
    assert!(lacking.is_empty(), "no page: {lacking:?}");
    // The faults of folders and templates are the server's.
    let ours = |page: &&String| page.starts_with(['F', 'W', 'C']);
    let stale: Vec<&String> = pages.difference(&codes).filter(ours).collect();
    assert!(stale.is_empty(), "no code: {stale:?}");
}

#[test]
fn every_dependency_has_its_reason_and_none_is_stale() {
    let manifest = text("Cargo.toml");
    let (_, rest) = manifest
        .split_once("[workspace.dependencies]")
        .expect("dependencies");
    let rest = rest.split("\n[").next().expect("their table");
    let named = rest.lines().filter_map(|line| line.split_once(" = "));
    let crates: BTreeSet<String> = named
        .map(|(name, _)| name.to_owned())
        .filter(|name| !name.starts_with("guichet"))
        .collect();
    assert!(crates.len() > 40, "{crates:?}");
    let page = text("docs/decisions/0002-dependencies.md");
    let pattern = regex::Regex::new("`([a-z0-9_-]+)`").expect("a pattern");
    let tables = page
        .lines()
        .filter(|line| line.starts_with("| `") || line.starts_with("For tests"));
    let explained: BTreeSet<String> = tables
        .map(|line| {
            line.trim_start_matches("| ")
                .split(" | ")
                .next()
                .unwrap_or(line)
        })
        .flat_map(|cell| pattern.captures_iter(cell))
        .map(|found| found[1].to_owned())
        .collect();
    let lacking: Vec<&String> = crates.difference(&explained).collect();
    assert!(lacking.is_empty(), "say in the table why: {lacking:?}");
    let stale: Vec<&String> = explained.difference(&crates).collect();
    assert!(stale.is_empty(), "not used any more: {stale:?}");
}

/// The fragment by which a heading is linked to.
fn fragment(heading: &str) -> String {
    let letters = heading.trim().chars().filter_map(|letter| match letter {
        ' ' => Some('-'),
        '-' | '_' => Some(letter),
        letter if letter.is_alphanumeric() => Some(letter.to_ascii_lowercase()),
        _ => None,
    });
    letters.collect()
}

#[test]
fn no_link_of_the_documents_leads_nowhere() {
    let folders = ["", "docs", "docs/diagnostics", "docs/decisions"];
    let pages = folders
        .iter()
        .flat_map(|folder| files_in(&root().join(folder)));
    let pattern = regex::Regex::new(r"\]\(([^)\s]+)\)").expect("a pattern");
    let mut dead = Vec::new();
    for page in pages.filter(|page| name(page).ends_with(".md")) {
        let written = std::fs::read_to_string(&page).expect("a page");
        let folder = page.parent().expect("a folder");
        for link in pattern.captures_iter(&written) {
            let (path, wanted) = link[1].split_once('#').unwrap_or((&link[1], ""));
            let target = if path.is_empty() {
                page.clone()
            } else {
                folder.join(path)
            };
            if !link[1].contains("://") && !leads(&target, wanted) {
                dead.push(format!("{}: {}", page.display(), &link[1]));
            }
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
}

fn leads(target: &Path, wanted: &str) -> bool {
    if wanted.is_empty() {
        return target.exists();
    }
    let page = std::fs::read_to_string(target).unwrap_or_default();
    page.lines()
        .filter_map(|line| line.strip_prefix('#'))
        .any(|heading| fragment(heading.trim_start_matches('#')) == wanted)
}
