//! Text of several lines.

use serde_json::Value;

use crate::form::node::{Kind, Node, ViewBuilder};
use crate::form::view::{View, in_code_units};
use crate::ids::Pointer;

/// Visible lines.
const LINES: u32 = 5;

#[derive(Debug)]
pub(super) struct TextArea {
    pub length_max: Option<usize>,
}

impl Kind for TextArea {
    fn control(&self) -> &'static str {
        "textarea"
    }

    fn controls(&self) -> &'static [&'static str] {
        &["text", "textarea"]
    }

    fn is_text(&self) -> bool {
        true
    }

    fn is_multiline(&self) -> bool {
        true
    }

    fn normalize(&self, node: &Node, value: &Value) -> Option<Value> {
        node.normalize_string(value)
    }

    fn has_unprintable(&self, node: &Node, value: &Value) -> bool {
        node.has_unprintable_text(value)
    }

    fn can_produce(&self, value: &Value) -> bool {
        value.is_string()
    }

    fn fill_view(
        &self,
        _: &ViewBuilder<'_>,
        view: &mut View,
        _: &Node,
        _: &Pointer,
        _: Option<&Value>,
    ) {
        view.lines = Some(LINES);
        view.length_max = self.length_max.map(in_code_units);
    }
}
