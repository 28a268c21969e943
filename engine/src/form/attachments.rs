//! Putting uploaded files among the answers, and taking them away; what a file must keep to.

use serde::Deserialize;
use serde_json::Value;

use super::model::{AttachmentRules, Form, NodeKind};
use super::tree::update_at;
use crate::ids::Pointer;

/// What is known of a file that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileFacts {
    /// Its media type, by its content.
    pub media_type: String,
    /// Its size.
    pub size_bytes: u64,
    /// Its width, of a picture.
    pub width_pixels: u32,
    /// Its height, of a picture.
    pub height_pixels: u32,
}

/// The rule that a file breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// It is empty.
    Empty,
    /// It has too many bytes.
    TooLarge,
    /// It is of a type that is not taken.
    Type,
    /// It has too many pixels.
    Pixels,
}

impl FileFault {
    /// Its code as a problem.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "attachment-empty",
            Self::TooLarge => "attachment-too-large",
            Self::Type => "attachment-type",
            Self::Pixels => "attachment-pixels",
        }
    }
}

impl AttachmentRules {
    /// The first rule that a file breaks, in the order in which it is looked at.
    #[must_use]
    pub fn fault(&self, file: &FileFacts) -> Option<FileFault> {
        self.size_fault(file.size_bytes)
            .or_else(|| (!self.takes_type(&file.media_type)).then_some(FileFault::Type))
            .or_else(|| self.pixels_fault(file.width_pixels, file.height_pixels))
    }

    /// What is wrong with a file of this size.
    #[must_use]
    pub const fn size_fault(&self, size_bytes: u64) -> Option<FileFault> {
        if size_bytes > self.size_bytes_max {
            Some(FileFault::TooLarge)
        } else if size_bytes == 0 {
            Some(FileFault::Empty)
        } else {
            None
        }
    }

    /// Whether files of a media type are taken.
    #[must_use]
    pub fn takes_type(&self, media_type: &str) -> bool {
        self.types.is_empty() || self.types.iter().any(|accepted| accepted == media_type)
    }

    /// What is wrong with a picture of these measures.
    #[must_use]
    pub fn pixels_fault(&self, width: u32, height: u32) -> Option<FileFault> {
        let area = u64::from(width) * u64::from(height);
        (width.max(height) > self.side_pixels_max || area > self.area_pixels_max)
            .then_some(FileFault::Pixels)
    }
}

impl Form {
    /// The rules of the files at `pointer`, where it takes any.
    #[must_use]
    pub fn attachment_rules(&self, pointer: &Pointer) -> Option<&AttachmentRules> {
        match &self.node(pointer)?.kind {
            NodeKind::Attachment { rules } => Some(rules),
            _ => None,
        }
    }

    /// Whether another file can be put at `pointer`. One file is replaced by another.
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
    fn a_file_keeps_to_every_rule_up_to_its_last_byte_and_pixel() {
        let rules = AttachmentRules {
            types: vec!["image/png".to_owned()],
            size_bytes_max: 100,
            count_max: 1,
            is_list: false,
            side_pixels_max: 50,
            area_pixels_max: 1_000,
        };
        let fault = |media_type: &str, size_bytes, width_pixels, height_pixels| {
            let facts = FileFacts {
                media_type: media_type.to_owned(),
                size_bytes,
                width_pixels,
                height_pixels,
            };
            rules.fault(&facts).map(FileFault::code)
        };
        assert_eq!(fault("image/png", 100, 50, 20), None);
        assert_eq!(fault("image/png", 1, 20, 50), None);
        assert_eq!(fault("image/png", 0, 1, 1), Some("attachment-empty"));
        assert_eq!(fault("image/png", 101, 1, 1), Some("attachment-too-large"));
        assert_eq!(fault("image/jpeg", 1, 1, 1), Some("attachment-type"));
        assert_eq!(fault("image/png", 1, 51, 1), Some("attachment-pixels"));
        assert_eq!(fault("image/png", 1, 1, 51), Some("attachment-pixels"));
        assert_eq!(fault("image/png", 1, 50, 21), Some("attachment-pixels"));
        assert_eq!(
            fault("image/png", 1, u32::MAX, u32::MAX),
            Some("attachment-pixels")
        );
    }

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
