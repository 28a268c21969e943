//! The one validator: JSON Schema first, then what it cannot say.

use jiff::civil::Date;
use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::explain;
use super::kept::place_in_draft;
use super::model::Form;
use super::node::{Node, Place};
use super::normalize::canonical;
use super::option::has_blank;
use super::problem::Problem;
use super::secret::Secrets;
use super::tree::{pattern_matches, resolve_indexes, update_at};
use crate::ids::Pointer;
use crate::message::Message;

impl Form {
    /// Returns everything that is wrong with the answers, in the order of the page. Whether a value is unique among
    /// applications, and whether a file keeps the attachment rules, is for the server to say.
    #[must_use]
    pub fn validate(&self, answers: &Value, secrets: &Secrets) -> Vec<Problem> {
        let normalized = self.normalized(answers);
        let normalized = &*normalized;
        let mut problems = Vec::new();
        let normalized = self.with_totals(normalized);
        let with_secrets;
        let whole = if secrets.typed.is_empty() {
            &*normalized
        } else {
            let mut filled = normalized.into_owned();
            for (pointer, typed) in &secrets.typed {
                update_at(&mut filled, pointer, |value| {
                    *value = Value::String(typed.clone())
                });
            }
            with_secrets = filled;
            &with_secrets
        };
        if !self.validator.is_valid(whole) {
            let mut is_explained = false;
            for error in self.validator.iter_errors(whole) {
                // The usual case when a submission is checked: the password is known, only as a hash.
                if is_kept_secret_missing(&error, secrets) {
                    is_explained = true;
                } else {
                    explain::explain(self, whole, &error, &mut problems);
                }
            }
            if problems.is_empty() && !is_explained {
                // Nothing that is refused may pass for want of words.
                problems.push(self.root.problem(
                    &Pointer::root(),
                    "invalid",
                    Message::new("problem-invalid"),
                ));
            }
        }
        self.check(
            &self.root,
            &Pointer::root(),
            Some(whole),
            whole,
            secrets,
            &mut problems,
        );
        if problems.is_empty() {
            return problems;
        }
        problems.retain(|problem| {
            !self.is_kept(&problem.pointer, secrets) && !self.is_read_only_and_missing(problem)
        });
        if problems.is_empty() {
            return problems;
        }
        self.drop_consequences(&mut problems, whole);
        self.sort_in_page_order(&mut problems, |problem| &problem.pointer);
        problems.dedup_by(|one, other| one.pointer == other.pointer && one.code == other.code);
        problems
    }

    /// Returns everything that is wrong with a draft, as [`Form::validate`] does: of what is asked for, blank rows not
    /// counting. Problems stand where the answers do in the draft.
    #[must_use]
    pub fn validate_draft(&self, draft: &Value, secrets: &Secrets) -> Vec<Problem> {
        let used: Vec<&Pointer> = secrets.typed.keys().chain(&secrets.kept).collect();
        let (answers, moved) = self.without_blank_rows(&self.visible(draft), &used);
        let mut problems = self.validate(&answers, secrets);
        for problem in &mut problems {
            problem.pointer = place_in_draft(&problem.pointer, &moved);
        }
        problems
    }

    /// Returns the identity numbers among the answers of a draft that name a birth after today.
    #[must_use]
    pub fn born_later(&self, draft: &Value, today: Date) -> Vec<Problem> {
        let answers = self.visible(draft);
        let fields = self.fields(&answers).into_iter();
        let later = fields.filter(|(at, node)| {
            let born = node.born(answers.pointer(at.as_str()));
            born.is_some_and(|born| born > today)
        });
        later
            .map(|(at, node)| {
                let message = Message::new("problem-born-later");
                node.problem(&at, "born-later", message)
            })
            .collect()
    }

    /// Returns what is wrong with one answer, the others being as they are.
    #[must_use]
    pub fn validate_one(
        &self,
        answers: &Value,
        secrets: &Secrets,
        pointer: &Pointer,
    ) -> Vec<Problem> {
        let mut problems = self.validate(answers, secrets);
        problems.retain(|problem| problem.pointer.is_within(pointer));
        problems
    }

    /// Returns the node of an answer.
    #[must_use]
    pub fn node(&self, pointer: &Pointer) -> Option<&Node> {
        self.root.find(pointer)
    }

    fn check(
        &self,
        node: &Node,
        at: &Pointer,
        value: Option<&Value>,
        whole: &Value,
        secrets: &Secrets,
        problems: &mut Vec<Problem>,
    ) {
        let node = node.now(at, whole);
        if node.kind.is_field() {
            self.check_field(node, at, value, whole, secrets, problems);
        }
        check_blank_rows(node, at, value, problems);
        node.kind
            .each_part(node, at, value, &mut |part, inner, value| {
                let is_shown = part
                    .condition
                    .as_ref()
                    .is_none_or(|condition| condition.is_met_at(at, whole));
                if is_shown {
                    self.check(part, &inner, value, whole, secrets, problems);
                }
            });
    }

