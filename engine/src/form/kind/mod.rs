//! Field kinds: one a file, tried in order. A new kind is a file and a line in [`KINDS`].

mod alternatives;
mod array;
mod attachment;
mod checkbox;
mod choice;
mod constant;
mod date;
mod number;
mod section;
mod text;

use super::compile::compiler::TryCompile;

/// Every field kind, asked in this order.
pub(super) const KINDS: &[TryCompile] = &[
    constant::try_compile,
    attachment::try_compile,
    choice::try_compile,
    section::try_compile,
    array::try_compile,
    alternatives::try_compile,
    checkbox::try_compile,
    number::try_compile,
    date::try_compile,
    text::try_compile,
];
