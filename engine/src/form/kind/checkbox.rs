//! A `boolean`: yes or no.

use std::sync::Arc;

use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use crate::form::compile::compiler::{Compiler, SchemaContext};
use crate::form::node::{Kind, Node, Place};
use crate::form::tree::input_value;

#[derive(Debug)]
struct Checkbox;

/// Takes a `boolean`, and a `const: true`, which somebody must declare.
pub(super) fn try_compile(
    _: &mut Compiler<'_>,
    context: &mut SchemaContext<'_>,
) -> Option<Arc<dyn Kind>> {
    let declared = context.effective.get("const") == Some(&Value::Bool(true));
    if declared || context.effective.types().iter().eq(["boolean"].iter()) {
        Some(Arc::new(Checkbox))
    } else {
        None
    }
}

impl Kind for Checkbox {
    fn control(&self) -> &'static str {
        "checkbox"
    }

    fn controls(&self) -> &'static [&'static str] {
        &["checkbox"]
    }

    fn has_single_input(&self) -> bool {
        false
    }

    fn parse(&self, node: &Node, posted: &[&str], base: Option<&Value>) -> Option<Value> {
        let ticked = posted.contains(&"true");
        let kept = base == Some(&Value::Bool(false));
        (ticked || kept || node.default.is_some() || node.required).then_some(Value::Bool(ticked))
    }

    fn is_untouched(&self, node: &Node, value: &Value) -> bool {
        value == &Value::Bool(false) || node.default.as_ref() == Some(value)
    }

    fn can_produce(&self, value: &Value) -> bool {
        value.is_boolean()
    }

    fn missing_key(&self) -> &'static str {
        "problem-required-tick"
    }

    fn is_missing(&self, error: &ValidationErrorKind) -> bool {
        matches!(error, ValidationErrorKind::Constant { .. })
    }

    /// Returns `yes` or `no`, for the templates to say.
    fn display(&self, _: &Place<'_>, value: &Value, _: &str) -> String {
        match value {
            Value::Bool(true) => "yes".to_owned(),
            Value::Bool(false) => "no".to_owned(),
            other => input_value(other),
        }
    }
}
