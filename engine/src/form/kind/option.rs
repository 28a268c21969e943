//! Options as the kinds that have them use them.

use serde_json::Value;

use crate::form::node::ChoiceOption;
use crate::form::tree::input_value;

/// Returns whether a blank text is one of the options.
pub(super) fn has_blank(options: &[ChoiceOption]) -> bool {
    options.iter().any(|option| option.value == "")
}

/// Returns the value of the option that was posted; what is no option stays as posted, so that it is refused.
pub(super) fn value_of(options: &[ChoiceOption], posted: &str) -> Value {
    let found = options
        .iter()
        .find(|option| input_value(&option.value) == posted);
    found.map_or_else(
        || Value::String(posted.to_owned()),
        |option| option.value.clone(),
    )
}

/// Returns the label of a value; what is no option is called as it is.
pub(super) fn label_of(options: &[ChoiceOption], value: &Value, locale: &str) -> String {
    let found = options.iter().find(|option| option.value == *value);
    found.map_or_else(
        || input_value(value),
        |option| option.label.get(locale).to_owned(),
    )
}
