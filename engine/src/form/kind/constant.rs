//! A `const`, an `enum` of one, or `null`: shown, not asked.

use std::sync::Arc;

use serde_json::Value;

use crate::form::compile::compiler::{Compiler, SchemaContext};
use crate::form::node::{Kind, Node};
use crate::form::posted::Posted;
use crate::ids::Pointer;

#[derive(Debug)]
struct Constant {
    value: Value,
}

/// Takes a schema that only one value keeps to.
pub(super) fn try_compile(
    _: &mut Compiler<'_>,
    context: &mut SchemaContext<'_>,
) -> Option<Arc<dyn Kind>> {
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
    if value == &Value::Bool(true) {
        return None;
    }
    Some(Arc::new(Constant {
        value: value.clone(),
    }))
}

impl Kind for Constant {
    fn control(&self) -> &'static str {
        "constant"
    }

    fn constant(&self) -> Option<&Value> {
        Some(&self.value)
    }

    fn initial(&self) -> Option<Value> {
        Some(self.value.clone())
    }

    fn read(&self, node: &Node, _: &Pointer, _: &Posted<'_>, _: Option<&Value>) -> Option<Value> {
        (!node.secret).then(|| self.value.clone())
    }

    fn is_untouched(&self, _: &Node, _: &Value) -> bool {
        true
    }

    fn can_produce(&self, value: &Value) -> bool {
        *value == self.value
    }
}
