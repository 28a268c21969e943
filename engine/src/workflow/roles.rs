//! The roles that staff may hold.

/// The roles that staff may hold. Who logs in with which role is the server's business.
pub const ROLES: [&str; 2] = ["administrator", "reviewer"];
