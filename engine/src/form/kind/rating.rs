//! A kind that no form has: stars, of one to five. It is compiled into the tests alone and shows that a kind is one file
//! and one line. `docs/adding.md` walks through it.

use std::sync::Arc;

use serde_json::Value;

use crate::form::compile::compiler::{Compiler, SchemaContext};
use crate::form::node::{Kind, Node, Place, Shown};
use crate::form::problem::Problem;
use crate::form::view::View;
use crate::message::Message;

/// The most stars.
const STARS_MAX: usize = 5;

#[derive(Debug)]
struct Rating;

/// Takes an integer that says `"x-control": "rating"`.
pub(super) fn try_compile(
    _: &mut Compiler<'_>,
    context: &mut SchemaContext<'_>,
) -> Option<Arc<dyn Kind>> {
    if context.effective.text("x-control") == Some("rating") {
        Some(Arc::new(Rating))
    } else {
        None
    }
}

impl Kind for Rating {
    fn control(&self) -> &'static str {
        "rating"
    }

    fn controls(&self) -> &'static [&'static str] {
        &["rating"]
    }

    fn parse(&self, node: &Node, posted: &[&str], _: Option<&Value>) -> Option<Value> {
        match posted.last().map(|stars| stars.chars().count()) {
            None | Some(0) => node.parse_text(posted),
            Some(count) => Some(Value::from(count)),
        }
    }

    fn check(
        &self,
        node: &Node,
        place: &Place<'_>,
        value: Option<&Value>,
        problems: &mut Vec<Problem>,
    ) {
        let count = value.and_then(Value::as_u64);
        if count.is_some_and(|count| count > STARS_MAX as u64) {
            let message = Message::new("problem-too-many").with("limit", STARS_MAX);
            problems.push(node.problem(place.at, "too-many", message));
        }
    }

    fn missing_key(&self) -> &'static str {
        "problem-required-choice"
    }

    fn input_text(&self, value: &Value) -> String {
        let count = value.as_u64().and_then(|count| usize::try_from(count).ok());
        "★".repeat(count.unwrap_or_default())
    }

    fn display(&self, _: &Place<'_>, value: &Value, _: &str) -> String {
        self.input_text(value)
    }

    fn fill_view(&self, view: &mut View, _: &Shown<'_>) {
        view.length_max = Some(STARS_MAX);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use serde_json::{Value, json};

    use crate::form::{
        Form, Mask, Mode, NO_CORRECTIONS, Secrets, View, ViewRequest, compile_schema,
    };

    fn form(rating: &Value) -> Form {
        let schema =
            json!({ "type": "object", "required": ["stars"], "properties": { "stars": rating } });
        let compiled = compile_schema("test", &schema.to_string());
        assert_eq!(compiled.diagnostics, vec![]);
        compiled.value.expect("a form")
    }

    fn view(form: &Form, answers: &Value) -> View {
        let view = form.view(&ViewRequest {
            locale: "en",
            answers,
            problems: &[],
            secrets_kept: &BTreeSet::new(),
            attachments: &BTreeMap::new(),
            mode: Mode::Edit,
            mask: Mask::None,
            common_corrections: &NO_CORRECTIONS,
        });
        view.children.into_iter().next().expect("a field")
    }

    fn codes(form: &Form, answers: &Value) -> Vec<String> {
        let problems = form.validate(answers, &Secrets::default());
        let codes = problems.iter().map(|problem| problem.message.key.clone());
        codes.collect()
    }

    #[test]
    fn a_kind_is_compiled_shown_read_checked_and_compared_by_one_file() {
        let form = form(&json!({ "type": "integer", "title": "Stars", "x-control": "rating" }));
        let shown = view(&form, &json!({ "stars": 3 }));
        assert_eq!(
            (shown.control, shown.value.as_str(), shown.length_max),
            ("rating", "★★★", Some(5))
        );
        let pairs = [("/stars".to_owned(), "★★★★".to_owned())];
        let answers = form.decode(&pairs, &json!({}));
        assert_eq!(answers, json!({ "stars": 4 }));
        assert_eq!(codes(&form, &answers), Vec::<String>::new());
        assert_eq!(codes(&form, &json!({})), ["problem-required-choice"]);
        assert_eq!(codes(&form, &json!({ "stars": 6 })), ["problem-too-many"]);
        let changes = form.diff(&json!({ "stars": 1 }), &answers, "en");
        assert_eq!(changes[0].before.as_deref(), Some("★"));
        assert_eq!(changes[0].after.as_deref(), Some("★★★★"));
    }

    #[test]
    fn a_control_that_is_none_of_its_own_is_reported() {
        let schema = json!({ "type": "object", "properties": { "name": { "type": "boolean", "x-control": "text" } } });
        let compiled = compile_schema("test", &schema.to_string());
        let codes: Vec<&str> = compiled
            .diagnostics
            .iter()
            .map(|fault| fault.code.as_str())
            .collect();
        assert_eq!(codes, ["F024"]);
    }
}
