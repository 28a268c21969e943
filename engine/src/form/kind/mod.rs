//! Field kinds: one a file, tried in order. A new kind is a file and a line in [`KINDS`].

mod alternatives;
mod array;
mod attachment;
mod checkbox;
mod choice;
mod constant;
mod date;
mod number;
mod object;
mod text;

pub(super) use alternatives::{has_alternatives, part, try_compile as alternatives};

use super::codes;
use super::compile::{Compiler, SchemaContext};
use super::model::NodeKind;

/// What a kind makes of a schema; `None`: it is not of this kind.
pub(super) type TryCompile = fn(&mut Compiler<'_>, &mut SchemaContext<'_>) -> Option<NodeKind>;

const KINDS: &[TryCompile] = &[
    constant::try_compile,
    attachment::try_compile,
    choice::try_compile,
    object::try_compile,
    array::try_compile,
    alternatives::try_compile,
    checkbox::try_compile,
    number::try_compile,
    date::try_compile,
    text::try_compile,
];

/// The kind of a schema. What nobody recognises is asked as JSON.
pub(super) fn compile(
    compiler: &mut Compiler<'_>,
    mut context: SchemaContext<'_>,
) -> Option<NodeKind> {
    let found = KINDS
        .iter()
        .find_map(|try_compile| try_compile(compiler, &mut context));
    let kind = found.unwrap_or(NodeKind::Json);
    check_control(compiler, &context, &kind);
    Some(kind)
}

/// Reports an `x-control` that does not exist or cannot draw what the field is.
fn check_control(compiler: &mut Compiler<'_>, context: &SchemaContext<'_>, kind: &NodeKind) {
    let Some(wanted) = context.effective.text("x-control") else {
        return;
    };
    let known: &[&str] = match kind {
        NodeKind::Text { .. } | NodeKind::TextArea { .. } => &["text", "textarea"],
        NodeKind::Radio { .. } | NodeKind::Select { depends: None, .. } => &["radio", "select"],
        NodeKind::Select { .. } => &["select"],
        NodeKind::Checkboxes { .. } => &["checkboxes"],
        NodeKind::Checkbox => &["checkbox"],
        NodeKind::Table { .. } => &["table", "list"],
        NodeKind::List { .. } => &["list"],
        NodeKind::Number { .. } => &["number"],
        NodeKind::Date { .. } => &["date"],
        NodeKind::Attachment { .. } => &["attachment"],
        NodeKind::Section { .. }
        | NodeKind::Tuple { .. }
        | NodeKind::Constant { .. }
        | NodeKind::Alternatives { .. }
        | NodeKind::Json => &[],
    };
    if !known.contains(&wanted)
        && let Some(location) = context.effective.location("x-control").cloned()
    {
        let known = if known.is_empty() {
            "—".to_owned()
        } else {
            known.join(", ")
        };
        let args = [("name", wanted), ("known", &known)];
        compiler.report(codes::CONTROL_UNKNOWN, &location, false, &args);
    }
}
