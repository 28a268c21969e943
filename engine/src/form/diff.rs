//! What differs between two submissions.

use serde_json::Value;

use super::model::Form;
use super::{Change, view_builder};

impl Form {
    /// Every answer that differs, old beside new, as people read them; files by their ids.
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
                Some(view_builder::display(
                    node, &pointer, value, answers, locale,
                ))
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
