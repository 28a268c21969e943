//! Reads the map of options that a declaration is given, and reports what does not belong there.

use std::collections::BTreeSet;

use rhai::{Array, Dynamic, FnPtr, Map, Position};

use super::declared::{ActionDraft, ActionHandle, At, Declared, lock};
use super::source::Spot;
use super::values::{AtLeast, MoreThan};
use crate::workflow::collaboration::Allow;
use crate::workflow::definition::{Complete, Each, Effects, Join, Trigger};
use crate::workflow::due::Period;
use crate::workflow::performer::Performer;
use crate::workflow::{codes, sandbox};

/// Reasons to choose from, and characters of each.
const LISTED_REASONS_MAX: usize = 50;
const LISTED_REASON_MAX: usize = 200;

/// A map of options being read. Keys are taken out as they are read; what is left at the end is unknown.
pub(super) struct Options<'a> {
    pub(super) declared: &'a mut Declared,
    of: &'static str,
    map: Map,
    pub(super) spot: Spot,
    asked: Vec<&'static str>,
}

impl<'a> Options<'a> {
    pub fn new(declared: &'a mut Declared, of: &'static str, map: Map, spot: Spot) -> Self {
        Self {
            declared,
            of,
            map,
            spot,
            asked: Vec::new(),
        }
    }

    pub(super) fn take(&mut self, key: &'static str) -> Option<Dynamic> {
        self.asked.push(key);
        self.map.remove(key)
    }

    pub fn has(&self, key: &str) -> bool {
        self.map.contains_key(key)
    }

    pub fn missing(&mut self, key: &'static str) {
        self.asked.push(key);
        self.declared.fault(
            codes::MISSING_KEY,
            self.spot.at,
            &[("name", key), ("of", self.of)],
        );
    }

    pub(super) fn wrong(&mut self, key: &str, at: Position, expected: &str) {
        self.declared.fault(
            codes::WRONG_TYPE,
            at,
            &[("name", key), ("expected", expected)],
        );
    }

    /// Reads `title`, which must be there and not be blank.
    pub fn title(&mut self) -> At<String> {
        let at = self.spot.value("title").at;
        let value = match self.take("title").map(Dynamic::into_string) {
            Some(Ok(title)) if !title.trim().is_empty() => title,
            Some(_) => {
                self.wrong("title", at, "\"…\"");
                String::new()
            }
            None => {
                self.missing("title");
                String::new()
            }
        };
        At { value, at }
    }

    pub fn optional_text(&mut self, key: &'static str) -> Option<At<String>> {
        let at = self.spot.value(key).at;
        match self.take(key)?.into_string() {
            Ok(value) => Some(At { value, at }),
            Err(_) => {
                self.wrong(key, at, "\"…\"");
                None
            }
        }
    }

    /// Takes one value or each of an array, with its place; `None` where the key is absent.
    fn one_or_several(&mut self, key: &'static str) -> Option<Vec<(Position, Dynamic)>> {
        let spot = self.spot.value(key);
        let value = self.take(key)?;
        Some(match value.clone().try_cast::<Array>() {
            Some(array) => array
                .into_iter()
                .enumerate()
                .map(|(number, item)| (spot.item(number), item))
                .collect(),
            None => vec![(spot.at, value)],
        })
    }

    /// Reads one text or an array of texts; `None` where the key is absent.
    pub fn texts(&mut self, key: &'static str) -> Option<At<Vec<At<String>>>> {
        let mut texts = Vec::new();
        for (at, item) in self.one_or_several(key)? {
            match item.into_string() {
                Ok(value) => texts.push(At { value, at }),
                Err(_) => self.wrong(key, at, "\"…\" | [\"…\"]"),
            }
        }
        Some(At {
            value: texts,
            at: self.spot.key(key),
        })
    }

    /// Reads `overdue`: a target, several, or an action that leads to some.
    pub fn overdue(&mut self) -> Option<At<Vec<At<String>>>> {
        let action = self
            .map
            .get("overdue")
            .and_then(|value| value.clone().try_cast::<ActionHandle>());
        let Some(action) = action else {
            return self.texts("overdue");
        };
        self.take("overdue");
        let value = lock(&action.0).to.clone();
        Some(At {
            value,
            at: self.spot.key("overdue"),
        })
    }

