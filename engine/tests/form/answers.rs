//! What becomes of answers: each folder of `tests/fixtures/answers/` has a schema and, in `expected.json`, what a page of it
//! shows, what is read of a post, and what is wrong with it.

use std::collections::BTreeMap;
use std::path::Path;

use guichet_engine::form::{Form, Secrets, View, compile_schema, read_json};
use serde::Deserialize;
use serde_json::Value;

use crate::page::{all, post, show};
use crate::support::{folders, name};

/// Holds what `expected.json` says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    /// The codes of the diagnostics.
    #[serde(default)]
    diagnostics: Vec<String>,
    /// What is tried, one after the other, each on the answers that the one before left.
    tries: Vec<Try>,
}

/// One thing that is tried.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Try {
    /// Begins anew, with the answers of a file beside the schema, or with an untouched form for `""`.
    from: Option<String>,
    /// Typed into the page as it stands: the name of an input, and what is posted for it.
    #[serde(default)]
    post: BTreeMap<String, Typed>,
    /// The place where a row is added afterwards.
    add: Option<String>,
    /// The answers afterwards.
    answers: Option<Value>,
    /// What is submitted of them.
    submitted: Option<Value>,
    /// What is wrong, each as its place and its code.
    problems: Option<Vec<String>>,
    /// What is named in the message of a problem, by its place and code.
    #[serde(default)]
    says: BTreeMap<String, Value>,
    /// What inputs hold.
    #[serde(default)]
    shows: BTreeMap<String, String>,
    /// The label of what stands at a place.
    #[serde(default)]
    labels: BTreeMap<String, String>,
    /// The values of the options that are offered.
    #[serde(default)]
    options: BTreeMap<String, Vec<String>>,
    /// The labels of these options.
    #[serde(default)]
    option_labels: BTreeMap<String, Vec<String>>,
    /// What is said of these options beside; `""` where nothing is.
    #[serde(default)]
    option_hints: BTreeMap<String, Vec<String>>,
    /// The paragraphs before what stands at a place.
    #[serde(default)]
    before: BTreeMap<String, Vec<String>>,
    /// Whether an answer is marked as required.
    #[serde(default)]
    required: BTreeMap<String, bool>,
    /// The control that asks for an answer; `""` where nothing asks for it.
    #[serde(default)]
    controls: BTreeMap<String, String>,
    /// The longest text that an input takes.
    #[serde(default)]
    length_max: BTreeMap<String, Option<usize>>,
    /// How many rows or items are shown.
    #[serde(default)]
    rows: BTreeMap<String, usize>,
    /// The `autocomplete` of an input.
    #[serde(default)]
    autocomplete: BTreeMap<String, Option<String>>,
}

/// Holds what is posted for an input: once, or several times.
#[derive(Deserialize)]
#[serde(untagged)]
enum Typed {
    One(String),
    Several(Vec<String>),
}

