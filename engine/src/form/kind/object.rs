//! An object: a section.

use crate::form::codes;
use crate::form::compile::{Compiler, Draft};
use crate::form::model::NodeKind;

pub(super) fn recognise(compiler: &mut Compiler<'_>, draft: &mut Draft<'_>) -> Option<NodeKind> {
    let effective = draft.effective;
    let types = effective.types();
    let described = !effective.properties.is_empty()
        || !effective.conditions.is_empty()
        || !effective.dependent.is_empty();
    let is_object = types.iter().eq(["object"].iter()) || (types.is_empty() && described);
    if !is_object || (!described && has_alternatives(draft)) {
        return None;
    }
    if !described && !draft.pattern.as_str().is_empty() {
        // An object of any members can only be asked as JSON.
        return Some(NodeKind::Json);
    }
    if let Some(location) = effective.location("x-rows").cloned() {
        compiler.report(codes::ROWS_BROKEN, &location, true, &[]);
    }
    let mut children = compiler.children(draft);
    if has_alternatives(draft)
        && let Some(kind) = super::alternatives::recognise(compiler, draft)
    {
        children.push(super::alternatives::part(draft.pattern, kind));
    }
    Some(NodeKind::Section { children })
}

fn has_alternatives(draft: &Draft<'_>) -> bool {
    ["oneOf", "anyOf"]
        .iter()
        .any(|keyword| draft.effective.get(keyword).is_some())
}
