//! Whatever is written in a schema and whatever is answered, the engine keeps its promises.

use guichet_engine::form::{Form, Secrets, compile_schema};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::page::{nothing, post, show};
use crate::support::folders;

/// As many cases; a failing one is printed, and kept nowhere.
fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Any JSON, a few levels deep.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1_000..1_000i32).prop_map(|number| Value::from(f64::from(number) / 8.0)),
        "[ -~]{0,8}".prop_map(Value::from),
        prop_oneof![
            Just("a"),
            Just("b"),
            Just("2024-02-29"),
            Just("１２３"),
            Just("a@example.com"),
            Just(""),
            Just(" "),
            Just("a\nb"),
        ]
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((name(), inner), 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// Names that schemas and answers share.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("a"),
        Just("b"),
        Just("c"),
        Just("kind"),
        Just("0"),
        Just("x/y"),
        Just("m~n"),
        Just("*")
    ]
    .prop_map(str::to_owned)
}

const WITH_SCHEMA: [&str; 9] = [
    "items",
    "additionalProperties",
    "not",
    "if",
    "then",
    "else",
    "contains",
    "propertyNames",
    "unevaluatedProperties",
];
const WITH_SCHEMAS: [&str; 4] = ["oneOf", "anyOf", "allOf", "prefixItems"];
const WITH_NAMES: [&str; 4] = [
    "properties",
    "$defs",
    "patternProperties",
    "dependentSchemas",
];
const WITH_ANYTHING: [&str; 28] = [
    "type",
    "enum",
    "const",
    "default",
    "required",
    "title",
    "format",
    "pattern",
    "minimum",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "$ref",
    "readOnly",
    "contentMediaType",
    "$id",
    "$anchor",
    "$dynamicRef",
    "$schema",
    "x-order",
    "x-rows",
    "x-options",
    "x-equal-to",
    "x-control",
    "x-account",
    "x-attachment",
    "dependentRequired",
];

/// Something written under a keyword, of the right type or not.
fn keyword(schema: BoxedStrategy<Value>) -> impl Strategy<Value = (String, Value)> {
    let types = prop_oneof![
        Just("string"),
        Just("integer"),
        Just("number"),
        Just("boolean"),
        Just("array"),
        Just("object"),
        Just("null")
    ];
    let pick =
        |names: &'static [&'static str]| proptest::sample::select(names).prop_map(str::to_owned);
    prop_oneof![
        4 => types.prop_map(|name| ("type".to_owned(), Value::from(name))),
        2 => (pick(&WITH_SCHEMA), schema.clone()),
        2 => (pick(&WITH_SCHEMAS), proptest::collection::vec(schema.clone(), 1..4)).prop_map(|(name, schemas)| (name, Value::from(schemas))),
        6 => (pick(&WITH_NAMES), proptest::collection::vec((name(), schema), 0..4)).prop_map(|(name, schemas)| {
            (name, Value::Object(schemas.into_iter().collect::<Map<_, _>>()))
        }),
        1 => prop_oneof![Just("#"), Just("#/$defs/a"), Just("#/properties/b"), Just("other.json")].prop_map(|target| ("$ref".to_owned(), Value::from(target))),
        1 => proptest::collection::vec(name(), 0..3).prop_map(|names| ("required".to_owned(), Value::from(names))),
        1 => (pick(&["minimum", "maxLength", "minLength", "minItems", "maxItems", "maximum"]), 0..12u32).prop_map(|(name, number)| (name, Value::from(number))),
        1 => pick(&["date", "time", "date-time", "email", "binary", "uri"]).prop_map(|format| ("format".to_owned(), Value::from(format))),
        1 => proptest::collection::vec(any_json(), 1..4).prop_map(|values| ("enum".to_owned(), Value::from(values))),
        1 => any_json().prop_map(|value| ("const".to_owned(), value)),
        1 => any_json().prop_map(|value| ("default".to_owned(), value)),
        1 => (pick(&WITH_ANYTHING), any_json()),
    ]
}

/// Something that looks like a schema.
fn schema() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(json!({})),
        Just(json!(true)),
        Just(json!({"type": "string"})),
        Just(json!({"type": "boolean"}))
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        proptest::collection::vec(keyword(inner.boxed()), 1..5)
            .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>()))
    })
    .boxed()
}

fn compile(schema: &Value) -> Option<Form> {
    compile_schema("schema.json", &schema.to_string()).value
}

/// The forms of the schemas found in the wild.
fn wild() -> Vec<(Value, Form)> {
    let read = |folder: std::path::PathBuf| {
        let text = std::fs::read_to_string(folder.join("schema.json")).expect("a schema");
        let schema = serde_json::from_str(&text).expect("JSON");
        (
            schema,
            compile_schema("schema.json", &text).value.expect("a form"),
        )
    };
    folders("tests/fixtures/schemas")
        .into_iter()
        .map(read)
        .collect()
}

/// Posting a page and posting it again changes nothing the second time.
fn settles(form: &Form, answers: &Value) -> Result<(), TestCaseError> {
    let once = form.decode(&post(&show(form, answers)), &nothing());
    let twice = form.decode(&post(&show(form, &once)), &once);
    prop_assert_eq!(once, twice);
    Ok(())
}

