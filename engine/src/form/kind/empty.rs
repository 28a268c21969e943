//! An object of which nothing is asked: it is there or not.

use serde_json::Value;

use crate::form::node::{Kind, Node, Place};
use crate::form::posted::Posted;
use crate::form::tree::empty_object;
use crate::ids::Pointer;

#[derive(Debug)]
pub(super) struct Empty;

impl Kind for Empty {
    fn control(&self) -> &'static str {
        "constant"
    }

    fn fits_in_cell(&self) -> bool {
        false
    }

    fn read(
        &self,
        node: &Node,
        _: &Pointer,
        _: &Posted<'_>,
        base: Option<&Value>,
    ) -> Option<Value> {
        base.cloned().or_else(|| node.required.then(empty_object))
    }

    fn is_untouched(&self, _: &Node, _: &Value) -> bool {
        true
    }

    fn can_produce(&self, value: &Value) -> bool {
        value.is_object()
    }

    /// Returns nothing: there is nothing to be read.
    fn display(&self, _: &Place<'_>, _: &Value, _: &str) -> String {
        String::new()
    }
}
