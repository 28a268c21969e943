//! From posted pairs to answers, along the tree of nodes.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Number, Value};

use super::fold;
use super::model::{ChoiceOption, Form, Node, NodeKind};
use crate::ids::Pointer;

/// The suffix of the input that says how many rows a table or list has.
pub const ROWS: &str = "?rows";
/// The suffix of the input that says which alternative is chosen.
pub const CHOICE: &str = "?choice";

struct Posted<'a> {
    values: HashMap<&'a str, Vec<&'a str>>,
    open: Option<&'a BTreeSet<Pointer>>,
}

impl<'a> Posted<'a> {
    fn of(pairs: &'a [(String, String)], open: Option<&'a BTreeSet<Pointer>>) -> Self {
        let mut values: HashMap<&str, Vec<&str>> = HashMap::new();
        for (name, value) in pairs {
            values.entry(name).or_default().push(value);
        }
        Self { values, open }
    }

    fn is_open(&self, at: &Pointer) -> bool {
        self.open
            .is_none_or(|open| open.iter().any(|flagged| at.is_within(flagged)))
    }

    /// What was posted for a field that may be changed.
    fn get(&self, at: &Pointer) -> Option<&[&'a str]> {
        self.values
            .get(at.as_str())
            .filter(|_| self.is_open(at))
            .map(Vec::as_slice)
    }

    fn number(&self, at: &Pointer, suffix: &str) -> Option<usize> {
        let name = format!("{at}{suffix}");
        self.values.get(name.as_str())?.last()?.parse().ok()
    }
}

impl Form {
    /// The answers of an untouched form: defaults and constants.
    #[must_use]
    pub fn initial(&self) -> Value {
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
        self.decode_posted(&Posted::of(pairs, None), base)
    }

    /// As [`Form::decode`], but nothing outside `open` changes: a correction.
    #[must_use]
    pub fn decode_only(
        &self,
        pairs: &[(String, String)],
        base: &Value,
        open: &BTreeSet<Pointer>,
    ) -> Value {
        self.decode_posted(&Posted::of(pairs, Some(open)), base)
    }

    fn decode_posted(&self, posted: &Posted<'_>, base: &Value) -> Value {
        read(&self.root, &Pointer::root(), posted, Some(base))
            .unwrap_or_else(|| Value::Object(Map::new()))
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
            } => (initial_of(columns).unwrap_or_else(empty), items.1),
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

fn empty() -> Value {
    Value::Object(Map::new())
}

fn array_at<'a>(answers: &'a mut Value, at: &Pointer) -> Option<&'a mut Vec<Value>> {
    set(answers, at, |found| {
        if !found.is_array() {
            *found = Value::Array(vec![]);
        }
    })?
    .as_array_mut()
}

/// Changes the value at a pointer, making objects on the way; `None` when an array's item on the way is missing.
pub(super) fn set<'a>(
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

fn name_of(node: &Node) -> String {
    node.pattern.tokens().last().unwrap_or_default()
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
        NodeKind::Section { children } => initial_of(children),
        NodeKind::Table {
            columns,
            rows: Some(rows),
            ..
        } => {
            let row = initial_of(columns)?;
            Some(Value::Array(vec![row; rows.len()]))
        }
        _ => None,
    }
}

fn initial_of(children: &[Node]) -> Option<Value> {
    let members: Map<String, Value> = children
        .iter()
        .filter_map(|child| Some((name_of(child), initial(child)?)))
        .collect();
    (!members.is_empty()).then_some(Value::Object(members))
}

fn read(node: &Node, at: &Pointer, posted: &Posted<'_>, base: Option<&Value>) -> Option<Value> {
    match &node.kind {
        NodeKind::Section { children } => read_section(children, at, posted, base),
        NodeKind::Table {
            columns,
            rows,
            items,
            ..
        } => {
            let count = match rows {
                Some(rows) => rows.len(),
                None => row_count(at, posted, base).min(items.1),
            };
            let row = |index: usize| {
                read_section(
                    columns,
                    &at.join(index),
                    posted,
                    base.and_then(|base| base.get(index)),
                )
                .unwrap_or_else(empty)
            };
            let made: Vec<Value> = (0..count).map(row).collect();
            let nothing = made
                .iter()
                .all(|row| row.as_object().is_some_and(Map::is_empty));
            (base.is_some() || !nothing)
                .then_some(Value::Array(made))
                .filter(|_| count > 0 || base.is_some())
        }
        NodeKind::List { item, items } => {
            let count = row_count(at, posted, base).min(items.1);
            let made: Vec<Value> = (0..count)
                .map(|index| {
                    read(
                        item,
                        &at.join(index),
                        posted,
                        base.and_then(|base| base.get(index)),
                    )
                    .unwrap_or(Value::Null)
                })
                .collect();
            (!made.is_empty()).then_some(Value::Array(made))
        }
        NodeKind::Alternatives { choices } => {
            let chosen = posted.number(at, CHOICE).filter(|_| posted.is_open(at));
            let current = base.and_then(|base| {
                choices
                    .iter()
                    .position(|choice| choice.validator.is_valid(base))
            });
            match chosen.or(current).and_then(|index| choices.get(index)) {
                Some(choice) => {
                    let kept = base.filter(|_| {
                        chosen == current || chosen.is_none() || is_part(at, node, base)
                    });
                    read(&choice.node, at, posted, kept)
                }
                None => base.cloned(),
            }
        }
        _ => read_field(node, at, posted, base),
    }
}

