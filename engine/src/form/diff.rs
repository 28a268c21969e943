//! What differs between two submissions.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::model::Form;
use super::node::Place;
use crate::ids::Pointer;
use crate::message::Text;

/// One answer that differs between two submissions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The answer.
    pub pointer: Pointer,
    /// The field's label.
    pub label: Text,
    /// The answer before, as people read it, in the asked locale; `None` where there was none.
    pub before: Option<String>,
    /// The answer now; `None` where it was removed.
    pub after: Option<String>,
}

impl Form {
    /// Returns every answer that differs, old beside new, as people read them; files by their ids.
    #[must_use]
    pub fn diff(&self, before: &Value, after: &Value, locale: &str) -> Vec<Change> {
        let mut fields = self.fields(after);
        for (pointer, node) in self.fields(before) {
            if !fields.iter().any(|(known, _)| *known == pointer) {
                fields.push((pointer, node));
            }
        }
        let changed = fields.into_iter().filter(|(pointer, node)| {
            !node.secret && before.pointer(pointer.as_str()) != after.pointer(pointer.as_str())
        });
        let shown = changed.map(|(pointer, node)| {
            let read = |answers: &Value| {
                let value = answers.pointer(pointer.as_str())?;
                let place = Place {
                    root: &self.root,
                    at: &pointer,
                    answers,
                };
                Some(node.kind.display(&place, value, locale))
            };
            Change {
                before: read(before),
                after: read(after),
                label: node.label.clone(),
                pointer: pointer.clone(),
            }
        });
        shown.collect()
    }
}
