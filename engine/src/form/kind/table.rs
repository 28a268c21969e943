//! An array of objects shown as a table: one row an object, or fixed rows with titles.

use serde_json::Value;

use crate::form::initial::initial_members;
use crate::form::node::{Kind, Node, Shown, ViewBuilder, Visit};
use crate::form::normalize::{normalize_items, normalize_members};
use crate::form::posted::Posted;
use crate::form::read::{are_untouched, read_members, row_count};
use crate::form::tree::{empty_object, member};
use crate::form::view::{ColumnView, RowView, View};
use crate::form::view_builder::{offered, shown_row_count};
use crate::ids::Pointer;
use crate::message::Text;

#[derive(Debug)]
pub(super) struct Table {
    /// Nodes whose pattern runs through `*`.
    pub columns: Vec<Node>,
    /// Titles of fixed rows (`x-rows`); `None` when people add and remove rows.
    pub rows: Option<Vec<Text>>,
    /// The heading of the column of row titles (`x-row-heading`).
    pub row_heading: Option<Text>,
    /// `minItems`, `maxItems` (a limit applies in any case).
    pub items: (usize, usize),
}

impl Table {
    fn row(
        &self,
        builder: &ViewBuilder<'_>,
        index: usize,
        at: &Pointer,
        value: Option<&Value>,
    ) -> RowView {
        let at = at.join(index);
        let is_open = self
            .columns
            .iter()
            .any(|column| builder.is_open(&at.join_escaped(column.last_token())));
        let row = value.and_then(|value| value.get(index));
        let row = row.filter(|row| is_open || !self.has_only_defaults(row));
        let cells = self.columns.iter().map(|column| {
            let name = column.property_name();
            builder.view(column, &at.join(&name), row.and_then(|row| row.get(&name)))
        });
        let title = self.rows.as_ref().and_then(|titles| titles.get(index));
        RowView {
            cells: cells.collect(),
            title: title.map_or_else(
                || (index + 1).to_string(),
                |title| title.get(builder.request.locale).to_owned(),
            ),
            pointer: at.to_string(),
        }
    }

    /// Returns whether nothing stands in a row but what the form put there by itself: that is no answer to be read.
    fn has_only_defaults(&self, row: &Value) -> bool {
        let Some(members) = row.as_object() else {
            return false;
        };
        members.iter().all(|(name, value)| {
            let mut columns = self.columns.iter();
            let column = columns.find(|column| column.property_name() == *name);
            column.is_some_and(|column| column.default.as_ref() == Some(value))
        })
    }
}

impl Kind for Table {
    fn control(&self) -> &'static str {
        "table"
    }

    fn controls(&self) -> &'static [&'static str] {
        &["table", "list"]
    }

    fn is_field(&self) -> bool {
        false
    }

    fn parts(&self) -> &[Node] {
        &self.columns
    }

    fn each_part<'n, 'v>(
        &'n self,
        _: &Node,
        at: &Pointer,
        value: Option<&'v Value>,
        visit: &mut Visit<'_, 'n, 'v>,
    ) {
        let count = self.rows.as_ref().map_or_else(
            || value.and_then(Value::as_array).map_or(0, Vec::len),
            Vec::len,
        );
        for index in 0..count {
            let at = at.join(index);
            let row = value.and_then(|value| value.get(index));
            for column in &self.columns {
                let token = column.last_token();
                let value = row.and_then(|row| member(row, token));
                visit(column, at.join_escaped(token), value);
            }
        }
    }

    fn is_repeated(&self) -> bool {
        true
    }

    fn rows_max(&self) -> Option<usize> {
        self.rows.is_none().then_some(self.items.1)
    }

    fn is_blank_row(&self, row: &Value) -> bool {
        let only_constants = self
            .columns
            .iter()
            .all(|column| column.kind.constant().is_some());
        row.is_null() || !only_constants && row.is_object() && are_untouched(&self.columns, row)
    }

    fn is_untouched(&self, _: &Node, value: &Value) -> bool {
        let rows = value.as_array();
        rows.is_some_and(|rows| rows.iter().all(|row| are_untouched(&self.columns, row)))
    }

    fn rows_min(&self) -> usize {
        self.items.0
    }

    fn rows_offered(&self) -> usize {
        match &self.rows {
            Some(rows) => rows.len(),
            None => offered(self.items.0),
        }
    }

    fn new_row(&self) -> Value {
        initial_members(&self.columns).unwrap_or_else(empty_object)
    }

    fn row_titles(&self) -> Option<&[Text]> {
        Some(self.rows.as_deref().unwrap_or_default())
    }

    fn initial(&self) -> Option<Value> {
        let rows = self.rows.as_ref()?;
        let row = initial_members(&self.columns)?;
        Some(Value::Array(vec![row; rows.len()]))
    }

    fn read(
        &self,
        _: &Node,
        at: &Pointer,
        posted: &Posted<'_>,
        base: Option<&Value>,
    ) -> Option<Value> {
        let count = match &self.rows {
            Some(rows) => rows.len(),
            None => row_count(at, posted, base).min(self.items.1),
        };
        let rows = (0..count).map(|index| {
            let base = base.and_then(|base| base.get(index));
            let row = read_members(&self.columns, &at.join(index), posted, base);
            row.unwrap_or_else(empty_object)
        });
        let made: Vec<Value> = rows.collect();
        if base.is_none() && made.iter().all(|row| are_untouched(&self.columns, row)) {
            return None;
        }
        Some(Value::Array(made))
    }

    fn normalize(&self, node: &Node, value: &Value) -> Option<Value> {
        normalize_items(value, |row| normalize_members(&self.columns, node, row))
    }

    fn fill_view(&self, view: &mut View, shown: &Shown<'_>) {
        let Shown {
            builder, at, value, ..
        } = *shown;
        let locale = builder.request.locale;
        let heading = self.row_heading.as_ref();
        let heading = heading.map(|heading| heading.get(locale).to_owned());
        view.hint = heading.or(view.hint.take());
        let columns = self.columns.iter().map(|column| ColumnView {
            label: column.label.get(locale).to_owned(),
            required: column.required,
        });
        view.columns = columns.collect();
        let count = match &self.rows {
            Some(rows) => rows.len(),
            None => shown_row_count(view, value, self.items.0),
        };
        let rows = (0..count).map(|index| self.row(builder, index, at, value));
        view.rows = rows.collect();
        let grows = self.rows.is_none() && view.open;
        view.can_add = grows && count < self.items.1;
        view.can_remove = grows && count > self.items.0;
    }
}
