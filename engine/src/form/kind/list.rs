//! An array of simple values, or of objects one below the other, that people add and remove.

use serde_json::Value;

use crate::form::node::{Kind, Node, Shown, Visit};
use crate::form::normalize::normalize_items;
use crate::form::posted::Posted;
use crate::form::read::{none_if_empty, row_count};
use crate::form::view::View;
use crate::form::view_builder::{offered, shown_row_count};
use crate::ids::Pointer;

#[derive(Debug)]
pub(super) struct List {
    pub item: Node,
    /// `minItems`, `maxItems`.
    pub items: (usize, usize),
}

impl Kind for List {
    fn control(&self) -> &'static str {
        "list"
    }

    fn controls(&self) -> &'static [&'static str] {
        &["list"]
    }

    fn is_field(&self) -> bool {
        false
    }

    fn parts(&self) -> &[Node] {
        std::slice::from_ref(&self.item)
    }

    fn each_part<'n, 'v>(
        &'n self,
        _: &Node,
        at: &Pointer,
        value: Option<&'v Value>,
        visit: &mut Visit<'_, 'n, 'v>,
    ) {
        let items = value.and_then(Value::as_array).into_iter().flatten();
        for (index, value) in items.enumerate() {
            visit(&self.item, at.join(index), Some(value));
        }
    }

    fn is_repeated(&self) -> bool {
        true
    }

    fn rows_max(&self) -> Option<usize> {
        Some(self.items.1)
    }

    fn is_blank_row(&self, row: &Value) -> bool {
        match row {
            Value::Null => !self.item.nullable,
            Value::Object(members) if members.is_empty() && self.item.kind.parts().is_empty() => {
                false
            }
            row => self.item.kind.is_untouched(&self.item, row),
        }
    }

    fn is_untouched(&self, _: &Node, value: &Value) -> bool {
        let rows = value.as_array();
        rows.is_some_and(|rows| rows.iter().all(|row| self.is_blank_row(row)))
    }

    fn rows_min(&self) -> usize {
        self.items.0
    }

    fn rows_offered(&self) -> usize {
        offered(self.items.0)
    }

    fn new_row(&self) -> Value {
        self.item.initial().unwrap_or(Value::Null)
    }

    fn read(
        &self,
        _: &Node,
        at: &Pointer,
        posted: &Posted<'_>,
        base: Option<&Value>,
    ) -> Option<Value> {
        let count = row_count(at, posted, base).min(self.items.1);
        let items = (0..count).map(|index| {
            let base = base.and_then(|base| base.get(index));
            let item = self.item.read(&at.join(index), posted, base);
            item.unwrap_or(Value::Null)
        });
        // Blank ones stay where they are until the whole is submitted, so that none moves under another's hand.
        let made: Vec<Value> = items.collect();
        if base.is_none() && !self.item.nullable && made.iter().all(|item| self.is_blank_row(item))
        {
            return None;
        }
        none_if_empty(made, base)
    }

    fn normalize(&self, _: &Node, value: &Value) -> Option<Value> {
        normalize_items(value, |item| self.item.kind.normalize(&self.item, item))
    }

    fn fill_view(&self, view: &mut View, shown: &Shown<'_>) {
        let Shown {
            builder, at, value, ..
        } = *shown;
        let count = shown_row_count(view, value, self.items.0);
        let children = (0..count).map(|index| {
            let value = value.and_then(|value| value.get(index));
            let mut child = builder.view(&self.item, &at.join(index), value);
            // Each has a name of its own, and so have its inputs and its button.
            let name = if child.label.is_empty() {
                &view.label
            } else {
                &child.label
            };
            child.label = format!("{name} {}", index + 1);
            child
        });
        view.children = children.collect();
        view.can_add = view.open && count < self.items.1;
        view.can_remove = view.open && count > self.items.0;
    }
}