    pub fn required<T: Clone + Send + Sync + 'static>(
        &mut self,
        key: &'static str,
        expected: &str,
    ) -> Option<T> {
        let at = self.spot.value(key).at;
        let Some(value) = self.take(key) else {
            self.missing(key);
            return None;
        };
        let value = value.try_cast::<T>();
        if value.is_none() {
            self.wrong(key, at, expected);
        }
        value
    }

    /// Members of staff; `None` where the key is absent.
    pub fn staff(&mut self, key: &'static str) -> Option<Performer> {
        let at = self.spot.value(key).at;
        let who = self
            .take(key)?
            .try_cast::<Performer>()
            .filter(Performer::is_staff);
        if who.is_none() {
            self.wrong(key, at, "role(…) | group(…)");
        }
        who
    }

    /// Reads `reasons`: a few texts, none of them long, none twice.
    pub fn reasons(&mut self) -> Vec<At<String>> {
        let reasons = self.list("reasons");
        let mut seen = BTreeSet::new();
        for (number, reason) in reasons.iter().enumerate() {
            let text = reason.value.trim();
            let long = text.chars().count() > LISTED_REASON_MAX;
            if number >= LISTED_REASONS_MAX || text.is_empty() || long {
                let expected = format!("\"…\" (1–{LISTED_REASON_MAX}), 0–{LISTED_REASONS_MAX}");
                self.wrong("reasons", reason.at, &expected);
                break;
            }
            if !seen.insert(text) {
                let args = [("name", text)];
                self.declared.fault(codes::DECLARED_TWICE, reason.at, &args);
            }
        }
        reasons
    }

    /// Reads `escalate`: to whom an overdue step is offered as well.
    pub fn escalate(&mut self) -> Option<At<Performer>> {
        let at = self.spot.value("escalate").at;
        self.staff("escalate").map(|value| At { value, at })
    }

    /// Reads `allow`: what people may settle among themselves; `None` where the key is absent.
    pub fn allow(&mut self) -> Option<BTreeSet<Allow>> {
        let words = self.texts("allow")?.value;
        let mut allowed = BTreeSet::new();
        for word in words {
            let found = Allow::WORDS.iter().find(|(name, _)| *name == word.value);
            if let Some((_, allow)) = found {
                allowed.insert(*allow);
            } else {
                let known = Allow::WORDS.map(|(word, _)| word).join(", ");
                let args = [("name", word.value.as_str()), ("known", &known)];
                self.declared.fault(codes::UNKNOWN_WORD, word.at, &args);
            }
        }
        Some(allowed)
    }

    pub fn period(&mut self, key: &'static str) -> Option<At<Period>> {
        let at = self.spot.value(key).at;
        let value = self.take(key)?.try_cast::<Period>();
        if value.is_none() {
            self.wrong(key, at, "working_days(…) | calendar_days(…) | hours(…)");
        }
        value.map(|value| At { value, at })
    }

    /// Reads a time allowed or an array of them; none where the key is absent.
    pub fn periods(&mut self, key: &'static str) -> Vec<At<Period>> {
        let mut periods = Vec::new();
        for (at, item) in self.one_or_several(key).unwrap_or_default() {
            match item.try_cast::<Period>() {
                Some(value) => periods.push(At { value, at }),
                None => self.wrong(key, at, "working_days(…) | calendar_days(…) | hours(…)"),
            }
        }
        periods
    }

    /// Reads one of a few words; `None` where the key is absent or the word is none of them.
    pub fn word<T: Copy>(&mut self, key: &'static str, words: &[(&str, T)]) -> Option<T> {
        let text = self.optional_text(key)?;
        let found = words.iter().find(|(word, _)| *word == text.value);
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let args = [("name", text.value.as_str()), ("known", &known.join(", "))];
            self.declared.fault(codes::UNKNOWN_WORD, text.at, &args);
        }
        found.map(|(_, value)| *value)
    }

    pub fn actions(&mut self) -> Vec<ActionHandle> {
        let spot = self.spot.value("actions");
        let Some(value) = self.take("actions") else {
            return Vec::new();
        };
        let Some(array) = value.try_cast::<Array>() else {
            self.wrong("actions", spot.at, "[action(…)]");
            return Vec::new();
        };
        let mut actions = Vec::new();
        for (number, item) in array.into_iter().enumerate() {
            match item.try_cast::<ActionHandle>() {
                Some(action) => actions.push(action),
                None => self.wrong("actions", spot.item(number), "action(…)"),
            }
        }
        actions
    }

    /// Reads `enter`: effects written out, or a function of the case that returns them.
    pub fn effects(&mut self) -> Option<Effects> {
        let spot = self.spot.value("enter");
        let value = self.take("enter")?;
        if let Some(function) = value.clone().try_cast::<FnPtr>() {
            return Some(Effects::Computed(self.declared.function(function, spot.at)));
        }
        let effects = value.try_cast::<Array>().and_then(sandbox::effects_of);
        if effects.is_none() {
            self.wrong("enter", spot.at, "[notice(…)] | |application| [notice(…)]");
        }
        effects.map(Effects::Fixed)
    }

    /// Reads one name or several; none where the key is absent.
    pub fn list(&mut self, key: &'static str) -> Vec<At<String>> {
        self.texts(key).map(|texts| texts.value).unwrap_or_default()
    }

    /// Reads `true` or `false`; `false` where the key is absent.
    pub fn flag(&mut self, key: &'static str) -> bool {
        let at = self.spot.value(key).at;
        let value = self.take(key).map(|value| value.as_bool());
        if let Some(Err(_)) = value {
            self.wrong(key, at, "true | false");
        }
        value.is_some_and(|value| value.unwrap_or(false))
    }

    /// Reads `join`: a word, or how many branches.
    pub fn join(&mut self) -> Join {
        match self.at_least("join") {
            Some(number) => Join::AtLeast(number.value),
            None => self
                .word(
                    "join",
                    &[
                        ("any", Join::Any),
                        ("all", Join::All),
                        ("all_of_item", Join::AllOfItem),
                    ],
                )
                .unwrap_or_default(),
        }
    }

    /// Reads `complete`: a word, or how many runs.
    pub fn complete(&mut self) -> Option<At<Complete>> {
        let at = self.spot.value("complete").at;
        let words = [
            ("all", Complete::All),
            ("one", Complete::AtLeast(1)),
            ("in_turn", Complete::InTurn),
        ];
        let found = self.map.get("complete").cloned();
        let more_than = found
            .as_ref()
            .and_then(|value| value.clone().try_cast::<MoreThan>());
        if let Some(more_than) = more_than {
            self.take("complete");
            let value = Complete::MoreThan(more_than.0);
            return Some(At { value, at });
        }
        if found.is_some_and(|value| value.is::<FnPtr>()) {
            self.take("complete");
            // How many it is says the function, each time that the runs are opened.
            let value = Complete::AtLeast(1);
            return Some(At { value, at });
        }
        let value = match self.at_least("complete") {
            Some(number) => Complete::AtLeast(number.value),
            None => self.word("complete", &words)?,
        };
        Some(At { value, at })
    }

    /// Reads `complete` where it is a function of the case, which says in how many runs.
    pub fn needed(&mut self) -> Option<FnPtr> {
        let at = self.spot.value("complete").at;
        let function = self.map.get("complete")?.clone().try_cast::<FnPtr>()?;
        Some(self.declared.function(function, at))
    }

    /// Reads `true` or `false` with its place; `None` where the key is absent.
    pub fn said(&mut self, key: &'static str) -> Option<At<bool>> {
        let at = self.spot.key(key);
        self.has(key).then(|| At {
            value: self.flag(key),
            at,
        })
    }

    fn at_least(&mut self, key: &'static str) -> Option<At<u32>> {
        let at = self.spot.value(key).at;
        let number = self.map.get(key)?.clone().try_cast::<AtLeast>()?;
        self.take(key);
        Some(At {
            value: number.0,
            at,
        })
    }

    /// Reads `each`: how many, what for, or a function of the case that says so.
    pub fn each(&mut self) -> Option<Each> {
        let at = self.spot.value("each").at;
        let value = self.take("each")?;
        if let Some(function) = value.clone().try_cast::<FnPtr>() {
            return Some(Each::Computed(self.declared.function(function, at)));
        }
        match sandbox::items_of(value) {
            Ok(items) if !items.is_empty() => Some(Each::Fixed(items)),
            _ => {
                self.wrong("each", at, "3 | [role(…), …] | |application| […]");
                None
            }
        }
    }

    /// Returns the way out of an automatic step or a wait: `to`, and `choose`.
    pub fn pass(&mut self, at: Position) -> ActionHandle {
        let to = self.texts("to");
        let ends = self.flag("ends");
        if to.is_none() && !ends {
            self.missing("to");
        }
        let choose_at = self.spot.value("choose").at;
        let choose = self.take("choose").and_then(|value| {
            let function = value.try_cast::<FnPtr>();
            if function.is_none() {
                self.wrong("choose", choose_at, "|application| \"…\"");
            }
            function.map(|function| At {
                value: self.declared.function(function, choose_at),
                at: choose_at,
            })
        });
        let to = to.map(|to| to.value).unwrap_or_default();
        let pass = ActionDraft::pass(at, to, choose);
        lock(&pass.0).ends = ends;
        pass
    }

    /// Reads `time` or `message`: what a wait waits for.
    pub fn trigger(&mut self) -> Trigger {
        if let Some(message) = self.optional_text("message") {
            return Trigger::Message {
                name: message.value,
                buffered: self.flag("keep"),
            };
        }
        let at = self.spot.value("time").at;
        let Some(value) = self.take("time") else {
            self.missing("time");
            return Trigger::Time(Period::Hours(1));
        };
        if let Some(function) = value.clone().try_cast::<FnPtr>() {
            return Trigger::TimeOf(self.declared.function(function, at));
        }
        Trigger::Time(value.try_cast::<Period>().unwrap_or_else(|| {
            self.wrong(
                "time",
                at,
                "hours(…) | working_days(…) | |application| \"…\"",
            );
            Period::Hours(1)
        }))
    }

    /// Reports the keys that nobody asked for.
    pub fn end(self) {
        let known = self.asked.join(", ");
        for key in self.map.keys() {
            let at = self.spot.key(key);
            self.declared
                .fault(codes::UNKNOWN_KEY, at, &[("name", key), ("known", &known)]);
        }
    }
}
