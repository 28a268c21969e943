//! Reading posted pairs into the answer of one node.

use serde_json::{Map, Number, Value};

use super::best_match::best_match;
use super::date;
use super::model::{ChoiceOption, Node, NodeKind};
use super::normalize::{normalize_number, normalize_text};
use super::posted::{CHOICE, Posted, ROWS};
use super::tree::{empty_object, input_value};
use crate::ids::Pointer;

/// The answer of a node after a post, given its answer before.
pub(super) fn read(
    node: &Node,
    at: &Pointer,
    posted: &Posted<'_>,
    base: Option<&Value>,
) -> Option<Value> {
    match &node.kind {
        NodeKind::Section { children } => {
            let made = read_section(children, at, posted, base)?;
            let optional = !node.required && !at.as_str().is_empty() && posted.is_open(at);
            (!(optional && lacks_everything(children, &made))).then_some(made)
        }
        NodeKind::Tuple { places } => read_places(places, at, posted, base),
        NodeKind::Table { columns, .. } => read_table(node, columns, at, posted, base),
        NodeKind::List { item, items } => {
            let count = row_count(at, posted, base).min(items.1);
            let mut made: Vec<Value> = (0..count)
                .map(|index| {
                    let base = base.and_then(|base| base.get(index));
                    read(item, &at.join(index), posted, base).unwrap_or(Value::Null)
                })
                .collect();
            if posted.is_open(at) && !item.nullable {
                made.retain(|item| !item.is_null());
            }
            none_if_empty(made, base)
        }
        NodeKind::Alternatives { choices } => {
            let picked = posted.number(at, CHOICE).filter(|_| posted.is_open(at));
            let current = best_match(choices, base);
            let Some(index) = picked.or(current).filter(|index| *index < choices.len()) else {
                return base.cloned();
            };
            // What an alternative left behind goes, unless it belongs to the object around it.
            let kept = base.filter(|_| current == Some(index) || is_part(node, base));
            read(&choices[index].node, at, &posted.within(at, index), kept)
        }
        _ => read_field(node, at, posted, base),
    }
}

fn read_table(
    node: &Node,
    columns: &[Node],
    at: &Pointer,
    posted: &Posted<'_>,
    base: Option<&Value>,
) -> Option<Value> {
    let NodeKind::Table { rows, items, .. } = &node.kind else {
        return base.cloned();
    };
    let count = match rows {
        Some(rows) => rows.len(),
        None => row_count(at, posted, base).min(items.1),
    };
    let row = |index: usize| {
        let base = base.and_then(|base| base.get(index));
        read_section(columns, &at.join(index), posted, base).unwrap_or_else(empty_object)
    };
    let made: Vec<Value> = (0..count).map(row).collect();
    if base.is_none() && made.iter().all(|row| is_untouched(columns, row)) {
        return None;
    }
    Some(Value::Array(made))
}

/// Items behind the places that mean something stay as they are.
fn read_places(
    places: &[Node],
    at: &Pointer,
    posted: &Posted<'_>,
    base: Option<&Value>,
) -> Option<Value> {
    let read = |(index, place): (usize, &Node)| {
        let base = base.and_then(|base| base.get(index));
        read(place, &at.join(index), posted, base).unwrap_or(Value::Null)
    };
    let mut made: Vec<Value> = places.iter().enumerate().map(read).collect();
    let before = base.and_then(Value::as_array);
    made.extend(before.into_iter().flatten().skip(places.len()).cloned());
    while made.last().is_some_and(Value::is_null)
        && before.is_none_or(|before| before.len() < made.len())
    {
        made.pop();
    }
    none_if_empty(made, base)
}

/// Whether the alternatives belong to an object with members of its own, which must stay.
fn is_part(node: &Node, base: Option<&Value>) -> bool {
    node.label.source.is_empty() && base.is_some_and(Value::is_object)
}

fn row_count(at: &Pointer, posted: &Posted<'_>, base: Option<&Value>) -> usize {
    let before = base.and_then(Value::as_array).map_or(0, Vec::len);
    if !posted.is_open(at) {
        return before;
    }
    posted
        .number(at, ROWS)
        .unwrap_or_else(|| posted.items(at).map_or(before, |count| count.max(before)))
}

fn read_section(
    children: &[Node],
    at: &Pointer,
    posted: &Posted<'_>,
    base: Option<&Value>,
) -> Option<Value> {
    let mut members = base.and_then(Value::as_object).cloned().unwrap_or_default();
    let (always, sometimes): (Vec<&Node>, Vec<&Node>) =
        children.iter().partition(|child| child.condition.is_none());
    for child in always {
        members = read_member(child, at, posted, members);
    }
    // Conditions are asked of the answers that were just read. One name may have a field in either case.
    let mut shown = Vec::new();
    for child in &sometimes {
        let here = Value::Object(members);
        let holds = child
            .condition
            .as_ref()
            .is_some_and(|condition| condition.is_met_by(&here));
        members = into_members(here);
        if holds {
            members = read_member(child, at, posted, members);
            shown.push(child.property_name());
        }
    }
    for child in sometimes
        .iter()
        .filter(|child| !is_alternatives_part(child))
    {
        let name = child.property_name();
        if !shown.contains(&name) {
            members.remove(&name);
        }
    }
    let was_there = base.is_some_and(Value::is_object);
    (was_there || !members.is_empty()).then_some(Value::Object(members))
}

fn is_alternatives_part(node: &Node) -> bool {
    matches!(node.kind, NodeKind::Alternatives { .. }) && node.label.source.is_empty()
}

