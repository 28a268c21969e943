//! Several of some: check boxes.

use std::collections::HashSet;

use serde_json::Value;

use crate::form::node::{Kind, Node, Place, Shown};
use crate::form::option::{ChoiceOption, keys, label_of};
use crate::form::read::none_if_empty;
use crate::form::tree::input_value;
use crate::form::view::View;
use crate::language::list_separator;

#[derive(Debug)]
pub(super) struct Checkboxes {
    pub options: Vec<ChoiceOption>,
}

impl Kind for Checkboxes {
    fn control(&self) -> &'static str {
        "checkboxes"
    }

    fn controls(&self) -> &'static [&'static str] {
        &["checkboxes"]
    }

    fn options(&self) -> Option<&[ChoiceOption]> {
        Some(&self.options)
    }

    /// Returns none: what it offers is any array of its options.
    fn offered_values(&self) -> Vec<Value> {
        Vec::new()
    }

    fn has_bare_items(&self) -> bool {
        true
    }

    fn has_single_input(&self) -> bool {
        false
    }

    fn parse(&self, _: &Node, posted: &[&str], base: Option<&Value>) -> Option<Value> {
        // What is no option, or is ticked twice, no page of ours posts: it would only grow what is kept.
        let posted = posted.iter().copied().filter(|value| !value.is_empty());
        let posted: HashSet<&str> = posted.collect();
        let names = keys(&self.options);
        let options = self.options.iter().zip(names);
        let ticked = options.filter(|(_, key)| posted.contains(key.as_str()));
        let ticked: Vec<Value> = ticked.map(|(option, _)| option.value.clone()).collect();
        match base.and_then(Value::as_array) {
            // The order in which they were once written stays.
            Some(before) if is_same_set(before, &ticked) => base.cloned(),
            _ => none_if_empty(ticked, base),
        }
    }

    fn can_produce(&self, value: &Value) -> bool {
        value.is_array()
    }

    fn missing_key(&self) -> &'static str {
        "problem-required-choices"
    }

    fn display(&self, _: &Place<'_>, value: &Value, locale: &str) -> String {
        let Value::Array(values) = value else {
            return input_value(value);
        };
        let labels = values
            .iter()
            .map(|value| label_of(&self.options, value, locale));
        labels.collect::<Vec<_>>().join(list_separator(locale))
    }

    fn fill_view(&self, view: &mut View, shown: &Shown<'_>) {
        let Shown { builder, value, .. } = *shown;
        let ticked = value.and_then(Value::as_array);
        view.options = builder.options(&self.options, view, |option| {
            ticked.is_some_and(|ticked| ticked.contains(&option.value))
        });
    }
}

fn is_same_set(one: &[Value], other: &[Value]) -> bool {
    one.len() == other.len() && one.iter().all(|value| other.contains(value))
}
