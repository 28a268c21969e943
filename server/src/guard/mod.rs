//! What every request passes before a route sees it: who asks, in which language, how often, and with what right.

pub mod applicant;
pub(crate) mod body;
mod confirmed;
pub mod credentials;
mod login;
mod measured;
mod origin;
mod posted;
mod roles;
pub mod second_step;
mod sent;
mod visitor;

pub use crate::limits::{Limited, Limits};
pub use login::Login;
pub use posted::Posted;
pub use roles::{Administrator, Auditor, LoggedIn, Member, Staff, StaffPost, is_local};
pub use sent::{TakeFile, read_with_files};
pub use visitor::Visitor;
