//! Which of several alternatives an answer is of.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;
use serde_json::{Map, Value};

use super::model::{Alternative, NodeKind};

/// The alternative that an answer is of, or was most likely meant to be of; `None` for no answer.
pub(super) fn chosen(choices: &[Alternative], value: Option<&Value>) -> Option<usize> {
    let value = value.filter(|value| !value.is_null())?;
    if value.as_object().is_some_and(Map::is_empty) {
        return None;
    }
    let rank = |(index, choice): (usize, &Alternative)| {
        let unknown = value.as_object().map_or(0, |members| {
            members.keys().filter(|name| !asks(choice, name)).count()
        });
        let cost = if choice.validator.is_valid(value) {
            0
        } else {
            let errors: Vec<_> = choice.validator.iter_errors(value).collect();
            cost(errors.iter())
        };
        (cost, unknown, index)
    };
    let best = choices.iter().enumerate().map(rank).min()?;
    let (_, unknown, index) = best;
    // Where nothing that the alternative asks for is answered, it was not chosen.
    let described = |members: &Map<String, Value>| unknown == members.len();
    (!value.as_object().is_some_and(described) || asks_no_members(&choices[index])).then_some(index)
}

fn asks(choice: &Alternative, name: &str) -> bool {
    choice
        .node
        .parts()
        .any(|part| part.pattern.tokens().last().as_deref() == Some(name))
}

fn asks_no_members(choice: &Alternative) -> bool {
    !matches!(choice.node.kind, NodeKind::Section { .. })
}

/// How far an answer is from an alternative: a wrong type or a wrong `const` says that another was meant, a missing
/// answer hardly does.
pub(super) fn cost<'e, 'i: 'e>(errors: impl Iterator<Item = &'e ValidationError<'i>>) -> usize {
    let weight = |error: &ValidationError<'_>| match error.kind() {
        Kind::Constant { .. } => 50,
        Kind::Type { .. } => 30,
        Kind::AdditionalProperties { .. }
        | Kind::UnevaluatedProperties { .. }
        | Kind::FalseSchema => 20,
        Kind::Enum { .. } => 10,
        Kind::Required { .. } => 3,
        _ => 1,
    };
    errors.map(weight).sum()
}
