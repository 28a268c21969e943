//! From the validator's errors to problems that people can mend.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as ErrorKind;
use serde_json::Value;

use super::best_match::{best_match, distance};
use super::messages::is_known;
use super::model::Form;
use super::node::Node;
use super::problem::Problem;
use super::rules::Place;
use super::tree::input_value;
use crate::ids::Pointer;
use crate::message::{Message, Text};

/// Adds the problems that an error means. Alternatives are explained by the one that comes closest.
pub(super) fn explain(
    form: &Form,
    whole: &Value,
    error: &ValidationError<'_>,
    problems: &mut Vec<Problem>,
) {
    let at = Pointer::parse(error.instance_path().as_str()).unwrap_or_default();
    let node = form.root.find_now(&at, whole).or_else(|| {
        // The values of a check-box group have no node of their own.
        let group = form.node(&at.parent()?)?;
        Some(group).filter(|group| group.kind.has_bare_items())
    });
    let place = Place {
        form,
        whole,
        at: &at,
        node,
    };
    if let Some(found) = place.problems(error) {
        problems.extend(found);
        return;
    }
    match error.kind() {
        ErrorKind::Required { property } => {
            explain_missing(
                form,
                whole,
                &at.join(property.as_str().unwrap_or_default()),
                problems,
            );
        }
        ErrorKind::OneOfNotValid { context } | ErrorKind::AnyOf { context } => {
            match place.one_of_required(context) {
                Some(found) if form.root.alternatives(&at).is_none() => problems.extend(found),
                _ => explain_alternatives(form, whole, (node, error), context, problems),
            }
        }
        ErrorKind::AdditionalProperties { unexpected }
        | ErrorKind::UnevaluatedProperties { unexpected } => {
            explain_unknown(&at, unexpected, problems);
        }
        ErrorKind::PropertyNames { error } => {
            let name = input_value(error.instance());
            let message = Message::new("problem-name").with("name", name.as_str());
            add(form, &at, "name", message, problems);
        }
        ErrorKind::MinItems { .. }
            if error.instance().as_array().is_some_and(Vec::is_empty)
                && node.is_some_and(|node| node.required) =>
        {
            problems.extend(node.map(|node| node.missing(&at)));
        }
        kind if node.is_some_and(|node| {
            let is_null = matches!(kind, ErrorKind::Type { .. }) && error.instance().is_null();
            is_null || node.kind.is_missing(kind)
        }) =>
        {
            problems.extend(node.map(|node| node.missing(&at)));
        }
        ErrorKind::MinItems { .. } if missing_places(node, error).next().is_some() => {
            let places = missing_places(node, error);
            problems.extend(places.map(|(index, place)| place.missing(&at.join(index))));
        }
        ErrorKind::FalseSchema => explain_never(form, &at, problems),
        kind => {
            let (code, message) = describe(kind, node, error.instance());
            add(form, &at, &code, message, problems);
        }
    }
}

/// Explains members that nothing describes.
fn explain_unknown(at: &Pointer, unexpected: &[String], problems: &mut Vec<Problem>) {
    for name in unexpected {
        let message = Message::new("problem-unknown");
        problems.push(problem_without_field(&at.join(name), "unknown", message));
    }
}

/// Explains a required answer that is not there.
fn explain_missing(form: &Form, whole: &Value, at: &Pointer, problems: &mut Vec<Problem>) {
    match form.root.find_now(at, whole) {
        Some(node) if form.root.alternatives(at).is_some() => problems.push(node.missing(at)),
        Some(node) => missing_parts(node, at, whole, problems),
        None => problems.push(problem_without_field(
            at,
            "required",
            Message::new("problem-required"),
        )),
    }
}

