//! A `boolean` that may also be unanswered: yes, no, or nothing said.

use serde_json::Value;

use crate::form::node::{Kind, Node, Place, Shown};
use crate::form::read::last_posted;
use crate::form::tree::input_value;
use crate::form::view::{OptionView, View};

/// The answers, as they are posted.
const ANSWERS: [(&str, bool); 2] = [("true", true), ("false", false)];

#[derive(Debug)]
pub(super) struct YesNo;

/// Returns `yes` or `no`, for the templates to say.
pub(super) fn yes_or_no(value: &Value) -> String {
    match value {
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        other => input_value(other),
    }
}

impl Kind for YesNo {
    fn control(&self) -> &'static str {
        "yes_no"
    }

    fn controls(&self) -> &'static [&'static str] {
        &["checkbox", "radio"]
    }

    fn offered_values(&self) -> Vec<Value> {
        vec![Value::Bool(true), Value::Bool(false)]
    }

    fn has_single_input(&self) -> bool {
        false
    }

    fn parse(&self, node: &Node, posted: &[&str], _: Option<&Value>) -> Option<Value> {
        let Some(last) = last_posted(posted) else {
            return node.parse_text(posted);
        };
        let answer = ANSWERS.iter().find(|(written, _)| *written == last);
        Some(answer.map_or_else(|| Value::from(last), |(_, answer)| Value::from(*answer)))
    }

    fn can_produce(&self, value: &Value) -> bool {
        value.is_boolean()
    }

    fn missing_key(&self) -> &'static str {
        "problem-required-choice"
    }

    fn display(&self, _: &Place<'_>, value: &Value, _: &str) -> String {
        yes_or_no(value)
    }

    fn fill_view(&self, view: &mut View, shown: &Shown<'_>) {
        let Shown { value, .. } = *shown;
        let options = ANSWERS
            .iter()
            .enumerate()
            .map(|(index, (written, answer))| OptionView {
                value: (*written).to_owned(),
                // The templates say it.
                named_by: Some(if *answer { "yes" } else { "no" }),
                selected: value == Some(&Value::from(*answer)),
                id: if index == 0 {
                    view.id.clone()
                } else {
                    format!("{}-{index}", view.id)
                },
                ..OptionView::default()
            });
        view.options = options.collect();
    }
}
