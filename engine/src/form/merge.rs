//! Merging what a page says of a draft with what was saved since that page was drawn.

use serde_json::{Map, Value};

use crate::ids::Pointer;

/// Merges answers field by field: what the page did not change stays as it is now. Returns the places that both changed, where the
/// page's answer counts.
#[must_use]
pub fn merge_answers(drawn: &Value, posted: &Value, now: &Value) -> (Value, Vec<Pointer>) {
    let mut conflicts = Vec::new();
    let all = (Some(drawn), Some(posted), Some(now));
    let merged = merge(&Pointer::root(), all, &mut conflicts);
    (merged.unwrap_or_default(), conflicts)
}

fn merge(
    at: &Pointer,
    (drawn, posted, now): (Option<&Value>, Option<&Value>, Option<&Value>),
    conflicts: &mut Vec<Pointer>,
) -> Option<Value> {
    if posted == drawn || posted == now {
        return now.cloned();
    }
    if now == drawn {
        return posted.cloned();
    }
    match (posted, now) {
        (Some(Value::Object(posted)), Some(Value::Object(now))) => {
            let drawn = drawn.and_then(Value::as_object);
            let added = posted.keys().filter(|name| !now.contains_key(*name));
            let members = now.keys().chain(added).filter_map(|name| {
                let drawn = drawn.and_then(|drawn| drawn.get(name));
                let all = (drawn, posted.get(name), now.get(name));
                Some((name.clone(), merge(&at.join(name), all, conflicts)?))
            });
            Some(Value::Object(members.collect::<Map<String, Value>>()))
        }
        // Rows of the same number are the same rows; of lists of values each has its own order.
        (Some(Value::Array(posted)), Some(Value::Array(now)))
            if posted.len() == now.len() && posted.iter().chain(now).all(Value::is_object) =>
        {
            let drawn = drawn.and_then(Value::as_array);
            let rows = posted
                .iter()
                .zip(now)
                .enumerate()
                .map(|(index, (posted, now))| {
                    let drawn = drawn.and_then(|drawn| drawn.get(index));
                    let all = (drawn, Some(posted), Some(now));
                    merge(&at.join(index), all, conflicts).unwrap_or_default()
                });
            Some(rows.collect())
        }
        _ => {
            conflicts.push(at.clone());
            posted.cloned()
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::form::{Form, compile_schema};

    #[test]
    fn what_a_page_did_not_change_stays_as_it_is_now() {
        for (drawn, posted, now, expect, both) in [
            (
                json!({"a": 1, "b": 2}),
                json!({"a": 1, "b": 3}),
                json!({"a": 4, "b": 2}),
                json!({"a": 4, "b": 3}),
                vec![],
            ),
            (
                json!({"a": 1}),
                json!({}),
                json!({"a": 1, "b": 2}),
                json!({"b": 2}),
                vec![],
            ),
            (
                json!({}),
                json!({"a": 1}),
                json!({"b": 2}),
                json!({"b": 2, "a": 1}),
                vec![],
            ),
            (
                json!({"a": 1}),
                json!({"a": 2}),
                json!({"a": 3}),
                json!({"a": 2}),
                vec!["/a"],
            ),
            (
                json!({"a": 1}),
                json!({}),
                json!({"a": 3}),
                json!({}),
                vec!["/a"],
            ),
            (
                json!({"a": 1}),
                json!({"a": 2}),
                json!({"a": 2}),
                json!({"a": 2}),
                vec![],
            ),
            (
                json!({"r": [{"x": 1}, {"x": 2}]}),
                json!({"r": [{"x": 3}, {"x": 2}]}),
                json!({"r": [{"x": 1}, {"x": 4}]}),
                json!({"r": [{"x": 3}, {"x": 4}]}),
                vec![],
            ),
            (
                json!({"t": ["a"]}),
                json!({"t": ["a", "b"]}),
                json!({"t": ["c"]}),
                json!({"t": ["a", "b"]}),
                vec!["/t"],
            ),
        ] {
            let (merged, conflicts) = merge_answers(&drawn, &posted, &now);
            let conflicts: Vec<&str> = conflicts.iter().map(Pointer::as_str).collect();
            assert_eq!((merged, conflicts), (expect, both));
        }
    }

    /// A page that is open in a browser: the answers that it was drawn from, and what was typed into it since.
    struct Tab {
        drawn: Value,
        typed: Vec<(String, String)>,
    }

    fn form() -> Form {
        let text = json!({ "type": "string" });
        let schema = json!({ "type": "object", "properties": { "a": text, "b": text, "c": text, "s": { "type": "object", "properties": { "d": text, "e": text } } } });
        compile_schema("test", &schema.to_string())
            .value
            .expect("a form")
    }

    proptest! {
        #[test]
        fn what_is_typed_is_never_lost_under_any_order_of_saves(
            steps in proptest::collection::vec((0_usize..3, 0_usize..5, "[a-z]{1,4}", any::<bool>()), 1..30),
        ) {
            let names = ["/a", "/b", "/c", "/s/d", "/s/e"];
            let form = form();
            let mut draft = json!({});
            let mut tabs: Vec<Tab> = (0..3).map(|_| Tab { drawn: json!({}), typed: Vec::new() }).collect();
            // What was typed last into each field, by whichever tab saved last.
            let mut expect = std::collections::BTreeMap::new();
            for (tab, field, text, reloads) in steps {
                let tab = &mut tabs[tab];
                if reloads {
                    *tab = Tab { drawn: draft.clone(), typed: Vec::new() };
                }
                let at = names[field];
                tab.typed.retain(|(name, _)| name != at);
                tab.typed.push((at.to_owned(), text.clone()));
                // A browser posts every input: those that nobody touched as they were drawn.
                let mut pairs: Vec<(String, String)> = names
                    .iter()
                    .map(|name| {
                        let drawn = tab.drawn.pointer(name).and_then(Value::as_str);
                        ((*name).to_owned(), drawn.unwrap_or_default().to_owned())
                    })
                    .collect();
                for (name, typed) in &tab.typed {
                    pairs.retain(|(known, _)| known != name);
                    pairs.push((name.clone(), typed.clone()));
                }
                let posted = form.decode(&pairs, &tab.drawn);
                draft = merge_answers(&tab.drawn, &posted, &draft).0;
                // Typing what stands there already says nothing new.
                if tab.drawn.pointer(at).and_then(Value::as_str) != Some(text.as_str()) {
                    expect.insert(at, text);
                }
                // The page goes on with what it shows.
                *tab = Tab { drawn: posted, typed: Vec::new() };
                for (at, text) in &expect {
                    prop_assert_eq!(draft.pointer(at).and_then(Value::as_str), Some(text.as_str()));
                }
            }
        }
    }
}
