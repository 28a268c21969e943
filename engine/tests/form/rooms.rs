//! A field kind and a format are one room each: nothing outside `kind/` and `format/` knows which there are.

use std::collections::BTreeSet;

use guichet_engine::form::messages::problem_keys;

use crate::support::{read_all, root, text};

/// The code of the sources below a folder, without comments and tests, by path relative to it.
fn code(folder: &str) -> Vec<(String, String)> {
    let sources = read_all(&root().join(folder)).into_iter();
    let sources = sources.filter(|(path, _)| path.ends_with(".rs") && !path.contains("tests"));
    let code = sources.map(|(path, text)| {
        let text = text
            .split("#[cfg(test)]\nmod tests")
            .next()
            .unwrap_or_default()
            .to_owned();
        let lines = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        let lines: Vec<&str> = lines.collect();
        (path, lines.join("\n"))
    });
    code.collect()
}

/// The modules that a `mod.rs` registers between the brackets of a list.
fn registered(path: &str, suffix: &str) -> BTreeSet<String> {
    let source = text(path);
    let names = source
        .lines()
        .filter_map(|line| line.trim().strip_suffix(suffix));
    names.map(str::to_owned).collect()
}

#[test]
fn only_the_list_of_kinds_is_known_outside_their_folder() {
    let named = code("engine/src").into_iter().flat_map(|(path, text)| {
        let lines = text.lines().filter(|line| line.contains("kind::"));
        let lines: Vec<String> = lines
            .map(|line| format!("{path}: {}", line.trim()))
            .collect();
        lines
    });
    let named: Vec<String> = named
        .filter(|line| line.starts_with("form/") && !line.starts_with("form/kind/"))
        .collect();
    assert_eq!(named, ["form/build.rs: use super::kind::KINDS;"]);
}

#[test]
fn only_the_list_of_formats_is_known_outside_their_folder() {
    let modules = registered("engine/src/form/format/mod.rs", "::FORMAT,");
    assert!(modules.contains("resident_id"), "{modules:?}");
    for (path, text) in code("engine/src/form") {
        if !path.starts_with("format/") {
            let module = modules
                .iter()
                .find(|module| text.contains(&format!("format::{module}")));
            assert_eq!(module, None, "{path}");
        }
    }
}

#[test]
fn no_format_is_named_outside_its_file() {
    // What the schema's own formats are is known to the validator.
    let standard = ["date", "date-time", "time", "uri", "email"];
    let keys = problem_keys().into_iter().map(|(key, _)| key);
    let formats = keys.filter_map(|key| Some(key.strip_prefix("problem-format-")?.to_owned()));
    let formats: Vec<String> = formats
        .filter(|name| !standard.contains(&name.as_str()))
        .collect();
    assert!(formats.contains(&"resident-id".to_owned()), "{formats:?}");
    for folder in ["engine/src", "server/src"] {
        for (path, text) in code(folder) {
            let named = formats
                .iter()
                .find(|name| text.contains(&format!("\"{name}\"")));
            assert!(
                named.is_none() || path.starts_with("form/format/"),
                "{path}: {named:?}"
            );
        }
    }
}
