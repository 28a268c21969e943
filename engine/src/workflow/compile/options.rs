//! Reads the map of options that a declaration is given, and reports what does not belong there.

use rhai::{Array, Dynamic, FnPtr, Map, Position};

use super::declare::{ActionHandle, At, Declared};
use super::lock;
use super::source::Spot;
use crate::workflow::codes;
use crate::workflow::definition::{Effects, Period};
use crate::workflow::sandbox;

/// A map of options being read. Keys are taken out as they are read; what is left at the end is unknown.
pub(super) struct Options<'a> {
    declared: &'a mut Declared,
    of: &'static str,
    map: Map,
    spot: Spot,
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

    fn take(&mut self, key: &'static str) -> Option<Dynamic> {
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

    fn wrong(&mut self, key: &str, at: Position, expected: &str) {
        self.declared.fault(
            codes::WRONG_TYPE,
            at,
            &[("name", key), ("expected", expected)],
        );
    }

    /// `title`, which must be there and not be blank.
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

    /// One text or an array of texts; `None` where the key is absent.
    pub fn texts(&mut self, key: &'static str) -> Option<At<Vec<At<String>>>> {
        let spot = self.spot.value(key);
        let value = self.take(key)?;
        let items = match value.clone().try_cast::<Array>() {
            Some(array) => array
                .into_iter()
                .enumerate()
                .map(|(number, item)| (spot.item(number), item))
                .collect(),
            None => vec![(spot.at, value)],
        };
        let mut texts = Vec::new();
        for (at, item) in items {
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

    /// `overdue`: a target, several, or an action that leads to some.
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

    pub fn due(&mut self) -> Option<At<Period>> {
        let at = self.spot.value("due").at;
        let value = self.take("due")?.try_cast::<Period>();
        if value.is_none() {
            self.wrong("due", at, "working_days(…) | calendar_days(…) | hours(…)");
        }
        value.map(|value| At { value, at })
    }

    /// One of a few words; `None` where the key is absent or the word is none of them.
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

    /// `enter`: effects written out, or a function of the case that returns them.
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
