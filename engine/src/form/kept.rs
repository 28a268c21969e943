//! What of a draft counts: a draft keeps everything that was typed, also what a choice hides and rows that are still blank.
//! Shown, checked and submitted is only what is asked; conditions are evaluated on what is really kept.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::best_match::best_match;
use super::model::Form;
use super::node::Node;
use super::tree::member;
use crate::ids::Pointer;

/// How often conditions are asked again because answers fell away.
const PASSES_MAX: usize = 16;

/// Tells where the rows went from which blank ones were taken out: the place now, and the place in the draft.
pub(in crate::form) type Moved = Vec<(Pointer, Pointer)>;

impl Form {
    /// Returns the answers that are asked for: those that a choice hides are not among them, nor what only these bring.
    #[must_use]
    pub fn visible<'a>(&self, answers: &'a Value) -> Cow<'a, Value> {
        match self.without_aside(answers) {
            Cow::Borrowed(answers) => self.asked_for(answers),
            Cow::Owned(answers) => Cow::Owned(self.asked_for(&answers).into_owned()),
        }
    }

    fn asked_for<'a>(&self, answers: &'a Value) -> Cow<'a, Value> {
        if !is_conditional(&self.root) {
            return self.with_totals(answers);
        }
        let asked = |from: &Value, by: &Value| {
            let kept = visible(&self.root, &Pointer::root(), from, by);
            self.with_totals(&kept).into_owned()
        };
        let mut kept = asked(answers, answers);
        for _ in 0..PASSES_MAX {
            // What fell away in between may be asked for after all.
            let next = asked(answers, &kept);
            if next == kept {
                return Cow::Owned(kept);
            }
            kept = next;
        }
        // Conditions that deny themselves: what remains when nothing comes back.
        loop {
            let next = asked(&kept, &kept);
            if next == kept {
                return Cow::Owned(kept);
            }
            kept = next;
        }
    }

    /// Returns the answers as they are submitted: what is asked for, without blank rows.
    #[must_use]
    pub fn submitted(&self, answers: &Value) -> Value {
        let normalized = self.normalized(answers);
        let kept = self.without_blank_rows(&self.visible(&normalized), &[]).0;
        self.with_totals(&kept).into_owned()
    }

    /// Returns the answers without blank rows, and where the others went. A row in which one of `used` lies is not blank.
    pub(in crate::form) fn without_blank_rows(
        &self,
        answers: &Value,
        used: &[&Pointer],
    ) -> (Value, Moved) {
        let mut rows = Rows {
            used,
            moved: Moved::new(),
        };
        let root = Pointer::root();
        let kept = rows.pick(&self.root, answers, &root, &root);
        (kept.unwrap_or_else(|| answers.clone()), rows.moved)
    }
}

fn is_conditional(node: &Node) -> bool {
    node.condition.is_some() || !node.variants.is_empty() || node.parts().any(is_conditional)
}

/// Returns what of an answer is asked for, as the answers `by` decide it.
fn visible(node: &Node, at: &Pointer, value: &Value, by: &Value) -> Value {
    let now = node.now(at, by);
    if let Some(choices) = now.kind.alternatives() {
        let chosen = best_match(choices, Some(value));
        return chosen.map_or_else(
            || value.clone(),
            |index| visible(&choices[index].node, at, value, by),
        );
    }
    match value {
        Value::Object(members) if now.kind.members().is_some() => {
            visible_members(node, now, at, members, by)
        }
        Value::Array(items) if node.is_repeated() || now.kind.positions().is_some() => {
            let items = items.iter().enumerate();
            items
                .map(|(index, item)| visible_item(now, &at.join(index), index, item, by))
                .collect()
        }
        _ => value.clone(),
    }
}

fn visible_item(node: &Node, at: &Pointer, index: usize, item: &Value, by: &Value) -> Value {
    if let Some(positions) = node.kind.positions() {
        let position = positions.get(index);
        return position.map_or_else(|| item.clone(), |position| visible(position, at, item, by));
    }
    match (node.kind.row_titles(), node.kind.parts(), item) {
        (None, [only], _) => visible(only, at, item, by),
        (Some(_), columns, Value::Object(members)) => {
            let cell = |name: &String, value: &Value| {
                let column = columns
                    .iter()
                    .find(|column| column.property_name() == *name);
                let kept = column.map_or_else(
                    || value.clone(),
                    |column| visible(column, &at.join(name), value, by),
                );
                (name.clone(), kept)
            };
            members
                .iter()
                .map(|(name, value)| cell(name, value))
                .collect()
        }
        _ => item.clone(),
    }
}

