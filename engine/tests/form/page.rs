//! A browser without scripting: it shows a view and posts every input of it.

use std::collections::{BTreeMap, BTreeSet};

use guichet_engine::form::{Form, Mask, Mode, NO_CORRECTIONS, Secrets, View, ViewRequest};
use guichet_engine::ids::Pointer;
use serde_json::{Map, Value};

/// The page of a form with these answers.
pub fn show(form: &Form, answers: &Value) -> View {
    form.view(&ViewRequest {
        locale: "en",
        answers,
        problems: &[],
        secrets_kept: &BTreeSet::new(),
        attachments: &BTreeMap::new(),
        mode: Mode::Edit,
        mask: Mask::None,
        common_corrections: &NO_CORRECTIONS,
    })
}

/// Returns what a browser posts when nothing on the page is touched.
pub fn post(view: &View) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    collect(view, &mut pairs);
    // Browsers send line ends as CR LF.
    let network = |(name, value): (String, String)| (name, value.replace('\n', "\r\n"));
    pairs.into_iter().map(network).collect()
}

fn collect(view: &View, pairs: &mut Vec<(String, String)>) {
    let mut add = |name: &str, value: &str| pairs.push((name.to_owned(), value.to_owned()));
    match view.control {
        "section" => {}
        "table" => add(&format!("{}?rows", view.name), &view.rows.len().to_string()),
        "list" => add(
            &format!("{}?rows", view.name),
            &view.children.len().to_string(),
        ),
        "alternatives" => {
            if let Some(chosen) = view.options.iter().find(|option| option.selected) {
                add(&format!("{}?choice", view.name), &chosen.value);
            }
        }
        "constant" | "attachment" => {}
        _ if !view.open || view.secret => {}
        "checkbox" => {
            add(&view.name, "");
            if view.value == "true" {
                add(&view.name, "true");
            }
        }
        "radio" | "checkboxes" | "yes_no" => {
            add(&view.name, "");
            for option in view.options.iter().filter(|option| option.selected) {
                add(&view.name, &option.value);
            }
        }
        "select" => {
            let chosen = view.options.iter().find(|option| option.selected);
            add(&view.name, chosen.map_or("", |option| &option.value));
        }
        "text" | "textarea" | "number" | "date" | "json" => add(&view.name, &view.value),
        other => panic!("no control {other}"),
    }
    let cells = view.rows.iter().flat_map(|row| &row.cells);
    for inner in view.children.iter().chain(cells) {
        collect(inner, pairs);
    }
}

/// Every view of a page, outermost first.
pub fn all(view: &View) -> Vec<&View> {
    let cells = view.rows.iter().flat_map(|row| &row.cells);
    let inner = view.children.iter().chain(cells).flat_map(all);
    std::iter::once(view).chain(inner).collect()
}

/// Takes the secrets out of answers: they never become answers.
pub fn part_secrets(form: &Form, answers: &Value) -> (Value, Secrets) {
    let mut rest = answers.clone();
    let mut secrets = Secrets::default();
    for (pointer, node) in form.fields(answers) {
        let typed = answers.pointer(pointer.as_str()).and_then(Value::as_str);
        if let Some(typed) = typed.filter(|_| node.secret) {
            secrets.typed.insert(pointer.clone(), typed.to_owned());
            remove(&mut rest, &pointer);
        }
    }
    (rest, secrets)
}

/// Takes out the answer at a pointer.
pub fn remove(answers: &mut Value, pointer: &Pointer) {
    let parent = pointer
        .parent()
        .and_then(|parent| answers.pointer_mut(parent.as_str()));
    if let (Some(Value::Object(members)), Some(name)) = (parent, pointer.tokens().last()) {
        members.remove(&name);
    }
}

/// The pointers of all leaves of answers; empty objects and arrays count as leaves.
pub fn leaves(value: &Value, at: &Pointer, found: &mut Vec<Pointer>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, member) in members {
                leaves(member, &at.join(name), found);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                leaves(item, &at.join(index), found);
            }
        }
        _ => found.push(at.clone()),
    }
}

/// Answers to nothing.
pub fn nothing() -> Value {
    Value::Object(Map::new())
}
