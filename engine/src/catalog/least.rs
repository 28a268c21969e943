//! Answers that an application of a form could have: the least that its schema asks for, and those of its examples.

use serde_json::{Map, Value};

use crate::form::Form;
use crate::ids::Files;

/// Examples that are tried at most.
const EXAMPLES_MAX: usize = 20;
/// How deep the schema is followed: far below anything that people fill in.
const DEPTH_MAX: usize = 16;

/// Returns the least answers of a form, and those of its accepted examples.
pub(super) fn answers(files: &Files, form: &Form) -> Vec<Value> {
    let folder = format!("forms/{}/", form.reference.name);
    let schema = form.files.get(&format!("{folder}form.json"));
    let schema = schema.and_then(|text| serde_json::from_str::<Value>(text).ok());
    let least = schema.map(|schema| least(&schema, &schema, DEPTH_MAX));
    let prefix = format!("{folder}examples/accepted/");
    let examples = files.range(prefix.clone()..);
    let examples = examples.take_while(|(path, _)| path.starts_with(&prefix));
    let examples = examples.filter_map(|(_, text)| {
        let example: Value = serde_json::from_str(text).ok()?;
        example.get("answers").cloned()
    });
    least
        .into_iter()
        .chain(examples.take(EXAMPLES_MAX))
        .collect()
}

/// Returns the least that a schema asks for, as far as that shows without trying: what is required, with a value of its type.
fn least(schema: &Value, root: &Value, depth: usize) -> Value {
    let Some(depth) = depth.checked_sub(1) else {
        return Value::Null;
    };
    let target = schema.get("$ref").and_then(Value::as_str);
    let target = target.and_then(|target| root.pointer(target.strip_prefix('#')?));
    if let Some(target) = target {
        return least(target, root, depth);
    }
    let first = |key: &str| schema.get(key).and_then(|list| list.get(0));
    let given = schema.get("const").or_else(|| schema.get("default"));
    if let Some(given) = given
        .or_else(|| first("examples"))
        .or_else(|| first("enum"))
    {
        return given.clone();
    }
    if let Some(alternative) = first("oneOf").or_else(|| first("anyOf")) {
        return least(alternative, root, depth);
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(1.into()),
        Some("boolean") => Value::Bool(true),
        Some("array") => Value::Array(Vec::new()),
        Some("string") => Value::String("x".to_owned()),
        _ => members(schema, root, depth),
    }
}

fn members(schema: &Value, root: &Value, depth: usize) -> Value {
    let required = schema.get("required").and_then(Value::as_array);
    let required = required.into_iter().flatten().filter_map(Value::as_str);
    let members = required.filter_map(|name| {
        let part = schema.get("properties")?.get(name)?;
        Some((name.to_owned(), least(part, root, depth)))
    });
    Value::Object(members.collect::<Map<String, Value>>())
}
