//! A `number` or `integer`.

use std::sync::Arc;

use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use crate::form::compile::compiler::{Compiler, SchemaContext};
use crate::form::node::{Kind, Node, Shown};
use crate::form::number::{Reading, read_number};
use crate::form::read::last_posted;
use crate::form::view::View;

#[derive(Debug)]
struct NumberField {
    is_integer: bool,
}

/// Takes numbers, and what only numbers have limits of.
pub(super) fn try_compile(
    _: &mut Compiler<'_>,
    context: &mut SchemaContext<'_>,
) -> Option<Arc<dyn Kind>> {
    is_number(context).then(|| {
        Arc::new(NumberField {
            is_integer: is_integer(context),
        }) as Arc<dyn Kind>
    })
}

/// Returns whether a field asks for a number.
pub(super) fn is_number(context: &SchemaContext<'_>) -> bool {
    let types = context.effective.types();
    if types.is_empty() {
        [
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
        ]
        .iter()
        .any(|keyword| context.effective.get(keyword).is_some())
    } else {
        types
            .iter()
            .all(|name| matches!(*name, "number" | "integer"))
    }
}

/// Returns whether a number must be whole.
pub(super) fn is_integer(context: &SchemaContext<'_>) -> bool {
    context.effective.types().iter().eq(["integer"].iter())
}

/// Returns the code of a validator's error at a number, where it has one of its own.
pub(super) fn problem_code(
    error: &ValidationErrorKind,
    value: &Value,
    is_integer: bool,
) -> Option<&'static str> {
    let is_too_long = |typed: &str| read_number(typed) == Reading::TooManyDigits;
    match error {
        ValidationErrorKind::Type { .. } if value.as_str().is_some_and(is_too_long) => {
            Some("type-digits")
        }
        ValidationErrorKind::Type { .. } if is_integer => Some("type-integer"),
        ValidationErrorKind::Type { .. } => Some("type-number"),
        _ => None,
    }
}

impl Kind for NumberField {
    fn control(&self) -> &'static str {
        "number"
    }

    fn controls(&self) -> &'static [&'static str] {
        &["number"]
    }

    fn parse(&self, node: &Node, posted: &[&str], _: Option<&Value>) -> Option<Value> {
        match last_posted(posted) {
            Some(typed) => Some(match read_number(typed) {
                Reading::Exact(number) => Value::Number(number),
                // What is no number stays as it is, so that it is shown again and refused.
                _ => Value::String(typed.trim().to_owned()),
            }),
            None => node.parse_text(posted),
        }
    }

    fn can_produce(&self, value: &Value) -> bool {
        value.is_number() || value.is_string()
    }

    fn problem_code(&self, error: &ValidationErrorKind, value: &Value) -> Option<&'static str> {
        problem_code(error, value, self.is_integer)
    }

    fn fill_view(&self, view: &mut View, _: &Shown<'_>) {
        view.input_mode = Some(if self.is_integer {
            "numeric"
        } else {
            "decimal"
        });
    }
}
