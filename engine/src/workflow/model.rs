//! Cases, commands, events, effects and refusals.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::branches::{Arrivals, Branch, Group, GroupId};
use super::collaboration::{
    CollaborationCommand, CollaborationEvent, CollaborationState, Recipient, StaffNotificationKind,
};
use super::definition::{Item, Performer};
use crate::ids::{DefinitionRef, Pointer};
use crate::message::Message;

/// Numbers the runs of steps within a case, from 1.
pub type RunId = u32;

/// Who does something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Actor {
    /// The applicant.
    Applicant,
    /// A member of staff.
    Staff {
        /// The account's id.
        id: String,
        /// The name people know them by.
        name: String,
        /// Their roles: `reviewer`, `administrator`.
        roles: Vec<String>,
        /// The groups they belong to.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        groups: Vec<String>,
        /// The colleagues for whom they stand in now, because those are absent.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        stands_in_for: Vec<Assignee>,
    },
    /// The engine itself, when time runs out.
    System,
}

/// An answer sent back for correction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flag {
    /// The answer.
    pub pointer: Pointer,
    /// What to put right.
    pub reason: String,
}

/// What somebody wants to happen to a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "kebab-case")]
pub enum Command {
    /// Takes an offered step.
    Claim {
        /// The step's run.
        run: RunId,
        /// Who.
        actor: Actor,
    },
    /// Gives a claimed step back.
    Release {
        /// The step's run.
        run: RunId,
        /// Who.
        actor: Actor,
    },
    /// Performs a declared action of an open step.
    Act {
        /// The step's run.
        run: RunId,
        /// The action's name.
        action: String,
        /// Who.
        actor: Actor,
        /// Flagged answers, where the action flags fields.
        flags: Vec<Flag>,
        /// The reason, where the action needs one.
        reason: Option<String>,
        /// The answers as corrected, where the action brings some; validated by the caller.
        answers: Option<Value>,
        /// What one run more is for, where the action adds one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<Value>,
    },
    /// Shows one masked answer to a member of staff.
    Reveal {
        /// The answer.
        pointer: Pointer,
        /// Who.
        actor: Actor,
    },
    /// A time has come: for a reminder, of a due date, or the one that a step waits for.
    Overdue {
        /// The step's run.
        run: RunId,
    },
    /// Something that colleagues settle among themselves.
    #[serde(rename = "among")]
    Collaborate {
        /// The step's run.
        run: RunId,
        /// Who.
        actor: Actor,
        /// What.
        #[serde(flatten)]
        collaboration: CollaborationCommand,
    },
    /// A word to colleagues, which the applicant never sees.
    Comment {
        /// Who.
        actor: Actor,
        /// What they say.
        text: String,
    },
    /// A message has come from outside.
    Message {
        /// Its name.
        name: String,
        /// What it brings.
        value: Value,
        /// Who passes it on.
        actor: Actor,
    },
}

