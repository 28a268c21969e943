//! Who a step is for.

use serde::{Deserialize, Serialize};

use crate::ids::{PerformerKey, Role};

/// Names who does a step.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Performer {
    /// The applicant.
    Applicant,
    /// Any member of staff with this role.
    Role(Role),
    /// Any member of staff who belongs to this group.
    Group(String),
    /// One member of staff, by the name that people know them by.
    Person(String),
    /// The engine itself: automatic steps and waits.
    System,
}

impl Performer {
    /// Tells whether members of staff are meant.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        matches!(self, Self::Role(_) | Self::Group(_) | Self::Person(_))
    }

    /// Returns what lists of tasks go by: the role, `group:` and the group, or `person:` and the name; empty where nobody of staff is meant.
    #[must_use]
    pub fn key(&self) -> PerformerKey {
        match self {
            Self::Role(role) => PerformerKey::new(role.clone()),
            Self::Group(group) => PerformerKey::new(format!("group:{group}")),
            Self::Person(name) => PerformerKey::new(format!("person:{name}")),
            Self::Applicant | Self::System => PerformerKey::new(""),
        }
    }
}
