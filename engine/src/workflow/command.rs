//! What somebody wants to happen to a case.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::actor::Actor;
use super::collaboration::CollaborationCommand;
use super::flag::Flag;
use super::run::RunId;
use crate::ids::{ActionName, Pointer};

/// A wish of somebody about a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "kebab-case")]
pub enum Command {
    /// Takes an offered step.
    Claim {
        /// The step's run.
        run: RunId,
        /// Names the actor.
        actor: Actor,
    },
    /// Gives a claimed step back.
    Release {
        /// The step's run.
        run: RunId,
        /// Names the actor.
        actor: Actor,
    },
    /// Performs a declared action of an open step.
    Act {
        /// The step's run.
        run: RunId,
        /// The action's name.
        action: ActionName,
        /// Names the actor.
        actor: Actor,
        /// Flagged answers, where the action flags fields.
        flags: Vec<Flag>,
        /// The reason, where the action needs one.
        reason: Option<String>,
        /// The answers as corrected, where the action brings some; validated by the caller.
        answers: Option<Value>,
        /// Says what one run more is for, where the action adds one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<Value>,
    },
    /// Shows one masked answer to a member of staff.
    Reveal {
        /// The answer.
        pointer: Pointer,
        /// Names the actor.
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
        /// Names the actor.
        actor: Actor,
        /// Says what.
        #[serde(flatten)]
        collaboration: CollaborationCommand,
    },
    /// A word to colleagues, which the applicant never sees.
    Comment {
        /// Names the actor.
        actor: Actor,
        /// Says what they say.
        text: String,
    },
    /// A message has come from outside.
    Message {
        /// Its name.
        name: String,
        /// Says what it brings.
        value: Value,
        /// Names who passes it on.
        actor: Actor,
    },
}
