//! Field kinds, one a file. A new kind is a file and a line in [`KINDS`].

mod alternatives;
mod array;
mod attachment;
mod checkbox;
mod checkboxes;
mod choice;
mod constant;
mod date;
mod empty;
mod json;
mod list;
mod members;
mod number;
mod radio;
#[cfg(test)]
mod rating;
mod section;
mod select;
mod table;
mod text;
mod text_area;
mod total;
mod tuple;
mod yes_no;

use super::compile::compiler::TryCompile;

/// Every field kind, asked in this order whether a schema is of it.
pub(super) const KINDS: &[TryCompile] = &[
    #[cfg(test)]
    rating::try_compile,
    constant::try_compile,
    attachment::try_compile,
    choice::try_compile,
    section::try_compile,
    array::try_compile,
    alternatives::try_compile,
    checkbox::try_compile,
    total::try_compile,
    number::try_compile,
    date::try_compile,
    text::try_compile,
    json::try_compile,
];
