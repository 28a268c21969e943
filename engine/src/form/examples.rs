//! Examples beside a form: answers that must be accepted, and answers that must be refused for exactly the reasons given.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use super::attachment_rules::FileFacts;
use super::codes;
use super::model::Form;
use super::secret::Secrets;
use super::source::Source;
use super::tree::update_at;
use crate::diagnostic::Diagnostic;
use crate::ids::{Files, Pointer};

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Accepted {
    answers: Value,
    #[serde(default)]
    secrets: BTreeMap<Pointer, String>,
    #[serde(default)]
    files: BTreeMap<String, FileFacts>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refused {
    based_on: Option<String>,
    #[serde(default)]
    set: BTreeMap<Pointer, Value>,
    #[serde(default)]
    remove: BTreeSet<Pointer>,
    secrets: Option<BTreeMap<Pointer, String>>,
    #[serde(default)]
    files: BTreeMap<String, FileFacts>,
    problems: Vec<Expected>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    pointer: Pointer,
    code: String,
}

/// Runs every example in `<folder>examples/`, where `folder` ends with `/`; gives the number run.
pub fn run(form: &Form, files: &Files, folder: &str, diagnostics: &mut Vec<Diagnostic>) -> usize {
    let of = |kind: &str| {
        let prefix = format!("{folder}examples/{kind}/");
        let found = files
            .range(prefix.clone()..)
            .take_while(move |(path, _)| path.starts_with(&prefix));
        found.filter(|(path, _)| path.ends_with(".json"))
    };
    let mut count = 0;
    for (path, text) in of("accepted") {
        count += 1;
        let Some((source, example)) = read::<Accepted>(path, text, diagnostics) else {
            continue;
        };
        unknown_files(form, &source, &example, &example.files, diagnostics);
        for (pointer, code) in problems(form, &example) {
            let place = source.place_of_value(&Pointer::root().join("answers"));
            let args = [("pointer", pointer.as_str()), ("problem", &code)];
            diagnostics.push(codes::EXAMPLE_REFUSED.at(place, &args));
        }
    }
    for (path, text) in of("refused") {
        count += 1;
        let Some((source, example)) = read::<Refused>(path, text, diagnostics) else {
            continue;
        };
        run_refused(form, files, folder, &source, example, diagnostics);
    }
    count
}

/// Returns what is wrong with the answers of an example, and with its files as far as it says what they are.
fn problems(form: &Form, example: &Accepted) -> Vec<(Pointer, String)> {
    let secrets = Secrets {
        typed: example.secrets.clone(),
        kept: BTreeSet::new(),
    };
    let of_answers = form
        .validate(&example.answers, &secrets)
        .into_iter()
        .map(|problem| (problem.pointer, problem.code));
    let files = form.attachment_ids(&example.answers).into_iter();
    let of_files = files.filter_map(|(pointer, id)| {
        let fault = form
            .attachment_rules(&pointer)?
            .fault(example.files.get(&id)?)?;
        Some((pointer, fault.code().to_owned()))
    });
    of_answers.chain(of_files).collect()
}

/// Reports files that the example itself describes and no answer names: they would be checked by nothing.
fn unknown_files(
    form: &Form,
    source: &Source,
    example: &Accepted,
    described: &BTreeMap<String, FileFacts>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let named = form.attachment_ids(&example.answers);
    let unnamed = described
        .keys()
        .filter(|id| !named.iter().any(|(_, known)| known == *id));
    for id in unnamed {
        let place = source.place_of_value(&Pointer::root().join("files").join(id));
        let reason = format!("/files/{id}");
        diagnostics.push(codes::EXAMPLE_BROKEN.at(place, &[("reason", &reason)]));
    }
}

fn read<T: for<'de> Deserialize<'de>>(
    path: &str,
    text: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(Source, T)> {
    let source = Source::parse(path, text, diagnostics)?;
    match T::deserialize(&source.value) {
        Ok(example) => Some((source, example)),
        Err(error) => {
            let place = source.place_of_value(&Pointer::root());
            diagnostics.push(codes::EXAMPLE_BROKEN.at(place, &[("reason", &error.to_string())]));
            None
        }
    }
}

fn run_refused(
    form: &Form,
    files: &Files,
    folder: &str,
    source: &Source,
    example: Refused,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut base = Accepted {
        answers: Value::Object(serde_json::Map::new()),
        secrets: BTreeMap::new(),
        files: BTreeMap::new(),
    };
    if let Some(name) = &example.based_on {
        let path = format!("{folder}examples/{name}");
        let Some(found) = files
            .get(&path)
            .and_then(|text| serde_json::from_str::<Accepted>(text).ok())
        else {
            let place = source.place_of_value(&Pointer::root().join("based_on"));
            diagnostics.push(codes::EXAMPLE_BROKEN.at(place, &[("reason", &path)]));
            return;
        };
        base = found;
    }
    for pointer in &example.remove {
        let token = pointer.tokens().last().unwrap_or_default();
        let parent = pointer
            .parent()
            .and_then(|parent| base.answers.pointer_mut(parent.as_str()));
        if let Some(Value::Object(members)) = parent {
            members.remove(&token);
        }
    }
    for (pointer, value) in &example.set {
        update_at(&mut base.answers, pointer, |found| found.clone_from(value));
    }
    if let Some(secrets) = example.secrets {
        base.secrets = secrets;
    }
    unknown_files(form, source, &base, &example.files, diagnostics);
    base.files.extend(example.files);
    let mut found: Vec<Expected> = problems(form, &base)
        .into_iter()
        .map(|(pointer, code)| Expected { pointer, code })
        .collect();
    let mut expected = example.problems;
    found.sort();
    expected.sort();
    if found != expected {
        let list = |all: &[Expected]| {
            all.iter()
                .map(|one| format!("{} {}", one.pointer, one.code))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let place = source.place_of_value(&Pointer::root().join("problems"));
        let args = [("expected", list(&expected)), ("found", list(&found))];
        diagnostics.push(codes::EXAMPLE_ACCEPTED.at(
            place,
            &args.each_ref().map(|(name, text)| (*name, text.as_str())),
        ));
    }
}
