//! The shape of a scenario file.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::ids::{ActionName, StepName};
use crate::workflow::run::RunId;

/// The submission.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Opening {
    pub at: String,
    pub form: Option<String>,
    pub answers: Option<Value>,
    /// Says what was registered before.
    pub before: Option<Value>,
    /// Names who submits it, where somebody is logged in: the name of a member of staff.
    pub by: Option<String>,
    pub expect: Option<Expectation>,
}

/// One move.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Move {
    pub at: String,
    pub actor: String,
    #[serde(rename = "do")]
    pub action: ActionName,
    /// The step, where several are open; its newest run is meant.
    pub step: Option<StepName>,
    /// A run, to say exactly which.
    pub run: Option<RunId>,
    #[serde(default)]
    pub flags: BTreeMap<String, String>,
    pub reason: Option<String>,
    /// Corrected answers by pointer.
    pub set: Option<BTreeMap<String, Value>>,
    /// Says what one run more is for.
    pub item: Option<Value>,
    /// The name of a message, and what it brings.
    pub message: Option<String>,
    pub value: Option<Value>,
    /// Names whom of staff it is done with, written as an actor.
    pub to: Option<String>,
    /// Says what is said to colleagues.
    pub text: Option<String>,
    pub expect: Option<Expectation>,
}

/// Says what is expected after a move. What is not named is not compared, but for the refusal: none named, none expected.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Expectation {
    pub refusal: Option<String>,
    pub open: Option<Vec<StepName>>,
    pub finished: Option<StepName>,
    pub effects: Option<Vec<String>>,
    pub assigned: Option<BTreeMap<StepName, String>>,
    pub flags: Option<Vec<String>>,
    pub waiting: Option<Vec<StepName>>,
    #[serde(default)]
    pub due: BTreeMap<StepName, String>,
    pub provisional: Option<Vec<StepName>>,
    /// Until when the whole is to be decided.
    pub case_due: Option<String>,
    /// Names whose signature is awaited, by step.
    pub signers: Option<BTreeMap<StepName, Vec<String>>>,
    /// Names who may read the case beside those whose role some step is for.
    pub readers: Option<Vec<String>>,
}
