//! The proof of a workflow: before it is published, every situation that a case could come into is tried, and what is wrong
//! with one is told with the shortest way that leads there.
//!
//! What is tried is the real [`Workflow::decide`] over real cases, so that the proof cannot hold of anything else than what
//! will run. Left open is what only people, time and answers decide: any action that may be taken is taken, any time may
//! run out, and a function of the script may return whatever it is allowed to.

mod abandoned;
mod describe;
mod explore;
mod faults;
mod free;
mod net;
mod open;
mod results;
mod situation;

use serde_json::Value;

use super::definition::Workflow;
use crate::diagnostic::Code;

use net::Net;

/// Situations that are tried at most.
pub const SITUATIONS_MAX: usize = 5_000;

/// Something wrong that the proof found.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Finding {
    /// What.
    pub code: Code,
    /// Where.
    pub at: Declared,
    /// The arguments of the message.
    pub args: Vec<(&'static str, Value)>,
}

/// A declaration of the script.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Declared {
    /// `start`.
    Start,
    /// A step or finish.
    Target(String),
    /// An action of a step.
    Action(String, String),
    /// A `case_action`.
    CaseAction(String),
}

/// Tries everything that could become of a case of this workflow.
pub(super) fn prove(workflow: &Workflow) -> Vec<Finding> {
    let net = Net::new(workflow);
    let mut explored = explore::explore(&net, net.first(), SITUATIONS_MAX);
    explored.complete &= !net.is_cut();
    faults::found(workflow, &explored)
}