/// What starts a case; the answers are already validated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// The case's id: random, made by the server.
    pub id: String,
    /// The reference number that people use.
    pub reference: String,
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
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What happened.
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
        step: String,
        /// Its due date.
        due: Option<Due>,
        /// To whom it is given straight away (back to the same person).
        assignee: Option<Assignee>,
        /// Whether the due dates of the other open steps stand still while it is open.
        clock_stopped: bool,
        /// What else belongs to it.
        #[serde(flatten)]
        branch: Branch,
        /// The runs that were opened together, where they are one step together.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<GroupId>,
        /// What it is for, where the step is opened once for each item.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<Item>,
        /// Whether it waits for its due time.
        #[serde(default, skip_serializing_if = "is_false")]
        timed: bool,
        /// When whoever is to do it is reminded.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        remind_at: Option<Timestamp>,
    },
    /// Another branch leads to a step that is open already and goes on with it: the applicant's one correction.
    #[serde(rename = "asked")]
    CorrectionRequested {
        /// The step's run.
        run: RunId,
        /// What the branch brings along.
        #[serde(flatten)]
        branch: Branch,
    },
    /// A step that joins all branches was reached and waits for the others.
    Waiting {
        /// Its name.
        step: String,
        /// To whom it is to be given (back to the same person).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        assignee: Option<Assignee>,
        /// What the branch brings along.
        #[serde(flatten)]
        branch: Branch,
    },
    /// A branch came to a step that opens when so many have.
    Joined {
        /// Its name.
        step: String,
        /// To whom it is to be given (back to the same person).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        assignee: Option<Assignee>,
        /// What the branch brings along.
        #[serde(flatten)]
        branch: Branch,
    },
    /// So many have come: the step opens. Every branch under way comes late from now on.
    JoinFired {
        /// Its name.
        step: String,
    },
    /// A branch came late to a step that was opened without it, and ends there.
    CameLate {
        /// The step's name.
        step: String,
    },
    /// The branches that came to a step are forgotten: no more can come, or it is cancelled.
    JoinReset {
        /// Its name.
        step: String,
    },
    /// A step is to be opened once for each item, and its runs are one step together.
    GroupOpened {
        /// The number of the group.
        group: GroupId,
        /// The step's name.
        step: String,
        /// What each run is for.
        items: Vec<Item>,
    },
    /// One run more belongs to a group.
    ItemAdded {
        /// The group.
        group: GroupId,
        /// What the run is for.
        item: Item,
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
        /// When whoever is to do it is reminded now.
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
        /// What.
        #[serde(flatten)]
        collaboration: CollaborationEvent,
    },
    /// A colleague said something to the others.
    Commented {
        /// What.
        text: String,
    },
    /// A step was closed by an action, or cancelled.
    StepClosed {
        /// Its run.
        run: RunId,
        /// Whether it was cancelled rather than done.
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
        step: String,
        /// The action's name.
        action: String,
        /// The flagged answers.
        flags: Vec<Flag>,
        /// The reason.
        reason: Option<String>,
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
        /// What it brings.
        value: Value,
        /// Whether nothing waits for it yet, so that it is kept for what will.
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
        finish: String,
    },
}

/// What the server is to do. One file per effect in `server/src/service/effect/`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "kebab-case")]
pub enum Effect {
    /// Sends a notice to the applicant.
    #[serde(rename = "notice")]
    NotifyApplicant {
        /// The notice: a folder under `templates/mail/`.
        #[serde(rename = "notice")]
        notification: String,
    },
    /// Makes the applicant's account, inactive.
    CreateAccount,
    /// Activates it.
    ActivateAccount,
    /// Closes it and frees its unique values.
    CloseAccount,
    /// Puts what the applicant changed into the account's registered data.
    ApplyAnswers,
    /// Lets members of staff read the case, and tells them.
    CopyTo {
        /// Whom.
        #[serde(rename = "who")]
        readers: Performer,
    },
    /// Tells members of staff of something that concerns them.
    #[serde(rename = "tell")]
    NotifyStaff {
        /// Of what.
        #[serde(rename = "news")]
        notification: StaffNotificationKind,
        /// Whom.
        to: Recipient,
        /// The step's run.
        run: RunId,
    },
    /// The account is valid for this long from now on.
    ValidFor {
        /// Years.
        years: u32,
    },
    /// The account is valid for this much longer, and may log in again.
    RenewFor {
        /// Years.
        years: u32,
    },
    /// The account may not log in until it is renewed.
    SuspendAccount,
}

/// A due date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The last instant.
    pub at: Timestamp,
    /// Whether it falls in a year without a published calendar.
    pub provisional: bool,
}

/// A person to whom a step belongs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Assignee {
    /// The account's id.
    pub id: String,
    /// The name people know them by.
    pub name: String,
}

