//! The pairs that a page of a form posts: the names of its inputs, and what they stand for.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value};

use crate::ids::Pointer;

/// The suffix of the input that says how many rows a table or list has.
pub const ROWS: &str = "?rows";
/// The suffix of the input that says which alternative is chosen.
pub const CHOICE: &str = "?choice";
/// The name of the input of a form that is one field: an input without a name is not posted.
pub const ROOT: &str = "?";

/// Returns the answer that an input's name stands for: the name without what tells alternatives apart.
#[must_use]
pub fn pointer_from_name(name: &str) -> Option<Pointer> {
    let bare = |part: &str| match part.rsplit_once('?') {
        Some((bare, mark))
            if matches!(mark, "" | "rows")
                || mark
                    .trim_start_matches("choice")
                    .bytes()
                    .all(|byte| byte.is_ascii_digit()) =>
        {
            bare.to_owned()
        }
        _ => part.to_owned(),
    };
    let parts: Vec<String> = name.split('/').map(bare).collect();
    Pointer::parse(&parts.join("/"))
}

/// Posted pairs by name, and what they may change.
pub(super) struct Posted<'a> {
    values: HashMap<Cow<'a, str>, Vec<&'a str>>,
    open: Option<&'a BTreeSet<Pointer>>,
    /// All answers before the post.
    pub before: &'a Value,
    /// What was typed into alternatives that are not chosen, as it is read.
    pub aside: &'a RefCell<Map<String, Value>>,
}

impl<'a> Posted<'a> {
    pub(super) fn new(
        pairs: &'a [(String, String)],
        open: Option<&'a BTreeSet<Pointer>>,
        before: &'a Value,
        aside: &'a RefCell<Map<String, Value>>,
    ) -> Self {
        let mut values: HashMap<Cow<'a, str>, Vec<&str>> = HashMap::new();
        for (name, value) in pairs {
            values.entry(Cow::Borrowed(name)).or_default().push(value);
        }
        Self {
            values,
            open,
            before,
            aside,
        }
    }

    pub(super) fn is_open(&self, at: &Pointer) -> bool {
        self.open
            .is_none_or(|open| open.iter().any(|flagged| at.is_within(flagged)))
    }

    /// Returns what was posted for a field that may be changed.
    pub(super) fn get(&self, at: &Pointer) -> Option<&[&'a str]> {
        let name = if at.as_str().is_empty() {
            ROOT
        } else {
            at.as_str()
        };
        self.values
            .get(name)
            .or_else(|| self.values.get(at.as_str()))
            .filter(|_| self.is_open(at))
            .map(Vec::as_slice)
    }

    /// Returns the largest index posted for the items of a list, plus one.
    pub(super) fn items(&self, at: &Pointer) -> Option<usize> {
        let prefix = format!("{at}/");
        let indexes = self.values.keys().filter_map(|name| {
            let token = name.strip_prefix(&prefix)?.split(['/', '?']).next()?;
            token.parse::<usize>().ok()
        });
        indexes.max().map(|index| index.saturating_add(1))
    }

    /// Returns what was posted within one alternative: its inputs have names of their own.
    pub(super) fn within(&self, at: &Pointer, choice: usize) -> Posted<'a> {
        let prefix = format!("{at}?{choice}");
        let mut values = self.values.clone();
        for (name, posted) in &self.values {
            let rest = name.strip_prefix(&prefix);
            if let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
            {
                values.insert(Cow::Owned(format!("{at}{rest}")), posted.clone());
            }
        }
        Posted {
            values,
            open: self.open,
            before: self.before,
            aside: self.aside,
        }
    }

    /// Returns whether anything was posted for an answer or within it.
    pub(super) fn has(&self, at: &Pointer) -> bool {
        self.values.keys().any(|name| {
            let rest = name.strip_prefix(at.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
        })
    }

    pub(super) fn number(&self, at: &Pointer, suffix: &str) -> Option<usize> {
        let name = format!("{at}{suffix}");
        self.values.get(name.as_str())?.last()?.trim().parse().ok()
    }
}
