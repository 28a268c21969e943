//! The roles that staff may hold: those that workflows declare, and that of administrators.

use std::collections::BTreeMap;

use guichet_engine::ids::{PerformerKey, Role};
use guichet_engine::message::{Message, Text};
use guichet_engine::workflow::{ADMINISTRATOR, AUDITOR, REVIEWER, Workflow, administrator};

use crate::view::Sentences;

/// The roles that there are, with what workflows call them.
#[derive(Clone, Debug)]
pub struct Roles(BTreeMap<Role, Option<Text>>);

impl Roles {
    /// Returns the roles that these workflows declare, and that of administrators. Where several call one differently, the first
    /// one's word counts.
    #[must_use]
    pub fn from_workflows<'a>(workflows: impl IntoIterator<Item = &'a Workflow>) -> Self {
        let mut roles = BTreeMap::new();
        for workflow in workflows {
            for role in workflow.roles() {
                let title = workflow.role_title(&role).cloned();
                let known: &mut Option<Text> = roles.entry(role).or_default();
                *known = known.take().or(title);
            }
        }
        if roles.is_empty() {
            // Before there is any workflow, those who will review can be added.
            roles.insert(Role::new(REVIEWER), None);
        }
        roles.entry(Role::new(AUDITOR)).or_default();
        roles.insert(administrator(), None);
        Self(roles)
    }

    /// Returns these roles and those that somebody holds though nothing declares them any more: they may keep them.
    #[must_use]
    pub fn with(mut self, held: &[Role]) -> Self {
        for role in held {
            self.0.entry(role.clone()).or_default();
        }
        self
    }

    /// Tells whether there is such a role.
    #[must_use]
    pub fn has(&self, role: &Role) -> bool {
        self.0.contains_key(role)
    }

    /// Returns all of them, that of administrators last.
    pub fn iter(&self) -> impl Iterator<Item = &Role> {
        let own = administrator();
        let last = self.0.get_key_value(&own).map(|(role, _)| role);
        self.0.keys().filter(move |role| **role != own).chain(last)
    }

    /// Returns what a role is called: as a workflow calls it, as the service does, or by its name.
    #[must_use]
    pub fn title(&self, role: &Role, sentences: &Sentences, locale: &str) -> String {
        if let Some(title) = self.0.get(role).and_then(Option::as_ref) {
            return title.get(locale).to_owned();
        }
        let key = format!("role-{role}");
        if sentences.has(&key) {
            return sentences.message(locale, &Message::new(key));
        }
        role.to_string()
    }
}

/// Returns the roles under which every task lies: that of administrators, who see all of them, and that of reviewers for what was
/// stored before workflows declared roles.
#[must_use]
pub fn of_every_task() -> [PerformerKey; 2] {
    [ADMINISTRATOR, REVIEWER].map(PerformerKey::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn before_there_is_a_workflow_reviewers_and_administrators_can_be_added() {
        let roles = Roles::from_workflows([]);
        let names: Vec<&str> = roles.iter().map(Role::as_str).collect();
        assert_eq!(names, ["auditor", "reviewer", "administrator"]);
    }

    #[test]
    fn what_somebody_holds_already_they_may_keep() {
        let held = Role::new("archivist");
        let roles = Roles::from_workflows([]);
        assert!(!roles.has(&held));
        assert!(roles.with(std::slice::from_ref(&held)).has(&held));
    }
}
