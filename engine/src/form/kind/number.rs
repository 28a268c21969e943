//! A `number` or `integer`.

use crate::form::compile::compiler::{Compiler, SchemaContext};
use crate::form::model::NodeKind;

pub(super) fn try_compile(
    _: &mut Compiler<'_>,
    context: &mut SchemaContext<'_>,
) -> Option<NodeKind> {
    let types = context.effective.types();
    let describes_number = [
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
    ]
    .iter()
    .any(|keyword| context.effective.get(keyword).is_some());
    let is_number = match types.is_empty() {
        true => describes_number,
        false => types
            .iter()
            .all(|name| matches!(*name, "number" | "integer")),
    };
    is_number.then(|| NodeKind::Number {
        integer: types.iter().eq(["integer"].iter()),
    })
}
