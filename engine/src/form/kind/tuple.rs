//! An array whose positions each mean something (`prefixItems`).

use serde_json::Value;

use super::members::view_members;
use crate::form::node::{Kind, Node, Shown};
use crate::form::normalize::normalize_members;
use crate::form::posted::Posted;
use crate::form::read::none_if_empty;
use crate::form::view::View;
use crate::ids::Pointer;

#[derive(Debug)]
pub(super) struct Tuple {
    pub positions: Vec<Node>,
}

impl Kind for Tuple {
    fn control(&self) -> &'static str {
        "section"
    }

    fn is_field(&self) -> bool {
        false
    }

    fn positions(&self) -> Option<&[Node]> {
        Some(&self.positions)
    }

    fn parts(&self) -> &[Node] {
        &self.positions
    }

    /// Returns the positions after a post; items behind those that mean something stay as they are.
    fn read(
        &self,
        _: &Node,
        at: &Pointer,
        posted: &Posted<'_>,
        base: Option<&Value>,
    ) -> Option<Value> {
        let positions = self.positions.iter().enumerate();
        let read = positions.map(|(index, position)| {
            let base = base.and_then(|base| base.get(index));
            position
                .read(&at.join(index), posted, base)
                .unwrap_or(Value::Null)
        });
        let mut made: Vec<Value> = read.collect();
        let before = base.and_then(Value::as_array);
        let rest = before.into_iter().flatten().skip(self.positions.len());
        made.extend(rest.cloned());
        while made.last().is_some_and(Value::is_null)
            && before.is_none_or(|before| before.len() < made.len())
        {
            made.pop();
        }
        none_if_empty(made, base)
    }

    fn normalize(&self, node: &Node, value: &Value) -> Option<Value> {
        normalize_members(&self.positions, node, value)
    }

    fn can_produce(&self, value: &Value) -> bool {
        value.is_array()
    }

    fn fill_view(&self, view: &mut View, shown: &Shown<'_>) {
        view.children = view_members(&self.positions, shown);
    }
}
