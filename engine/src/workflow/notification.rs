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
}

impl StaffNotificationKind {
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