/// One open step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenStep {
    /// Its name.
    pub step: String,
    /// Since when.
    pub opened_at: Timestamp,
    /// Its due date.
    pub due: Option<Due>,
    /// Who has it.
    pub assignee: Option<Assignee>,
    /// Whether its due time has passed and been acted on.
    pub overdue: bool,
    /// Whether the due dates of the other open steps stand still while it is open.
    pub clock_stopped: bool,
    /// What its branch brings along.
    #[serde(flatten)]
    pub branch: Branch,
    /// The runs that were opened together with it, where they are one step together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// What it is for, where the step is opened once for each item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<Item>,
    /// Whether it waits for its due time, which then never stands still.
    #[serde(default, skip_serializing_if = "is_false")]
    pub timed: bool,
    /// What colleagues have settled about it.
    #[serde(flatten)]
    pub collaboration: CollaborationState,
}

pub(super) fn is_false(value: &bool) -> bool {
    !value
}

/// How a step ended, so that whoever comes second can be told who was first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedStep {
    /// Its name.
    pub step: String,
    /// The action that closed it; `None` when time ran out.
    pub action: Option<String>,
    /// Who did.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
}

/// How many ended runs a case remembers: a case costs the same however long its history is.
pub const CLOSED_MAX: usize = 100;

/// A case: where an application stands. Made only by applying events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Id.
    pub id: String,
    /// Reference number.
    pub reference: String,
    /// The number of events so far.
    pub version: u64,
    /// The form and version it began with.
    pub form: DefinitionRef,
    /// The workflow and version it began with.
    pub workflow: DefinitionRef,
    /// The language to write to the applicant in.
    pub locale: String,
    /// When it was submitted.
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
    pub waiting: BTreeSet<String>,
    /// The branches that came to steps which wait for others.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub joins: BTreeMap<String, Arrivals>,
    /// The groups of runs that are not done yet.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub groups: BTreeMap<GroupId, Group>,
    /// What was flagged and is not corrected yet, by the run in which it was; `flags` is all of it.
    #[serde(default, rename = "asked", skip_serializing_if = "BTreeMap::is_empty")]
    pub correction_requests: BTreeMap<RunId, Vec<Flag>>,
    /// How the steps that are no longer open ended, by run: the last [`CLOSED_MAX`] of them.
    pub closed: BTreeMap<RunId, ClosedStep>,
    /// Who last did each step, by step name.
    #[serde(rename = "done_by")]
    pub last_actors: BTreeMap<String, Assignee>,
    /// The ids of all who ever acted in each step, by step name.
    #[serde(default, rename = "doers", skip_serializing_if = "BTreeMap::is_empty")]
    pub actors_by_step: BTreeMap<String, BTreeSet<String>>,
    /// What the last message of each name brought.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub messages: BTreeMap<String, Value>,
    /// Messages that nothing waited for yet, oldest first.
    #[serde(default, rename = "kept", skip_serializing_if = "BTreeMap::is_empty")]
    pub buffered_messages: BTreeMap<String, Vec<Value>>,
    /// Until when the whole is to be decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// Whether that time has passed and been acted on.
    #[serde(default, skip_serializing_if = "is_false")]
    pub overdue: bool,
    /// Who of staff may read it, whatever their roles: whom it was copied to, and who was asked to sign.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readers: Vec<Recipient>,
    /// The finish reached, and when.
    pub finished: Option<(String, Timestamp)>,
}

/// Why a command is not carried out. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    /// A stable code, listed in `docs/workflows.md`: `not-open`, `claimed-by-other`, `reason-missing`, …
    pub code: String,
    /// What to tell the person: `refusal-<code>`, with who, what and when where somebody else came first.
    /// The arguments `step` and `action` are names; `Workflow::translate` puts the titles in their place.
    pub message: Message,
}

impl Refusal {
    /// A refusal with this code and no arguments yet.
    #[must_use]
    pub fn new(code: &str) -> Self {
        Self {
            code: code.to_owned(),
            message: Message::new(format!("refusal-{code}")),
        }
    }

    /// This refusal with one more argument.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.message = self.message.with(name, value);
        self
    }
}
