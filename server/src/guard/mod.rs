//! What every request passes before a route sees it: who asks, in which language, how often, and with what right.

mod limits;
mod measured;
mod posted;
mod sent;
mod tries;
mod visitor;

pub(crate) use visitor::bare_frame;

pub use limits::{Limited, Limits};
pub use posted::Posted;
pub use sent::{TakeFile, read_with_files};
pub use visitor::{Administrator, LoggedIn, Login, Staff, Visitor, is_local};
