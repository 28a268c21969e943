//! Cases: beginning one, and carrying out commands on it. The engine decides; one transaction holds what it decided.

mod begin;
mod command;
mod corrected;
pub(super) mod decided;
mod migrate;
mod prepare;
#[cfg(test)]
pub(crate) mod tests;
pub(super) mod unique;

pub use begin::{BeginError, Submission, begin, open_renewal};
pub use command::{CommandError, Seen, command, command_as_seen};
pub use migrate::{Trial, migrate, try_in};
