//! What no other kind takes (`true`, several types): asked as JSON text.

use std::sync::Arc;

use serde_json::Value;

use crate::form::characters::is_ignorable;
use crate::form::compile::compiler::{Compiler, SchemaContext};
use crate::form::node::{Kind, Node, Place};
use crate::form::number::has_inexact_number;
use crate::form::problem::Problem;
use crate::form::read::last_posted;
use crate::form::tree::input_value;
use crate::message::Message;

#[derive(Debug)]
pub(super) struct Json;

/// Takes everything.
pub(super) fn try_compile(
    _: &mut Compiler<'_>,
    _: &mut SchemaContext<'_>,
) -> Option<Arc<dyn Kind>> {
    Some(Arc::new(Json))
}

impl Kind for Json {
    fn control(&self) -> &'static str {
        "json"
    }

    fn fits_in_cell(&self) -> bool {
        false
    }

    fn parse(&self, node: &Node, posted: &[&str], _: Option<&Value>) -> Option<Value> {
        let Some(typed) = last_posted(posted) else {
            return node.parse_text(posted);
        };
        let kept = Some(typed).filter(|typed| !has_inexact_number(typed));
        let parsed = kept.and_then(|typed| serde_json::from_str(typed).ok());
        Some(parsed.unwrap_or_else(|| Value::String(typed.trim().to_owned())))
    }

    /// Refuses JSON that stayed as typed because not every digit of it can be kept; a number of many digits by itself is a
    /// text like any other.
    fn check(
        &self,
        node: &Node,
        place: &Place<'_>,
        value: Option<&Value>,
        problems: &mut Vec<Problem>,
    ) {
        let typed = value.and_then(Value::as_str);
        if typed
            .filter(|typed| typed.starts_with(['{', '[']) && has_inexact_number(typed))
            .is_some_and(|typed| serde_json::from_str::<Value>(typed).is_ok())
        {
            let message = Message::new("problem-type-digits");
            problems.push(node.problem(place.at, "type-digits", message));
        }
    }

    fn has_unprintable(&self, _: &Node, value: &Value) -> bool {
        has_ignorable(value)
    }

    fn input_text(&self, value: &Value) -> String {
        match value {
            // A text that would be read as something else is quoted.
            Value::String(text)
                if text.trim() != text
                    || text.is_empty()
                    || serde_json::from_str::<Value>(text).is_ok() =>
            {
                value.to_string()
            }
            Value::Null => "null".to_owned(),
            _ => input_value(value),
        }
    }
}

/// Returns whether any text within a value has characters that nobody sees: nothing normalizes what is typed as JSON.
fn has_ignorable(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains(is_ignorable),
        Value::Array(items) => items.iter().any(has_ignorable),
        Value::Object(members) => members
            .iter()
            .any(|(name, member)| name.contains(is_ignorable) || has_ignorable(member)),
        _ => false,
    }
}
