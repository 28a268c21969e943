//! Every broken form, code list and translation of the fixtures gives exactly the faults beside it, at their places.

use std::path::{Path, PathBuf};

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use guichet_engine::catalog::Catalog;
use guichet_engine::diagnostic::Diagnostic;
use guichet_engine::form::codes::CODES;
use guichet_engine::form::compile_schema;
use guichet_engine::form::source::FILE_SIZE_BYTES_MAX;
use serde_json::Value;

use crate::support::{folders, name, read_all, text};

fn fixtures() -> Vec<PathBuf> {
    let mut folders = folders("tests/fixtures/broken");
    folders.retain(|folder| name(folder).starts_with("form-"));
    folders
}

fn faults(folder: &Path) -> Vec<Diagnostic> {
    let mut files = read_all(folder);
    files.remove("expected.txt");
    Catalog::compile(&files).diagnostics()
}

#[test]
fn each_broken_form_gives_its_faults_at_their_places() {
    let mut wrong = Vec::new();
    for folder in fixtures() {
        let expected = std::fs::read_to_string(folder.join("expected.txt")).unwrap_or_default();
        let line = |fault: &Diagnostic| {
            let place = &fault.place;
            format!(
                "{}:{}:{} {}\n",
                place.file, place.line, place.column, fault.code
            )
        };
        let actual: String = faults(&folder).iter().map(line).collect();
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
fn every_code_of_forms_has_a_fixture() {
    let seen: String = fixtures()
        .iter()
        .map(|folder| std::fs::read_to_string(folder.join("expected.txt")).expect("expected.txt"))
        .collect();
    // A file beyond the limit is made below rather than kept.
    let codes = CODES
        .iter()
        .map(|code| code.name)
        .filter(|code| *code != "F004");
    let lacking: Vec<&str> = codes
        .filter(|code| !seen.contains(&format!(" {code}\n")))
        .collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}

#[test]
fn a_file_beyond_the_limit_is_not_read() {
    let text = |length: usize| {
        format!(
            "{{\"type\": \"string\", \"title\": \"{}\"}}",
            "a".repeat(length)
        )
    };
    let faults = |length: usize| compile_schema("schema.json", &text(length)).diagnostics;
    assert_eq!(faults(FILE_SIZE_BYTES_MAX - 100), []);
    let found = faults(FILE_SIZE_BYTES_MAX);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].code.as_str(), found[0].place.line), ("F004", 1));
}

fn bundle(locale: &str) -> FluentBundle<FluentResource> {
    let language = locale
        .parse::<unic_langid::LanguageIdentifier>()
        .expect("a locale");
    let mut bundle = FluentBundle::new(vec![language]);
    bundle.set_use_isolating(false);
    for file in ["form", "workflow"] {
        let path = format!("templates/locales/{locale}/{file}.ftl");
        let resource = FluentResource::try_new(text(&path)).expect("messages");
        bundle.add_resource(resource).expect("no message twice");
    }
    bundle
}

#[test]
fn every_fault_can_be_said_with_the_arguments_that_it_carries() {
    for locale in ["zh-CN", "en"] {
        let bundle = bundle(locale);
        for fault in fixtures().iter().flat_map(|folder| faults(folder)) {
            let mut args = FluentArgs::new();
            for (name, value) in &fault.message.args {
                let value = match value {
                    Value::String(text) => FluentValue::from(text.clone()),
                    other => FluentValue::from(other.to_string()),
                };
                args.set(name.clone(), value);
            }
            for key in [
                fault.message.key.clone(),
                format!("{}-help", fault.message.key),
            ] {
                let mut errors = Vec::new();
                let message = bundle.get_message(&key).and_then(|message| message.value());
                let pattern = message.unwrap_or_else(|| panic!("{locale} lacks {key}"));
                let said = bundle.format_pattern(pattern, Some(&args), &mut errors);
                assert!(
                    errors.is_empty(),
                    "{locale} {key}: {said} {errors:?} at {:?}",
                    fault.place
                );
                assert!(!said.contains('{'), "{locale} {key}: {said}");
            }
        }
    }
}
