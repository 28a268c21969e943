//! The roles that staff may hold. Who logs in with which role is the server's business.

/// The role of those who look after definitions and accounts; they pass on messages where a workflow names nobody for it.
pub const ADMINISTRATOR: &str = "administrator";
/// The role of those who review applications.
pub const REVIEWER: &str = "reviewer";
/// Every role.
pub const ROLES: [&str; 2] = [ADMINISTRATOR, REVIEWER];
