//! A case: where an application stands. It changes by applying events, in no other way.

mod apply;
mod branches;
mod collaboration;
mod seen;
mod state;
mod timers;

pub use state::{CLOSED_MAX, Case, ClosedStep, OpenStep};
