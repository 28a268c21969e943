//! What the service does, apart from HTTP: definitions, drafts, submissions, cases, accounts.

pub mod cases;
pub mod definitions;
mod effect;
pub mod labels;
pub mod passwords;
pub mod staff;
pub mod tasks;
