//! `oneOf` and `anyOf` alternatives that are more than a list of values.

use std::sync::Arc;

use serde_json::Value;

use super::text;
use crate::form::aside::{self, Aside};
use crate::form::best_match::best_match;
use crate::form::compile::compiler::{Compiler, SchemaContext};
use crate::form::compile::nodes::humanize;
use crate::form::compile::schema::{EffectiveSchema, Location};
use crate::form::node::{Alternative, AlternativeName, Kind, Node, Shown, Visit};
use crate::form::posted::{CHOICE, Posted};
use crate::form::view::{OptionView, View};
use crate::ids::Pointer;
use crate::language::list_separator;
use crate::message::Text;

#[derive(Debug)]
struct Alternatives {
    choices: Vec<Alternative>,
    /// Where they add to the object around them.
    part: Option<Part>,
}

/// Alternatives that add to the object around them.
#[derive(Debug)]
struct Part {
    /// How many alternatives of the same object come before these: the marks of their inputs go on from there.
    before: usize,
    /// The names that only these ask for.
    added_names: Vec<String>,
}

/// Returns whether a schema has alternatives of any kind.
pub(super) fn has_alternatives(effective: &EffectiveSchema) -> bool {
    !effective.groups.is_empty()
}

/// Takes what has alternatives of which each asks for something.
pub(super) fn try_compile(
    compiler: &mut Compiler<'_>,
    context: &mut SchemaContext<'_>,
) -> Option<Arc<dyn Kind>> {
    let groups = context.effective.groups.clone();
    groups.iter().find_map(|(_, group)| {
        let choices = choices(compiler, context, group)?;
        if choices.iter().all(|choice| is_text(&choice.node)) {
            // Several ways to write one text, such as an e-mail address or a telephone number.
            return Some(text::any_text());
        }
        let kind = Alternatives {
            choices,
            part: None,
        };
        Some(Arc::new(kind) as Arc<dyn Kind>)
    })
}

/// Compiles alternatives that add to the object around them, where each asks for something.
pub(super) fn compile_part(
    compiler: &mut Compiler<'_>,
    context: &mut SchemaContext<'_>,
    group: &Location,
) -> Option<Node> {
    let choices = choices(compiler, context, group)?;
    let known = &context.effective.properties;
    let names = choices.iter().flat_map(|choice| choice.node.parts());
    let added_names = names
        .map(Node::property_name)
        .filter(|name| !known.iter().any(|(known, _)| known == name));
    let part = Part {
        before: context.alternatives,
        added_names: added_names.collect(),
    };
    context.alternatives += choices.len();
    let part = Some(part);
    let mut node = Node::new(
        context.pattern.clone(),
        Arc::new(Alternatives { choices, part }),
    );
    // Of several groups under `allOf` each may have a title.
    let around = group.pointer.parent().unwrap_or_default();
    if around != context.location.pointer {
        let title = Location {
            pointer: around.join("title"),
            ..group.clone()
        };
        if let Some(written) = compiler
            .value(&title)
            .and_then(Value::as_str)
            .map(str::to_owned)
        {
            node.label = compiler.text(&written, &title);
        }
    }
    Some(node)
}

