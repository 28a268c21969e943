//! What was done about an open step among colleagues.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::state::PendingDecision;
use crate::ids::AccountId;
use crate::workflow::actor::Assignee;
use crate::workflow::due::Due;
use crate::workflow::unattended::Unattended;
use crate::workflow::written::is_false;

/// Something arranged among colleagues about an open step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "among", rename_all = "kebab-case")]
pub enum CollaborationEvent {
    /// The step was given to somebody.
    Assigned {
        /// To whom.
        to: Assignee,
        /// Gives the reason.
        reason: Option<String>,
    },
    /// It was given to somebody who is to give it back.
    Delegated {
        /// To whom.
        to: Assignee,
        /// Says what they are asked.
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
        /// Says whether after the decision.
        after: bool,
        /// Says what they are asked.
        reason: Option<String>,
    },
    /// Somebody signed, or objected.
    Signed {
        /// Names whose signature was asked for: who signs, or for whom they stand in.
        signer: Assignee,
        /// Says whether they agree.
        agrees: bool,
        /// Gives the reason.
        reason: Option<String>,
        /// The id of whoever gave it, where they stand in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AccountId>,
    },
    /// What was signed, and what was decided and waited for signatures, holds no longer: it was about something else.
    #[serde(rename = "fell")]
    Fell {
        /// Names whose signatures.
        signers: Vec<Assignee>,
        /// Says whether the decision fell as well.
        #[serde(default, skip_serializing_if = "is_false")]
        decision: bool,
    },
    /// A signature is no longer asked for.
    Excused {
        /// Names whose.
        signer: Assignee,
    },
    /// A decision was made that waits for signatures.
    #[serde(rename = "held")]
    DecisionPending(PendingDecision),
    /// Somebody may read the application.
    CopiedTo {
        /// Names the actor.
        to: Assignee,
        /// Gives the reason.
        reason: Option<String>,
    },
    /// More time was given.
    Extended {
        /// Until when the step is due now.
        due: Due,
        /// Says when whoever is to do it is reminded now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        remind_at: Option<Timestamp>,
        /// Gives the reason.
        reason: Option<String>,
    },
    /// Nobody can act, and those who can see to it were told.
    Noticed {
        /// Says why.
        why: Unattended,
    },
    /// Whoever is to do the step was reminded.
    Reminded {
        /// Says when they are reminded next.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next: Option<Timestamp>,
    },
    /// The step is overdue, and is offered to whom it is escalated to as well.
    Escalated,
}
