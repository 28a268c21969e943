//! Workflows: a Rhai script that declares steps, compiled once; a case that changes only by events.
//!
//! A transition is a pure function of definitions, case, command and time. Applying events is the only way a
//! case changes; replaying the same events gives the same case.

pub mod model;

pub use model::*;
