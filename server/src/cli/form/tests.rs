//! Every schema in the wild has a page, and its answers are accepted and refused as expected.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::*;
use crate::cli::trial::{folders, project, run, word};

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries
        .map(|entry| entry.expect("an entry").path())
        .collect()
}

/// The pointer and code of each problem that `form validate` lists.
fn problems(schema: &Path, data: &Path, expect: Exit) -> Vec<(String, String)> {
    let done = run(&[
        "form",
        "validate",
        word(schema),
        word(data),
        "--format",
        "json",
    ]);
    assert_eq!(done.exit, expect, "{}: {}", data.display(), done.out);
    pairs(&serde_json::from_str(&done.out).expect("an array"))
}

fn pairs(problems: &Value) -> Vec<(String, String)> {
    let text = |problem: &Value, name: &str| problem[name].as_str().expect(name).to_owned();
    let all = problems.as_array().expect("an array").iter();
    let mut pairs: Vec<_> = all
        .map(|problem| (text(problem, "pointer"), text(problem, "code")))
        .collect();
    pairs.sort();
    pairs
}

#[test]
fn every_schema_in_the_wild_has_a_page() {
    let fixtures = folders("tests/fixtures/schemas");
    assert!(fixtures.len() >= 25);
    for folder in fixtures {
        let schema = folder.join("schema.json");
        let done = run(&["form", "render", word(&schema), "--locale", "en"]);
        assert_eq!(done.exit, Exit::Clean, "{}: {}", folder.display(), done.err);
        let start = "<!doctype html>\n<html lang=\"en\">";
        assert!(done.out.starts_with(start) && done.out.ends_with("</html>\n"));
        assert!(
            done.out.contains(" name=\""),
            "{} asks for nothing",
            folder.display()
        );
        for rule in [".summary {", ".label {"] {
            assert!(done.out.contains(rule), "no style for {rule}");
        }
    }
}

#[test]
fn answers_to_every_schema_in_the_wild_are_accepted_and_refused_as_expected() {
    let scratch = tempfile::tempdir().expect("a folder");
    let mut refused = 0;
    for folder in folders("tests/fixtures/schemas") {
        let schema = folder.join("schema.json");
        for data in files_in(&folder.join("accepted")) {
            assert_eq!(problems(&schema, &data, Exit::Clean), []);
        }
        for file in files_in(&folder.join("refused")) {
            let text = fs::read_to_string(&file).expect("text");
            let example: Value = serde_json::from_str(&text).expect("JSON");
            let data = scratch.path().join("data.json");
            fs::write(&data, example["answers"].to_string()).expect("written");
            let found = problems(&schema, &data, Exit::Faults);
            assert_eq!(found, pairs(&example["problems"]), "{}", file.display());
            refused += 1;
        }
    }
    assert!(refused >= 25, "{refused}");
}

#[test]
fn a_form_of_a_definitions_folder_has_its_shared_parts_lists_and_translations() {
    let form = project("forms/three-in-one/form.json");
    let done = run(&["form", "render", word(&form), "--locale", "en"]);
    assert_eq!((done.exit, done.err.as_str()), (Exit::Clean, ""));
    for text in [
        "Unified social credit code",
        "Hebei",
        "Shijiazhuang",
        "Chang&#x27;an District",
        "Contacts",
    ] {
        assert!(done.out.contains(text), "{text} is missing");
    }
}

#[test]
fn a_schema_finds_its_neighbours_wherever_it_lies() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, value: &Value| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, value.to_string()).expect("written");
    };
    let reference = |target: &str| json!({ "$ref": target });
    write(
        "own/person.json",
        &json!({ "title": "Person", "type": "object", "properties": {
        "home": reference("parts/address.json"), "work": reference("../common/office.json#/$defs/office") } }),
    );
    write(
        "own/parts/address.json",
        &json!({ "title": "Address", "type": "object",
        "properties": { "town": reference("town.json") } }),
    );
    write(
        "own/parts/town.json",
        &json!({ "title": "Town", "type": "string", "minLength": 2 }),
    );
    write(
        "common/office.json",
        &json!({ "$defs": { "office": { "title": "Office", "type": "string" } } }),
    );
    write("own/locales/en.json", &json!({ "Person": "Somebody" }));
    write("data.json", &json!({ "home": { "town": "x" } }));
    let schema = folder.path().join("own/person.json");
    let done = run(&["form", "render", word(&schema), "--locale", "en"]);
    assert_eq!(done.exit, Exit::Clean, "{}", done.err);
    for text in ["Somebody", "Town", "Office"] {
        assert!(done.out.contains(text), "{text} is missing");
    }
    let found = problems(&schema, &folder.path().join("data.json"), Exit::Faults);
    assert_eq!(found, [("/home/town".to_owned(), "too-short".to_owned())]);
    write(
        "own/person.json",
        &json!({ "type": "object", "properties": {
        "far": reference("../../far.json"), "net": reference("https://example.com/x.json") } }),
    );
    let done = run(&["form", "render", word(&schema)]);
    assert_eq!(done.exit, Exit::CouldNotRun);
    assert_eq!(done.err.matches("error[F008]").count(), 2, "{}", done.err);
}

