//! The options of a select, as another answer may decide them.

use serde_json::Value;

use super::model::{ChoiceOption, Node, NodeKind};
use super::tree::resolve_indexes;
use crate::ids::Pointer;

/// The most answers on which one depends through others; selects that depend on each other in a circle offer nothing.
const CHAIN_MAX: usize = 16;

/// Returns the options of a select beside these answers. An answer that is itself no option counts as absent: when the
/// province changes, the city left behind has no districts.
pub(super) fn options_for<'n>(
    root: &'n Node,
    node: &'n Node,
    at: &Pointer,
    whole: &Value,
) -> &'n [ChoiceOption] {
    options_along_chain(root, node, at, whole, CHAIN_MAX)
}

fn options_along_chain<'n>(
    root: &'n Node,
    node: &'n Node,
    at: &Pointer,
    whole: &Value,
    steps_left: usize,
) -> &'n [ChoiceOption] {
    let NodeKind::Select {
        options, depends, ..
    } = &node.kind
    else {
        return &[];
    };
    let Some(depends) = depends else {
        return options;
    };
    let on = resolve_indexes(&depends.on, at);
    let Some(value) = whole.pointer(on.as_str()) else {
        return &[];
    };
    let is_offered = match root.find(&on) {
        Some(parent) if matches!(parent.kind, NodeKind::Select { .. }) => {
            steps_left > 0
                && options_along_chain(root, parent, &on, whole, steps_left - 1)
                    .iter()
                    .any(|option| option.value == *value)
        }
        _ => true,
    };
    let found = value.as_str().filter(|_| is_offered);
    found
        .and_then(|value| depends.options.get(value))
        .map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use serde_json::json;

    use super::*;
    use crate::form::{
        Form, Mask, Mode, NO_CORRECTIONS, Secrets, View, ViewRequest, compile_schema,
    };

    /// A schema whose property `place` asks for province, city and district, alone and in a table.
    fn form() -> Form {
        let level = |level: &str, depends: Option<&str>| {
            let mut options = json!({ "list": "gb2260", "level": level });
            if let Some(depends) = depends {
                options["depends"] = depends.into();
            }
            json!({ "type": "string", "x-options": options })
        };
        let place = json!({ "type": "object", "properties": {
            "province": level("province", None),
            "city": level("prefecture", Some("province")),
            "district": level("county", Some("city")),
        } });
        let schema = json!({ "type": "object", "properties": {
            "place": place, "places": { "type": "array", "items": place } } });
        let compiled = compile_schema("test", &schema.to_string());
        assert_eq!(compiled.diagnostics, vec![]);
        compiled.value.expect("a form")
    }

    /// How many districts a page with this place offers.
    fn districts_shown(form: &Form, answers: &Value, pointer: &str) -> usize {
        fn find<'v>(view: &'v View, pointer: &str) -> Option<&'v View> {
            let cells = view.rows.iter().flat_map(|row| &row.cells);
            let inner = || view.children.iter().chain(cells);
            (view.pointer == pointer)
                .then_some(view)
                .or_else(|| inner().find_map(|inner| find(inner, pointer)))
        }
        let view = form.view(&ViewRequest {
            locale: "zh-CN",
            answers,
            problems: &[],
            secrets_kept: &BTreeSet::new(),
            attachments: &BTreeMap::new(),
            mode: Mode::Edit,
            mask: Mask::None,
            common_corrections: &NO_CORRECTIONS,
        });
        find(&view, pointer).expect("a select").options.len()
    }

    /// Whether districts are offered beside these answers, and at which levels the answers are refused.
    fn check(place: &Value, is_offered: bool, refused: &[&str]) {
        let form = form();
        for (answers, at) in [
            (json!({ "place": place }), "/place"),
            (json!({ "places": [{}, place] }), "/places/1"),
        ] {
            let shown = districts_shown(&form, &answers, &format!("{at}/district"));
            assert_eq!(shown > 0, is_offered, "{answers}: {shown} districts");
            let problems = form.validate(&answers, &Secrets::default());
            let found: Vec<String> = problems
                .iter()
                .map(|problem| format!("{} {}", problem.pointer, problem.code))
                .collect();
            let expect: Vec<String> = refused
                .iter()
                .map(|level| format!("{at}/{level} enum"))
                .collect();
            assert_eq!(found, expect, "{answers}");
        }
    }

    #[test]
    fn what_an_answer_left_behind_would_offer_is_not_offered() {
        let place = |province: &str, city: &str, district: &str| {
            let given = [
                ("province", province),
                ("city", city),
                ("district", district),
            ];
            let given = given.into_iter().filter(|(_, value)| !value.is_empty());
            Value::Object(
                given
                    .map(|(name, value)| (name.to_owned(), value.into()))
                    .collect(),
            )
        };
        check(&place("130000", "130100", "130102"), true, &[]);
        check(&place("130000", "130100", ""), true, &[]);
        check(
            &place("370000", "130100", "130102"),
            false,
            &["city", "district"],
        );
        check(&place("370000", "130100", ""), false, &["city"]);
        check(&place("", "130100", "130102"), false, &["city", "district"]);
        check(
            &place("999999", "130100", "130102"),
            false,
            &["province", "city", "district"],
        );
        check(&place("370000", "370100", "130102"), true, &["district"]);
    }

    #[test]
    fn selects_that_depend_on_each_other_offer_nothing() {
        let options = |depends: &str| json!({ "type": "string", "x-options": { "list": "gb2260", "level": "prefecture", "depends": depends } });
        let schema =
            json!({ "type": "object", "properties": { "a": options("b"), "b": options("a") } });
        let compiled = compile_schema("test", &schema.to_string());
        let form = compiled.value.expect("a form");
        let answers = json!({ "a": "130100", "b": "130000" });
        assert_eq!(districts_shown(&form, &answers, "/a"), 0);
        assert_eq!(form.validate(&answers, &Secrets::default()).len(), 2);
    }
}
