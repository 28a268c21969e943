//! What has members of its own: the kinds of objects, rows and tuples visit and show them alike.

use crate::form::node::{Node, Shown, each_member};
use crate::form::view::View;

/// Returns what is shown of the parts of an object or array: those whose condition is met.
pub(super) fn view_members(children: &[Node], shown: &Shown<'_>) -> Vec<View> {
    let Shown {
        builder,
        node,
        at,
        value,
    } = *shown;
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
