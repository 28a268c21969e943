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

use super::codes;
use super::compile::{Compiler, Draft};
use super::model::NodeKind;

/// What a kind makes of a schema; `None`: it is not of this kind.
pub(super) type Recognise = fn(&mut Compiler<'_>, &mut Draft<'_>) -> Option<NodeKind>;

const KINDS: &[Recognise] = &[
    constant::recognise,
    attachment::recognise,
    choice::recognise,
    object::recognise,
    array::recognise,
    alternatives::recognise,
    checkbox::recognise,
    number::recognise,
    date::recognise,
    text::recognise,
];

/// The controls that `x-control` may name.
const CONTROLS: &[&str] = &[
    "text",
    "textarea",
    "select",
    "radio",
    "checkboxes",
    "checkbox",
    "table",
    "list",
    "date",
    "number",
    "attachment",
];

/// The kind of a schema. What nobody recognises is asked as JSON.
pub(super) fn of(compiler: &mut Compiler<'_>, mut draft: Draft<'_>) -> Option<NodeKind> {
    if let Some(control) = draft.effective.text("x-control")
        && !CONTROLS.contains(&control)
        && let Some(location) = draft.effective.location("x-control").cloned()
    {
        let control = control.to_owned();
        compiler.report(
            codes::CONTROL_UNKNOWN,
            &location,
            false,
            &[("name", &control)],
        );
    }
    let found = KINDS
        .iter()
        .find_map(|recognise| recognise(compiler, &mut draft));
    found.or(Some(NodeKind::Json))
}
