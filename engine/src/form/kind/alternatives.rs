//! `oneOf` and `anyOf` alternatives that are more than a list of values.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::form::compile::compiler::{Compiler, SchemaContext};
use crate::form::compile::nodes::humanize;
use crate::form::compile::schema::{EffectiveSchema, Location};
use crate::form::model::{Alternative, Node, NodeKind};
use crate::ids::Pointer;
use crate::message::Text;

/// Whether a schema has alternatives of any kind.
pub(in crate::form) fn has_alternatives(effective: &EffectiveSchema) -> bool {
    ["oneOf", "anyOf"]
        .iter()
        .any(|keyword| effective.get(keyword).is_some())
}

pub(in crate::form) fn try_compile(
    compiler: &mut Compiler<'_>,
    context: &mut SchemaContext<'_>,
) -> Option<NodeKind> {
    let keyword = ["oneOf", "anyOf"]
        .into_iter()
        .find(|keyword| context.effective.get(keyword).is_some())?;
    let count = context.effective.get(keyword)?.as_array()?.len();
    let location = context.effective.location(keyword)?.clone();
    let mut choices = Vec::new();
    for at in 0..count {
        let place = location.join(at);
        let Some(inner) = compiler.merge_schemas(std::slice::from_ref(&place), context.stack)
        else {
            continue;
        };
        if inner.never || asks_nothing(&inner, context.effective) {
            continue;
        }
        let Some(node) = compiler.compile_node(
            std::slice::from_ref(&place),
            context.pattern,
            "",
            false,
            context.stack,
        ) else {
            continue;
        };
        let Some(validator) = compiler.validator(&place) else {
            continue;
        };
        let label =
            label(compiler, &node, &place).unwrap_or_else(|| Text::plain(format!("{}", at + 1)));
        choices.push(Alternative {
            label,
            node,
            position: at,
            validator,
        });
    }
    if !choices.is_empty() && choices.iter().all(|choice| is_text(&choice.node)) {
        // Several ways to write one text, such as an e-mail address or a telephone number.
        return Some(NodeKind::Text {
            input: "text",
            length_max: None,
            input_mode: None,
        });
    }
    (!choices.is_empty()).then_some(NodeKind::Alternatives { choices })
}

/// An alternative that only narrows what is asked beside it, as in `anyOf: [{required: [a]}, {required: [b]}]`.
fn asks_nothing(inner: &EffectiveSchema, beside: &EffectiveSchema) -> bool {
    const DESCRIPTIVE: &[&str] = &[
        "enum",
        "const",
        "oneOf",
        "anyOf",
        "items",
        "prefixItems",
        "format",
        "pattern",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
    ];
    let is_beside = |name: &String| beside.properties.iter().any(|(known, _)| known == name);
    let new = inner.properties.iter().any(|(name, _)| !is_beside(name));
    let types = inner.types();
    let is_object = types.is_empty() || types.contains("object");
    let other_type = inner.get("type").is_some() && beside.properties.is_empty();
    is_object
        && !new
        && !other_type
        && inner.conditions.is_empty()
        && inner.dependent.is_empty()
        && !DESCRIPTIVE
            .iter()
            .any(|keyword| inner.get(keyword).is_some())
}

fn is_text(node: &Node) -> bool {
    !node.secret
        && matches!(
            &node.kind,
            NodeKind::Text { .. } | NodeKind::TextArea { .. } | NodeKind::Date { .. }
        )
}

/// What to call an alternative: its title, the one value of a field that names it, or the name of the structure that
/// it refers to.
fn label(compiler: &Compiler<'_>, node: &Node, place: &Location) -> Option<Text> {
    if !node.label.source.is_empty() {
        return Some(node.label.clone());
    }
    if let NodeKind::Section { children } = &node.kind
        && let Some(Value::String(name)) = children.iter().find_map(|child| match &child.kind {
            NodeKind::Constant { value } => Some(value),
            _ => None,
        })
    {
        return Some(Text::plain(humanize(name)));
    }
    let target = compiler.value(place)?.get("$ref")?.as_str()?;
    let name = target.rsplit(['/', '#']).next().unwrap_or_default();
    let name = name.trim_end_matches(".json").trim_end_matches(".schema");
    (!name.is_empty()).then(|| Text::plain(humanize(name)))
}

/// The alternatives of an object that also has properties of its own: one more part of its section.
pub(in crate::form) fn part(pattern: &Pointer, kind: NodeKind) -> Node {
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
        half_width: false,
        format: None,
        equal_to: None,
        unique: None,
        errors: BTreeMap::new(),
        condition: None,
        formats_when: Vec::new(),
        required_when: Vec::new(),
        kind,
    }
}
