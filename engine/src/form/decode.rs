//! From posted pairs to answers, along the tree of nodes.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeSet;

use serde_json::Value;

use super::aside::Aside;
use super::model::Form;
use super::posted::Posted;
use super::tree::{empty_object, update_at};
use crate::ids::Pointer;

impl Form {
    /// Returns the answers of an untouched form: defaults and constants.
    #[must_use]
    pub fn initial_answers(&self) -> Value {
        self.root.initial().unwrap_or_else(empty_object)
    }

    /// Answers after a post: every field that was posted is replaced, a blank one removed; attachments, secrets and
    /// fields that were not posted stay as in `base`. A number that is none stays as typed, so that it is shown again.
    #[must_use]
    pub fn decode(&self, pairs: &[(String, String)], base: &Value) -> Value {
        self.decode_posted(pairs, None, base)
    }

    /// Decodes as [`Form::decode`] does, but changes nothing outside `open`: a correction.
    #[must_use]
    pub fn decode_corrections(
        &self,
        pairs: &[(String, String)],
        base: &Value,
        open: &BTreeSet<Pointer>,
    ) -> Value {
        self.decode_posted(pairs, Some(open), base)
    }

    fn decode_posted(
        &self,
        pairs: &[(String, String)],
        open: Option<&BTreeSet<Pointer>>,
        base: &Value,
    ) -> Value {
        let aside = RefCell::new(Aside::of(base).kept());
        let posted = Posted::new(pairs, open, base, &aside);
        let before = self.without_aside(base);
        let answers = self
            .root
            .read(&Pointer::root(), &posted, Some(&before))
            .unwrap_or_else(empty_object);
        // Which format rules a text may depend on an answer that is read after it.
        let mut answers = match self.normalized(&answers) {
            Cow::Owned(normalized) => normalized,
            Cow::Borrowed(_) => answers,
        };
        self.put_aside(&mut answers, aside.into_inner());
        answers
    }

    /// Adds an empty row to the table or list at `at`, up to its limit.
    pub fn add_row(&self, answers: &mut Value, at: &Pointer) {
        let Some(node) = self.node(at) else { return };
        let Some(rows_max) = node.kind.rows_max() else {
            return;
        };
        let Some(rows) = array_at(answers, at) else {
            return;
        };
        // Rows that the page offers unasked are there already for whoever looks at it.
        while rows.len() < node.kind.rows_offered() {
            rows.push(node.kind.new_row());
        }
        if rows.len() < rows_max {
            rows.push(node.kind.new_row());
        }
    }

    /// Removes a row, given its pointer (`/goods/2`).
    pub fn remove_row(&self, answers: &mut Value, row: &Pointer) {
        let (Some(table), Some(index)) = (
            row.parent(),
            row.tokens()
                .last()
                .and_then(|token| token.parse::<usize>().ok()),
        ) else {
            return;
        };
        let grows = self
            .node(&table)
            .is_some_and(|node| node.kind.rows_max().is_some());
        if grows {
            Self::forget_aside(answers, &table);
        }
        if let Some(Value::Array(rows)) = answers.pointer_mut(table.as_str())
            && grows
            && index < rows.len()
        {
            rows.remove(index);
        }
    }
}

fn array_at<'a>(answers: &'a mut Value, at: &Pointer) -> Option<&'a mut Vec<Value>> {
    update_at(answers, at, |found| {
        if !found.is_array() {
            *found = Value::Array(vec![]);
        }
    })?
    .as_array_mut()
}