#[test]
fn answers_become_what_is_expected() {
    let mut wrong = Vec::new();
    for folder in folders("tests/fixtures/answers") {
        for fault in run(&folder) {
            wrong.push(format!("{}: {fault}", name(&folder)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn run(folder: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(folder.join("schema.json")).expect("a schema");
    let expected = std::fs::read_to_string(folder.join("expected.json")).expect("expected.json");
    let expected: Expected =
        serde_json::from_str(&expected).unwrap_or_else(|error| panic!("{}: {error}", name(folder)));
    let compiled = compile_schema("schema.json", &text);
    let codes = compiled.diagnostics.iter().map(|fault| fault.code.as_str());
    let codes: Vec<&str> = codes.collect();
    let mut wrong = Vec::new();
    if codes != expected.diagnostics {
        wrong.push(format!("diagnostics {codes:?}"));
    }
    let Some(form) = compiled.value else {
        if !expected.tries.is_empty() {
            wrong.push("no form".to_owned());
        }
        return wrong;
    };
    let mut answers = form.initial_answers();
    for (index, tried) in expected.tries.iter().enumerate() {
        let faults = try_out(&form, folder, tried, &mut answers);
        wrong.extend(
            faults
                .into_iter()
                .map(|fault| format!("try {index}: {fault}")),
        );
    }
    wrong
}

fn try_out(form: &Form, folder: &Path, tried: &Try, answers: &mut Value) -> Vec<String> {
    match tried.from.as_deref() {
        None => {}
        Some("") => *answers = form.initial_answers(),
        Some(file) => {
            let text = std::fs::read_to_string(folder.join(file)).expect("answers");
            *answers = read_json(&text).expect("JSON");
        }
    }
    if !tried.post.is_empty() {
        let view = show(form, answers);
        let mut pairs = post(&view);
        for (name, typed) in &tried.post {
            pairs.retain(|(known, _)| known != name);
            let typed = match typed {
                Typed::One(typed) => std::slice::from_ref(typed),
                Typed::Several(typed) => typed,
            };
            pairs.extend(typed.iter().map(|typed| (name.clone(), typed.clone())));
        }
        *answers = form.decode(&pairs, answers);
    }
    if let Some(at) = &tried.add {
        form.add_row(
            answers,
            &guichet_engine::ids::Pointer::parse(at).expect("a pointer"),
        );
    }
    compare(form, tried, answers)
}

/// Returns what differs from what is expected.
fn compare(form: &Form, tried: &Try, answers: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut expect = |what: &str, is_right: bool, found: String| {
        if !is_right {
            wrong.push(format!("{what}: {found}"));
        }
    };
    if let Some(expected) = &tried.answers {
        // What is kept beside them for other alternatives shows when these are chosen.
        let mut current = answers.clone();
        if let Value::Object(members) = &mut current {
            members.shift_remove("?");
        }
        expect("answers", *expected == current, current.to_string());
    }
    if let Some(expected) = &tried.submitted {
        let kept = form.submitted(answers);
        expect("submitted", *expected == kept, kept.to_string());
    }
    // What is typed is a draft; a file must be right as it stands.
    let problems = match tried.from.as_deref() {
        None | Some("") => form.validate_draft(answers, &Secrets::default()),
        Some(_) => form.validate(answers, &Secrets::default()),
    };
    let line =
        |problem: &guichet_engine::form::Problem| format!("{} {}", problem.pointer, problem.code);
    if let Some(expected) = &tried.problems {
        let found: Vec<String> = problems.iter().map(line).collect();
        expect("problems", *expected == found, format!("{found:?}"));
    }
    for (place, args) in &tried.says {
        let found = problems.iter().find(|problem| line(problem) == *place);
        let found = serde_json::to_value(found.map(|problem| &problem.message.args)).expect("JSON");
        expect(place, *args == found, found.to_string());
    }
    let view = show(form, answers);
    let views = all(&view);
    compare_views(tried, &views, &mut expect);
    wrong
}

fn compare_views(tried: &Try, views: &[&View], expect: &mut impl FnMut(&str, bool, String)) {
    let at = |place: &str| {
        let named = views.iter().find(|view| view.name == place);
        let found = named.or_else(|| views.iter().find(|view| view.pointer == place));
        found.copied()
    };
    for (place, expected) in &tried.shows {
        let found = at(place).map(|view| view.value.clone());
        expect(
            place,
            found.as_ref() == Some(expected),
            format!("shows {found:?}"),
        );
    }
    for (place, expected) in &tried.labels {
        let found = at(place).map(|view| view.label.clone());
        expect(
            place,
            found.as_ref() == Some(expected),
            format!("is called {found:?}"),
        );
    }
    for (place, expected) in &tried.options {
        let options = at(place)
            .map(|view| view.options.as_slice())
            .unwrap_or_default();
        let found: Vec<&String> = options.iter().map(|option| &option.value).collect();
        expect(
            place,
            found.iter().copied().eq(expected),
            format!("offers {found:?}"),
        );
    }
    for (place, expected) in &tried.option_labels {
        let options = at(place)
            .map(|view| view.options.as_slice())
            .unwrap_or_default();
        let found: Vec<&String> = options.iter().map(|option| &option.label).collect();
        expect(
            place,
            found.iter().copied().eq(expected),
            format!("offers {found:?}"),
        );
    }
    for (place, expected) in &tried.option_hints {
        let options = at(place)
            .map(|view| view.options.as_slice())
            .unwrap_or_default();
        let found: Vec<&str> = options
            .iter()
            .map(|option| option.hint.as_deref().unwrap_or_default())
            .collect();
        let is_right = found.iter().copied().eq(expected.iter());
        expect(place, is_right, format!("says {found:?}"));
    }
    for (place, expected) in &tried.before {
        let found = at(place).map_or(&[][..], |view| view.before.as_slice());
        expect(place, found == expected, format!("comes after {found:?}"));
    }
    for (place, expected) in &tried.required {
        let found = at(place).map(|view| view.required);
        expect(
            place,
            found == Some(*expected),
            format!("is required: {found:?}"),
        );
    }
    for (place, expected) in &tried.controls {
        let found = at(place).map_or("", |view| view.control);
        expect(place, found == expected, format!("is asked by {found:?}"));
    }
    for (place, expected) in &tried.length_max {
        let found = at(place).and_then(|view| view.length_max);
        expect(place, found == *expected, format!("takes {found:?}"));
    }
    for (place, expected) in &tried.rows {
        let found = at(place).map_or(0, |view| view.rows.len().max(view.children.len()));
        expect(place, found == *expected, format!("shows {found} rows"));
    }
    for (place, expected) in &tried.autocomplete {
        let found = at(place).and_then(|view| view.autocomplete.clone());
        expect(place, found == *expected, format!("completes {found:?}"));
    }
}
