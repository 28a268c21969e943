//! Answers after which something is required that the page does not ask for: found by trying the answers on which conditions
//! depend, on the page as it is made.

use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::compiler::Compiler;
use super::schema::Location;
use crate::form::codes;
use crate::form::model::Form;
use crate::form::tree::{input_value, update_at};
use crate::ids::Pointer;

/// The most sets of answers that are tried; docs/forms.md says so.
const TRIED_MAX: usize = 512;

/// One set of answers that leads nowhere.
struct DeadEnd {
    /// The answer that is missing.
    missing: Pointer,
    /// Where it is required.
    rule: String,
    /// What was answered.
    answered: String,
}

impl Compiler<'_> {
    /// Reports, with an example, each answer that is required where nothing asks for it.
    pub(in crate::form) fn check_dead_ends(&mut self, form: &Form) {
        let deciding = self.deciding_values(form);
        let total = deciding.iter().fold(1_usize, |total, (_, values)| {
            total.saturating_mul(values.len())
        });
        if self.is_broken() {
            return;
        }
        let mut known: Vec<DeadEnd> = Vec::new();
        let mut dead = 0;
        for index in 0..total.min(TRIED_MAX) {
            let found = try_answers(form, &deciding, index);
            dead += usize::from(!found.is_empty());
            for end in found {
                if !known.iter().any(|known| known.missing == end.missing) {
                    known.push(end);
                }
            }
        }
        let is_never = dead == total;
        for end in known {
            let place = self.place_of_rule(&end.rule);
            let name = end.missing.tokens().last().unwrap_or_default();
            let args = [("name", name.as_str()), ("answers", end.answered.as_str())];
            self.report(codes::DEAD_END, &place, true, &args);
            if is_never {
                let causes = [("causes", "required")];
                self.report(codes::NEVER_COMPLETE, &place, true, &causes);
            }
        }
    }

    /// Returns the answers on which conditions depend, each with what may be answered there, nothing first.
    fn deciding_values(&self, form: &Form) -> Vec<(Pointer, Vec<Option<Value>>)> {
        let deciding = self.deciding.iter().filter_map(|(pointer, spoken_of)| {
            let node = form.root.find(pointer)?;
            if node.kind.constant().is_some() || node.read_only {
                return None;
            }
            let mut values = node.kind.offered_values();
            let is_open = values.is_empty();
            values.extend(
                spoken_of
                    .iter()
                    .filter(|_| is_open)
                    .filter(|value| node.kind.can_produce(value))
                    .cloned(),
            );
            let values = values.into_iter().map(Some);
            Some((
                pointer.clone(),
                std::iter::once(None).chain(values).collect(),
            ))
        });
        deciding.collect()
    }

    /// Returns where the validator's rule stands in the files: a form without references is validated as it is written, any
    /// other as a part of the bundle.
    fn place_of_rule(&self, rule: &str) -> Location {
        let root = self.root_location();
        let written = Pointer::parse(rule).map(|pointer| Location {
            pointer,
            ..root.clone()
        });
        let bundled = rule.match_indices("/$defs/").map(|(at, _)| &rule[at..]);
        let bundled = bundled.filter_map(|rule| self.in_file(rule));
        let mut places = bundled.chain(written);
        places
            .find(|place| self.value(place).is_some())
            .unwrap_or(root)
    }
}

/// Tries one set of answers, the `index`th of all.
fn try_answers(
    form: &Form,
    deciding: &[(Pointer, Vec<Option<Value>>)],
    index: usize,
) -> Vec<DeadEnd> {
    let mut draft = form.initial_answers();
    let mut answered = Vec::new();
    let mut rest = index;
    for (pointer, values) in deciding {
        let value = &values[rest % values.len()];
        rest /= values.len();
        if let Some(value) = value {
            answered.push(format!("{pointer} = {}", input_value(value)));
            update_at(&mut draft, pointer, |answer| *answer = value.clone());
        }
    }
    let asked = form.visible(&draft);
    let errors = form.validator.iter_errors(&asked);
    let ends = errors.filter_map(|error| {
        let ValidationErrorKind::Required { property } = error.kind() else {
            return None;
        };
        let object = Pointer::parse(error.instance_path().as_str())?;
        let missing = object.join(property.as_str()?);
        (!form.asks_for(&missing, &asked)).then(|| DeadEnd {
            missing,
            rule: error.schema_path().as_str().to_owned(),
            answered: answered.join(", "),
        })
    });
    ends.collect()
}
