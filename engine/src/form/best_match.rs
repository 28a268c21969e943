//! Which of several alternatives an answer is of.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;
use serde_json::{Map, Value};

use super::node::Alternative;

/// What a member weighs that an alternative does not ask for.
const UNKNOWN: usize = 20;

/// What it weighs that the control of an alternative cannot have given the answer.
const SHAPE: usize = 100;

/// Returns the alternative that an answer is of, or was most likely meant to be of; `None` for no answer.
pub(super) fn best_match(choices: &[Alternative], value: Option<&Value>) -> Option<usize> {
    let value = value.filter(|value| !value.is_null())?;
    if value.as_object().is_some_and(Map::is_empty) {
        return None;
    }
    let ranks = choices.iter().enumerate().map(|(index, choice)| {
        let unknown = value.as_object().map_or(0, |members| {
            members
                .keys()
                .filter(|name| !declares(choice, name))
                .count()
        });
        let misfit = if choice.validator.is_valid(value) {
            0
        } else {
            let errors: Vec<_> = choice.validator.iter_errors(value).collect();
            distance(0, errors.iter())
        };
        let shape = if choice.node.kind.can_produce(value) {
            0
        } else {
            SHAPE
        };
        (misfit + unknown * UNKNOWN + shape, unknown, index)
    });
    let (_, unknown, index) = ranks.min()?;
    // Where nothing that the alternative asks for is answered, it was not chosen.
    let is_foreign = choices[index].node.kind.members().is_some()
        && value
            .as_object()
            .is_some_and(|members| unknown == members.len());
    (!is_foreign).then_some(index)
}

fn declares(choice: &Alternative, name: &str) -> bool {
    choice
        .node
        .parts()
        .any(|part| part.pattern.tokens().last().as_deref() == Some(name))
}

/// Returns how far an answer is from an alternative, given its errors and the length of the pointer to the answer: a
/// wrong type or a wrong `const` says that another was meant, a missing answer hardly does.
pub(super) fn distance<'e, 'i: 'e>(
    at: usize,
    errors: impl Iterator<Item = &'e ValidationError<'i>>,
) -> usize {
    let weights = errors.map(|error| match error.kind() {
        Kind::Constant { .. } => 50,
        Kind::Enum { .. } => 30,
        Kind::Type { .. } if error.instance_path().as_str().len() == at => 60,
        Kind::Type { .. } => 5,
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            UNKNOWN * unexpected.len()
        }
        Kind::FalseSchema => UNKNOWN,
        Kind::Required { .. } => 3,
        _ => 1,
    });
    weights.sum()
}
