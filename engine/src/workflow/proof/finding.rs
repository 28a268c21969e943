//! What the proof finds, and where that is declared.

use serde_json::Value;

use crate::diagnostic::Code;
use crate::ids::{ActionName, StepName};

/// Situations that are tried at most.
pub const SITUATIONS_MAX: usize = 5_000;

/// Something wrong that the proof found.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::workflow) struct Finding {
    /// Says what.
    pub code: Code,
    /// Gives the place.
    pub at: Declared,
    /// The arguments of the message.
    pub args: Vec<(&'static str, Value)>,
}

/// A declaration of the script.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::workflow) enum Declared {
    /// `start`.
    Start,
    /// A step or finish.
    Target(StepName),
    /// An action of a step.
    Action(StepName, ActionName),
    /// A `case_action`.
    CaseAction(ActionName),
}