/// Compiles each alternative that asks for something; `None` where none does.
fn choices(
    compiler: &mut Compiler<'_>,
    context: &mut SchemaContext<'_>,
    group: &Location,
) -> Option<Vec<Alternative>> {
    let count = compiler.value(group)?.as_array()?.len();
    let around = context.effective.keywords.get("type").cloned();
    let mut choices = Vec::new();
    for at in 0..count {
        let place = group.join(at);
        let Some(inner) = compiler.merge_schemas(std::slice::from_ref(&place), context.stack)
        else {
            continue;
        };
        if inner.never || asks_nothing(&inner, context.effective) {
            continue;
        }
        compiler.type_around.clone_from(&around);
        let node = compiler.compile_node(
            std::slice::from_ref(&place),
            context.pattern,
            "",
            false,
            context.stack,
        );
        compiler.type_around = None;
        let (Some(node), Some(validator)) = (node, compiler.validator(&place)) else {
            continue;
        };
        let test = compiler.test(&place);
        compiler.note_branch(&place, context.pattern, test);
        choices.push(Alternative {
            name: name(compiler, &node, &place, &inner),
            node,
            position: at,
            validator,
        });
    }
    name_by_fields(&mut choices, context.effective);
    (!choices.is_empty()).then_some(choices)
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
        visit: &mut Visit<'_, 'n, 'v>,
    ) {
        if let Some(index) = best_match(&self.choices, value) {
            visit(&self.choices[index].node, at.clone(), value);
        }
    }

    fn read(
        &self,
        _: &Node,
        at: &Pointer,
        posted: &Posted<'_>,
        base: Option<&Value>,
    ) -> Option<Value> {
        let picked = posted
            .number(at, &self.mark())
            .filter(|_| posted.is_open(at));
        let mark = self.mark();
        let aside = Aside::of(posted.before);
        let current = best_match(&self.choices, base);
        let current = current.or_else(|| aside.chosen(at, &mark));
        let index = picked.or(current);
        let Some(index) = index.filter(|index| *index < self.choices.len()) else {
            return base.cloned();
        };
        // What an alternative left behind goes, unless it belongs to the object around it.
        let kept = match &self.part {
            _ if current == Some(index) => base.cloned(),
            Some(part) => base.map(|base| self.without_others(part, index, base)),
            None if current == Some(index) => None,
            None => aside.typed(at, &mark, index).cloned(),
        };
        let inputs = posted.within(at, self.before() + index);
        let made = self.choices[index].node.read(at, &inputs, kept.as_ref());
        if posted.is_open(at) {
            let is_plain = best_match(&self.choices, made.as_ref()) == Some(index);
            self.note_others(at, posted, (base, current), (index, is_plain));
        }
        made
    }

    fn normalize(&self, _: &Node, value: &Value) -> Option<Value> {
        let index = best_match(&self.choices, Some(value))?;
        let node = &self.choices[index].node;
        node.kind.normalize(node, value)
    }

    fn missing_key(&self) -> &'static str {
        "problem-required-choice"
    }

    fn fill_view(&self, view: &mut View, shown: &Shown<'_>) {
        let Shown {
            builder, at, value, ..
        } = *shown;
        let locale = builder.request.locale;
        if self.before() > 0 {
            view.id = format!("{}.{}", view.id, self.before());
        }
        view.choice_name = Some(format!("{}{}", view.name, self.mark()));
        let mark = self.mark();
        let chosen = best_match(&self.choices, value);
        let chosen = chosen.or_else(|| builder.aside.chosen(at, &mark));
        for (index, choice) in self.choices.iter().enumerate() {
            let selected = chosen == Some(index);
            let aside = builder.aside.typed(at, &mark, index);
            let value = value.filter(|_| selected || chosen.is_none());
            let value = value.or(aside.filter(|_| !selected));
            let mut inner = builder.view(&choice.node, at, value);
            // All alternatives are of one answer; their inputs must not share ids.
            rename(&mut inner, at.as_str(), self.before() + index);
            let (label, named_by) = choice.name.shown(locale);
            if inner.label.is_empty() {
                inner.label.clone_from(if label.is_empty() {
                    &view.label
                } else {
                    &label
                });
            }
            view.children.push(inner);
            view.options.push(OptionView {
                value: index.to_string(),
                label,
                named_by,
                hint: None,
                selected,
                id: format!("{}-choice-{index}", view.id),
            });
        }
    }
}

impl Alternatives {
    fn before(&self) -> usize {
        self.part.as_ref().map_or(0, |part| part.before)
    }

    /// Returns the suffix of the input that says which alternative is chosen.
    fn mark(&self) -> String {
        match self.before() {
            0 => CHOICE.to_owned(),
            before => format!("{CHOICE}{before}"),
        }
    }

    /// Notes what is typed into the alternatives that are not chosen.
    fn note_others(
        &self,
        at: &Pointer,
        posted: &Posted<'_>,
        (base, current): (Option<&Value>, Option<usize>),
        (chosen, is_plain): (usize, bool),
    ) {
        let mark = self.mark();
        let others = (0..self.choices.len()).filter(|index| *index != chosen);
        let typed = others.filter_map(|index| {
            let choice = &self.choices[index];
            let before = if current == Some(index) {
                base.map(|base| asked_of(&choice.node, base))
            } else {
                Aside::of(posted.before).typed(at, &mark, index).cloned()
            };
            let inputs = posted.within(at, self.before() + index);
            let value = choice.node.read(at, &inputs, before.as_ref())?;
            let value = asked_of(&choice.node, &value);
            (!choice.node.kind.is_untouched(&choice.node, &value)).then_some((index, value))
        });
        let typed: Vec<(usize, Value)> = typed.collect();
        let mut aside = posted.aside.borrow_mut();
        if is_plain && typed.is_empty() {
            // The answers themselves say which is chosen, and there is nothing else to keep.
            aside::forget(&mut aside, (at, &mark));
        } else {
            aside::note(&mut aside, (at, &mark), chosen, typed);
        }
    }

