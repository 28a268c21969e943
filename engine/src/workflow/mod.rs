//! Workflows: a Rhai script that declares steps, compiled once; a case that changes only by events.
//!
//! A transition is a pure function of definitions, case, command and time. Applying events is the only way a
//! case changes; replaying the same events gives the same case.

mod allowed;
mod branches;
pub mod calendar;
mod calendar_file;
mod case;
pub mod codes;
mod collaboration;
mod compile;
mod definition;
pub mod diagram;
pub mod history;
pub mod model;
mod permission;
mod proof;
mod sandbox;
pub mod scenario;
mod transition;

pub use branches::{Arrivals, Branch, Group, GroupId, Origin};
pub use calendar::{Base, Calendar};
pub use codes::CODES;
pub use collaboration::*;
pub use compile::{Known, check, compile};
pub use definition::*;
pub use model::*;
pub use proof::SITUATIONS_MAX;

/// The roles that staff may hold. Who logs in with which role is the server's business.
pub const ROLES: [&str; 2] = ["administrator", "reviewer"];
