//! The fields of a form with their answers, and what is read off them.

use serde_json::Value;

use super::model::Form;
use super::node::Node;
use super::normalize::canonical;
use crate::ids::Pointer;

impl Form {
    /// Returns every field with its answer's pointer, rows expanded, in the order of the page.
    #[must_use]
    pub fn fields(&self, answers: &Value) -> Vec<(Pointer, &Node)> {
        let mut fields = Vec::new();
        collect(
            &self.root,
            &Pointer::root(),
            Some(answers),
            answers,
            &mut fields,
        );
        fields
    }

    /// Returns the attachment ids among the answers.
    #[must_use]
    pub fn attachment_ids(&self, answers: &Value) -> Vec<(Pointer, String)> {
        let fields = self
            .fields(answers)
            .into_iter()
            .filter(|(_, node)| node.attachment_rules().is_some());
        let ids = fields.flat_map(|(pointer, _)| {
            let values = match answers.pointer(pointer.as_str()) {
                Some(Value::String(id)) => vec![id.clone()],
                Some(Value::Array(ids)) => ids
                    .iter()
                    .filter_map(Value::as_str)
                    .map(str::to_owned)
                    .collect(),
                _ => vec![],
            };
            values.into_iter().map(move |id| (pointer.clone(), id))
        });
        ids.collect()
    }

    /// Returns the values that must be unique: scope, value as compared, and where it stands.
    #[must_use]
    pub fn unique_values(&self, answers: &Value) -> Vec<(String, String, Pointer)> {
        let fields = self.fields(answers).into_iter();
        let values = fields.filter_map(|(pointer, node)| {
            let unique = node.unique.as_ref()?;
            let value = answers.pointer(pointer.as_str())?.as_str()?;
            let value = canonical(value, unique.ignore_case);
            Some((unique.scope.clone(), value, pointer))
        });
        values.collect()
    }

    /// Returns the answers that tell one enterprise from another, as they are compared: codes and numbers of licences, neither secret
    /// nor personal.
    #[must_use]
    pub fn identifiers(&self, answers: &Value) -> Vec<(Pointer, String)> {
        let fields = self.fields(answers).into_iter();
        let values = fields.filter_map(|(pointer, node)| {
            let format = super::format::find(node.format.as_deref()?)?;
            if !format.identifies || node.secret || node.personal {
                return None;
            }
            let value = canonical(answers.pointer(pointer.as_str())?.as_str()?, true);
            (!value.is_empty()).then_some((pointer, value))
        });
        values.collect()
    }

    /// Returns the words by which staff find an application: neither secret nor personal.
    #[must_use]
    pub fn search_text(&self, answers: &Value) -> String {
        let fields = self
            .fields(answers)
            .into_iter()
            .filter(|(_, node)| !node.secret && !node.personal);
        let texts = fields
            .filter(|(_, node)| node.kind.is_searchable())
            .filter_map(|(pointer, _)| {
                answers
                    .pointer(pointer.as_str())?
                    .as_str()
                    .map(str::to_lowercase)
            });
        texts.collect::<Vec<_>>().join(" ")
    }
}

fn collect<'n>(
    node: &'n Node,
    at: &Pointer,
    value: Option<&Value>,
    answers: &Value,
    fields: &mut Vec<(Pointer, &'n Node)>,
) {
    let node = node.now(at, answers);
    if node.kind.is_field() {
        fields.push((at.clone(), node));
    }
    node.kind
        .each_part(node, at, value, &mut |part, at, value| {
            collect(part, &at, value, answers, fields);
        });
}