    /// Returns the object around without what only the other alternatives ask for.
    fn without_others(&self, part: &Part, chosen: usize, base: &Value) -> Value {
        let mut kept = base.clone();
        let asked: Vec<String> = self.choices[chosen]
            .node
            .parts()
            .map(Node::property_name)
            .collect();
        if let Value::Object(members) = &mut kept {
            members.retain(|name, _| asked.contains(name) || !part.added_names.contains(name));
        }
        kept
    }
}

/// Returns what of an answer an alternative asks for.
fn asked_of(node: &Node, value: &Value) -> Value {
    let mut kept = value.clone();
    let asked: Vec<String> = node.parts().map(Node::property_name).collect();
    if let (Value::Object(members), true) = (&mut kept, node.kind.members().is_some()) {
        members.retain(|name, _| asked.contains(name));
    }
    kept
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

/// Names an alternative: by its title, the one value of a field that names it, the name of the structure that it refers to, or
/// that it is any but the others.
fn name(
    compiler: &Compiler<'_>,
    node: &Node,
    place: &Location,
    inner: &EffectiveSchema,
) -> AlternativeName {
    if !node.label.source.is_empty() {
        return AlternativeName::Text(node.label.clone());
    }
    let mut members = node.kind.members().unwrap_or_default().iter();
    if let Some(Value::String(name)) = members.find_map(|member| member.kind.constant()) {
        return AlternativeName::Text(Text::plain(humanize(name)));
    }
    let target = compiler
        .value(place)
        .and_then(|value| value.get("$ref")?.as_str());
    let name = target.and_then(|target| target.rsplit(['/', '#']).next());
    let name = name.unwrap_or_default();
    let name = name.trim_end_matches(".json").trim_end_matches(".schema");
    if !name.is_empty() {
        return AlternativeName::Text(Text::plain(humanize(name)));
    }
    let is_other = inner.get("not").is_some()
        || inner.properties.iter().any(|(_, places)| {
            let mut values = places.iter().filter_map(|place| compiler.value(place));
            values.any(|value| value.get("not").is_some())
        });
    AlternativeName::Control(if is_other { "other" } else { node.control() })
}

/// The most fields by which an alternative is named.
const NAMED_BY_MAX: usize = 3;

/// Names objects that nothing else names by the fields that only they ask for.
fn name_by_fields(choices: &mut [Alternative], around: &EffectiveSchema) {
    let names: Vec<Vec<String>> = choices
        .iter()
        .map(|choice| choice.node.parts().map(Node::property_name).collect())
        .collect();
    for (index, choice) in choices.iter_mut().enumerate() {
        if !matches!(choice.name, AlternativeName::Control(control) if control != "other") {
            continue;
        }
        let members = choice.node.kind.members().unwrap_or_default().iter();
        let only_here = members.filter(|member| {
            let name = member.property_name();
            let mut others = names
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != index);
            !others.any(|(_, names)| names.contains(&name))
                && !around.properties.iter().any(|(known, _)| *known == name)
        });
        let labels: Vec<Text> = only_here
            .take(NAMED_BY_MAX)
            .map(|member| member.label.clone())
            .collect();
        if !labels.is_empty() {
            choice.name = AlternativeName::Fields(labels);
        }
    }
}

impl AlternativeName {
    /// Returns the name in a language, or what the templates call it by.
    fn shown(&self, locale: &str) -> (String, Option<&'static str>) {
        match self {
            Self::Text(text) => (text.get(locale).to_owned(), None),
            Self::Fields(labels) => {
                let labels: Vec<&str> = labels.iter().map(|label| label.get(locale)).collect();
                (labels.join(list_separator(locale)), None)
            }
            Self::Control(control) => (String::new(), Some(control)),
        }
    }
}

/// Gives the inputs of one alternative of the answer `at` ids and names of their own.
fn rename(view: &mut View, at: &str, index: usize) {
    view.id = format!("{}.{index}", view.id);
    let rest = view.name.strip_prefix(at).unwrap_or_default();
    view.name = format!("{at}?{index}{rest}");
    if let Some(name) = &view.choice_name {
        let rest = name.strip_prefix(at).unwrap_or_default();
        view.choice_name = Some(format!("{at}?{index}{rest}"));
    }
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
