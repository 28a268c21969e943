//! What members of staff are notified of, and whom.

use serde::{Deserialize, Serialize};

use super::actor::{Actor, Assignee};
use super::performer::Performer;

/// Of what members of staff are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StaffNotificationKind {
    /// A step was given to them.
    Assigned,
    /// A step was delegated to them.
    Delegated,
    /// Says what they delegated came back.
    GivenBack,
    /// Their signature is asked for.
    SignatureAsked,
    /// A signature that they asked for has come, or an objection.
    Signed,
    /// They may read an application.
    Copied,
    /// They are reminded of a step.
    Reminder,
    /// A step is overdue.
    Escalated,
    /// The whole application is overdue.
    CaseOverdue,
    /// A step came back to them.
    Returned,
    /// A step was taken from them.
    TakenAway,
    /// Their signature is asked for no longer.
    Excused,
    /// The answers changed, so that what was decided or signed is to be decided or signed anew.
    AnswersChanged,
    /// An application of which they had a step, or were to sign, was withdrawn.
    Withdrawn,
    /// A step that they had, or were to sign in, ended without them.
    Closed,
    /// A step was opened that they may take.
    Offered,
    /// Nobody can act on a step.
    Unattended,
}

impl StaffNotificationKind {
    /// What whoever gains or loses a step, a signature or an application is told, without a word of the script.
    pub(super) const BY_ITSELF: [Self; 6] = [
        Self::Returned,
        Self::TakenAway,
        Self::Excused,
        Self::AnswersChanged,
        Self::Withdrawn,
        Self::Closed,
    ];

    /// Its name: `assigned`, `signature-asked`, …
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Assigned => "assigned",
            Self::Delegated => "delegated",
            Self::GivenBack => "given-back",
            Self::SignatureAsked => "signature-asked",
            Self::Signed => "signed",
            Self::Copied => "copied",
            Self::Reminder => "reminder",
            Self::Escalated => "escalated",
            Self::CaseOverdue => "case-overdue",
            Self::Returned => "returned",
            Self::TakenAway => "taken-away",
            Self::Excused => "excused",
            Self::AnswersChanged => "answers-changed",
            Self::Withdrawn => "withdrawn",
            Self::Closed => "closed",
            Self::Offered => "offered",
            Self::Unattended => "unattended",
        }
    }
}

/// Members of staff who are told something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Recipient {
    /// One person.
    Person(Assignee),
    /// All who hold a role, or belong to a group.
    All(Performer),
}

impl Recipient {
    /// Tells whether somebody is meant.
    #[must_use]
    pub fn is(&self, actor: &Actor) -> bool {
        match self {
            Self::Person(person) => actor.is_for(&person.id),
            Self::All(who) => actor.is(who),
        }
    }
}
