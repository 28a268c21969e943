//! What a branch brings along, where branches meet, and the runs that are one step together.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::actor::Assignee;
use super::due::Due;
use super::item::Item;
use super::run::RunId;
use crate::ids::{AccountId, ActionName, StepName};

/// Says what a branch brings along to the step that it leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    /// The joins that opened without it, where it comes late.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub late: Vec<StepName>,
    /// Says where it comes from; kept where a step of the applicant, or one that leads back, is reached.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<Origin>,
    /// The item that it belongs to, where it goes out from one run of a step that opens once for each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
}

/// The item of a branch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The run that was opened for it.
    pub run: RunId,
    /// The item.
    pub item: Item,
}

impl Branch {
    /// Takes in another branch: the two come late only where both do, and come from where either does.
    pub(super) fn merge(&mut self, other: &Self) {
        self.late.retain(|join| other.late.contains(join));
        if self.part != other.part {
            self.part = None;
        }
        for origin in &other.from {
            self.add_origin(origin);
        }
    }

    fn add_origin(&mut self, origin: &Origin) {
        if self.from.iter().all(|known| known.run != origin.run) {
            self.from.push(origin.clone());
        }
    }

    pub(super) fn mark_late(&mut self, join: &StepName) {
        if !self.late.contains(join) {
            self.late.push(join.clone());
        }
    }
}

/// The run that led to a step, and what is needed to go back there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The run.
    pub run: RunId,
    /// Its step.
    pub step: StepName,
    /// Names who had it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<Assignee>,
    /// Says what it was for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<Item>,
    /// The joins that its branch came late to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub late: Vec<StepName>,
    /// The item that its branch belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
    /// By when it was due, where it is put on hold and goes on with the time that was left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
}

/// The branches that came to a step which has not opened yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrivals {
    /// Counts the branches.
    pub count: u32,
    /// To whom the step is to be given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<Assignee>,
    /// Says what they bring along.
    #[serde(flatten)]
    pub branch: Branch,
}

/// Says who had a hand in a step since it was opened last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// Whatever was opened before this run belongs to the round.
    pub before: RunId,
    /// The ids of all who had.
    pub persons: BTreeSet<AccountId>,
    /// The action taken last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<ActionName>,
    /// In how many of its runs each action was taken.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tally: BTreeMap<ActionName, u32>,
}

/// Runs that were opened together and are one step together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The step.
    pub step: StepName,
    /// Says how many runs there are in all.
    pub total: u32,
    /// In how many an action that counts was taken.
    pub done: u32,
    /// In how many an action that counts must be taken, where a function of the script said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needed: Option<u32>,
    /// Says what the runs yet to be opened are for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pending: Vec<Item>,
    /// The ids of those who acted in one.
    #[serde(default, rename = "doers", skip_serializing_if = "BTreeSet::is_empty")]
    pub actors: BTreeSet<AccountId>,
}
