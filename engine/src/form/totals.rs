//! Numbers that are the sum of others. They are computed from the answers whenever these are checked, shown or stored: what
//! anybody hands over in their place never counts.

use std::borrow::Cow;

use serde_json::Value;

use super::model::{Form, Total};
use super::node::Node;
use super::sum::{add, nought};
use super::tree::{input_value, update_at};
use crate::ids::Pointer;

impl Form {
    /// Returns the answers with every total as it is computed from them.
    #[must_use]
    pub fn with_totals<'a>(&self, answers: &'a Value) -> Cow<'a, Value> {
        let mut made = Cow::Borrowed(answers);
        for total in &self.totals {
            for at in places(&total.of, answers) {
                if !self.asks_for(&at, &made) {
                    continue;
                }
                let sum = self.sum(total, &at, &made);
                if made.pointer(at.as_str()) != sum.as_ref() {
                    put(made.to_mut(), &at, sum);
                }
            }
        }
        made
    }

    /// Returns the totals that are asked for beside the answers of a draft, as people read them.
    #[must_use]
    pub fn computed(&self, draft: &Value) -> Vec<(Pointer, String)> {
        let answers = self.visible(draft);
        let totals = self.totals.iter();
        let found = totals.flat_map(|total| places(&total.of, &answers));
        let asked = found.filter(|at| self.asks_for(at, &answers));
        asked
            .map(|at| {
                let sum = answers.pointer(at.as_str());
                let shown = sum.map(input_value).unwrap_or_default();
                (at, shown)
            })
            .collect()
    }

    /// Returns the places of everything among the answers that is computed.
    #[must_use]
    pub fn computed_places(&self, answers: &Value) -> Vec<Pointer> {
        let totals = self.totals.iter();
        totals
            .flat_map(|total| places(&total.of, answers))
            .collect()
    }

    /// Returns the sum of what is answered; `None` where nothing is and nothing need be.
    fn sum(&self, total: &Total, at: &Pointer, answers: &Value) -> Option<Value> {
        let total_tokens: Vec<String> = at.tokens().collect();
        let mut numbers = Vec::new();
        for term in &total.terms {
            let tokens: Vec<String> = term.tokens().collect();
            let of: Vec<String> = total.of.tokens().collect();
            // As far as both lie in the same rows, the row of the total is meant.
            let shared = tokens
                .iter()
                .zip(&of)
                .take_while(|(one, other)| one == other);
            let shared = shared.count();
            let resolved = tokens.iter().enumerate().map(|(index, token)| {
                if index < shared {
                    &total_tokens[index]
                } else {
                    token
                }
            });
            let resolved: Vec<&String> = resolved.collect();
            collect(
                &self.root,
                &resolved,
                &Pointer::root(),
                answers,
                &mut numbers,
            );
        }
        if numbers.is_empty() {
            let is_required = self.root.find(at).is_some_and(|node| node.required);
            return is_required.then(nought);
        }
        Some(add(&numbers))
    }
}

/// Collects the numbers at a term, without those of rows in which nothing was typed.
fn collect(
    root: &Node,
    tokens: &[&String],
    at: &Pointer,
    value: &Value,
    numbers: &mut Vec<serde_json::Number>,
) {
    let Some((token, rest)) = tokens.split_first() else {
        numbers.extend(value.as_number().cloned());
        return;
    };
    let mut inner = |token: &str, value: &Value| {
        collect(root, rest, &at.join(token), value, numbers);
    };
    match value {
        Value::Array(items) if token.as_str() == "*" => {
            let rows = root.find(at);
            for (index, item) in items.iter().enumerate() {
                if rows.is_some_and(|rows| rows.kind.is_blank_row(item)) {
                    continue;
                }
                inner(&index.to_string(), item);
            }
        }
        Value::Array(items) => {
            let index = token.parse::<usize>().ok();
            if let Some(item) = index.and_then(|index| items.get(index)) {
                inner(token, item);
            }
        }
        Value::Object(members) => {
            if let Some(member) = members.get(token.as_str()) {
                inner(token, member);
            }
        }
        _ => {}
    }
}

/// Returns the places of a pattern that the rows of the answers make.
fn places(pattern: &Pointer, answers: &Value) -> Vec<Pointer> {
    let mut found = vec![Pointer::root()];
    for token in pattern.tokens() {
        let next = found.iter().flat_map(|at| {
            if token != "*" {
                return vec![at.join(&token)];
            }
            let rows = answers.pointer(at.as_str()).and_then(Value::as_array);
            let rows = rows.map_or(0, Vec::len);
            (0..rows).map(|index| at.join(index)).collect()
        });
        found = next.collect();
    }
    found
}

fn put(answers: &mut Value, at: &Pointer, sum: Option<Value>) {
    match sum {
        Some(sum) => {
            update_at(answers, at, |value| *value = sum);
        }
        None => {
            let parent = at.parent().unwrap_or_default();
            let name = at.tokens().last().unwrap_or_default();
            if let Some(Value::Object(members)) = answers.pointer_mut(parent.as_str()) {
                members.shift_remove(&name);
            }
        }
    }
}