/// Explains an answer that is of none of several alternatives.
fn explain_alternatives(
    form: &Form,
    whole: &Value,
    (node, error): (Option<&Node>, &ValidationError<'_>),
    context: &[Vec<ValidationError<'static>>],
    problems: &mut Vec<Problem>,
) {
    let at = Pointer::parse(error.instance_path().as_str()).unwrap_or_default();
    let is_choice = node.is_some_and(|node| node.kind.options().is_some());
    let alternatives = form.root.alternatives(&at);
    let meant = match alternatives {
        Some(choices) => best_match(choices, Some(error.instance()))
            .and_then(|index| context.get(choices[index].position)),
        None => closest(&at, context),
    };
    match meant.filter(|errors| !is_choice && !errors.is_empty()) {
        Some(errors) => errors
            .iter()
            .for_each(|error| explain(form, whole, error, problems)),
        None if alternatives.is_some() => {
            let message = Message::new("problem-required-choice");
            add(form, &at, "required", message, problems);
        }
        None => add(form, &at, "enum", Message::new("problem-enum"), problems),
    }
}

/// Explains an answer where nothing may stand: a place too many, or a member that nothing describes.
fn explain_never(form: &Form, at: &Pointer, problems: &mut Vec<Problem>) {
    let parent = at.parent().and_then(|parent| form.node(&parent));
    let index = at
        .tokens()
        .last()
        .and_then(|token| token.parse::<u64>().ok());
    match (parent, index) {
        (Some(node), Some(index)) if node.kind.positions().is_some() => {
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

/// Returns the required places that an array of places lacks.
fn missing_places<'n>(
    node: Option<&'n Node>,
    error: &ValidationError<'_>,
) -> impl Iterator<Item = (usize, &'n Node)> {
    let count = error.instance().as_array().map_or(0, Vec::len);
    let places = node
        .and_then(|node| node.kind.positions())
        .unwrap_or_default();
    let lacking = places.iter().enumerate().skip(count);
    lacking.filter(|(_, place)| place.required)
}

/// Adds the problems of a required answer that is not there; of a section, those of what it requires: nobody fills in a
/// section as such.
fn missing_parts(node: &Node, at: &Pointer, whole: &Value, problems: &mut Vec<Problem>) {
    let node = node.now(at, whole);
    let before = problems.len();
    if let Some(children) = node.kind.members() {
        let asked = children
            .iter()
            .filter(|child| child.required && child.condition.is_none());
        for child in asked {
            missing_parts(child, &at.join_escaped(child.last_token()), whole, problems);
        }
    }
    if problems.len() == before {
        problems.push(node.missing(at));
    }
}

impl Node {
    /// Returns the problem of a required answer that is not there.
    pub(in crate::form) fn missing(&self, at: &Pointer) -> Problem {
        let message = Message::new(self.kind.missing_key());
        self.problem(at, "required", message)
    }
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

/// Returns the alternative that was most likely meant.
fn closest<'e>(
    at: &Pointer,
    context: &'e [Vec<ValidationError<'static>>],
) -> Option<&'e Vec<ValidationError<'static>>> {
    let length = at.as_str().len();
    context
        .iter()
        .min_by_key(|errors| distance(length, errors.iter()))
}

/// Returns the code and the message of a validator's error.
fn describe(error: &ErrorKind, node: Option<&Node>, value: &Value) -> (String, Message) {
    if let ErrorKind::Format { format } = error {
        return describe_format(format);
    }
    let (code, limit) = match error {
        ErrorKind::Pattern { .. } => ("pattern", None),
        ErrorKind::MinLength { limit } => ("too-short", Some((*limit).into())),
        ErrorKind::MaxLength { limit } => ("too-long", Some((*limit).into())),
        ErrorKind::Minimum { limit } => ("minimum", Some(limit.clone())),
        ErrorKind::Maximum { limit } => ("maximum", Some(limit.clone())),
        ErrorKind::ExclusiveMinimum { limit } => ("exclusive-minimum", Some(limit.clone())),
        ErrorKind::ExclusiveMaximum { limit } => ("exclusive-maximum", Some(limit.clone())),
        ErrorKind::MultipleOf { multiple_of } => (
            "multiple-of",
            Some(Value::from(input_value(&Value::from(*multiple_of)))),
        ),
        ErrorKind::MinItems { limit } => ("too-few", Some((*limit).into())),
        ErrorKind::MaxItems { limit } => ("too-many", Some((*limit).into())),
        ErrorKind::AdditionalItems { limit } => ("too-many", Some((*limit).into())),
        ErrorKind::Enum { .. } => ("enum", None),
        ErrorKind::Constant { expected_value } => {
            let label = node.and_then(|node| node.option_label(expected_value));
            let label = label.and_then(|label| serde_json::to_value(label).ok());
            let expected = label.unwrap_or_else(|| Value::String(input_value(expected_value)));
            ("const", Some(expected))
        }
        ErrorKind::Type { .. } => ("type", None),
        ErrorKind::UnevaluatedItems { .. } => ("unknown", None),
        ErrorKind::OneOfMultipleValid { .. } => ("one-of-multiple", None),
        _ => ("invalid", None),
    };
    let code = node
        .and_then(|node| node.kind.problem_code(error, value))
        .unwrap_or(code);
    let message = Message::new(format!("problem-{code}"));
    let message = match limit {
        Some(limit) => message.with("limit", limit),
        None => message,
    };
    (code.to_owned(), message)
}

/// Returns the code and the message of a text that is not of its format: the format's own message where it has one.
fn describe_format(format: &str) -> (String, Message) {
    let specific = format!("problem-format-{format}");
    let key = if is_known(&specific) {
        specific
    } else {
        "problem-format".to_owned()
    };
    (format.to_owned(), Message::new(key))
}
