//! Schemas as people write them, without one keyword of ours, give forms that can be filled in.

use std::collections::BTreeSet;
use std::path::Path;

use guichet_engine::diagnostic::{Diagnostic, Severity};
use guichet_engine::form::{Form, Secrets, compile_schema, plain_number};
use guichet_engine::ids::Pointer;
use serde::Deserialize;
use serde_json::Value;

use crate::page::{all, leaves, nothing, part_secrets, post, remove, show};
use crate::support::{files_in, folders, name};

#[derive(Deserialize)]
struct Refused {
    answers: Value,
    problems: Vec<Expected>,
}

#[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Expected {
    pointer: String,
    code: String,
}

/// Calls `check` for every schema; it says what is wrong.
fn each(check: impl Fn(&Path, &Form) -> Vec<String>) {
    let mut wrong = Vec::new();
    for folder in folders("tests/fixtures/schemas") {
        let text = std::fs::read_to_string(folder.join("schema.json")).expect("a schema");
        let compiled = compile_schema("schema.json", &text);
        let found = match &compiled.value {
            Some(form) => check(&folder, form),
            None => vec![format!("no form: {:?}", compiled.diagnostics)],
        };
        wrong.extend(
            found
                .into_iter()
                .map(|fault| format!("{}: {fault}", name(&folder))),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> T {
    let text = std::fs::read_to_string(path).expect("a readable file");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn there_are_many() {
    assert!(folders("tests/fixtures/schemas").len() >= 28);
}

#[test]
fn each_compiles_with_the_expected_warnings_only() {
    let mut wrong = Vec::new();
    for folder in folders("tests/fixtures/schemas") {
        let text = std::fs::read_to_string(folder.join("schema.json")).expect("a schema");
        let expected = std::fs::read_to_string(folder.join("expected.txt")).unwrap_or_default();
        let compiled = compile_schema("schema.json", &text);
        let line = |fault: &Diagnostic| {
            let place = &fault.place;
            format!(
                "{}:{}:{} {}\n",
                place.file, place.line, place.column, fault.code
            )
        };
        let actual: String = compiled.diagnostics.iter().map(line).collect();
        let error = compiled
            .diagnostics
            .iter()
            .any(|fault| fault.severity == Severity::Error);
        if actual != expected || error {
            wrong.push(format!(
                "{}\nexpected\n{expected}actual\n{actual}",
                name(&folder)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_property_has_a_labelled_control() {
    each(|_, form| {
        let page = show(form, &form.initial_answers());
        let views = all(&page);
        let mut wrong: Vec<String> = views
            .iter()
            .filter(|view| {
                view.label.is_empty() && !view.pointer.is_empty() && view.control != "alternatives"
            })
            .map(|view| format!("{} has no label", view.pointer))
            .collect();
        let mut ids = BTreeSet::new();
        let repeated = views.iter().filter(|view| {
            !matches!(view.control, "section" | "alternatives") && !ids.insert(view.id.clone())
        });
        wrong.extend(repeated.map(|view| format!("{} shares its id {}", view.pointer, view.id)));
        wrong
    });
}

#[test]
fn every_answer_has_a_control_on_the_page() {
    each(|folder, form| {
        let mut wrong = Vec::new();
        for path in files_in(&folder.join("accepted")) {
            let answers: Value = read(&path);
            let page = show(form, &answers);
            let shown: Vec<Pointer> = all(&page)
                .into_iter()
                .filter(|view| view.control != "section")
                .filter_map(|view| Pointer::parse(&view.pointer))
                .collect();
            let mut answered = Vec::new();
            leaves(&answers, &Pointer::root(), &mut answered);
            let unseen = answered
                .iter()
                .filter(|leaf| !leaf.as_str().is_empty() || !answers.is_object())
                .filter(|leaf| !shown.iter().any(|control| leaf.is_within(control)));
            wrong.extend(unseen.map(|leaf| format!("{}: {leaf} is not on the page", name(&path))));
        }
        wrong
    });
}

#[test]
fn accepted_answers_are_accepted() {
    each(|folder, form| {
        let mut wrong = Vec::new();
        for path in files_in(&folder.join("accepted")) {
            let (answers, secrets) = part_secrets(form, &read(&path));
            for problem in form.validate(&answers, &secrets) {
                wrong.push(format!(
                    "{}: {} {}",
                    name(&path),
                    problem.pointer,
                    problem.code
                ));
            }
        }
        wrong
    });
}

/// Answers without every “no”: a box that is not ticked says so wherever it is asked.
fn without_no(answers: &Value) -> Value {
    match answers {
        Value::Array(items) => items.iter().map(without_no).collect(),
        Value::Object(members) => members
            .iter()
            .filter(|(_, member)| **member != Value::Bool(false))
            .map(|(name, member)| (name.clone(), without_no(member)))
            .collect(),
        other => other.clone(),
    }
}

/// Answers in which `7.0` is `7`, as a page reads it.
fn with_whole_numbers(answers: Value) -> Value {
    match answers {
        Value::Array(items) => items.into_iter().map(with_whole_numbers).collect(),
        Value::Object(members) => members
            .into_iter()
            .map(|(name, member)| (name, with_whole_numbers(member)))
            .collect(),
        Value::Number(number) => {
            serde_json::from_str(&plain_number(&number)).expect("a number is JSON")
        }
        other => other,
    }
}

#[test]
fn accepted_answers_survive_the_page() {
    each(|folder, form| {
        let mut wrong = Vec::new();
        for path in files_in(&folder.join("accepted")) {
            let (answers, _) = part_secrets(form, &read(&path));
            let pairs = post(&show(form, &answers));
            let again = form.decode(&pairs, &answers);
            if without_no(&again) != without_no(&answers) {
                wrong.push(format!(
                    "{}\n  {answers}\n  became\n  {again}\n  by {pairs:?}",
                    name(&path)
                ));
            }
            // Files and what nobody may edit are kept from before; all else is on the page.
            let (mut typed, mut anew) = (answers.clone(), form.decode(&pairs, &nothing()));
            for (pointer, node) in form.fields(&answers) {
                match node.control() {
                    "attachment" => remove(&mut typed, &pointer),
                    _ if node.read_only => remove(&mut typed, &pointer),
                    // Times are typed in Chinese time, ticks have the order of the page.
                    "date" | "checkboxes" => {
                        let same = both(&typed, &anew, &pointer)
                            .is_some_and(|(one, other)| alike(one, other));
                        if same {
                            remove(&mut typed, &pointer);
                            remove(&mut anew, &pointer);
                        }
                    }
                    _ => {}
                }
            }
            let (typed, anew) = (with_whole_numbers(typed), with_whole_numbers(anew));
            let (typed, anew) = (without_no(&typed), without_no(&anew));
            let is_same = anew == typed || without_empty(&anew) == without_empty(&typed);
            if !is_same {
                wrong.push(format!(
                    "{} typed anew\n  {typed}\n  became\n  {anew}\n  by {pairs:?}",
                    name(&path)
                ));
            }
        }
        wrong
    });
}

fn both<'v>(one: &'v Value, other: &'v Value, at: &Pointer) -> Option<(&'v Value, &'v Value)> {
    Some((one.pointer(at.as_str())?, other.pointer(at.as_str())?))
}

/// Returns whether two answers are the same ticks, the same moment, or the same time on a clock.
fn alike(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().all(|item| other.contains(item))
        }
        (Value::String(one), Value::String(other)) => {
            let moment = |text: &str| {
                text.parse::<jiff::Timestamp>()
                    .ok()
                    .map(|moment| moment.as_second())
            };
            match (moment(one), moment(other)) {
                (Some(one), Some(other)) => one == other,
                _ => one.get(..8) == other.get(..8),
            }
        }
        _ => false,
    }
}

/// Answers without empty objects, arrays and unticked boxes, which a page cannot tell from no answer.
fn without_empty(value: &Value) -> Value {
    let keep = |value: &Value| {
        !matches!(value, Value::Bool(false) | Value::Null)
            && !value.as_object().is_some_and(serde_json::Map::is_empty)
            && !value.as_array().is_some_and(Vec::is_empty)
    };
    match value {
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(name, value)| (name.clone(), without_empty(value)));
            Value::Object(members.filter(|(_, value)| keep(value)).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(without_empty).collect()),
        other => other.clone(),
    }
}

#[test]
fn refused_answers_are_refused_for_the_expected_reasons() {
    each(|folder, form| {
        let mut wrong = Vec::new();
        for path in files_in(&folder.join("refused")) {
            let mut refused: Refused = read(&path);
            let (answers, secrets) = part_secrets(form, &refused.answers);
            let found = form.validate(&answers, &secrets);
            let found = found.into_iter().map(|problem| Expected {
                pointer: problem.pointer.to_string(),
                code: problem.code,
            });
            let mut found: Vec<Expected> = found.collect();
            found.sort();
            refused.problems.sort();
            if found != refused.problems {
                wrong.push(format!(
                    "{}\n  expected {:?}\n  found {found:?}",
                    name(&path),
                    refused.problems
                ));
            }
        }
        wrong
    });
}

#[test]
fn an_untouched_page_can_be_posted_and_shown_again() {
    each(|_, form| {
        let first = form.decode(&post(&show(form, &form.initial_answers())), &nothing());
        let second = form.decode(&post(&show(form, &first)), &first);
        let _ = form.validate(&first, &Secrets::default());
        match first == second {
            true => vec![],
            false => vec![format!("{first} became {second}")],
        }
    });
}