    fn check_field(
        &self,
        node: &Node,
        at: &Pointer,
        value: Option<&Value>,
        whole: &Value,
        secrets: &Secrets,
        problems: &mut Vec<Problem>,
    ) {
        let is_blank = match value {
            Some(Value::String(_)) if node.kind.options().is_some_and(has_blank) => false,
            Some(Value::String(text)) => text.trim().is_empty(),
            Some(Value::Array(items)) => items.is_empty(),
            _ => false,
        };
        if node.required && is_blank {
            // What is blank is not answered, rather than answered wrongly.
            problems.retain(|problem| problem.pointer != *at);
            problems.push(node.missing(at));
            return;
        }
        let place = Place {
            root: &self.root,
            at,
            answers: whole,
        };
        node.kind.check(node, &place, value, problems);
        if value.is_some_and(|value| node.kind.has_unprintable(node, value))
            && !problems.iter().any(|known| known.pointer == *at)
        {
            let message = Message::new("problem-invisible");
            problems.push(node.problem(at, "invisible", message));
        }
        if let Some(other) = &node.equal_to
            && let Some(value) = value
            && !is_same(
                node,
                value,
                whole.pointer(resolve_indexes(other, at).as_str()),
            )
        {
            problems.push(node.problem(at, "equal", Message::new("problem-equal")));
        }
        if node.secret {
            self.check_password(node, whole, secrets, problems);
        }
    }

    /// Drops what only follows from another problem: where something is wrong in an answer, JSON Schema may also call
    /// the whole unknown, and an alternative that nobody chose may miss what is not on the page.
    fn drop_consequences(&self, problems: &mut Vec<Problem>, whole: &Value) {
        let places: Vec<Pointer> = problems.iter().map(|known| known.pointer.clone()).collect();
        problems.retain(|problem| {
            let within =
                |other: &Pointer| *other != problem.pointer && other.is_within(&problem.pointer);
            problem.code != "unknown" || !places.iter().any(within)
        });
        let is_on_page = |problem: &Problem| self.is_shown(&problem.pointer, whole);
        if problems.iter().any(is_on_page) {
            problems.retain(|problem| problem.code != "required" || is_on_page(problem));
        }
    }

    /// Returns whether a field asks for an answer beside these.
    pub(super) fn asks_for(&self, pointer: &Pointer, whole: &Value) -> bool {
        self.node(pointer)
            .is_some_and(|node| node.read_only || is_shown(&self.root, pointer, whole))
    }

    /// Returns whether an answer's field is on the page, as far as conditions decide it; nothing hides what has no
    /// field.
    fn is_shown(&self, pointer: &Pointer, whole: &Value) -> bool {
        self.node(pointer).is_none() || is_shown(&self.root, pointer, whole)
    }

    /// Returns whether a `readOnly` answer is missing, which is not for the person who fills in the form to give.
    fn is_read_only_and_missing(&self, problem: &Problem) -> bool {
        problem.code == "required"
            && self
                .node(&problem.pointer)
                .is_some_and(|node| node.read_only)
    }
}

/// Reports rows of which too few are left once those do not count in which nothing was typed.
fn check_blank_rows(node: &Node, at: &Pointer, value: Option<&Value>, problems: &mut Vec<Problem>) {
    let Some(rows) = value.and_then(Value::as_array) else {
        return;
    };
    let least = node.kind.rows_min();
    let filled = rows
        .iter()
        .filter(|row| !node.kind.is_blank_row(row))
        .count();
    if node.kind.rows_max().is_none() || filled >= least || rows.len() < least {
        return;
    }
    if filled == 0 {
        problems.push(node.missing(at));
    } else {
        let message = Message::new("problem-too-few").with("limit", least);
        problems.push(node.problem(at, "too-few", message));
    }
}

/// Returns whether an answer repeats another: texts in one form, secrets to the letter.
fn is_same(node: &Node, value: &Value, other: Option<&Value>) -> bool {
    match (value, other) {
        (Value::String(value), Some(Value::String(other))) if !node.secret => {
            canonical(value, false) == canonical(other, false)
        }
        (value, other) => other == Some(value),
    }
}

/// Returns whether all that is wrong is that a secret is not among the answers, where it never is.
fn is_kept_secret_missing(error: &ValidationError<'_>, secrets: &Secrets) -> bool {
    let ValidationErrorKind::Required { property } = error.kind() else {
        return false;
    };
    let object = error.instance_path().as_str();
    secrets.kept.iter().any(|kept| {
        let name = kept.as_str().strip_prefix(object).unwrap_or_default();
        name.strip_prefix('/') == property.as_str()
    })
}

fn is_shown(node: &Node, pointer: &Pointer, whole: &Value) -> bool {
    // Unlike on the page, what lies in an object that is not there is not shown.
    let is_hidden = node.condition.as_ref().is_some_and(|condition| {
        let object = whole.pointer(resolve_indexes(&condition.of, pointer).as_str());
        !object.is_some_and(|object| condition.is_met_by(object))
    });
    if is_hidden {
        return false;
    }
    pattern_matches(&node.pattern, pointer)
        || node.parts().any(|part| is_shown(part, pointer, whole))
}
