//! What is known of a case at any time.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::ids::{AccountId, ActionName, CaseId, DefinitionRef, Reference, StepName};
use crate::workflow::actor::{Actor, Assignee};
use crate::workflow::branch::{Arrivals, Branch, Group, Round};
use crate::workflow::collaboration::CollaborationState;
use crate::workflow::definition::Step;
use crate::workflow::due::Due;
use crate::workflow::flag::Flag;
use crate::workflow::item::Item;
use crate::workflow::notification::Recipient;
use crate::workflow::performer::Performer;
use crate::workflow::run::{GroupId, RunId};
use crate::workflow::written::is_false;

/// A case: where an application stands. Made only by applying events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Id.
    pub id: CaseId,
    /// Reference number.
    pub reference: Reference,
    /// The number of events so far.
    pub version: u64,
    /// The form and version it began with.
    pub form: DefinitionRef,
    /// The workflow and version that it goes by: those that it began with, until somebody moves it.
    pub workflow: DefinitionRef,
    /// The version of the workflow that it went by before it was moved to this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub migrated_from: Option<DefinitionRef>,
    /// The language to write to the applicant in.
    pub locale: String,
    /// Says when it was submitted.
    pub submitted_at: Timestamp,
    /// The answers.
    pub answers: Value,
    /// The registered answers that the application began with.
    #[serde(default, rename = "before", skip_serializing_if = "Option::is_none")]
    pub baseline_answers: Option<Value>,
    /// The answers before the last correction, for the diff.
    #[serde(rename = "answers_before")]
    pub answers_before_correction: Option<Value>,
    /// The answers open to correction, with reasons; empty when none are.
    pub flags: Vec<Flag>,
    /// The reason last given by staff.
    pub reason: Option<String>,
    /// The open steps by run.
    pub open: BTreeMap<RunId, OpenStep>,
    /// The run number to be given next.
    pub next_run: RunId,
    /// Steps that were reached and wait for the other branches (`join: "all"`).
    pub waiting: BTreeSet<StepName>,
    /// The branches that came to steps which wait for others.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub joins: BTreeMap<StepName, Arrivals>,
    /// The branches that came to steps which wait for the others of the same item, by the run that was opened for it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub item_joins: BTreeMap<StepName, BTreeMap<RunId, Arrivals>>,
    /// The groups of runs that are not done yet.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub groups: BTreeMap<GroupId, Group>,
    /// Says what was flagged and is not corrected yet, by the run in which it was; `flags` is all of it.
    #[serde(default, rename = "asked", skip_serializing_if = "BTreeMap::is_empty")]
    pub correction_requests: BTreeMap<RunId, Vec<Flag>>,
    /// Says how the steps that are no longer open ended, by run: the last [`CLOSED_MAX`] of them.
    pub closed: BTreeMap<RunId, ClosedStep>,
    /// Names whoever acted last in each step, by step name.
    #[serde(rename = "done_by")]
    pub last_actors: BTreeMap<StepName, Assignee>,
    /// The ids of all who ever acted in each step, by step name.
    #[serde(default, rename = "doers", skip_serializing_if = "BTreeMap::is_empty")]
    pub actors_by_step: BTreeMap<StepName, BTreeSet<AccountId>>,
    /// Says who had a hand in each step in its last round, by step name; events of old say nothing of it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rounds: BTreeMap<StepName, Round>,
    /// Says what steps have noted: values and counters, by name.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub values: Map<String, Value>,
    /// Says what the last message of each name brought.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub messages: BTreeMap<String, Value>,
    /// Messages that nothing waited for yet, oldest first.
    #[serde(default, rename = "kept", skip_serializing_if = "BTreeMap::is_empty")]
    pub buffered_messages: BTreeMap<String, Vec<Value>>,
    /// Until when the whole is to be decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// Says whether that time has passed and been acted on.
    #[serde(default, skip_serializing_if = "is_false")]
    pub overdue: bool,
    /// Names who of staff may read it, whatever their roles: whom it was copied to, and who was asked to sign.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readers: Vec<Recipient>,
    /// The finish reached, and when.
    pub finished: Option<(StepName, Timestamp)>,
}

impl Case {
    /// Tells whether somebody may read the case because it was copied to them or they were asked to sign.
    #[must_use]
    pub fn has_reader(&self, actor: &Actor) -> bool {
        self.readers.iter().any(|reader| reader.is(actor))
    }
}

/// One open step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenStep {
    /// Its name.
    pub step: StepName,
    /// Since when.
    pub opened_at: Timestamp,
    /// Its due date.
    pub due: Option<Due>,
    /// Names who has it.
    pub assignee: Option<Assignee>,
    /// Says whether its due time has passed and been acted on.
    pub overdue: bool,
    /// Says whether the due dates of the other open steps stand still while it is open.
    pub clock_stopped: bool,
    /// Says what its branch brings along.
    #[serde(flatten)]
    pub branch: Branch,
    /// The runs that were opened together with it, where they are one step together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// Says what it is for, where the step is opened once for each item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<Item>,
    /// Says whether it waits for its due time, which then never stands still.
    #[serde(default, skip_serializing_if = "is_false")]
    pub timed: bool,
    /// Says what colleagues have settled about it.
    #[serde(flatten)]
    pub collaboration: CollaborationState,
}

impl OpenStep {
    /// Tells whether this very person decides here: has the step, delegated it, or made the decision that waits for
    /// signatures, in whosever name.
    pub(in crate::workflow) fn is_decided_by(&self, id: &AccountId) -> bool {
        self.deciders().any(|decider| decider == id)
    }

    /// Returns the ids of all who decide here.
    pub(in crate::workflow) fn deciders(&self) -> impl Iterator<Item = &AccountId> {
        let pending = self.collaboration.pending_decision.as_deref();
        let pending = pending.and_then(|pending| pending.by.id());
        let holders = self.holders().map(|holder| &holder.id);
        holders.chain(pending)
    }

    /// Returns who has it, and who delegated it: what somebody delegated comes back to them.
    pub(in crate::workflow) fn holders(&self) -> impl Iterator<Item = &Assignee> {
        let delegated = &self.collaboration.delegated_by;
        self.assignee.iter().chain(delegated)
    }

    /// Returns what it is for: its own item, or that of the branch on which it lies.
    #[must_use]
    pub fn subject(&self) -> Option<&Item> {
        let part = self.branch.part.as_ref();
        self.item.as_ref().or(part.map(|part| &part.item))
    }

    /// Tells whether somebody has it, or stands in for whoever has.
    #[must_use]
    pub fn is_with(&self, actor: &Actor) -> bool {
        let assignee = self.assignee.as_ref();
        assignee.is_some_and(|assignee| actor.is_for(&assignee.id))
    }
}

impl Step {
    /// Returns who a run is for: whom its item names, else whom the step does.
    #[must_use]
    pub fn performer_of<'a>(&'a self, open: &'a OpenStep) -> &'a Performer {
        match &open.item {
            Some(Item::Performer(who)) => who,
            _ => &self.performer,
        }
    }
}

/// Says how a step ended, so that whoever comes second can be told who was first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedStep {
    /// Its name.
    pub step: StepName,
    /// The action that closed it; `None` when time ran out.
    pub action: Option<ActionName>,
    /// Names who did.
    pub by: Actor,
    /// Gives the time.
    pub at: Timestamp,
}

/// Says how many ended runs a case remembers: a case costs the same however long its history is.
pub const CLOSED_MAX: usize = 100;
