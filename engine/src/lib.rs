//! The pure core of Guichet: text and values in, values out.
//!
//! No file, clock, network, environment, database or HTTP is reached from here; every call that
//! needs the time is given it. Imports run one way:
//! `catalog -> workflow -> form -> {diagnostic, language, message, width} -> ids`.

pub mod catalog;
pub mod diagnostic;
pub mod form;
pub mod ids;
pub mod language;
pub mod message;
mod parallel;
pub mod width;
pub mod workflow;
