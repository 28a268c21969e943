//! A `const`, an `enum` of one, or `null`: shown, not asked.

use serde_json::Value;

use crate::form::compile::compiler::{Compiler, SchemaContext};
use crate::form::model::NodeKind;

pub(super) fn try_compile(
    _: &mut Compiler<'_>,
    context: &mut SchemaContext<'_>,
) -> Option<NodeKind> {
    let value = match (
        context.effective.get("const"),
        context.effective.get("enum").and_then(Value::as_array),
    ) {
        (Some(value), _) => value,
        (None, Some(values)) if values.len() == 1 => &values[0],
        _ if context.effective.get("type").and_then(Value::as_str) == Some("null") => &Value::Null,
        _ => return None,
    };
    // A `const: true` is a declaration that somebody must make, such as “I agree”.
    (value != &Value::Bool(true)).then(|| NodeKind::Constant {
        value: value.clone(),
    })
}
