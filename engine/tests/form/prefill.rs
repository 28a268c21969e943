//! Forms that begin with what is registered, and what is registered once a change is approved.

use guichet_engine::form::{self, CodeLists, Form};
use guichet_engine::ids::Files;
use serde_json::{Value, json};

fn compile(schema: &Value) -> Form {
    let files = Files::from([("forms/a/form.json".to_owned(), schema.to_string())]);
    let lists = CodeLists::compile(&files, &mut Vec::new());
    let compiled = form::compile(&files, "forms/a/form.json", &lists);
    compiled.value.expect("a form")
}

/// Compiles the form that was registered by.
fn registration() -> Form {
    compile(&json!({
        "type": "object",
        "properties": {
            "basic": { "type": "object", "properties": {
                "name": { "type": "string" },
                "code": { "type": "string" },
                "kinds": { "type": "array", "items": { "enum": ["a", "b", "c"] } },
            } },
            "contacts": { "type": "array", "items": { "type": "object", "properties": { "name": { "type": "string" } } } },
            "password": { "type": "string", "x-secret": true },
        },
    }))
}

/// Compiles the form that a change is made by.
fn change() -> Form {
    compile(&json!({
        "type": "object",
        "x-starts": "account",
        "x-prefill": "registered",
        "required": ["reason"],
        "properties": {
            "basic": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": { "type": "string", "minLength": 2, "maxLength": 5 },
                    "kinds": { "type": "array", "uniqueItems": true, "items": { "enum": ["a", "b"] } },
                    "city": { "type": "string", "default": "石家庄" },
                },
                "if": { "properties": { "name": { "const": "其他" } } },
                "then": { "properties": { "which": { "type": "string" } } },
            },
            "contacts": { "type": "array", "items": { "type": "object", "properties": { "name": { "type": "string" } } } },
            "password": { "type": "string", "x-secret": true },
            "reason": { "type": "string" },
        },
    }))
}

#[test]
fn a_form_begins_with_what_is_registered_as_far_as_it_would_accept_it() {
    let check = |registered: Value, expect: Value| {
        assert_eq!(change().prefill(&registered), expect, "{registered}");
    };
    assert!(change().settings.prefilled && !registration().settings.prefilled);
    check(json!({}), json!({ "basic": { "city": "石家庄" } }));
    check(
        json!({
            "basic": { "name": "示例", "code": "1", "kinds": ["a"], "which": "x", "city": "北京" },
            "contacts": [{ "name": "王" }, {}],
            "password": "secret",
            "reason": "old",
        }),
        json!({
            "basic": { "name": "示例", "kinds": ["a"], "city": "北京" },
            "contacts": [{ "name": "王" }, {}],
            "reason": "old",
        }),
    );
    // Neither a value too long nor one that is no option any more; a condition that holds brings its field along.
    check(
        json!({ "basic": { "name": "名称过长的示例", "kinds": ["a", "c"] }, "contacts": 5 }),
        json!({ "basic": { "city": "石家庄" } }),
    );
    check(
        json!({ "basic": { "name": "其他", "which": "x" } }),
        json!({ "basic": { "name": "其他", "which": "x", "city": "石家庄" } }),
    );
}

#[test]
fn what_was_changed_is_put_in_and_all_else_stays() {
    let registered =
        json!({ "basic": { "name": "示例", "code": "1", "kinds": ["a"] }, "kept": true });
    let before = change().prefill(&registered);
    let check = |at: &str, value: Value, expect: Value| {
        let mut after = before.clone();
        match at.rsplit_once('/') {
            Some((parent, name)) if !value.is_null() => {
                after.pointer_mut(parent).expect("an object")[name] = value;
            }
            Some((parent, name)) => {
                let members = after.pointer_mut(parent).and_then(Value::as_object_mut);
                members.expect("an object").shift_remove(name);
            }
            None => {}
        }
        let registration = registration();
        assert_eq!(
            registration.merge_changes(&registered, &before, &after),
            expect,
            "{at}"
        );
        assert_eq!(
            registration.has_changes(&before, &after),
            expect != registered,
            "{at}"
        );
    };
    check("", Value::Null, registered.clone());
    // What only the other form asks is no part of what is registered.
    check("/reason", json!("moved"), registered.clone());
    check("/basic/city", json!("北京"), registered.clone());
    check("/password", json!("x"), registered.clone());
    let with = |name: Value, kinds: Value, contacts: Value| {
        let mut basic = json!({ "name": name, "code": "1" });
        if !kinds.is_null() {
            basic["kinds"] = kinds;
        }
        let mut expect = json!({ "basic": basic, "kept": true });
        if !contacts.is_null() {
            expect["contacts"] = contacts;
        }
        expect
    };
    check(
        "/basic/name",
        json!("新名"),
        with(json!("新名"), json!(["a"]), Value::Null),
    );
    check(
        "/basic/kinds",
        json!(["b"]),
        with(json!("示例"), json!(["b"]), Value::Null),
    );
    check(
        "/basic/kinds",
        Value::Null,
        with(json!("示例"), Value::Null, Value::Null),
    );
    let rows = json!([{ "name": "王" }]);
    check(
        "/contacts",
        rows.clone(),
        with(json!("示例"), json!(["a"]), rows),
    );
}

#[test]
fn what_changed_meanwhile_stays() {
    let registered = json!({ "basic": { "name": "示例", "code": "1" } });
    let before = change().prefill(&registered);
    let mut after = before.clone();
    after["basic"]["kinds"] = json!(["a"]);
    let meanwhile = json!({ "basic": { "name": "新名", "code": "2" } });
    assert_eq!(
        registration().merge_changes(&meanwhile, &before, &after),
        json!({ "basic": { "name": "新名", "code": "2", "kinds": ["a"] } })
    );
}
