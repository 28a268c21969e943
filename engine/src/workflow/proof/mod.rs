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
mod finding;
mod free;
mod net;
mod open;
mod results;
mod situation;
mod state;

use super::definition::Workflow;
use net::Net;

pub use finding::SITUATIONS_MAX;
pub(super) use finding::{Declared, Finding};

/// Tries everything that could become of a case of this workflow.
pub(super) fn prove(workflow: &Workflow) -> Vec<Finding> {
    let net = Net::new(workflow);
    let mut explored = explore::explore(&net, net.first(), SITUATIONS_MAX);
    explored.complete &= !net.is_cut();
    faults::found(workflow, &explored)
}
