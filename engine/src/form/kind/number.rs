//! A `number` or `integer`.

use std::sync::Arc;

use jsonschema::error::ValidationErrorKind;
use serde_json::{Number, Value};

use crate::form::compile::compiler::{Compiler, SchemaContext};
use crate::form::node::{Kind, Node, ViewBuilder};
use crate::form::normalize::normalize_number;
use crate::form::read::last_posted;
use crate::form::view::View;
use crate::ids::Pointer;

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
            Some(typed) => Some(number(typed, self.is_integer)),
            None => node.parse_text(posted),
        }
    }

    fn can_produce(&self, value: &Value) -> bool {
        value.is_number() || value.is_string()
    }

    fn problem_code(&self, error: &ValidationErrorKind) -> Option<&'static str> {
        match error {
            ValidationErrorKind::Type { .. } if self.is_integer => Some("type-integer"),
            ValidationErrorKind::Type { .. } => Some("type-number"),
            _ => None,
        }
    }

    fn fill_view(
        &self,
        _: &ViewBuilder<'_>,
        view: &mut View,
        _: &Node,
        _: &Pointer,
        _: Option<&Value>,
    ) {
        view.input_mode = Some(if self.is_integer {
            "numeric"
        } else {
            "decimal"
        });
    }
}

/// Returns a typed number; a text that is none stays as it is, so that it is shown again and refused.
fn number(typed: &str, is_integer: bool) -> Value {
    let text = normalize_number(typed);
    let whole = text.parse::<i64>().ok().map(Number::from);
    let whole = whole.or_else(|| text.parse::<u64>().ok().map(Number::from));
    let number = whole.or_else(|| {
        let number = text.parse::<f64>().ok()?;
        // `1e3` is a whole number too.
        Number::from_f64(number).filter(|_| !is_integer || number.fract() == 0.0)
    });
    number.map_or_else(|| Value::String(typed.trim().to_owned()), Value::Number)
}
