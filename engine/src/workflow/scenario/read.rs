//! Reads a scenario file.

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::player::Player;
use super::shape::{Move, Opening};
use crate::ids::{AccountId, Pointer, Role};
use crate::workflow::actor::{Actor, Assignee};
use crate::workflow::codes;
use crate::workflow::roles::administrator;

/// Most moves of one scenario.
const MOVES_MAX: usize = 500;

/// The keys of a scenario file.
const KEYS: [&str; 3] = ["about", "start", "moves"];

impl Player<'_> {
    /// Reads the file; each part that is not of the right shape is a fault of its own.
    pub(super) fn read(&mut self, root: &Pointer) -> Option<(Opening, Vec<Move>)> {
        let Some(members) = self.source.value.as_object() else {
            self.fault(codes::SCENARIO_UNREADABLE, root, &[("detail", "{…}")]);
            return None;
        };
        for key in members.keys().filter(|key| !KEYS.contains(&key.as_str())) {
            let place = self.source.place_of_key(&root.join(key));
            let args = [("name", key.as_str()), ("known", &KEYS.join(", "))];
            self.diagnostics.push(codes::UNKNOWN_KEY.at(place, &args));
        }
        let opening = self.part(&root.join("start"), members.get("start"));
        let at = root.join("moves");
        let moves = match members.get("moves") {
            None => Vec::new(),
            Some(Value::Array(items)) if items.len() <= MOVES_MAX => {
                let parts = items.iter().enumerate();
                parts
                    .filter_map(|(number, item)| self.part(&at.join(number), Some(item)))
                    .collect()
            }
            Some(_) => {
                self.fault(codes::SCENARIO_UNREADABLE, &at, &[("detail", "[…]")]);
                Vec::new()
            }
        };
        // A scenario of which a part is missing would go wrong further on for that reason alone.
        self.diagnostics
            .is_empty()
            .then_some(())
            .and(opening)
            .map(|opening| (opening, moves))
    }

    pub(super) fn part<T: DeserializeOwned>(
        &mut self,
        at: &Pointer,
        value: Option<&Value>,
    ) -> Option<T> {
        match T::deserialize(value.unwrap_or(&Value::Null)) {
            Ok(part) => Some(part),
            Err(error) => {
                self.fault(
                    codes::SCENARIO_UNREADABLE,
                    at,
                    &[("detail", &error.to_string())],
                );
                None
            }
        }
    }

    /// Reads a time with an offset, or a local one of the calendar's time zone: `2026-03-02T10:00`.
    pub(super) fn time(&mut self, text: &str, at: &Pointer) -> Option<Timestamp> {
        let local = || {
            let local: DateTime = text.parse().ok()?;
            self.calendar
                .time_zone
                .to_ambiguous_timestamp(local)
                .compatible()
                .ok()
        };
        let time = text.parse::<Timestamp>().ok().or_else(local);
        if time.is_none() {
            self.fault(
                codes::SCENARIO_UNREADABLE,
                at,
                &[("detail", "2026-03-02T10:00")],
            );
        }
        time
    }

    /// Reads an actor: `applicant`, `system`, or what somebody is and their name: `reviewer 李梅`, `reviewer+法规组 李梅`; with
    /// `for 王强` where they stand in.
    pub(super) fn actor(&mut self, text: &str, at: &Pointer) -> Option<Actor> {
        match (text, text.split_once(' ')) {
            ("applicant", _) => Some(Actor::Applicant),
            ("system", _) => Some(Actor::System),
            (_, Some((what, name))) => Some(self.staff(what, name)),
            _ => {
                let detail = "applicant | system | reviewer … | reviewer … for …";
                self.fault(codes::SCENARIO_UNREADABLE, at, &[("detail", detail)]);
                None
            }
        }
    }

    /// Creates a member of staff by what they are, roles and groups with `+` between them, and what they are called.
    pub(super) fn staff(&self, what: &str, called: &str) -> Actor {
        let (name, absent) = match called.split_once(" for ") {
            Some((name, absent)) => (name, Some(absent)),
            None => (called, None),
        };
        let known: Vec<Role> = self.workflow.roles().chain([administrator()]).collect();
        let (roles, groups): (Vec<&str>, Vec<&str>) = what
            .split('+')
            .partition(|word| known.iter().any(|role| role == word));
        let absent = absent.map(|name| Assignee {
            id: AccountId::new(name),
            name: name.to_owned(),
        });
        Actor::Staff {
            id: AccountId::new(name),
            name: name.to_owned(),
            roles: roles.into_iter().map(Role::new).collect(),
            groups: groups.into_iter().map(str::to_owned).collect(),
            stands_in_for: absent.into_iter().collect(),
        }
    }
}
