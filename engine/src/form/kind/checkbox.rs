//! A `boolean`.

use serde_json::Value;

use crate::form::compile::{Compiler, Draft};
use crate::form::model::NodeKind;

pub(super) fn recognise(_: &mut Compiler<'_>, draft: &mut Draft<'_>) -> Option<NodeKind> {
    let declared = draft.effective.get("const") == Some(&Value::Bool(true));
    (declared || draft.effective.types().iter().eq(["boolean"].iter()))
        .then_some(NodeKind::Checkbox)
}
