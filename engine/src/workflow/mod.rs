//! Workflows: a Rhai script that declares steps, compiled once; a case that changes only by events.
//!
//! A transition is a pure function of definitions, case, command and time. Applying events is the only way a
//! case changes; replaying the same events gives the same case.

mod actor;
mod applicant;
mod attention;
mod branch;
pub mod calendar;
mod calendar_file;
mod case;
pub mod codes;
mod collaboration;
mod command;
mod compile;
mod definition;
pub mod diagram;
mod due;
mod effect;
mod event;
mod flag;
pub mod history;
mod item;
mod notification;
mod performer;
mod permission;
mod proof;
mod refusal;
mod roles;
mod run;
mod sandbox;
pub mod scenario;
mod transition;
mod tried;
mod unattended;
mod written;

pub use actor::{Actor, Assignee};
pub use attention::Colleague;
pub use branch::{Arrivals, Branch, Group, Origin, Round};
pub use calendar::{Base, Calendar};
pub use case::{CLOSED_MAX, Case, ClosedStep, OpenStep};
pub use codes::CODES;
pub use collaboration::{
    Allow, CollaborationCommand, CollaborationEvent, CollaborationKind, CollaborationState,
    PendingDecision, Signer,
};
pub use command::Command;
pub use compile::{Known, check, compile};
pub use definition::*;
pub use due::{Due, Period};
pub use effect::*;
pub use event::{Event, EventKind, Start};
pub use flag::Flag;
pub use item::Item;
pub use notification::{Recipient, StaffNotificationKind};
pub use performer::Performer;
pub use permission::{
    Bars, COMMENT_MAX, DELEGATIONS_MAX, EXTENSION_MAX, FLAGS_MAX, ITEM_MAX, READERS_MAX,
    REASON_MAX, SIGNERS_MAX,
};
pub use proof::SITUATIONS_MAX;
pub use refusal::{Refusal, RefusalCode};
pub use roles::{ADMINISTRATOR, AUDITOR, REVIEWER, administrator};
pub use run::{GroupId, RunId};
pub(crate) use tried::{Tried, try_functions};
pub use unattended::Unattended;
