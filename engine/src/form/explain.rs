//! From the validator's errors to problems that people can mend.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;
use serde_json::Value;

use super::best_match::{best_match, distance};
use super::messages::is_known;
use super::model::{Form, Node, NodeKind};
use super::problem::Problem;
use super::tree::input_value;
use crate::ids::Pointer;
use crate::message::{Message, Text};

/// Adds the problems that an error means. Alternatives are explained by the one that comes closest.
pub(super) fn explain(form: &Form, error: &ValidationError<'_>, problems: &mut Vec<Problem>) {
    let at = Pointer::parse(error.instance_path().as_str()).unwrap_or_default();
    // The values of a check-box group have no node of their own.
    let group = || {
        at.parent()
            .and_then(|parent| form.node(&parent))
            .filter(|node| matches!(node.kind, NodeKind::Checkboxes { .. }))
    };
    let node = form.node(&at).or_else(group);
    match error.kind() {
        Kind::Required { property } => {
            explain_missing(
                form,
                &at.join(property.as_str().unwrap_or_default()),
                problems,
            );
        }
        Kind::OneOfNotValid { context } | Kind::AnyOf { context } => {
            explain_alternatives(form, node, error, context, problems);
        }
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            for name in unexpected {
                problems.push(problem_without_field(
                    &at.join(name),
                    "unknown",
                    Message::new("problem-unknown"),
                ));
            }
        }
        Kind::PropertyNames { error } => explain(form, error, problems),
        Kind::MinItems { .. }
            if error.instance().as_array().is_some_and(Vec::is_empty)
                && node.is_some_and(|node| node.required) =>
        {
            if let Some(node) = node {
                problems.push(missing(node, &at));
            }
        }
        Kind::Constant { .. }
            if node.is_some_and(|node| matches!(node.kind, NodeKind::Checkbox)) =>
        {
            if let Some(node) = node {
                problems.push(missing(node, &at));
            }
        }
        Kind::Type { .. } if error.instance().is_null() && node.is_some() => {
            if let Some(node) = node {
                problems.push(missing(node, &at));
            }
        }
        Kind::MinItems { .. } if missing_places(node, error).next().is_some() => {
            let places = missing_places(node, error);
            problems.extend(places.map(|(index, place)| missing(place, &at.join(index))));
        }
        Kind::FalseSchema => explain_never(form, &at, problems),
        kind => {
            let (code, message) = describe(kind, node);
            add(form, &at, &code, message, problems);
        }
    }
}

/// A required answer is not there.
fn explain_missing(form: &Form, at: &Pointer, problems: &mut Vec<Problem>) {
    match form.node(at) {
        Some(node) if form.root.alternatives(at).is_some() => problems.push(missing(node, at)),
        Some(node) => missing_parts(node, at, problems),
        None => problems.push(problem_without_field(
            at,
            "required",
            Message::new("problem-required"),
        )),
    }
}

/// An answer is of none of several alternatives.
fn explain_alternatives(
    form: &Form,
    node: Option<&Node>,
    error: &ValidationError<'_>,
    context: &[Vec<ValidationError<'static>>],
    problems: &mut Vec<Problem>,
) {
    let at = Pointer::parse(error.instance_path().as_str()).unwrap_or_default();
    let is_choice = node.is_some_and(|node| {
        matches!(
            node.kind,
            NodeKind::Radio { .. } | NodeKind::Select { .. } | NodeKind::Checkboxes { .. }
        )
    });
    let alternatives = form.root.alternatives(&at);
    let meant = match alternatives {
        Some(choices) => best_match(choices, Some(error.instance()))
            .and_then(|index| context.get(choices[index].position)),
        None => closest(&at, context),
    };
    match meant.filter(|errors| !is_choice && !errors.is_empty()) {
        Some(errors) => errors
            .iter()
            .for_each(|error| explain(form, error, problems)),
        None if alternatives.is_some() => {
            let message = Message::new("problem-required-choice");
            add(form, &at, "required", message, problems);
        }
        None => add(form, &at, "enum", Message::new("problem-enum"), problems),
    }
}

/// Nothing may stand there: a place too many, or a member that nothing describes.
fn explain_never(form: &Form, at: &Pointer, problems: &mut Vec<Problem>) {
    let parent = at.parent().and_then(|parent| form.node(&parent));
    let index = at
        .tokens()
        .last()
        .and_then(|token| token.parse::<u64>().ok());
    match (parent, index) {
        (Some(node), Some(index)) if is_tuple(&node.kind) => {
            let message = Message::new("problem-too-many").with("limit", index);
            let pointer = at.parent().unwrap_or_default();
            problems.push(node.problem(&pointer, "too-many", message));
        }
        _ => {
            let message = Message::new("problem-unknown");
            problems.push(problem_without_field(at, "unknown", message));
        }
    }
}

/// The required places that an array of places lacks.
fn missing_places<'n>(
    node: Option<&'n Node>,
    error: &ValidationError<'_>,
) -> impl Iterator<Item = (usize, &'n Node)> {
    let count = error.instance().as_array().map_or(0, Vec::len);
    let places = match node.map(|node| &node.kind) {
        Some(NodeKind::Tuple { places }) => places.as_slice(),
        _ => &[],
    };
    let lacking = places.iter().enumerate().skip(count);
    lacking.filter(|(_, place)| place.required)
}

