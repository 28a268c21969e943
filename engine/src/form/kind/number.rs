//! A `number` or `integer`.

use crate::form::compile::{Compiler, Draft};
use crate::form::model::NodeKind;

pub(super) fn recognise(_: &mut Compiler<'_>, draft: &mut Draft<'_>) -> Option<NodeKind> {
    let types = draft.effective.types();
    let describes_number = [
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
    ]
    .iter()
    .any(|keyword| draft.effective.get(keyword).is_some());
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
