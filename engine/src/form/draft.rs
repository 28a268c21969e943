//! What a draft holds beside its answers: taken out where only the answers count, and put back where it is kept.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::aside::ASIDE;
use super::model::Form;
use crate::ids::Pointer;

impl Form {
    /// Returns the answers of a draft without what lies beside them.
    pub(in crate::form) fn without_aside<'a>(&self, answers: &'a Value) -> Cow<'a, Value> {
        if answers.get(ASIDE).is_none() || self.describes_aside() {
            return Cow::Borrowed(answers);
        }
        let mut kept = answers.clone();
        if let Value::Object(members) = &mut kept {
            members.shift_remove(ASIDE);
        }
        Cow::Owned(kept)
    }

    /// Puts what lies beside the answers of a draft in its place.
    pub(in crate::form) fn put_aside(&self, answers: &mut Value, aside: Map<String, Value>) {
        if self.describes_aside() {
            return;
        }
        if let Value::Object(members) = answers {
            members.shift_remove(ASIDE);
            if !aside.is_empty() {
                members.insert(ASIDE.to_owned(), Value::Object(aside));
            }
        }
    }

    /// Forgets what lies beside the rows of a table or list, whose numbers change.
    pub(in crate::form) fn forget_aside(answers: &mut Value, rows: &Pointer) {
        let rows = format!("{rows}/");
        if let Some(Value::Object(aside)) = answers.get_mut(ASIDE) {
            aside.retain(|key, _| !key.starts_with(&rows));
        }
    }

    /// Returns whether the form itself asks for an answer of that name.
    fn describes_aside(&self) -> bool {
        self.node(&Pointer::root().join(ASIDE)).is_some()
    }
}
