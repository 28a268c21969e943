//! Examples beside a form: answers that must be accepted, and answers that must be refused for exactly the reasons given.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use super::codes;
use super::decode::set;
use super::model::Form;
use super::secret::Secrets;
use super::source::Source;
use crate::diagnostic::Diagnostic;
use crate::ids::{Files, Pointer};

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Accepted {
    answers: Value,
    #[serde(default)]
    secrets: BTreeMap<Pointer, String>,
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
        let secrets = Secrets {
            typed: example.secrets,
            kept: BTreeSet::new(),
        };
        for problem in form.validate(&example.answers, &secrets) {
            let place = source.place_of_value(&Pointer::root().join("answers"));
            let args = [
                ("pointer", problem.pointer.as_str()),
                ("problem", &problem.code),
            ];
            diagnostics.push(codes::EXAMPLE_REFUSED.at(place, &args));
        }
    }
    for (path, text) in of("refused") {
        count += 1;
        let Some((source, example)) = read::<Refused>(path, text, diagnostics) else {
            continue;
        };
        refused(form, files, folder, &source, example, diagnostics);
    }
    count
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

fn refused(
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
        set(&mut base.answers, pointer, |found| found.clone_from(value));
    }
    let secrets = Secrets {
        typed: example.secrets.unwrap_or(base.secrets),
        kept: BTreeSet::new(),
    };
    let found = form.validate(&base.answers, &secrets);
    let mut found: Vec<Expected> = found
        .into_iter()
        .map(|problem| Expected {
            pointer: problem.pointer,
            code: problem.code,
        })
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
