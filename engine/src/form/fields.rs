//! The fields of a form with their answers, and what is read off them.

use serde_json::Value;

use super::best_match::best_match;
use super::model::{Form, Node, NodeKind};
use super::tree::member;
use crate::ids::Pointer;

impl Form {
    /// Every field with its answer's pointer, rows expanded, in the order of the page.
    #[must_use]
    pub fn fields(&self, answers: &Value) -> Vec<(Pointer, &Node)> {
        let mut fields = Vec::new();
        collect(&self.root, &Pointer::root(), Some(answers), &mut fields);
        fields
    }

    /// The attachment ids among the answers.
    #[must_use]
    pub fn attachment_ids(&self, answers: &Value) -> Vec<(Pointer, String)> {
        let fields = self
            .fields(answers)
            .into_iter()
            .filter(|(_, node)| matches!(node.kind, NodeKind::Attachment { .. }));
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

    /// The values that must be unique: scope, value as compared, and where it stands.
    #[must_use]
    pub fn unique_values(&self, answers: &Value) -> Vec<(String, String, Pointer)> {
        let fields = self.fields(answers).into_iter();
        let values = fields.filter_map(|(pointer, node)| {
            let unique = node.unique.as_ref()?;
            let value = answers.pointer(pointer.as_str())?.as_str()?;
            let value = if unique.ignore_case {
                value.to_lowercase()
            } else {
                value.to_owned()
            };
            Some((unique.scope.clone(), value, pointer))
        });
        values.collect()
    }

    /// Words by which staff find an application: neither secret nor personal.
    #[must_use]
    pub fn search_text(&self, answers: &Value) -> String {
        let fields = self
            .fields(answers)
            .into_iter()
            .filter(|(_, node)| !node.secret && !node.personal);
        let texts = fields
            .filter(|(_, node)| matches!(node.kind, NodeKind::Text { .. }))
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
    fields: &mut Vec<(Pointer, &'n Node)>,
) {
    match &node.kind {
        NodeKind::Section { children } | NodeKind::Tuple { places: children } => {
            for child in children {
                if child.pattern == node.pattern {
                    collect(child, at, value, fields);
                } else {
                    let token = child.last_token();
                    collect(
                        child,
                        &at.join_escaped(token),
                        value.and_then(|value| member(value, token)),
                        fields,
                    );
                }
            }
        }
        NodeKind::Table { columns, rows, .. } => {
            let count = rows.as_ref().map_or_else(
                || value.and_then(Value::as_array).map_or(0, Vec::len),
                Vec::len,
            );
            for index in 0..count {
                let at = at.join(index);
                let row = value.and_then(|value| value.get(index));
                for column in columns {
                    let token = column.last_token();
                    collect(
                        column,
                        &at.join_escaped(token),
                        row.and_then(|row| member(row, token)),
                        fields,
                    );
                }
            }
        }
        NodeKind::List { item, .. } => {
            for (index, value) in value
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .enumerate()
            {
                collect(item, &at.join(index), Some(value), fields);
            }
        }
        NodeKind::Alternatives { choices } => {
            if let Some(index) = best_match(choices, value) {
                collect(&choices[index].node, at, value, fields);
            }
        }
        _ => fields.push((at.clone(), node)),
    }
}
