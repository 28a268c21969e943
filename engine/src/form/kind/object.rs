//! An object: a section.

use super::alternatives::{self, has_alternatives};
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
    let described = described || !effective.required.is_empty();
    if !is_object || (!described && has_alternatives(effective)) {
        return None;
    }
    let is_own_root = compiler.ours && draft.pattern.as_str().is_empty();
    if !described && !is_own_root {
        // An object of any members can only be asked as JSON.
        return Some(NodeKind::Json);
    }
    if let Some(location) = effective.location("x-rows").cloned() {
        compiler.report(codes::ROWS_BROKEN, &location, true, &[]);
    }
    let mut children = compiler.children(draft);
    if has_alternatives(effective)
        && !compiler.told_apart_by_a_field(draft, &mut children)
        && let Some(kind) = alternatives::recognise(compiler, draft)
    {
        children.push(alternatives::part(draft.pattern, kind));
    }
    Some(NodeKind::Section { children })
}
