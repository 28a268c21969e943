//! What has members of its own: the kinds of objects, rows and tuples visit and show them alike.

use serde_json::Value;

use crate::form::node::{Node, ViewBuilder};
use crate::form::tree::member;
use crate::form::view::View;
use crate::ids::Pointer;

/// Visits the parts of an object or array, each with its place and its answer; a part that adds to the object around it
/// stands where that does.
pub(super) fn each_member<'n, 'v>(
    children: &'n [Node],
    node: &Node,
    at: &Pointer,
    value: Option<&'v Value>,
    visit: &mut dyn FnMut(&'n Node, Pointer, Option<&'v Value>),
) {
    for child in children {
        if child.pattern == node.pattern {
            visit(child, at.clone(), value);
            continue;
        }
        let token = child.last_token();
        let value = value.and_then(|value| member(value, token));
        visit(child, at.join_escaped(token), value);
    }
}

/// Returns what is shown of the parts of an object or array: those whose condition is met.
pub(super) fn view_members(
    builder: &ViewBuilder<'_>,
    children: &[Node],
    node: &Node,
    at: &Pointer,
    value: Option<&Value>,
) -> Vec<View> {
    let answers = builder.request.answers;
    let mut views = Vec::new();
    each_member(children, node, at, value, &mut |child, inner, value| {
        let is_shown = child
            .condition
            .as_ref()
            .is_none_or(|condition| condition.is_met_at(at, answers));
        if is_shown {
            views.push(builder.view(child, &inner, value));
        }
    });
    views
}
