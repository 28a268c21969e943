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
    let types = context.effective.types();
    let is_number = if types.is_empty() {
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
    };
    if !is_number {
        return None;
    }
    Some(Arc::new(NumberField {
        is_integer: types.iter().eq(["integer"].iter()),
    }))
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
        let typed = value.as_str();
        match error {
            ValidationErrorKind::Type { .. }
                if typed.map(read_number) == Some(Reading::TooManyDigits) =>
            {
                Some("type-digits")
            }
            ValidationErrorKind::Type { .. } if self.is_integer => Some("type-integer"),
            ValidationErrorKind::Type { .. } => Some("type-number"),
            _ => None,
        }
    }

    fn fill_view(&self, view: &mut View, _: &Shown<'_>) {
        view.input_mode = Some(if self.is_integer {
            "numeric"
        } else {
            "decimal"
        });
    }
}
