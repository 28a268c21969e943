//! The published schema of forms, by which an editor completes and checks them, says what the engine says.

use std::collections::BTreeSet;

use guichet_engine::form::keyword_names;
use serde_json::Value;

use crate::support::{folders, name, read_all, root, text};

fn meta_schema() -> Value {
    serde_json::from_str(&text("docs/schema/form.schema.json")).expect("JSON")
}

/// Returns what the published schema says against a definition.
fn faults(definition: &Value) -> Vec<String> {
    let rules = jsonschema::validator_for(&meta_schema()).expect("a schema");
    let say =
        |error: jsonschema::ValidationError<'_>| format!("{}: {error}", error.instance_path());
    rules.iter_errors(definition).map(say).collect()
}

#[test]
fn it_describes_exactly_the_keywords_of_the_engine() {
    let schema = meta_schema();
    let described = schema["properties"].as_object().expect("properties").iter();
    let ours = described.filter(|(name, _)| name.starts_with("x-"));
    let explained: BTreeSet<&str> = ours
        .filter(|(_, keyword)| keyword["description"].is_string())
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(explained, keyword_names().collect());
    let allowed = schema["propertyNames"]["then"]["enum"]
        .as_array()
        .expect("names");
    let allowed: BTreeSet<&str> = allowed.iter().filter_map(Value::as_str).collect();
    assert_eq!(allowed, explained);
}

#[test]
fn every_shipped_form_keeps_it() {
    let files = read_all(&root().join("forms"));
    let schemas = files.iter().filter(|(path, _)| {
        path.ends_with(".json")
            && !["examples/", "locales/", "lists/"]
                .iter()
                .any(|other| path.contains(other))
    });
    let mut count = 0;
    for (path, text) in schemas {
        let definition = serde_json::from_str(text).expect("JSON");
        assert_eq!(faults(&definition), Vec::<String>::new(), "{path}");
        count += 1;
    }
    assert!(count >= 3, "{count} definitions");
}

#[test]
fn it_refuses_what_the_engine_refuses_of_keywords() {
    for folder in folders("tests/fixtures/broken") {
        let expected = std::fs::read_to_string(folder.join("expected.txt")).expect("expected.txt");
        let definition = std::fs::read_to_string(folder.join("forms/permit/form.json"));
        let (true, Ok(definition)) = (name(&folder).starts_with("form-"), definition) else {
            continue;
        };
        let lines = expected
            .lines()
            .filter(|line| line.starts_with("forms/permit/form.json"));
        let of_keywords = ["F005", "F006", "F029", "F032", "F018"];
        let count = lines
            .filter(|line| of_keywords.iter().any(|code| line.ends_with(code)))
            .count();
        // An attachment rule on a text is only seen by looking at the whole field.
        if let Ok(definition) = serde_json::from_str(&definition)
            && name(&folder) != "form-attachment-on-text"
        {
            let found = faults(&definition);
            assert!(
                found.len() >= count,
                "{}: {count} expected, found {found:?}",
                name(&folder)
            );
        }
    }
}
