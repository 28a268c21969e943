//! `oneOf` and `anyOf` alternatives that are more than a list of values.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use crate::form::compile::{Compiler, Draft};
use crate::form::model::{Alternative, Node, NodeKind};
use crate::ids::Pointer;
use crate::message::Text;

pub(in crate::form) fn recognise(
    compiler: &mut Compiler<'_>,
    draft: &mut Draft<'_>,
) -> Option<NodeKind> {
    let keyword = ["oneOf", "anyOf"]
        .into_iter()
        .find(|keyword| draft.effective.get(keyword).is_some())?;
    let count = draft.effective.get(keyword)?.as_array()?.len();
    let location = draft.effective.location(keyword)?.clone();
    let mut choices = Vec::new();
    for at in 0..count {
        let place = location.join(at);
        let Some(node) = compiler.node(
            std::slice::from_ref(&place),
            draft.pattern,
            "",
            false,
            draft.stack,
        ) else {
            continue;
        };
        let asks_nothing =
            matches!(&node.kind, NodeKind::Json) && !has_type(compiler.value(&place));
        if asks_nothing {
            // An alternative that only requires, as in `anyOf: [{required: [a]}, {required: [b]}]`.
            continue;
        }
        let validator = Arc::new(compiler.validator(&place)?);
        let label = if node.label.source.is_empty() {
            Text::plain(format!("{}", at + 1))
        } else {
            node.label.clone()
        };
        choices.push(Alternative {
            label,
            node,
            validator,
        });
    }
    (!choices.is_empty()).then_some(NodeKind::Alternatives { choices })
}

fn has_type(value: Option<&Value>) -> bool {
    value.is_some_and(|value| {
        value.get("type").is_some()
            || value.get("$ref").is_some()
            || value.get("properties").is_some()
    })
}

/// The alternatives of an object that also has properties of its own: one more part of its section.
pub(super) fn part(pattern: &Pointer, kind: NodeKind) -> Node {
    Node {
        pattern: pattern.clone(),
        label: Text::default(),
        help: None,
        hint: None,
        note: None,
        required: false,
        nullable: false,
        read_only: false,
        personal: false,
        secret: false,
        width: None,
        autocomplete: None,
        default: None,
        folded: false,
        format: None,
        equal_to: None,
        unique: None,
        errors: BTreeMap::new(),
        condition: None,
        kind,
    }
}
