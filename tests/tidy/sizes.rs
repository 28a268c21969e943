//! Nothing outgrows its place.

use std::path::Path;

use crate::source::files;

/// Lines of a Rust file.
const FILE_LINES_MAX: usize = 500;
/// Lines of a function, from its name to its closing brace.
const FUNCTION_LINES_MAX: usize = 70;

/// Files that are longer, each with the reason. Keep it short.
const LONGER: &[(&str, &str)] = &[];

/// Functions that are longer, each with the reason. Keep it short.
const LONGER_FUNCTIONS: &[(&str, &str)] = &[];

#[test]
fn functions_are_short_enough_to_be_read() {
    let root = guichet_tests::root();
    let mut faults = Vec::new();
    let mut excused = Vec::new();
    for folder in ["engine/src", "server/src"] {
        for path in files(&root.join(folder), &["rs"]) {
            let file = path
                .strip_prefix(&root)
                .expect("a file")
                .display()
                .to_string();
            if is_of_tests(&path) {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("text");
            // Tests beside the code come last, and may be as long as their story.
            let code = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or(&text);
            for (name, lines) in functions(code) {
                let whole = format!("{file}: {name}");
                match LONGER_FUNCTIONS.iter().find(|(longer, _)| *longer == whole) {
                    _ if lines <= FUNCTION_LINES_MAX => {}
                    Some((longer, _)) => excused.push(*longer),
                    None => faults.push(format!(
                        "{whole}: {lines} lines, at most {FUNCTION_LINES_MAX}"
                    )),
                }
            }
        }
    }
    for (longer, _) in LONGER_FUNCTIONS
        .iter()
        .filter(|(longer, _)| !excused.contains(longer))
    {
        faults.push(format!("{longer}: is excused and need not be"));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Tells whether a file holds tests only: they tell one story after another, and may be as long as those are.
fn is_of_tests(path: &Path) -> bool {
    path.components().any(|part| {
        let name = part.as_os_str().to_string_lossy();
        name == "tests" || name == "tests.rs" || name.starts_with("testing")
    })
}

/// Lists the functions of a formatted file with their lengths: one ends with the next brace at its own indent.
fn functions(text: &str) -> Vec<(&str, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let Some((before, after)) = line.split_once("fn ") else {
            continue;
        };
        let words = ["pub", "pub(super)", "pub(crate)", "const", "async"];
        let is_function =
            before.split_whitespace().all(|word| words.contains(&word)) && !line.ends_with(';');
        let indent = &line[..line.len() - line.trim_start().len()];
        let end = lines[start..]
            .iter()
            .position(|line| line.strip_prefix(indent).is_some_and(|rest| rest == "}"));
        if let (true, Some(length)) = (is_function, end) {
            let name = after.split(['(', '<']).next().unwrap_or(after);
            found.push((name, length + 1));
        }
    }
    found
}

#[test]
fn functions_are_found_with_their_lengths() {
    let text = "pub(super) async fn one(\n    a: u8,\n) {\n    a\n}\n\nimpl X {\n    fn two<T>() {\n        if a {\n        }\n    }\n}\n";
    assert_eq!(functions(text), [("one", 5), ("two", 4)]);
}

#[test]
fn rust_files_are_short_enough_to_be_read() {
    let root = guichet_tests::root();
    let mut faults = Vec::new();
    let mut longer: Vec<&str> = Vec::new();
    for folder in ["engine", "server", "tests"] {
        for path in files(&root.join(folder), &["rs"]) {
            let name = path
                .strip_prefix(&root)
                .expect("a file")
                .to_string_lossy()
                .into_owned();
            let text = std::fs::read_to_string(&path).expect("text");
            let lines = text.lines().count();
            let excused = LONGER.iter().find(|(longer, _)| *longer == name);
            if lines > FILE_LINES_MAX {
                match excused {
                    Some((excused, _)) => longer.push(excused),
                    None => faults.push(format!("{name}: {lines} lines, at most {FILE_LINES_MAX}")),
                }
            }
        }
    }
    for (excused, _) in LONGER
        .iter()
        .filter(|(excused, _)| !longer.contains(excused))
    {
        faults.push(format!("{excused}: is excused and need not be"));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
