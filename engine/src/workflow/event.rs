//! What happened to a case. Applying events is the only way a case changes.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::actor::{Actor, Assignee};
use super::branch::Branch;
use super::collaboration::CollaborationEvent;
use super::due::Due;
use super::effect::Effect;
use super::flag::Flag;
use super::item::Item;
use super::run::{GroupId, RunId};
use super::written::is_false;
use crate::ids::{AccountId, ActionName, CaseId, DefinitionRef, Pointer, Reference, StepName};

/// Says what starts a case; the answers are already validated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// The case's id: random, made by the server.
    pub id: CaseId,
    /// The reference number that people use.
    pub reference: Reference,
    /// The form and version.
    pub form: DefinitionRef,
    /// The workflow and version.
    pub workflow: DefinitionRef,
    /// The answers (attachment ids included, secrets never).
    pub answers: Value,
    /// The language to write to the applicant in.
    pub locale: String,
    /// The registered answers that the application began with.
    #[serde(default, rename = "before", skip_serializing_if = "Option::is_none")]
    pub baseline_answers: Option<Box<Value>>,
    /// The account that submits it, where somebody was logged in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Assignee>,
}

/// Something that happened. The only way a case changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// From 1, without gaps: the case's version after it.
    pub seq: u64,
    /// Gives the time.
    pub at: Timestamp,
    /// Names the actor.
    pub actor: Actor,
    /// Says what.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// Says what happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum EventKind {
    /// The application was submitted.
    Submitted(Start),
    /// A step was opened.
    StepOpened {
        /// Its run.
        run: RunId,
        /// Its name.
        step: StepName,
        /// Its due date.
        due: Option<Due>,
        /// To whom it is given straight away (back to the same person).
        assignee: Option<Assignee>,
        /// Says whether the due dates of the other open steps stand still while it is open.
        clock_stopped: bool,
        /// Says what else belongs to it.
        #[serde(flatten)]
        branch: Branch,
        /// The runs that were opened together, where they are one step together.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<GroupId>,
        /// Says what it is for, where the step is opened once for each item.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<Item>,
        /// Says whether it waits for its due time.
        #[serde(default, skip_serializing_if = "is_false")]
        timed: bool,
        /// Says when whoever is to do it is reminded.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        remind_at: Option<Timestamp>,
    },
    /// Another branch leads to a step that is open already and goes on with it: the applicant's one correction.
    #[serde(rename = "asked")]
    CorrectionRequested {
        /// The step's run.
        run: RunId,
        /// Says what the branch brings along.
        #[serde(flatten)]
        branch: Branch,
    },
    /// A step that joins all branches was reached and waits for the others.
    Waiting {
        /// Its name.
        step: StepName,
        /// To whom it is to be given (back to the same person).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        assignee: Option<Assignee>,
        /// Says what the branch brings along.
        #[serde(flatten)]
        branch: Branch,
        /// Says whether only those of its own item are waited for.
        #[serde(default, skip_serializing_if = "is_false")]
        of_item: bool,
    },
    /// A branch came to a step that opens when so many have.
    Joined {
        /// Its name.
        step: StepName,
        /// To whom it is to be given (back to the same person).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        assignee: Option<Assignee>,
        /// Says what the branch brings along.
        #[serde(flatten)]
        branch: Branch,
    },
    /// So many have come: the step opens. Every branch under way comes late from now on.
    JoinFired {
        /// Its name.
        step: StepName,
    },
    /// A branch came late to a step that was opened without it, and ends there.
    CameLate {
        /// The step's name.
        step: StepName,
    },
    /// The branches that came to a step are forgotten: no more can come, or it is cancelled.
    JoinReset {
        /// Its name.
        step: StepName,
        /// Of which item, by its run; `None`: of all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        part: Option<RunId>,
    },
    /// A step is to be opened once for each item, and its runs are one step together.
    GroupOpened {
        /// The number of the group.
        group: GroupId,
        /// The step's name.
        step: StepName,
        /// Says what each run is for.
        items: Vec<Item>,
        /// In how many an action that counts must be taken, where a function of the script said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        needed: Option<u32>,
    },
    /// One run more belongs to a group.
    ItemAdded {
        /// The group.
        group: GroupId,
        /// Says what the run is for.
        item: Item,
        /// Says whether it comes next, before those that are yet to be opened.
        #[serde(default, skip_serializing_if = "is_false")]
        next: bool,
    },
    /// One run less belongs to a group: whoever was to do it is gone.
    ItemDropped {
        /// The group.
        group: GroupId,
    },
    /// An action that counts was taken in a run.
    Counted {
        /// The group.
        group: GroupId,
    },
    /// A group is done, or cancelled.
    GroupClosed {
        /// The group.
        group: GroupId,
    },
    /// A due date moved, because the clock stood still.
    DueMoved {
        /// The step's run.
        run: RunId,
        /// The new due date.
        due: Due,
        /// Says when whoever is to do it is reminded now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        remind_at: Option<Timestamp>,
    },
    /// The whole application is to be decided by then.
    CaseDue {
        /// The due date.
        due: Due,
    },
    /// The time allowed for the whole application passed.
    CaseOverdue,
    /// Colleagues settled something among themselves.
    #[serde(rename = "among")]
    Collaborated {
        /// The step's run.
        run: RunId,
        /// Says what.
        #[serde(flatten)]
        collaboration: CollaborationEvent,
    },
    /// A colleague said something to the others.
    Commented {
        /// Says what.
        text: String,
    },
    /// A step was closed by an action, or cancelled.
    StepClosed {
        /// Its run.
        run: RunId,
        /// Says whether it was cancelled rather than done.
        cancelled: bool,
    },
    /// A step was claimed.
    Claimed {
        /// Its run.
        run: RunId,
    },
    /// A step was given back.
    Released {
        /// Its run.
        run: RunId,
    },
    /// An action was performed.
    Acted {
        /// The step's run.
        run: RunId,
        /// The step's name.
        step: StepName,
        /// The action's name.
        action: ActionName,
        /// The flagged answers.
        flags: Vec<Flag>,
        /// The reason.
        reason: Option<String>,
        /// The ids of all who had a hand in it, where members of staff did; empty in events of old.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        took_part: Vec<AccountId>,
    },
    /// The answers were corrected; these are all of them.
    Corrected {
        /// All answers.
        answers: Value,
        /// The run in which they were.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        run: Option<RunId>,
    },
    /// A message came from outside.
    Message {
        /// Its name.
        name: String,
        /// Says what it brings.
        value: Value,
        /// Says whether nothing waits for it yet, so that it is kept for what will.
        #[serde(default, rename = "kept", skip_serializing_if = "is_false")]
        buffered: bool,
    },
    /// A message that was kept is what a step waits for.
    MessageTaken {
        /// Its name.
        name: String,
    },
    /// A due time passed.
    WentOverdue {
        /// The step's run.
        run: RunId,
    },
    /// It goes on by another version of its workflow.
    Migrated {
        /// The version.
        workflow: DefinitionRef,
    },
    /// A masked answer was shown.
    Revealed {
        /// The answer.
        pointer: Pointer,
    },
    /// An effect for the server to carry out in the same transaction.
    Effect(Effect),
    /// The case ended.
    Finished {
        /// The finish's name.
        finish: StepName,
    },
}
