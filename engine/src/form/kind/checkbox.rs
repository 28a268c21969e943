//! A `boolean`: yes or no.

use std::sync::Arc;

use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::yes_no::{YesNo, yes_or_no};
use crate::form::compile::compiler::{Compiler, SchemaContext};
use crate::form::node::{Kind, Node, Place};

#[derive(Debug)]
struct Checkbox;

/// Takes a `boolean`, and a `const: true`, which somebody must declare. A box that is not ticked says no; where saying nothing
/// is something else, both are asked for.
pub(super) fn try_compile(
    compiler: &mut Compiler<'_>,
    context: &mut SchemaContext<'_>,
) -> Option<Arc<dyn Kind>> {
    let effective = context.effective;
    let is_true = |value: &Value| value == &Value::Bool(true);
    let values = effective.get("enum").and_then(Value::as_array);
    let declared = effective.get("const").is_some_and(is_true)
        || values.is_some_and(|values| matches!(values.as_slice(), [only] if is_true(only)));
    if declared {
        return Some(Arc::new(Checkbox));
    }
    if !effective.types().iter().eq(["boolean"].iter()) {
        return None;
    }
    let is_item = context.pattern.as_str().ends_with("/*");
    let can_be_blank = effective.is_nullable() || compiler.presence.contains(context.pattern);
    let is_asked = match effective.text("x-control") {
        Some("checkbox") => false,
        Some("radio") => true,
        _ => can_be_blank || (context.required || is_item) && effective.get("default").is_none(),
    };
    Some(if is_asked {
        Arc::new(YesNo)
    } else {
        Arc::new(Checkbox)
    })
}

impl Kind for Checkbox {
    fn control(&self) -> &'static str {
        "checkbox"
    }

    fn offered_values(&self) -> Vec<Value> {
        vec![Value::Bool(true), Value::Bool(false)]
    }

    fn controls(&self) -> &'static [&'static str] {
        &["checkbox", "radio"]
    }

    fn has_single_input(&self) -> bool {
        false
    }

    fn parse(&self, _: &Node, posted: &[&str], _: Option<&Value>) -> Option<Value> {
        Some(Value::Bool(posted.contains(&"true")))
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
        matches!(
            error,
            ValidationErrorKind::Constant { .. } | ValidationErrorKind::Enum { .. }
        )
    }

    /// Returns `yes` or `no`, for the templates to say.
    fn display(&self, _: &Place<'_>, value: &Value, _: &str) -> String {
        yes_or_no(value)
    }
}
