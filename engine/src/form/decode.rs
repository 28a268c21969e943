//! From posted pairs to answers, along the tree of nodes.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value};

use super::model::{Form, Node, NodeKind};
use super::read::{property_name, read};
use crate::ids::Pointer;

/// The suffix of the input that says how many rows a table or list has.
pub const ROWS: &str = "?rows";
/// The suffix of the input that says which alternative is chosen.
pub const CHOICE: &str = "?choice";
/// The name of the input of a form that is one field: an input without a name is not posted.
pub const ROOT: &str = "?";

/// The answer that an input's name stands for: the name without what tells alternatives apart.
#[must_use]
pub fn pointer_from_name(name: &str) -> Option<Pointer> {
    let bare = |part: &str| match part.rsplit_once('?') {
        Some((bare, mark))
            if matches!(mark, "" | "rows" | "choice")
                || mark.bytes().all(|byte| byte.is_ascii_digit()) =>
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
}

impl<'a> Posted<'a> {
    pub(super) fn new(pairs: &'a [(String, String)], open: Option<&'a BTreeSet<Pointer>>) -> Self {
        let mut values: HashMap<Cow<'a, str>, Vec<&str>> = HashMap::new();
        for (name, value) in pairs {
            values.entry(Cow::Borrowed(name)).or_default().push(value);
        }
        Self { values, open }
    }

    pub(super) fn is_open(&self, at: &Pointer) -> bool {
        self.open
            .is_none_or(|open| open.iter().any(|flagged| at.is_within(flagged)))
    }

    /// What was posted for a field that may be changed.
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

    /// The largest index posted for the items of a list, plus one.
    pub(super) fn items(&self, at: &Pointer) -> Option<usize> {
        let prefix = format!("{at}/");
        let indexes = self.values.keys().filter_map(|name| {
            let token = name.strip_prefix(&prefix)?.split(['/', '?']).next()?;
            token.parse::<usize>().ok()
        });
        indexes.max().map(|index| index.saturating_add(1))
    }

    /// What was posted within one alternative: its inputs have names of their own.
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
        }
    }

    pub(super) fn number(&self, at: &Pointer, suffix: &str) -> Option<usize> {
        let name = format!("{at}{suffix}");
        self.values.get(name.as_str())?.last()?.trim().parse().ok()
    }
}

impl Form {
    /// The answers of an untouched form: defaults and constants.
    #[must_use]
    pub fn initial_answers(&self) -> Value {
        let mut answers = Value::Object(Map::new());
        if let Some(value) = initial(&self.root) {
            answers = value;
        }
        answers
    }

    /// Answers after a post: every field that was posted is replaced, a blank one removed; attachments, secrets and
    /// fields that were not posted stay as in `base`. A number that is none stays as typed, so that it is shown again.
    #[must_use]
    pub fn decode(&self, pairs: &[(String, String)], base: &Value) -> Value {
        self.decode_posted(&Posted::new(pairs, None), base)
    }

    /// As [`Form::decode`], but nothing outside `open` changes: a correction.
    #[must_use]
    pub fn decode_corrections(
        &self,
        pairs: &[(String, String)],
        base: &Value,
        open: &BTreeSet<Pointer>,
    ) -> Value {
        self.decode_posted(&Posted::new(pairs, Some(open)), base)
    }

    fn decode_posted(&self, posted: &Posted<'_>, base: &Value) -> Value {
        let answers = read(&self.root, &Pointer::root(), posted, Some(base))
            .unwrap_or_else(|| Value::Object(Map::new()));
        // Which format rules a text may depend on an answer that is read after it.
        match self.normalized(&answers) {
            Cow::Owned(normalized) => normalized,
            Cow::Borrowed(_) => answers,
        }
    }

    /// Adds an empty row to the table or list at `at`, up to its limit.
    pub fn add_row(&self, answers: &mut Value, at: &Pointer) {
        let Some(node) = self.node(at) else { return };
        let (row, most) = match &node.kind {
            NodeKind::Table {
                columns,
                rows: None,
                items,
                ..
            } => (initial_members(columns).unwrap_or_else(empty), items.1),
            NodeKind::List { item, items } => (initial(item).unwrap_or(Value::Null), items.1),
            _ => return,
        };
        let Some(rows) = array_at(answers, at) else {
            return;
        };
        if rows.len() < most {
            rows.push(row);
        }
    }

    /// Removes a row, given its pointer (`/goods/2`).
    pub fn remove_row(&self, answers: &mut Value, row: &Pointer) {
        let (Some(table), Some(index)) = (
            row.parent(),
            row.tokens()
                .last()
                .and_then(|token| token.parse::<usize>().ok()),
        ) else {
            return;
        };
        let grows = self.node(&table).is_some_and(|node| {
            matches!(
                &node.kind,
                NodeKind::Table { rows: None, .. } | NodeKind::List { .. }
            )
        });
        if let Some(Value::Array(rows)) = answers.pointer_mut(table.as_str())
            && grows
            && index < rows.len()
        {
            rows.remove(index);
        }
    }
}

pub(super) fn empty() -> Value {
    Value::Object(Map::new())
}

fn array_at<'a>(answers: &'a mut Value, at: &Pointer) -> Option<&'a mut Vec<Value>> {
    update_at(answers, at, |found| {
        if !found.is_array() {
            *found = Value::Array(vec![]);
        }
    })?
    .as_array_mut()
}

/// A value as an input's `value` holds it.
pub(super) fn input_value(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Changes the value at a pointer, making objects on the way; `None` when an array's item on the way is missing.
pub(super) fn update_at<'a>(
    answers: &'a mut Value,
    at: &Pointer,
    change: impl FnOnce(&mut Value),
) -> Option<&'a mut Value> {
    let mut found = answers;
    for token in at.tokens() {
        if found.is_null() {
            *found = empty();
        }
        found = match found {
            Value::Object(members) => members.entry(token).or_insert(Value::Null),
            Value::Array(items) => items.get_mut(token.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    change(found);
    Some(found)
}

fn initial(node: &Node) -> Option<Value> {
    if node.condition.is_some() || node.secret {
        return None;
    }
    if let Some(default) = &node.default {
        return Some(default.clone());
    }
    match &node.kind {
        NodeKind::Constant { value } => Some(value.clone()),
        NodeKind::Section { children } => initial_members(children),
        NodeKind::Table {
            columns,
            rows: Some(rows),
            ..
        } => {
            let row = initial_members(columns)?;
            Some(Value::Array(vec![row; rows.len()]))
        }
        _ => None,
    }
}

fn initial_members(children: &[Node]) -> Option<Value> {
    let members: Map<String, Value> = children
        .iter()
        .filter_map(|child| Some((property_name(child), initial(child)?)))
        .collect();
    (!members.is_empty()).then_some(Value::Object(members))
}
