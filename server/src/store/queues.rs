//! What the desk lists together.

use std::fmt;
use std::str::FromStr;

use guichet_engine::ids::{AccountId, PerformerKey};
use serde::{Deserialize, Serialize};

const UNCLAIMED: &str = "free";
const ASSIGNED: &str = "mine:";
const WAITING: &str = "waiting";
const DONE: &str = "done";
/// The key of all that staff have open, whoever has it.
const ACTIVE: &str = "active";

/// The queue that a task lies in; stored as `free`, `mine:<account>`, `waiting` or `done`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Queue {
    /// What nobody has.
    Unclaimed,
    /// What the member of staff with this account has.
    Assigned(AccountId),
    /// What the applicant has, or what waits for a time or a message.
    Waiting,
    /// What has ended.
    Done,
}

/// A text names no queue.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} names no queue")]
pub struct QueueError(String);

/// What a task is listed under: a queue as those see it who hold a role or belong to a group, or a queue of one's own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct QueueKey(String);

impl Queue {
    /// Creates the queue of what a member of staff has.
    #[must_use]
    pub fn assigned_to(account: &AccountId) -> Self {
        Self::Assigned(account.clone())
    }

    /// Returns whether a member of staff is to do what lies in it, now.
    #[must_use]
    pub fn is_active(&self) -> bool {
        matches!(self, Self::Unclaimed | Self::Assigned(_))
    }

    /// Returns what of the queue those see who hold one of these roles, or belong to one of these groups. What somebody
    /// has is for that person alone.
    #[must_use]
    pub fn keys(&self, roles: &[PerformerKey]) -> Vec<QueueKey> {
        match self {
            Self::Assigned(_) => vec![QueueKey(self.to_string())],
            _ => QueueKey::by_role(&self.to_string(), roles),
        }
    }
}

impl QueueKey {
    fn by_role(queue: &str, roles: &[PerformerKey]) -> Vec<Self> {
        let keys = roles.iter().map(|role| Self(format!("{queue}:{role}")));
        keys.collect()
    }

    /// Returns what of all that staff have open, whoever has it, those see who hold one of these roles.
    #[must_use]
    pub fn active(roles: &[PerformerKey]) -> Vec<Self> {
        Self::by_role(ACTIVE, roles)
    }

    /// Returns what of it are applications by one form.
    #[must_use]
    pub fn of_form(&self, form: &str) -> Self {
        Self(format!("{}|{form}", self.0))
    }

    /// Returns the queue of what is offered to a role or group because it is overdue.
    #[must_use]
    pub fn escalated_to(key: &PerformerKey) -> Self {
        Self(format!("{UNCLAIMED}:{key}"))
    }

    /// Returns the queue of what waits for somebody's signature.
    #[must_use]
    pub fn to_sign(account: &AccountId) -> Self {
        Self(format!("sign:{account}"))
    }

    /// Tells whether it is the queue of what waits for somebody's signature.
    #[must_use]
    pub fn is_to_sign(&self) -> bool {
        self.0.starts_with("sign:")
    }

    /// Returns the queue of cases that were copied to whoever has this account, holds this role or belongs to this group
    /// (`group:…`).
    #[must_use]
    pub fn copied_to(key: &str) -> Self {
        Self(format!("copied:{key}"))
    }
}

impl fmt::Display for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unclaimed => f.write_str(UNCLAIMED),
            Self::Assigned(account) => write!(f, "{ASSIGNED}{account}"),
            Self::Waiting => f.write_str(WAITING),
            Self::Done => f.write_str(DONE),
        }
    }
}

impl FromStr for Queue {
    type Err = QueueError;

    fn from_str(text: &str) -> Result<Self, QueueError> {
        Ok(match text {
            UNCLAIMED => Self::Unclaimed,
            WAITING => Self::Waiting,
            DONE => Self::Done,
            _ => {
                let account = text.strip_prefix(ASSIGNED);
                let account = account.ok_or_else(|| QueueError(text.to_owned()))?;
                Self::Assigned(AccountId::new(account))
            }
        })
    }
}

impl From<Queue> for String {
    fn from(queue: Queue) -> Self {
        queue.to_string()
    }
}

impl TryFrom<String> for Queue {
    type Error = QueueError;

    fn try_from(text: String) -> Result<Self, QueueError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_is_stored_as_it_always_was() {
        for (queue, text) in [
            (Queue::Unclaimed, "\"free\""),
            (Queue::assigned_to(&AccountId::new("li")), "\"mine:li\""),
            (Queue::Waiting, "\"waiting\""),
            (Queue::Done, "\"done\""),
        ] {
            assert_eq!(serde_json::to_string(&queue).expect("text"), text);
            let read: Queue = serde_json::from_str(text).expect("a queue");
            assert_eq!(read, queue);
        }
        assert!("mine".parse::<Queue>().is_err());
    }

    #[test]
    fn what_somebody_has_is_seen_by_nobody_else() {
        let roles = ["reviewer", "group:a"].map(PerformerKey::new);
        let keys = |queue: Queue| queue.keys(&roles).into_iter().map(|key| key.0);
        assert!(keys(Queue::Done).eq(["done:reviewer", "done:group:a"]));
        assert!(keys(Queue::assigned_to(&AccountId::new("li"))).eq(["mine:li"]));
    }
}
