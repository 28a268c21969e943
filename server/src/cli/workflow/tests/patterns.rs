//! The page and the picture of every pattern in `docs/patterns/` are what its workflow says now.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::cli::trial::{folders, project, run, word};

/// How they are written anew.
const ANEW: &str = "INSTA_UPDATE=always cargo test --workspace --lib -- patterns";

/// Whether what is not as it should be is to be written.
fn writes() -> bool {
    std::env::var("INSTA_UPDATE").is_ok_and(|how| how == "always")
}

/// A row of the table: number, name and folder, how it is written.
fn row<'a>(table: &'a str, name: &str) -> [&'a str; 3] {
    let link = format!("](patterns/{name}.md)");
    let line = table.lines().find(|line| line.contains(&link));
    let line = line.unwrap_or_else(|| panic!("{name} has no row"));
    let cells: Vec<&str> = line.trim_matches(['|', ' ']).splitn(3, " | ").collect();
    let title = cells[1].trim_start_matches('[').split(']').next();
    [cells[0], title.expect("a title"), cells[2]]
}

/// The text of an element without attributes that matter.
fn inner<'a>(svg: &'a str, begin: &str, end: &str) -> &'a str {
    let (_, rest) = svg.split_once(begin).expect(begin);
    rest.split_once(end).expect(end).0
}

/// The picture in words, as the text in its place.
fn alternative(svg: &str) -> String {
    let words = inner(svg, "<desc id=\"diagram-about\">", "</desc>");
    assert!(!words.contains(['[', ']', '<', '\n']), "{words}");
    words.to_owned()
}

fn scenarios(folder: &Path) -> String {
    let entries = fs::read_dir(folder.join("scenarios")).expect("scenarios");
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    let line = |file: &std::path::PathBuf| {
        let text = fs::read_to_string(file).expect("text");
        let scenario: Value = serde_json::from_str(&text).expect("JSON");
        let about = scenario["about"].as_str().expect("what it is about");
        let stem = file
            .file_stem()
            .and_then(|stem| stem.to_str())
            .expect("a name");
        format!("- `{stem}`: {about}\n")
    };
    files.iter().map(line).collect()
}

fn page(folder: &Path, name: &str, table: &str, svg: &str) -> String {
    let [number, title, written] = row(table, name);
    let script = fs::read_to_string(folder.join("workflow.rhai")).expect("a script");
    // Links of the table start in `docs/`.
    let written = written.replace("](", "](../");
    format!(
        "# {number} {title}\n\n{written}. One of the [patterns](../patterns.md).\n\n![{}]({name}.svg)\n\n```rhai\n{}\n```\n\n\
         Its scenarios, in `tests/fixtures/patterns/{name}/scenarios/`:\n\n{}",
        alternative(svg),
        script.trim(),
        scenarios(folder),
    )
}

/// A picture without its style, which is a file of its own.
fn bare(svg: &str) -> String {
    let style = inner(svg, "<style>", "</style>");
    svg.replace(style, "")
}

#[test]
fn each_pattern_has_its_page_and_its_picture() {
    let table = fs::read_to_string(project("docs/patterns.md")).expect("the table");
    let docs = project("docs/patterns");
    let mut named = Vec::new();
    for folder in folders("tests/fixtures/patterns") {
        let name = word(&folder).rsplit('/').next().expect("a name").to_owned();
        let done = run(&["workflow", "diagram", word(&folder), "--locale", "en"]);
        assert_eq!(done.err, "");
        let page = page(&folder, &name, &table, &done.out);
        let files = [
            docs.join(format!("{name}.svg")),
            docs.join(format!("{name}.md")),
        ];
        if writes() {
            fs::write(&files[0], &done.out).expect("written");
            fs::write(&files[1], &page).expect("written");
        }
        let [drawn, told] = files.each_ref().map(|file| {
            let text = fs::read_to_string(file);
            text.unwrap_or_else(|error| panic!("{}: {error}; {ANEW}", file.display()))
        });
        assert!(
            bare(&drawn) == bare(&done.out),
            "{name}.svg is another; {ANEW}"
        );
        assert!(told == page, "{name}.md is another; {ANEW}");
        named.extend([format!("{name}.md"), format!("{name}.svg")]);
    }
    let entries = fs::read_dir(docs).expect("the pages");
    let mut found: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("a name")
        })
        .collect();
    found.sort();
    assert_eq!(found, named, "a page or a picture of no pattern");
}
