//! Putting uploaded files among the answers, and taking them away.

use serde_json::Value;

use super::attachment_rules::AttachmentRules;
use super::model::Form;
use super::tree::update_at;
use crate::ids::Pointer;

impl Form {
    /// Returns the rules of the files at `pointer`, where it takes any.
    #[must_use]
    pub fn attachment_rules(&self, pointer: &Pointer) -> Option<&AttachmentRules> {
        self.node(pointer)?.attachment_rules()
    }

    /// Returns whether another file can be put at `pointer`. One file is replaced by another.
    #[must_use]
    pub fn takes_attachment(&self, answers: &Value, pointer: &Pointer) -> bool {
        self.attachment_rules(pointer).is_some_and(|rules| {
            let count = answers
                .pointer(pointer.as_str())
                .and_then(Value::as_array)
                .map_or(0, Vec::len);
            !rules.is_list || count < rules.count_max
        })
    }

    /// Puts a file at `pointer`: in place of another, or at the end of a list.
    pub fn attach(&self, answers: &mut Value, pointer: &Pointer, id: &str) {
        let Some(rules) = self.attachment_rules(pointer) else {
            return;
        };
        let id = Value::from(id);
        update_at(answers, pointer, |value| match value {
            Value::Array(ids) if rules.is_list => ids.push(id),
            other if rules.is_list => *other = Value::Array(vec![id]),
            other => *other = id,
        });
    }

    /// Takes a file away from `pointer`; whether it was there.
    pub fn detach(&self, answers: &mut Value, pointer: &Pointer, id: &str) -> bool {
        let Some(value) = answers.pointer_mut(pointer.as_str()) else {
            return false;
        };
        let (found, is_empty) = match value {
            Value::Array(ids) => {
                let before = ids.len();
                ids.retain(|attached| attached != id);
                (ids.len() < before, ids.is_empty())
            }
            attached => (attached == id, attached == id),
        };
        if found && is_empty {
            let parent = pointer.parent();
            let parent = parent.and_then(|parent| answers.pointer_mut(parent.as_str()));
            match (parent, pointer.tokens().last()) {
                (Some(Value::Object(members)), Some(name)) => {
                    members.shift_remove(&name);
                }
                _ => {
                    update_at(answers, pointer, |value| *value = Value::Null);
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::form::compile_schema;

    #[test]
    fn one_file_is_replaced_and_a_list_grows_to_its_limit() {
        let schema = json!({ "type": "object", "properties": {
            "one": { "type": "string", "contentMediaType": "image/png" },
            "many": { "type": "array", "maxItems": 2, "items": { "type": "string", "contentMediaType": "image/png" } },
        } });
        let form = compile_schema("test", &schema.to_string())
            .value
            .expect("a form");
        let at = |text: &str| Pointer::parse(text).expect("a pointer");
        let (one, many) = (at("/one"), at("/many"));
        let mut answers = json!({});
        form.attach(&mut answers, &one, "a");
        form.attach(&mut answers, &one, "b");
        form.attach(&mut answers, &many, "c");
        assert!(form.takes_attachment(&answers, &many));
        form.attach(&mut answers, &many, "d");
        assert_eq!(answers, json!({ "one": "b", "many": ["c", "d"] }));
        assert!(!form.takes_attachment(&answers, &many));
        assert!(form.takes_attachment(&answers, &one));
        assert!(!form.detach(&mut answers, &one, "c"));
        assert!(form.detach(&mut answers, &one, "b"));
        assert!(form.detach(&mut answers, &many, "c"));
        assert_eq!(answers, json!({ "many": ["d"] }));
        assert!(form.detach(&mut answers, &many, "d"));
        assert_eq!(answers, json!({}));
        form.attach(&mut answers, &at("/nowhere"), "e");
        assert_eq!(answers, json!({}));
    }
}
