//! `oneOf` and `anyOf` alternatives that are more than a list of values.

use std::sync::Arc;

use serde_json::Value;

use super::text;
use crate::form::best_match::best_match;
use crate::form::compile::compiler::{Compiler, SchemaContext};
use crate::form::compile::nodes::humanize;
use crate::form::compile::schema::{EffectiveSchema, Location};
use crate::form::node::{Alternative, Kind, Node, ViewBuilder};
use crate::form::posted::{CHOICE, Posted};
use crate::form::view::{OptionView, View};
use crate::ids::Pointer;
use crate::message::Text;

#[derive(Debug)]
struct Alternatives {
    choices: Vec<Alternative>,
}

/// Returns whether a schema has alternatives of any kind.
pub(super) fn has_alternatives(effective: &EffectiveSchema) -> bool {
    ["oneOf", "anyOf"]
        .iter()
        .any(|keyword| effective.get(keyword).is_some())
}

/// Takes what has alternatives of which each asks for something.
pub(super) fn try_compile(
    compiler: &mut Compiler<'_>,
    context: &mut SchemaContext<'_>,
) -> Option<Arc<dyn Kind>> {
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
        return Some(text::any_text());
    }
    if choices.is_empty() {
        return None;
    }
    Some(Arc::new(Alternatives { choices }))
}

impl Kind for Alternatives {
    fn control(&self) -> &'static str {
        "alternatives"
    }

    fn is_field(&self) -> bool {
        false
    }

    fn alternatives(&self) -> Option<&[Alternative]> {
        Some(&self.choices)
    }

    fn each_part<'n, 'v>(
        &'n self,
        _: &Node,
        at: &Pointer,
        value: Option<&'v Value>,
        visit: &mut dyn FnMut(&'n Node, Pointer, Option<&'v Value>),
    ) {
        if let Some(index) = best_match(&self.choices, value) {
            visit(&self.choices[index].node, at.clone(), value);
        }
    }

    fn read(
        &self,
        node: &Node,
        at: &Pointer,
        posted: &Posted<'_>,
        base: Option<&Value>,
    ) -> Option<Value> {
        let picked = posted.number(at, CHOICE).filter(|_| posted.is_open(at));
        let current = best_match(&self.choices, base);
        let index = picked.or(current);
        let Some(index) = index.filter(|index| *index < self.choices.len()) else {
            return base.cloned();
        };
        // What an alternative left behind goes, unless it belongs to the object around it.
        let kept = base.filter(|_| current == Some(index) || is_part(node, base));
        self.choices[index]
            .node
            .read(at, &posted.within(at, index), kept)
    }

    fn normalize(&self, _: &Node, value: &Value, _: &Value) -> Option<Value> {
        let index = best_match(&self.choices, Some(value))?;
        let node = &self.choices[index].node;
        node.kind.normalize(node, value, value)
    }

    fn missing_key(&self) -> &'static str {
        "problem-required-choice"
    }

    fn fill_view(
        &self,
        builder: &ViewBuilder<'_>,
        view: &mut View,
        _: &Node,
        at: &Pointer,
        value: Option<&Value>,
    ) {
        let locale = builder.request.locale;
        let chosen = best_match(&self.choices, value);
        for (index, choice) in self.choices.iter().enumerate() {
            let selected = chosen == Some(index);
            let value = value.filter(|_| selected || chosen.is_none());
            let mut inner = builder.view(&choice.node, at, value);
            // All alternatives are of one answer; their inputs must not share ids.
            rename(&mut inner, at.as_str(), index);
            let label = choice.label.get(locale);
            if inner.label.is_empty() {
                label.clone_into(&mut inner.label);
            }
            view.children.push(inner);
            view.options.push(OptionView {
                value: index.to_string(),
                label: label.to_owned(),
                selected,
                id: format!("{}-choice-{index}", view.id),
            });
        }
    }
}

/// Returns whether the alternatives belong to an object with members of its own, which must stay.
fn is_part(node: &Node, base: Option<&Value>) -> bool {
    node.label.source.is_empty() && base.is_some_and(Value::is_object)
}

/// Returns whether an alternative only narrows what is asked beside it, as in
/// `anyOf: [{required: [a]}, {required: [b]}]`.
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
    let new = inner
        .properties
        .iter()
        .any(|(name, _)| !beside.properties.iter().any(|(known, _)| known == name));
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
    !node.secret && node.kind.is_text()
}

/// Names an alternative: by its title, the one value of a field that names it, or the name of the structure that it
/// refers to.
fn label(compiler: &Compiler<'_>, node: &Node, place: &Location) -> Option<Text> {
    if !node.label.source.is_empty() {
        return Some(node.label.clone());
    }
    let mut members = node.kind.members().unwrap_or_default().iter();
    if let Some(Value::String(name)) = members.find_map(|member| member.kind.constant()) {
        return Some(Text::plain(humanize(name)));
    }
    let target = compiler.value(place)?.get("$ref")?.as_str()?;
    let name = target.rsplit(['/', '#']).next().unwrap_or_default();
    let name = name.trim_end_matches(".json").trim_end_matches(".schema");
    (!name.is_empty()).then(|| Text::plain(humanize(name)))
}

/// Gives the inputs of one alternative of the answer `at` ids and names of their own.
fn rename(view: &mut View, at: &str, index: usize) {
    view.id = format!("{}.{index}", view.id);
    let rest = view.name.strip_prefix(at).unwrap_or_default();
    view.name = format!("{at}?{index}{rest}");
    for option in &mut view.options {
        option.id = format!("{}.{index}", option.id);
    }
    view.children
        .iter_mut()
        .for_each(|child| rename(child, at, index));
    view.rows
        .iter_mut()
        .flat_map(|row| row.cells.iter_mut())
        .for_each(|cell| rename(cell, at, index));
}
