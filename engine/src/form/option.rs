//! The options of a choice: what is posted for them, and what people read.

use serde_json::Value;

use super::tree::{input_value, option_key};
use crate::message::Text;

/// One option of a choice.
#[derive(Clone, Debug)]
pub(in crate::form) struct ChoiceOption {
    /// The JSON value.
    pub value: Value,
    /// What people read.
    pub label: Text,
    /// `description`: what is said of it beside.
    pub hint: Option<Text>,
}

/// Returns whether a blank text is one of the options.
pub(in crate::form) fn has_blank(options: &[ChoiceOption]) -> bool {
    options.iter().any(|option| option.value == "")
}

/// Returns the value of the option that was posted; what is no option stays as posted, so that it is refused.
pub(in crate::form) fn value_of(options: &[ChoiceOption], posted: &str) -> Value {
    let found = options.iter().enumerate().find(|(index, option)| {
        let before = options[..*index].iter().map(|before| &before.value);
        option_key(&option.value, before) == posted
    });
    let found = found.map(|(_, option)| option);
    found.map_or_else(
        || Value::String(posted.to_owned()),
        |option| option.value.clone(),
    )
}

/// Returns what each option is posted as.
pub(in crate::form) fn keys(options: &[ChoiceOption]) -> Vec<String> {
    options
        .iter()
        .enumerate()
        .map(|(index, option)| {
            let before = options[..index].iter().map(|before| &before.value);
            option_key(&option.value, before)
        })
        .collect()
}

/// Returns a value as it is posted: an option by its key, anything else as an input holds it.
pub(in crate::form) fn key_of(options: &[ChoiceOption], value: &Value) -> String {
    let found = options.iter().position(|option| option.value == *value);
    found.map_or_else(
        || input_value(value),
        |index| option_key(value, options[..index].iter().map(|before| &before.value)),
    )
}

/// Returns the label of a value that is an option.
pub(in crate::form) fn text_of(options: &[ChoiceOption], value: &Value) -> Option<Text> {
    let found = options.iter().find(|option| option.value == *value)?;
    Some(found.label.clone())
}

/// Returns the label of a value; what is no option is called as it is.
pub(in crate::form) fn label_of(options: &[ChoiceOption], value: &Value, locale: &str) -> String {
    let found = options.iter().find(|option| option.value == *value);
    found.map_or_else(
        || input_value(value),
        |option| option.label.get(locale).to_owned(),
    )
}
