//! What colleagues do about a step among themselves: handing over, delegating, asking for a signature, copying, reminding.
//! None of it changes where a case stands; all of it is in its events.

mod allow;
mod command;
mod event;
mod state;

pub use allow::Allow;
pub use command::{CollaborationCommand, CollaborationKind};
pub use event::CollaborationEvent;
pub use state::{CollaborationState, PendingDecision, Signer};
