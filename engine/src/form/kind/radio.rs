//! One of a few: radio buttons.

use serde_json::Value;

use super::option::{has_blank, key_of, label_of, text_of, value_of};
use crate::form::node::{ChoiceOption, Kind, Node, Place, ViewBuilder};
use crate::form::view::View;
use crate::ids::Pointer;
use crate::message::Text;

#[derive(Debug)]
pub(super) struct Radio {
    pub options: Vec<ChoiceOption>,
}

impl Kind for Radio {
    fn control(&self) -> &'static str {
        "radio"
    }

    fn controls(&self) -> &'static [&'static str] {
        &["radio", "select"]
    }

    fn is_choice(&self) -> bool {
        true
    }

    fn offered_values(&self) -> Vec<Value> {
        self.options
            .iter()
            .map(|option| option.value.clone())
            .collect()
    }

    fn label_of(&self, value: &Value) -> Option<Text> {
        text_of(&self.options, value)
    }

    fn accepts_blank(&self) -> bool {
        has_blank(&self.options)
    }

    fn parse(&self, node: &Node, posted: &[&str], _: Option<&Value>) -> Option<Value> {
        let last = posted.last().copied().unwrap_or_default();
        if last.is_empty() && !self.accepts_blank() {
            return node.parse_text(posted);
        }
        Some(value_of(&self.options, last))
    }

    fn input_text(&self, value: &Value) -> String {
        key_of(&self.options, value)
    }

    fn missing_key(&self) -> &'static str {
        "problem-required-choice"
    }

    fn display(&self, _: &Place<'_>, value: &Value, locale: &str) -> String {
        label_of(&self.options, value, locale)
    }

    fn fill_view(
        &self,
        builder: &ViewBuilder<'_>,
        view: &mut View,
        _: &Node,
        _: &Pointer,
        value: Option<&Value>,
    ) {
        view.options = builder.options(&self.options, view, |option| value == Some(&option.value));
    }
}