fn into_members(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn read_member(
    child: &Node,
    at: &Pointer,
    posted: &Posted<'_>,
    mut members: Map<String, Value>,
) -> Map<String, Value> {
    if is_alternatives_part(child) && child.pattern.tokens().count() == at.tokens().count() {
        let here = Value::Object(members);
        return match read(child, at, posted, Some(&here)) {
            Some(made @ Value::Object(_)) => into_members(made),
            _ => into_members(here),
        };
    }
    let name = child.property_name();
    match read(child, &at.join(&name), posted, members.get(&name)) {
        Some(value) => {
            members.insert(name, value);
        }
        None => {
            members.remove(&name);
        }
    }
    members
}

/// Whether nobody answered anything here and something that is required is missing: then the whole is not there.
fn lacks_everything(children: &[Node], made: &Value) -> bool {
    let lacks = |child: &Node| {
        child.required && child.condition.is_none() && made.get(child.property_name()).is_none()
    };
    is_untouched(children, made) && children.iter().any(lacks)
}

/// Whether a section holds nothing but constants, defaults and boxes that are not ticked.
fn is_untouched(children: &[Node], made: &Value) -> bool {
    let members = made.as_object().into_iter().flatten();
    members.into_iter().all(|(name, value)| {
        let found = children.iter().find(|child| child.property_name() == *name);
        found.is_some_and(|child| match &child.kind {
            NodeKind::Constant { .. } => true,
            NodeKind::Section { children } => is_untouched(children, value),
            NodeKind::Checkbox => {
                value == &Value::Bool(false) || child.default.as_ref() == Some(value)
            }
            _ => value.is_null() || child.default.as_ref() == Some(value),
        })
    })
}

fn none_if_empty(made: Vec<Value>, base: Option<&Value>) -> Option<Value> {
    let was_empty = base.and_then(Value::as_array).is_some_and(Vec::is_empty);
    (!made.is_empty() || was_empty).then_some(Value::Array(made))
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
    let is_one = !matches!(
        node.kind,
        NodeKind::Checkbox | NodeKind::Checkboxes { .. } | NodeKind::Attachment { .. }
    );
    // What was not touched stays exactly as it was, however it was once written.
    if let Some(base) = base
        && is_one
        && (!last.is_empty() || (base.is_null() && node.nullable))
        && input_text(node, base) == last.replace("\r\n", "\n")
    {
        return Some(base.clone());
    }
    match &node.kind {
        NodeKind::Checkbox => {
            let ticked = values.contains(&"true");
            let kept = base == Some(&Value::Bool(false));
            (ticked || kept || node.default.is_some() || node.required)
                .then_some(Value::Bool(ticked))
        }
        NodeKind::Checkboxes { options } => {
            let chosen = values.iter().filter(|value| !value.is_empty());
            let chosen: Vec<Value> = chosen
                .map(|value| value_of_option(options, value))
                .collect();
            match base.and_then(Value::as_array) {
                Some(before) if is_same_set(before, &chosen) => base.cloned(),
                _ => none_if_empty(chosen, base),
            }
        }
        NodeKind::Attachment { .. } => base.cloned(),
        NodeKind::Radio { options } | NodeKind::Select { options, .. }
            if !last.is_empty() || has_blank_option(options) =>
        {
            Some(value_of_option(options, last))
        }
        NodeKind::Number { integer } if !last.trim().is_empty() => Some(number(last, *integer)),
        NodeKind::Date { input } if !last.trim().is_empty() => Some(date::from_input(
            input,
            &normalize_text(node, node.format.as_deref(), last),
        )),
        NodeKind::Json if !last.trim().is_empty() => Some(
            serde_json::from_str(last).unwrap_or_else(|_| Value::String(last.trim().to_owned())),
        ),
        _ => {
            let text = normalize_text(node, node.format.as_deref(), last);
            if text.is_empty() {
                (node.required && node.nullable).then_some(Value::Null)
            } else {
                Some(Value::String(text))
            }
        }
    }
}

/// An answer as the input of its field holds it.
pub(super) fn input_text(node: &Node, value: &Value) -> String {
    match (&node.kind, value) {
        (NodeKind::Date { input }, Value::String(text)) => date::to_input(input, text),
        // A text that would be read as something else is quoted.
        (NodeKind::Json, Value::String(text))
            if text.trim() != text
                || text.is_empty()
                || serde_json::from_str::<Value>(text).is_ok() =>
        {
            value.to_string()
        }
        (NodeKind::Json, Value::Null) => "null".to_owned(),
        _ => input_value(value),
    }
}

fn is_same_set(one: &[Value], other: &[Value]) -> bool {
    one.len() == other.len() && one.iter().all(|value| other.contains(value))
}

/// Whether an empty text is one of the options.
pub(super) fn has_blank_option(options: &[ChoiceOption]) -> bool {
    options.iter().any(|option| option.value == "")
}

fn value_of_option(options: &[ChoiceOption], posted: &str) -> Value {
    let found = options
        .iter()
        .find(|option| input_value(&option.value) == posted);
    found.map_or_else(
        || Value::String(posted.to_owned()),
        |option| option.value.clone(),
    )
}

/// A number as typed; a text that is none stays as it is, so that it is shown again and refused.
fn number(typed: &str, integer: bool) -> Value {
    let text = normalize_number(typed);
    let whole = || {
        let signed = text.parse::<i64>().ok().map(Number::from);
        signed.or_else(|| text.parse::<u64>().ok().map(Number::from))
    };
    let any = || text.parse::<f64>().ok().and_then(Number::from_f64);
    let number = whole().or_else(|| {
        any().filter(|_| {
            !integer
                || text
                    .parse::<f64>()
                    .is_ok_and(|number| number.fract() == 0.0)
        })
    });
    number.map_or_else(|| Value::String(typed.trim().to_owned()), Value::Number)
}