fn is_tuple(kind: &NodeKind) -> bool {
    matches!(kind, NodeKind::Tuple { .. })
}

/// A required answer that is not there; of a section, what it requires: nobody fills in a section as such.
fn missing_parts(node: &Node, at: &Pointer, problems: &mut Vec<Problem>) {
    let before = problems.len();
    if let NodeKind::Section { children } = &node.kind {
        let asked = children
            .iter()
            .filter(|child| child.required && child.condition.is_none());
        for child in asked {
            missing_parts(child, &at.join_escaped(child.last_token()), problems);
        }
    }
    if problems.len() == before {
        problems.push(missing(node, at));
    }
}

/// A required answer that is not there.
pub(super) fn missing(node: &Node, at: &Pointer) -> Problem {
    let key = match node.kind {
        NodeKind::Attachment { .. } => "problem-required-attachment",
        NodeKind::Radio { .. } | NodeKind::Select { .. } | NodeKind::Alternatives { .. } => {
            "problem-required-choice"
        }
        NodeKind::Checkboxes { .. } => "problem-required-choices",
        NodeKind::Checkbox => "problem-required-tick",
        NodeKind::Table { .. } | NodeKind::List { .. } => "problem-required-rows",
        _ => "problem-required",
    };
    node.problem(at, "required", Message::new(key))
}

fn add(form: &Form, at: &Pointer, code: &str, message: Message, problems: &mut Vec<Problem>) {
    // A whole checkbox group or file list is marked where one of its values is wrong.
    let nearest = std::iter::successors(Some(at.clone()), Pointer::parent).find_map(|pointer| {
        let node = form.node(&pointer)?;
        Some((pointer, node))
    });
    match nearest {
        Some((pointer, node)) if !pointer.as_str().is_empty() || at.as_str().is_empty() => {
            problems.push(node.problem(&pointer, code, message));
        }
        _ => problems.push(problem_without_field(at, code, message)),
    }
}

fn problem_without_field(at: &Pointer, code: &str, message: Message) -> Problem {
    let label = Text::plain(at.tokens().last().unwrap_or_default());
    Problem {
        pointer: at.clone(),
        code: code.to_owned(),
        message,
        text: None,
        label,
    }
}

/// The alternative that was most likely meant.
fn closest<'e>(
    at: &Pointer,
    context: &'e [Vec<ValidationError<'static>>],
) -> Option<&'e Vec<ValidationError<'static>>> {
    let length = at.as_str().len();
    context
        .iter()
        .min_by_key(|errors| distance(length, errors.iter()))
}

fn describe(kind: &Kind, node: Option<&Node>) -> (String, Message) {
    let simple = |code: &str| (code.to_owned(), Message::new(format!("problem-{code}")));
    let limited = |code: &str, limit: Value| {
        (
            code.to_owned(),
            Message::new(format!("problem-{code}")).with("limit", limit),
        )
    };
    let is = |matching: fn(&NodeKind) -> bool| node.is_some_and(|node| matching(&node.kind));
    match kind {
        Kind::Format { format } => {
            let specific = format!("problem-format-{format}");
            let key = if is_known(&specific) {
                specific
            } else {
                "problem-format".to_owned()
            };
            (format.clone(), Message::new(key))
        }
        Kind::Pattern { .. } => simple("pattern"),
        Kind::MinLength { limit } => limited("too-short", (*limit).into()),
        Kind::MaxLength { limit } => limited("too-long", (*limit).into()),
        Kind::Minimum { limit } => limited("minimum", limit.clone()),
        Kind::Maximum { limit } => limited("maximum", limit.clone()),
        Kind::ExclusiveMinimum { limit } => limited("exclusive-minimum", limit.clone()),
        Kind::ExclusiveMaximum { limit } => limited("exclusive-maximum", limit.clone()),
        Kind::MultipleOf { multiple_of } => limited("multiple-of", Value::from(*multiple_of)),
        Kind::MinItems { limit } => limited("too-few", (*limit).into()),
        Kind::MaxItems { limit } if is(|kind| matches!(kind, NodeKind::Attachment { .. })) => {
            limited("attachment-count", (*limit).into())
        }
        Kind::MaxItems { limit } => limited("too-many", (*limit).into()),
        Kind::AdditionalItems { limit } => limited("too-many", (*limit).into()),
        Kind::UniqueItems => simple("twice"),
        Kind::Enum { .. } => simple("enum"),
        Kind::Constant { expected_value } => {
            limited("const", Value::String(input_value(expected_value)))
        }
        Kind::Type { .. } if is(|kind| matches!(kind, NodeKind::Number { integer: true })) => {
            simple("type-integer")
        }
        Kind::Type { .. } if is(|kind| matches!(kind, NodeKind::Number { .. })) => {
            simple("type-number")
        }
        Kind::Type { .. } => simple("type"),
        Kind::OneOfMultipleValid { .. } => simple("one-of-multiple"),
        Kind::MinProperties { limit } => limited("too-few", (*limit).into()),
        Kind::MaxProperties { limit } => limited("too-many", (*limit).into()),
        _ => simple("invalid"),
    }
}