/// Whether the alternatives belong to an object with members of its own, which must stay.
fn is_part(_at: &Pointer, node: &Node, base: Option<&Value>) -> bool {
    node.label.source.is_empty() && base.is_some_and(Value::is_object)
}

fn row_count(at: &Pointer, posted: &Posted<'_>, base: Option<&Value>) -> usize {
    let before = base.and_then(Value::as_array).map_or(0, Vec::len);
    if !posted.is_open(at) {
        return before;
    }
    if let Some(count) = posted.number(at, ROWS) {
        return count;
    }
    let prefix = format!("{at}/");
    let indexes = posted.values.keys().filter_map(|name| {
        name.strip_prefix(&prefix)?
            .split('/')
            .next()?
            .split('?')
            .next()?
            .parse::<usize>()
            .ok()
    });
    indexes
        .max()
        .map_or(before, |index| index.saturating_add(1).max(before))
}

fn read_section(
    children: &[Node],
    at: &Pointer,
    posted: &Posted<'_>,
    base: Option<&Value>,
) -> Option<Value> {
    let mut members = base.and_then(Value::as_object).cloned().unwrap_or_default();
    for child in children {
        if matches!(child.kind, NodeKind::Alternatives { .. }) && child.label.source.is_empty() {
            let here = Value::Object(members);
            members = match read(child, at, posted, Some(&here)) {
                Some(Value::Object(made)) => made,
                _ => here.as_object().cloned().unwrap_or_default(),
            };
            continue;
        }
        let name = name_of(child);
        if let Some(condition) = &child.condition
            && condition
                .validator
                .is_valid(&Value::Object(members.clone()))
                != condition.holds
        {
            members.remove(&name);
            continue;
        }
        let made = read(child, &at.join(&name), posted, members.get(&name));
        match made {
            Some(value) => {
                members.insert(name, value);
            }
            None => {
                members.remove(&name);
            }
        }
    }
    (base.is_some() || !members.is_empty()).then_some(Value::Object(members))
}

fn read_field(
    node: &Node,
    at: &Pointer,
    posted: &Posted<'_>,
    base: Option<&Value>,
) -> Option<Value> {
    if node.secret {
        return None;
    }
    if let NodeKind::Constant { value } = &node.kind {
        return Some(value.clone());
    }
    let Some(values) = posted.get(at).filter(|_| !node.read_only) else {
        return base.cloned();
    };
    let last = values.last().copied().unwrap_or_default();
    let blank = node.required && node.nullable;
    match &node.kind {
        NodeKind::Checkbox => Some(values.contains(&"true"))
            .filter(|ticked| *ticked || node.default.is_some() || node.required)
            .map(Value::Bool),
        NodeKind::Checkboxes { options } => {
            let chosen = values.iter().filter(|value| !value.is_empty());
            let chosen: Vec<Value> = chosen.map(|value| option_value(options, value)).collect();
            (!chosen.is_empty()).then_some(Value::Array(chosen))
        }
        NodeKind::Attachment { .. } => base.cloned(),
        NodeKind::Radio { options } | NodeKind::Select { options, .. } if !last.is_empty() => {
            Some(option_value(options, last))
        }
        NodeKind::Number { integer } if !last.trim().is_empty() => Some(number(last, *integer)),
        NodeKind::Date {
            input: "datetime-local",
        } if last.len() == 16 => Some(Value::String(format!("{last}:00+08:00"))),
        NodeKind::Json if !last.trim().is_empty() => Some(
            serde_json::from_str(last).unwrap_or_else(|_| Value::String(last.trim().to_owned())),
        ),
        _ => {
            let text = fold::text(node, last);
            if text.is_empty() {
                blank.then_some(Value::Null)
            } else {
                Some(Value::String(text))
            }
        }
    }
}

fn option_value(options: &[ChoiceOption], posted: &str) -> Value {
    let found = options
        .iter()
        .find(|option| input_value(&option.value) == posted);
    found.map_or_else(
        || Value::String(posted.to_owned()),
        |option| option.value.clone(),
    )
}

/// A value as an input's `value` holds it.
pub(super) fn input_value(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn number(typed: &str, integer: bool) -> Value {
    let text = fold::number(typed);
    let whole = text.parse::<i64>().map(Number::from).ok();
    let any = || text.parse::<f64>().ok().and_then(Number::from_f64);
    let number = if integer { whole } else { whole.or_else(any) };
    number.map_or_else(|| Value::String(typed.trim().to_owned()), Value::Number)
}
