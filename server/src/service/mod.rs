//! What the service does, apart from HTTP: definitions, drafts, submissions, cases, accounts.

pub mod cases;
pub mod definitions;
pub mod passwords;
pub mod staff;
