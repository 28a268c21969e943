//! The compiler of schemas: files and references, keywords, merging, nodes, settings, texts. It asks field kinds
//! without knowing them.

mod autocomplete;
mod bundle;
pub(super) mod compiler;
mod cost;
mod dead_ends;
pub(super) mod destination;
pub(super) mod destinations;
mod keywords;
mod merge;
pub(super) mod nodes;
mod references;
mod satisfiable;
pub(super) mod schema;
mod settings;
mod texts;
mod totals;
pub(super) mod translations;
mod unshown;

pub use keywords::keyword_names;
