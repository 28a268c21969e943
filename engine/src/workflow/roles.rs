//! The roles that staff may hold. Workflows declare those that they have steps for; one role is the service's own.

use crate::ids::Role;

/// The role of those who look after the service: definitions, mails and accounts. No workflow declares it, and every workflow may
/// name it; they pass on messages where a workflow names nobody for it.
pub const ADMINISTRATOR: &str = "administrator";
/// The one role that a workflow has beside that, where it declares none.
pub const REVIEWER: &str = "reviewer";

/// The role of those who read the record of security events, and nothing else. The service's own, too.
pub const AUDITOR: &str = "auditor";

/// Returns the role of those who look after the service.
#[must_use]
pub fn administrator() -> Role {
    Role::new(ADMINISTRATOR)
}
