//! The roles that a workflow declares, and those that it names.

use std::collections::BTreeSet;

use rhai::Map;

use super::declared::{At, Declared, RoleDraft};
use super::faults::Faults;
use super::options::Options;
use crate::ids::is_name;
use crate::workflow::codes;
use crate::workflow::roles::{ADMINISTRATOR, REVIEWER};

/// Roles of one workflow.
const ROLES_MAX: usize = 40;

impl Options<'_> {
    /// Reads `roles`: a map of titles by name; `None` where the key is absent.
    pub fn roles(&mut self) -> Option<Vec<RoleDraft>> {
        let spot = self.spot.value("roles");
        let given = self.take("roles")?;
        let expected = format!("#{{ reviewer: \"…\" }} (1–{ROLES_MAX})");
        let Some(map) = given
            .try_cast::<Map>()
            .filter(|map| (1..=ROLES_MAX).contains(&map.len()))
        else {
            self.wrong("roles", spot.at, &expected);
            return None;
        };
        let mut roles = Vec::new();
        for (name, title) in map {
            let at = spot.key(&name);
            if name == ADMINISTRATOR {
                self.declared
                    .fault(codes::DECLARED_TWICE, at, &[("name", ADMINISTRATOR)]);
            } else if !is_name(&name) {
                self.declared.fault(codes::BAD_NAME, at, &[("name", &name)]);
            }
            let title_at = spot.value(&name).at;
            let title = title.into_string().ok();
            match title.filter(|title| !title.trim().is_empty()) {
                Some(title) => roles.push(RoleDraft {
                    name: At {
                        value: name.to_string(),
                        at,
                    },
                    title: At {
                        value: title,
                        at: title_at,
                    },
                }),
                None => self.wrong(&name, title_at, "\"…\""),
            }
        }
        Some(roles)
    }
}

/// Reports roles that are named and nobody can hold, and roles that are declared and nobody needs.
pub(super) fn check(declared: &Declared, faults: &mut Faults) {
    let Some(main) = &declared.workflow else {
        return;
    };
    let roles = main.roles.as_ref();
    let known: BTreeSet<&str> = match roles {
        Some(roles) => roles.iter().map(|role| role.name.value.as_str()).collect(),
        None => BTreeSet::from([REVIEWER]),
    };
    let of_service = |name: &str| name == ADMINISTRATOR;
    let by_functions = declared.index.roles.iter();
    let by_functions = by_functions.map(|(name, at)| (name.as_str(), *at));
    let named = declared.roles_named.iter();
    let named = named.map(|role| (role.value.as_str(), role.at));
    let named: Vec<_> = named.chain(by_functions).collect();
    for (name, at) in named.iter().copied() {
        if !known.contains(name) && !of_service(name) {
            let all: Vec<&str> = known.iter().copied().chain([ADMINISTRATOR]).collect();
            let args = [("name", name), ("known", &all.join(", "))];
            faults.add(codes::UNKNOWN_ROLE, at, &args);
        }
    }
    let named: BTreeSet<&str> = named.into_iter().map(|(name, _)| name).collect();
    for role in roles.into_iter().flatten() {
        let name = role.name.value.as_str();
        // What has a name that it cannot have is a fault already.
        if is_name(name) && !of_service(name) && !named.contains(name) {
            faults.add(codes::UNUSED_ROLE, role.name.at, &[("name", name)]);
        }
    }
}
