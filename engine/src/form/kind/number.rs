//! A `number` or `integer`.

use crate::form::compile::{Compiler, Draft};
use crate::form::model::NodeKind;

pub(super) fn recognise(_: &mut Compiler<'_>, draft: &mut Draft<'_>) -> Option<NodeKind> {
    let types = draft.effective.types();
    let is_number = !types.is_empty()
        && types
            .iter()
            .all(|name| matches!(*name, "number" | "integer"));
    is_number.then(|| NodeKind::Number {
        integer: !types.contains("number"),
    })
}
