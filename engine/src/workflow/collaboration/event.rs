//! What was done about an open step among colleagues.

use serde::{Deserialize, Serialize};

use super::state::PendingDecision;
use crate::workflow::actor::Assignee;

/// What was settled about an open step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "among", rename_all = "kebab-case")]
pub enum CollaborationEvent {
    /// The step was given to somebody.
    Assigned {
        /// To whom.
        to: Assignee,
        /// Why.
        reason: Option<String>,
    },
    /// It was given to somebody who is to give it back.
    Delegated {
        /// To whom.
        to: Assignee,
        /// What they are asked.
        reason: Option<String>,
    },
    /// It was given back.
    GivenBack {
        /// To whom.
        to: Assignee,
        /// The opinion.
        reason: Option<String>,
    },
    /// A signature was asked for.
    SignerAdded {
        /// Of whom.
        to: Assignee,
        /// Whether after the decision.
        after: bool,
        /// What they are asked.
        reason: Option<String>,
    },
    /// Somebody signed, or objected.
    Signed {
        /// Whose signature was asked for: who signs, or for whom they stand in.
        signer: Assignee,
        /// Whether they agree.
        agrees: bool,
        /// Why.
        reason: Option<String>,
    },
    /// A signature is no longer asked for.
    Excused {
        /// Whose.
        signer: Assignee,
    },
    /// A decision was made that waits for signatures.
    #[serde(rename = "held")]
    DecisionPending(PendingDecision),
    /// Somebody may read the application.
    CopiedTo {
        /// Who.
        to: Assignee,
        /// Why.
        reason: Option<String>,
    },
    /// Whoever is to do the step was reminded.
    Reminded,
    /// The step is overdue, and is offered to whom it is escalated to as well.
    Escalated,
}
