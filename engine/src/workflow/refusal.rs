//! Why a command is not carried out.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::message::Message;

/// Declares the codes, each with what it says; a code never changes its meaning.
macro_rules! codes {
    ($($(#[$doc:meta])+ $name:ident = $code:literal,)+) => {
        /// Tells refusals apart. `docs/workflows.md` lists them all; scenarios and programs go by the written form.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum RefusalCode {
            $($(#[$doc])+ #[serde(rename = $code)] $name,)+
        }

        impl RefusalCode {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// Returns the written form: `not-open`, `claimed-by-other`, `reason-missing`, …
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                }
            }
        }
    };
}

codes! {
    /// The action, the claim or the reveal is not for this person.
    NotPermitted = "not-permitted",
    /// There is no such step in this application.
    NotOpen = "not-open",
    /// Somebody else was first, or the time ran out; says who, what and when.
    AlreadyDone = "already-done",
    /// Somebody else has claimed the step; says who.
    ClaimedByOther = "claimed-by-other",
    /// You have claimed it already.
    ClaimedByYou = "claimed-by-you",
    /// Nobody has claimed it, so it cannot be given back.
    NotClaimed = "not-claimed",
    /// The step has no such action.
    UnknownAction = "unknown-action",
    /// The action needs a reason; or an objection to a signature, or giving back what was delegated, does.
    ReasonMissing = "reason-missing",
    /// The reason has more than 2,000 characters.
    ReasonTooLong = "reason-too-long",
    /// The action flags answers, and none is ticked.
    FlagsMissing = "flags-missing",
    /// Answers are ticked, and the action flags none.
    FlagsNotAsked = "flags-not-asked",
    /// More than 200 answers are ticked.
    FlagsTooMany = "flags-too-many",
    /// A ticked answer has no reason.
    FlagReasonMissing = "flag-reason-missing",
    /// The reason of a ticked answer has more than 2,000 characters.
    FlagReasonTooLong = "flag-reason-too-long",
    /// An answer is ticked twice.
    FlagTwice = "flag-twice",
    /// The action brings corrected answers, and there are none.
    AnswersMissing = "answers-missing",
    /// Answers come along, and the action brings none.
    AnswersNotAsked = "answers-not-asked",
    /// An answer differs that was not flagged.
    AnswerNotOpen = "answer-not-open",
    /// The action can be taken only while another step is open, which is not.
    NotNow = "not-now",
    /// The step is for somebody who did not do another: says which.
    DidAnotherStep = "did-another-step",
    /// Another of the steps that are done one at a time is with somebody: says with whom.
    OneAtATime = "one-at-a-time",
    /// It is with you.
    OneAtATimeYours = "one-at-a-time-yours",
    /// The action adds an item, and none is given.
    ItemMissing = "item-missing",
    /// An item is given, and the action adds none.
    ItemNotAsked = "item-not-asked",
    /// The item has more than 2,000 bytes.
    ItemTooLong = "item-too-long",
    /// There are 100 already.
    TooManyItems = "too-many-items",
    /// No open step waits for the message, and none keeps it.
    MessageNotAwaited = "message-not-awaited",
    /// The message brings more than 16 KiB.
    MessageTooLong = "message-too-long",
    /// The time allowed is not over yet.
    NotDue = "not-due",
    /// The step was treated as overdue already.
    AlreadyOverdue = "already-overdue",
    /// The step is not for whoever submitted the application.
    SubmittedIt = "submitted-it",
    /// The step was delegated: it is given back with an opinion, and then decided.
    Delegated = "delegated",
    /// That colleague delegated it already, or it was delegated five times.
    DelegatedAlready = "delegated-already",
    /// Signatures were asked for and have not come: says whose.
    SignatureAwaited = "signature-awaited",
    /// No colleague is named.
    NobodyNamed = "nobody-named",
    /// The colleague named could not claim the step.
    CannotBeGiven = "cannot-be-given",
    /// The colleague named has it.
    HasItAlready = "has-it-already",
    /// They have been asked to sign, and have not yet.
    AskedAlready = "asked-already",
    /// Whoever has the step is asked to sign.
    AsksOneself = "asks-oneself",
    /// Nobody asked them to sign.
    NotAsked = "not-asked",
    /// It is the last run of those that are one step together: somebody is to do it.
    NobodyLeft = "nobody-left",
    /// The answers, or what is to be corrected, changed since the page was opened.
    AnswersChanged = "answers-changed",
    /// The version of the workflow lacks a step in which the application stands: says which.
    CannotMove = "cannot-move",
    /// More time is given in whole days or hours, from 1 to 365.
    ExtensionWrong = "extension-wrong",
    /// 20 signatures were asked for in this step, or 50 people may read the application.
    TooManyAsked = "too-many-asked",
    /// The colleague named may read the application anyway.
    ReadsAlready = "reads-already",
    /// Somebody was reminded less than twelve hours ago: says when it can be done again.
    RemindedAlready = "reminded-already",
    /// A comment is empty.
    CommentMissing = "comment-missing",
    /// A comment has more than 2,000 characters.
    CommentTooLong = "comment-too-long",
    /// On the desk: the step went to somebody else, or was given back, since the page was opened; says who has it.
    HolderChanged = "holder-changed",
    /// A value that must be unique was taken by somebody else; says which.
    ValueTaken = "value-taken",
    /// A function of the script failed, or chose what is not among the targets; or no step would be left open.
    WorkflowFault = "workflow-fault",
}

impl RefusalCode {
    /// Tells whether the reason that somebody gave, or did not give, is at fault.
    #[must_use]
    pub fn is_about_reason(self) -> bool {
        matches!(self, Self::ReasonMissing | Self::ReasonTooLong)
    }

    /// Tells whether something that was typed is at fault, so that whoever typed it can put it right.
    #[must_use]
    pub fn is_about_remarks(self) -> bool {
        self.is_about_reason()
            || matches!(
                self,
                Self::FlagsMissing
                    | Self::FlagsNotAsked
                    | Self::FlagsTooMany
                    | Self::FlagReasonMissing
                    | Self::FlagReasonTooLong
                    | Self::FlagTwice
                    | Self::ItemMissing
                    | Self::ItemNotAsked
                    | Self::ItemTooLong
                    | Self::CommentMissing
                    | Self::CommentTooLong
            )
    }

    /// Tells whether another colleague is to be chosen.
    #[must_use]
    pub fn is_about_colleague(self) -> bool {
        matches!(
            self,
            Self::NobodyNamed | Self::CannotBeGiven | Self::AsksOneself | Self::ReadsAlready
        )
    }
}

impl fmt::Display for RefusalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Says why a command is not carried out. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    /// Which.
    pub code: RefusalCode,
    /// Says what to tell the person: `refusal-<code>`, with who, what and when where somebody else came first.
    /// The arguments `step` and `action` are names; `Workflow::translate` puts the titles in their place.
    pub message: Message,
}

impl Refusal {
    /// Creates a refusal with no arguments yet.
    #[must_use]
    pub fn new(code: RefusalCode) -> Self {
        Self {
            code,
            message: Message::new(format!("refusal-{code}")),
        }
    }

    /// Adds an argument to the message.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.message = self.message.with(name, value);
        self
    }
}
