//! One of many: a select, whose options another answer may decide.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::form::node::{Kind, Node, Place, Shown};
use crate::form::option::{ChoiceOption, label_of};
use crate::form::problem::Problem;
use crate::form::tree::resolve_indexes;
use crate::form::view::View;
use crate::ids::Pointer;
use crate::message::{Message, Text};

/// The most answers on which one depends through others; selects that depend on each other in a circle have no options.
const CHAIN_MAX: usize = 16;

#[derive(Debug)]
pub(super) struct Select {
    /// The options, when they depend on nothing.
    options: Vec<ChoiceOption>,
    /// The text of the empty option (`x-placeholder`).
    placeholder: Option<Text>,
    depends: Option<Depends>,
}

/// Options that depend on another answer.
#[derive(Debug)]
struct Depends {
    /// The other answer (may hold `*`).
    on: Pointer,
    /// The options by that answer.
    options: BTreeMap<String, Vec<ChoiceOption>>,
}

impl Select {
    pub(super) fn new(options: Vec<ChoiceOption>, placeholder: Option<Text>) -> Self {
        Self {
            options,
            placeholder,
            depends: None,
        }
    }

    /// Creates a select whose options are those under the answer at `on`.
    pub(super) fn dependent(
        on: Pointer,
        options: BTreeMap<String, Vec<ChoiceOption>>,
        placeholder: Option<Text>,
    ) -> Self {
        Self {
            options: vec![],
            placeholder,
            depends: Some(Depends { on, options }),
        }
    }

    /// Returns the options beside these answers. An answer that is itself no option counts as absent: when the province
    /// changes, the city left behind has no districts.
    fn options_at(&self, place: &Place<'_>) -> &[ChoiceOption] {
        self.options_along_chain(place, CHAIN_MAX)
            .unwrap_or_default()
    }
}

impl Kind for Select {
    fn control(&self) -> &'static str {
        "select"
    }

    fn controls(&self) -> &'static [&'static str] {
        match self.depends {
            Some(_) => &["select"],
            None => &["radio", "select"],
        }
    }

    fn options(&self) -> Option<&[ChoiceOption]> {
        Some(&self.options)
    }

    fn options_along_chain(&self, place: &Place<'_>, steps_left: usize) -> Option<&[ChoiceOption]> {
        let Some(depends) = &self.depends else {
            return Some(&self.options);
        };
        let Some(steps_left) = steps_left.checked_sub(1) else {
            return Some(&[]);
        };
        let on = resolve_indexes(&depends.on, place.at);
        let Some(value) = place.answers.pointer(on.as_str()) else {
            return Some(&[]);
        };
        let beside = Place { at: &on, ..*place };
        // An answer that is not chosen from such options decides as it stands.
        let is_option = place.root.find(&on).is_none_or(|other| {
            let options = other.kind.options_along_chain(&beside, steps_left);
            options.is_none_or(|options| options.iter().any(|option| option.value == *value))
        });
        let found = value.as_str().filter(|_| is_option);
        let options = found.and_then(|value| depends.options.get(value));
        Some(options.map_or(&[], Vec::as_slice))
    }

    fn check(
        &self,
        node: &Node,
        place: &Place<'_>,
        value: Option<&Value>,
        problems: &mut Vec<Problem>,
    ) {
        let Some(value) = value.filter(|value| !(node.nullable && value.is_null())) else {
            return;
        };
        let options = self.options_at(place);
        if !options.iter().any(|option| option.value == *value) {
            problems.push(node.problem(place.at, "enum", Message::new("problem-enum")));
        }
    }

    /// Returns the label of an answer, which keeps its name when it is no option any more.
    fn display(&self, place: &Place<'_>, value: &Value, locale: &str) -> String {
        let Some(depends) = &self.depends else {
            return label_of(&self.options, value, locale);
        };
        let on = resolve_indexes(&depends.on, place.at);
        let parent = place.answers.pointer(on.as_str()).and_then(Value::as_str);
        let options = depends.options.get(parent.unwrap_or_default());
        label_of(options.map_or(&[], Vec::as_slice), value, locale)
    }

    fn fill_view(&self, view: &mut View, shown: &Shown<'_>) {
        let Shown {
            builder, at, value, ..
        } = *shown;
        let placeholder = self.placeholder.as_ref();
        view.placeholder = placeholder.map(|text| text.get(builder.request.locale).to_owned());
        let depends = self.depends.as_ref();
        view.depends_on = depends.map(|depends| resolve_indexes(&depends.on, at).to_string());
        let options = self.options_at(&builder.place(at));
        view.options = builder.options(options, view, |option| value == Some(&option.value));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use serde_json::json;

    use super::*;
    use crate::form::{
        Form, Mask, Mode, NO_CORRECTIONS, Secrets, View, ViewRequest, compile_schema,
    };

    /// Returns a schema whose property `place` asks for province, city and district, alone and in a table.
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

    /// Returns how many districts a page with this place offers.
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

    /// Asserts whether districts are offered beside these answers, and at which levels the answers are refused.
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
