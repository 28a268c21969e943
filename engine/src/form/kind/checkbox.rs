//! A `boolean`.

use serde_json::Value;

use crate::form::compile::compiler::{Compiler, SchemaContext};
use crate::form::model::NodeKind;

pub(super) fn try_compile(
    _: &mut Compiler<'_>,
    context: &mut SchemaContext<'_>,
) -> Option<NodeKind> {
    let declared = context.effective.get("const") == Some(&Value::Bool(true));
    (declared || context.effective.types().iter().eq(["boolean"].iter()))
        .then_some(NodeKind::Checkbox)
}
