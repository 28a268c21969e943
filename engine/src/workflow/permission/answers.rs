//! Corrected answers differ from those before only where that was asked for.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::ids::Pointer;
use crate::workflow::case::Case;
use crate::workflow::definition::{Action, Step};
use crate::workflow::refusal::{Refusal, RefusalCode};

/// Refuses corrected answers where the action brings none, and those that differ where that was not asked for.
pub(in crate::workflow) fn check_answers(
    case: &Case,
    step: &Step,
    action: &Action,
    answers: Option<&Value>,
) -> Result<(), Refusal> {
    let refuse = |code: RefusalCode| Refusal::new(code).with("action", action.name.as_str());
    let answers = match (action.submits_answers, answers) {
        (true, Some(answers)) => answers,
        (true, None) => return Err(refuse(RefusalCode::AnswersMissing)),
        (false, None) => return Ok(()),
        (false, Some(_)) => return Err(refuse(RefusalCode::AnswersNotAsked)),
    };
    if step.answers_open {
        return Ok(());
    }
    let open = case.flags.iter();
    let open = open.flat_map(|flag| std::iter::once(&flag.pointer).chain(&flag.follows));
    let open: Vec<&Pointer> = open.collect();
    match first_change(&Pointer::root(), Some(&case.answers), Some(answers), &open) {
        Some(pointer) => Err(refuse(RefusalCode::AnswerNotOpen).with("pointer", pointer.as_str())),
        None => Ok(()),
    }
}

/// Finds the first place, outside those open, where two answers differ.
fn first_change(
    at: &Pointer,
    before: Option<&Value>,
    after: Option<&Value>,
    open: &[&Pointer],
) -> Option<Pointer> {
    if before == after || open.iter().any(|open| at.is_within(open)) {
        return None;
    }
    // An open answer may lie deeper, in an object that has come into being with it or is gone with it.
    let holds_open = open.iter().any(|open| open.is_within(at));
    let empty = Value::Object(serde_json::Map::new());
    let inner = |value: Option<&Value>| value.cloned().unwrap_or_else(|| empty.clone());
    match (holds_open, inner(before), inner(after)) {
        (true, Value::Object(before), Value::Object(after)) => {
            let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
            keys.into_iter()
                .find_map(|key| first_change(&at.join(key), before.get(key), after.get(key), open))
        }
        (true, Value::Array(before), Value::Array(after)) => (0..before.len().max(after.len()))
            .find_map(|index| {
                first_change(&at.join(index), before.get(index), after.get(index), open)
            }),
        _ => Some(at.clone()),
    }
}
