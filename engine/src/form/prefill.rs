//! Forms that begin with what is registered already, and what becomes of it once a change is approved.

use serde_json::Value;

use super::model::Form;
use super::node::Node;
use super::secret::Secrets;
use super::tree::{empty_object, update_at};
use crate::ids::Pointer;

/// How often values that the form refuses are taken out: what remains is for the applicant to put right.
const PASSES_MAX: usize = 3;

impl Form {
    /// Returns the answers of an untouched form that begins with what is registered: at the same places, as far as the
    /// form asks for it and would accept it. Secrets are never among them.
    #[must_use]
    pub fn prefill(&self, registered: &Value) -> Value {
        let mut answers = self.initial_answers();
        prefill_node(&self.root, registered, &mut answers);
        for _ in 0..PASSES_MAX {
            let problems = self.validate(&answers, &Secrets::default());
            let mut changed = false;
            for problem in &problems {
                // What is missing is not there to be taken out.
                if registered.pointer(problem.pointer.as_str()).is_some() {
                    changed |= remove_answer(&mut answers, &problem.pointer);
                }
            }
            if !changed {
                break;
            }
        }
        answers
    }

    /// Merges what another form's answers changed of what is registered by this form, once that is approved. Whatever
    /// else was changed meanwhile stays, and so does what is no part of this form.
    #[must_use]
    pub fn merge_changes(&self, registered: &Value, before: &Value, after: &Value) -> Value {
        merge_node(&self.root, Some(registered), Some(before), Some(after))
            .unwrap_or_else(|| registered.clone())
    }

    /// Returns whether any of the answers that belong to this form differ.
    #[must_use]
    pub fn has_changes(&self, before: &Value, after: &Value) -> bool {
        self.merge_changes(before, before, after) != *before
    }
}

/// Puts the registered answer of a node, or of each part of it, in place.
fn prefill_node(node: &Node, registered: &Value, answers: &mut Value) {
    if let Some(children) = node.kind.members() {
        let (always, sometimes): (Vec<&Node>, Vec<&Node>) =
            children.iter().partition(|child| child.condition.is_none());
        for child in always {
            prefill_member(node, child, registered, answers);
        }
        for child in sometimes {
            if child
                .condition
                .as_ref()
                .is_some_and(|condition| condition.is_met_by(answers))
            {
                prefill_member(node, child, registered, answers);
            }
        }
    } else if !node.secret && node.kind.constant().is_none() {
        answers.clone_from(registered);
    }
}

fn prefill_member(node: &Node, child: &Node, registered: &Value, answers: &mut Value) {
    if child.pattern == node.pattern {
        for part in child.parts() {
            prefill_node(part, registered, answers);
        }
        return;
    }
    let name = child.property_name();
    let Some(value) = registered.get(&name).filter(|_| !child.secret) else {
        return;
    };
    let Value::Object(members) = answers else {
        return;
    };
    let is_section = child.kind.members().is_some();
    if is_section && !value.is_object() {
        return;
    }
    let empty = if is_section {
        empty_object()
    } else {
        Value::Null
    };
    prefill_node(child, value, members.entry(name).or_insert(empty));
}

/// Takes the answer at a place out, or the nearest one around it that is a member of an object.
fn remove_answer(answers: &mut Value, pointer: &Pointer) -> bool {
    let place = std::iter::successors(Some(pointer.clone()), Pointer::parent).find_map(|at| {
        let parent = at.parent()?;
        let is_member = answers.pointer(parent.as_str())?.is_object();
        is_member.then(|| (parent, at.tokens().last().unwrap_or_default()))
    });
    let Some((parent, name)) = place else {
        return false;
    };
    let mut taken = false;
    update_at(answers, &parent, |value| {
        if let Value::Object(members) = value {
            taken = members.shift_remove(&name).is_some();
        }
    });
    taken
}

/// Merges the changes of a node's answer; `None` for one that is not there.
fn merge_node(
    node: &Node,
    registered: Option<&Value>,
    before: Option<&Value>,
    after: Option<&Value>,
) -> Option<Value> {
    if node.secret || before == after {
        return registered.cloned();
    }
    let Some(children) = node.kind.members() else {
        return after.cloned();
    };
    let mut members = registered
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    for child in children {
        if child.pattern == node.pattern {
            for part in child.parts() {
                let here = Value::Object(members.clone());
                if let Some(Value::Object(made)) = merge_node(part, Some(&here), before, after) {
                    members = made;
                }
            }
            continue;
        }
        let name = child.property_name();
        let inner = |value: Option<&Value>| value.and_then(|value| value.get(&name)).cloned();
        let (old, new) = (inner(before), inner(after));
        match merge_node(child, members.get(&name), old.as_ref(), new.as_ref()) {
            Some(value) => members.insert(name, value),
            None => members.shift_remove(&name),
        };
    }
    (registered.is_some() || !members.is_empty()).then_some(Value::Object(members))
}