#[test]
fn data_is_shown_and_so_is_what_is_wrong_with_it_where_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let schema = json!({ "type": "object", "properties": {
        "name": { "title": "Name", "type": "string", "maxLength": 3 },
        "word": { "title": "Word", "type": "string", "format": "password", "writeOnly": true } } });
    fs::write(path("s.json"), schema.to_string()).expect("written");
    fs::write(
        path("d.json"),
        json!({ "name": "<Anna>", "word": "hunter2" }).to_string(),
    )
    .expect("written");
    let (schema, data) = (path("s.json"), path("d.json"));
    let words = ["form", "render", word(&schema), "--data", word(&data)];
    let done = run(&words);
    assert_eq!(done.exit, Exit::Clean, "{}", done.err);
    assert!(done.out.contains("value=\"&lt;Anna&gt;\"") && !done.out.contains("hunter2"));
    assert!(!done.out.contains("id=\"summary\""));
    let done = run(&[&words[..], &["--problems"]].concat());
    assert!(
        done.out.contains("href=\"#f-name\"") && done.out.contains("at most 3 characters"),
        "{}",
        done.out
    );
    let done = run(&["form", "validate", word(&schema), word(&data)]);
    assert_eq!(done.exit, Exit::Faults);
    assert_eq!(
        done.out,
        "/name: too-long: Enter at most 3 characters.\nOne problem.\n"
    );
}

#[test]
fn answers_of_a_file_are_folded_as_those_of_a_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let schema = json!({ "type": "object", "properties": {
        "postcode": { "title": "Postcode", "type": "string", "format": "postcode-cn" },
        "name": { "title": "Name", "type": "string" } } });
    fs::write(path("s.json"), schema.to_string()).expect("written");
    for (answers, expect) in [
        (
            json!({ "postcode": "０５００００", "name": "\u{202e}李\u{202c}" }),
            None,
        ),
        (
            json!({ "postcode": "０５０００" }),
            Some(("/postcode", "postcode-cn")),
        ),
        (json!({ "name": "李\n示例" }), Some(("/name", "invisible"))),
    ] {
        fs::write(path("d.json"), answers.to_string()).expect("written");
        let exit = if expect.is_some() {
            Exit::Faults
        } else {
            Exit::Clean
        };
        let expect: Vec<_> = expect
            .into_iter()
            .map(|(pointer, code): (&str, &str)| (pointer.to_owned(), code.to_owned()))
            .collect();
        assert_eq!(
            problems(&path("s.json"), &path("d.json"), exit),
            expect,
            "{answers}"
        );
    }
}

#[test]
fn what_cannot_be_read_or_compiled_could_not_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("written");
        path
    };
    let good = path("good.json", r#"{"type": "string", "title": "T"}"#);
    let broken = path(
        "broken.json",
        "{\"type\": \"string\",\n \"pattern\": \"(\"}",
    );
    let not_json = path("not.json", "{");
    let missing = folder.path().join("missing.json");
    for (schema, data, expect) in [
        (&broken, &good, "broken.json:2:13: error[F010]"),
        (&missing, &good, "cannot be read"),
        (&good, &missing, "cannot be read"),
        (&good, &not_json, "is not JSON"),
    ] {
        let done = run(&["form", "validate", word(schema), word(data)]);
        assert_eq!((done.exit, done.out.as_str()), (Exit::CouldNotRun, ""));
        assert!(done.err.contains(expect), "{}", done.err);
        let done = run(&["form", "render", word(schema), "--data", word(data)]);
        assert_eq!((done.exit, done.out.as_str()), (Exit::CouldNotRun, ""));
        assert!(done.err.contains(expect), "{}", done.err);
    }
}