fn visible_members(
    node: &Node,
    now: &Node,
    at: &Pointer,
    members: &Map<String, Value>,
    by: &Value,
) -> Value {
    let children = now.kind.members().unwrap_or_default();
    let is_shown = |child: &&Node| {
        let condition = child.condition.as_ref();
        condition.is_none_or(|condition| condition.is_met_at(at, by))
    };
    let (parts, fields): (Vec<&Node>, Vec<&Node>) = children
        .iter()
        .partition(|child| child.pattern == now.pattern);
    let mut kept = Map::new();
    for (name, value) in members {
        let candidates = fields.iter().filter(|child| child.property_name() == *name);
        let mut candidates = candidates.copied().peekable();
        let is_described = candidates.peek().is_some();
        if let Some(child) = candidates.find(is_shown) {
            let inner = visible(child, &at.join(name), value, by);
            kept.insert(name.clone(), inner);
        } else if let Some(part) = parts.iter().find(|part| declares(part, name)) {
            if is_shown(part) {
                kept.insert(name.clone(), value.clone());
            }
        } else if !is_described && !is_of_another_variant(node, now, name) {
            kept.insert(name.clone(), value.clone());
        }
    }
    Value::Object(kept)
}

/// Returns whether alternatives that add to an object ask for a name.
fn declares(part: &Node, name: &str) -> bool {
    part.parts()
        .flat_map(Node::parts)
        .any(|inner| inner.property_name() == name)
}

/// Returns whether a name is asked for only while other conditions hold.
fn is_of_another_variant(node: &Node, now: &Node, name: &str) -> bool {
    let variants = node.variants.iter().map(|variant| &variant.node);
    let mut others = std::iter::once(node)
        .chain(variants)
        .filter(|other| !std::ptr::eq(*other, now));
    others.any(|other| {
        let members = other.kind.members().unwrap_or_default();
        members.iter().any(|member| member.property_name() == name)
    })
}

/// Takes blank rows out.
struct Rows<'a> {
    used: &'a [&'a Pointer],
    moved: Moved,
}

impl Rows<'_> {
    /// Returns what remains of an answer where it differs, given where it was and where it comes to stand.
    fn pick(&mut self, node: &Node, value: &Value, was: &Pointer, at: &Pointer) -> Option<Value> {
        if let Some(choices) = node.kind.alternatives() {
            let chosen = best_match(choices, Some(value))?;
            return self.pick(&choices[chosen].node, value, was, at);
        }
        match value {
            Value::Object(_) => {
                let children = node.kind.members()?;
                self.pick_members(children, node, value, was, at)
            }
            Value::Array(items) if node.is_repeated() => self.pick_rows(node, items, was, at),
            _ => None,
        }
    }

    fn pick_members(
        &mut self,
        children: &[Node],
        node: &Node,
        value: &Value,
        was: &Pointer,
        at: &Pointer,
    ) -> Option<Value> {
        let mut made: Option<Value> = None;
        for child in children {
            let here = made.as_ref().unwrap_or(value);
            if child.pattern == node.pattern {
                made = self.pick(child, here, was, at).or(made);
                continue;
            }
            let token = child.last_token();
            let Some(inner) = member(here, token) else {
                continue;
            };
            let (was, at) = (was.join_escaped(token), at.join_escaped(token));
            let Some(kept) = self.pick(child, inner, &was, &at) else {
                continue;
            };
            let name = child.property_name();
            if let Value::Object(members) = made.get_or_insert_with(|| value.clone()) {
                // Where no row is left, there is no answer; one that must be there is empty.
                if kept.as_array().is_some_and(Vec::is_empty) && !child.required {
                    members.shift_remove(&name);
                } else {
                    members.insert(name, kept);
                }
            }
        }
        made
    }

    fn pick_rows(
        &mut self,
        node: &Node,
        items: &[Value],
        was: &Pointer,
        at: &Pointer,
    ) -> Option<Value> {
        let can_drop = node.kind.rows_max().is_some();
        let mut rows: Vec<Value> = Vec::new();
        let mut differs = false;
        for (index, item) in items.iter().enumerate() {
            let was = was.join(index);
            let is_used = self.used.iter().any(|used| used.is_within(&was));
            if can_drop && !is_used && node.kind.is_blank_row(item) {
                differs = true;
                continue;
            }
            let at = at.join(rows.len());
            if was != at {
                self.moved.push((at.clone(), was.clone()));
            }
            let kept = match node.kind.row_titles() {
                Some(_) => self.pick_members(node.kind.parts(), node, item, &was, &at),
                None => node
                    .kind
                    .parts()
                    .first()
                    .and_then(|row| self.pick(row, item, &was, &at)),
            };
            differs |= kept.is_some();
            rows.push(kept.unwrap_or_else(|| item.clone()));
        }
        differs.then_some(Value::Array(rows))
    }
}

/// Returns where an answer stands in the draft.
pub(in crate::form) fn place_in_draft(pointer: &Pointer, moved: &Moved) -> Pointer {
    let within = moved.iter().filter(|(at, _)| pointer.is_within(at));
    let Some((at, was)) = within.max_by_key(|(at, _)| at.as_str().len()) else {
        return pointer.clone();
    };
    let rest = &pointer.as_str()[at.as_str().len()..];
    Pointer::parse(&format!("{was}{rest}")).unwrap_or_else(|| pointer.clone())
}
