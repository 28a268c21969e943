//! Who acts on a case: the applicant, a member of staff, or the engine itself.

use serde::{Deserialize, Serialize};

use super::performer::Performer;
use crate::ids::{AccountId, Role};

/// Whoever does something to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Actor {
    /// The applicant.
    Applicant,
    /// A member of staff.
    Staff {
        /// The account's id.
        id: AccountId,
        /// The name people know them by.
        name: String,
        /// Their roles.
        roles: Vec<Role>,
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

impl Actor {
    /// Creates a member of staff who belongs to no group and stands in for nobody.
    #[must_use]
    pub fn staff(
        id: impl Into<String>,
        name: impl Into<String>,
        roles: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Self::Staff {
            id: AccountId::new(id),
            name: name.into(),
            roles: roles.into_iter().map(Role::new).collect(),
            groups: Vec::new(),
            stands_in_for: Vec::new(),
        }
    }

    /// Returns `applicant`, `staff` or `system`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Staff { .. } => "staff",
            Self::System => "system",
        }
    }

    /// Returns the name of a member of staff; empty for anybody else.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Staff { name, .. } => name,
            Self::Applicant | Self::System => "",
        }
    }

    pub(in crate::workflow) fn id(&self) -> Option<&AccountId> {
        match self {
            Self::Staff { id, .. } => Some(id),
            Self::Applicant | Self::System => None,
        }
    }

    /// Tells whether somebody is meant by this.
    #[must_use]
    pub fn is(&self, who: &Performer) -> bool {
        match (self, who) {
            (Self::Applicant, Performer::Applicant) => true,
            (Self::Staff { roles, .. }, Performer::Role(role)) => roles.contains(role),
            (Self::Staff { groups, .. }, Performer::Group(group)) => groups.contains(group),
            // Whoever stands in for somebody named is the only one who could do their step.
            (
                Self::Staff {
                    name,
                    stands_in_for,
                    ..
                },
                Performer::Person(person),
            ) => name == person || stands_in_for.iter().any(|absent| absent.name == *person),
            _ => false,
        }
    }

    /// Tells whether this is the person of an account, or stands in for them.
    #[must_use]
    pub fn is_for(&self, account: &AccountId) -> bool {
        match self {
            Self::Staff {
                id, stands_in_for, ..
            } => id == account || stands_in_for.iter().any(|absent| absent.id == *account),
            Self::Applicant | Self::System => false,
        }
    }

    /// Returns the person, where it is a member of staff.
    #[must_use]
    pub fn as_assignee(&self) -> Option<Assignee> {
        match self {
            Self::Staff { id, name, .. } => Some(Assignee {
                id: id.clone(),
                name: name.clone(),
            }),
            Self::Applicant | Self::System => None,
        }
    }
}

/// A person to whom a step belongs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Assignee {
    /// The account's id.
    pub id: AccountId,
    /// The name people know them by.
    pub name: String,
}