/// Checks that what JSON Schema refuses of normalized answers has at least one problem, but for what only the server may fill in, and files.
fn refuses(schema: &Value, form: &Form, answers: &Value) -> Result<(), TestCaseError> {
    let problems = form.validate(answers, &Secrets::default());
    let rules = jsonschema::options()
        .should_validate_formats(true)
        .build(schema);
    // What JSON Schema says of a schema that refers to the whole of itself in one place is not defined.
    let text = schema.to_string();
    let is_told = !["readOnly", "contentMediaType", "\"#\""]
        .iter()
        .any(|word| text.contains(word));
    if let Ok(rules) = rules
        && is_told
        && !rules.is_valid(&form.normalized(answers))
    {
        prop_assert!(!problems.is_empty(), "{} accepts {}", schema, answers);
    }
    for problem in &problems {
        prop_assert!(problem.message.key.starts_with("problem-"));
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn any_schema_compiles_or_is_faulted(schema in schema(), answers in any_json()) {
        let compiled = compile_schema("schema.json", &schema.to_string());
        prop_assert_eq!(compiled.value.is_none(), compiled.has_errors(), "{:?}", compiled.diagnostics);
        if let Some(form) = compiled.value {
            refuses(&schema, &form, &answers)?;
            settles(&form, &answers)?;
            let _ = form.diff(&answers, &form.initial_answers(), "en");
            let _ = form.search_text(&answers);
            let _ = form.unique_values(&answers);
        }
    }

    #[test]
    fn any_text_compiles_or_is_faulted(text in "[{}\\[\\]\",:a-z0-9$# \n.\\\\-]{0,120}") {
        let compiled = compile_schema("schema.json", &text);
        prop_assert!(compiled.value.is_some() || compiled.has_errors());
    }

    #[test]
    fn pages_settle(text_a in "\\PC{0,12}", number in any::<i32>(), ticked in any::<bool>(), list in proptest::collection::vec("[a-z ]{0,4}", 0..4)) {
        let form = compile(&json!({
            "type": "object",
            "properties": {
                "text": {"type": "string"}, "lines": {"type": "string", "maxLength": 900}, "number": {"type": "number"},
                "ticked": {"type": "boolean"}, "list": {"type": "array", "items": {"type": "string"}},
                "rows": {"type": "array", "items": {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "boolean"}}}},
            }
        })).expect("a form");
        let rows: Vec<Value> = list.iter().map(|text| json!({"a": text, "b": ticked})).collect();
        let answers = json!({"text": text_a, "lines": format!("{text_a}\n{text_a}"), "number": number, "ticked": ticked, "list": list, "rows": rows});
        settles(&form, &answers)?;
    }
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn schemas_in_the_wild_take_any_answers(answers in any_json()) {
        for (schema, form) in wild() {
            refuses(&schema, &form, &answers)?;
            settles(&form, &answers)?;
        }
    }

    #[test]
    fn schemas_in_the_wild_take_any_post(pairs in proptest::collection::vec(("(/[a-z0-9]{0,6}){0,3}(\\?[a-z0-9]{0,6})?", "[ -~]{0,6}"), 0..12)) {
        for (schema, form) in wild() {
            let answers = form.decode(&pairs, &form.initial_answers());
            refuses(&schema, &form, &answers)?;
            let _ = form.secrets(&pairs);
        }
    }
}

#[test]
fn schemas_that_contain_each_other_come_to_an_end() {
    let everything = |names: &[String], make: fn(&str) -> Value| -> Map<String, Value> {
        names
            .iter()
            .map(|name| (name.clone(), make(name)))
            .collect()
    };
    let names: Vec<String> = (0..30).map(|number| format!("d{number}")).collect();
    let reference = |name: &str| json!({ "$ref": format!("#/$defs/{name}") });
    let properties = everything(&names, reference);
    let definitions: Map<String, Value> = names
        .iter()
        .map(|name| {
            (
                name.clone(),
                json!({ "type": "object", "properties": properties }),
            )
        })
        .collect();
    let all: Vec<Value> = names.iter().map(|name| reference(name)).collect();
    let composed: Map<String, Value> = names
        .iter()
        .map(|name| {
            (
                name.clone(),
                json!({ "anyOf": all, "properties": { "a": { "type": "string" } } }),
            )
        })
        .collect();
    for schema in [
        json!({ "$defs": definitions, "$ref": "#/$defs/d0" }),
        json!({ "$defs": composed, "$ref": "#/$defs/d0" }),
        json!({ "oneOf": [{ "required": ["b"], "dependentSchemas": { "a": { "$ref": "#" } } }], "properties": { "b": { "type": "boolean" } } }),
        json!({ "properties": { "a": { "$ref": "#" } }, "allOf": [{ "$ref": "#" }] }),
        json!({ "$ref": "#" }),
    ] {
        let compiled = compile_schema("schema.json", &schema.to_string());
        assert!(!compiled.diagnostics.is_empty());
        assert_eq!(compiled.value.is_none(), compiled.has_errors());
    }
}
