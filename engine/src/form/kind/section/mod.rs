//! An object: a section.

mod children;
mod conditional;

use super::alternatives::{self, has_alternatives};
use crate::form::codes;
use crate::form::compile::compiler::{Compiler, SchemaContext};
use crate::form::model::NodeKind;

pub(super) fn try_compile(
    compiler: &mut Compiler<'_>,
    context: &mut SchemaContext<'_>,
) -> Option<NodeKind> {
    let effective = context.effective;
    let types = effective.types();
    let described = !effective.properties.is_empty()
        || !effective.conditions.is_empty()
        || !effective.dependent.is_empty();
    let is_object = types.iter().eq(["object"].iter()) || (types.is_empty() && described);
    let described = described || !effective.required.is_empty();
    if !is_object || (!described && has_alternatives(effective)) {
        return None;
    }
    let is_extended_root = compiler.uses_extensions && context.pattern.as_str().is_empty();
    if !described && !is_extended_root {
        // An object of any members can only be asked as JSON.
        return Some(NodeKind::Json);
    }
    if let Some(location) = effective.location("x-rows").cloned() {
        compiler.report(codes::ROWS_BROKEN, &location, true, &[]);
    }
    let mut children = compiler.children(context);
    if has_alternatives(effective)
        && !compiler.add_discriminated_fields(context, &mut children)
        && let Some(kind) = alternatives::try_compile(compiler, context)
    {
        children.push(alternatives::part(context.pattern, kind));
    }
    Some(NodeKind::Section { children })
}
