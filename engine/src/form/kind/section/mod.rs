//! An object: a section.

mod children;
mod conditional;

use std::sync::Arc;

use serde_json::Value;

use super::alternatives::{self, has_alternatives};
use super::json::Json;
use super::members::{each_member, view_members};
use crate::form::codes;
use crate::form::compile::compiler::{Compiler, SchemaContext};
use crate::form::initial::initial_members;
use crate::form::node::{Kind, Node, ViewBuilder};
use crate::form::normalize::normalize_members;
use crate::form::posted::Posted;
use crate::form::read::{are_untouched, read_members};
use crate::form::view::View;
use crate::ids::Pointer;

#[derive(Debug)]
struct Section {
    /// Its parts in order.
    children: Vec<Node>,
}

/// Takes objects.
pub(super) fn try_compile(
    compiler: &mut Compiler<'_>,
    context: &mut SchemaContext<'_>,
) -> Option<Arc<dyn Kind>> {
    let effective = context.effective;
    let types = effective.types();
    let described = !effective.properties.is_empty()
        || !effective.conditions.is_empty()
        || !effective.dependent.is_empty();
    let is_object = types.iter().eq(["object"].iter()) || (types.is_empty() && described);
    let described = described || !effective.required.is_empty();
    if !is_object || (!described && has_alternatives(effective)) {
        return None;
    }
    let is_extended_root = compiler.uses_extensions && context.pattern.as_str().is_empty();
    if !described && !is_extended_root {
        // An object of any members can only be asked as JSON.
        return Some(Arc::new(Json));
    }
    if let Some(location) = effective.location("x-rows").cloned() {
        compiler.report(codes::ROWS_BROKEN, &location, true, &[]);
    }
    let mut children = compiler.children(context);
    if has_alternatives(effective)
        && !compiler.add_discriminated_fields(context, &mut children)
        && let Some(kind) = alternatives::try_compile(compiler, context)
    {
        children.push(Node::new(context.pattern.clone(), kind));
    }
    Some(Arc::new(Section { children }))
}

impl Kind for Section {
    fn control(&self) -> &'static str {
        "section"
    }

    fn is_field(&self) -> bool {
        false
    }

    fn members(&self) -> Option<&[Node]> {
        Some(&self.children)
    }

    fn parts(&self) -> &[Node] {
        &self.children
    }

    fn each_part<'n, 'v>(
        &'n self,
        node: &Node,
        at: &Pointer,
        value: Option<&'v Value>,
        visit: &mut dyn FnMut(&'n Node, Pointer, Option<&'v Value>),
    ) {
        each_member(&self.children, node, at, value, visit);
    }

    fn initial(&self) -> Option<Value> {
        initial_members(&self.children)
    }

    fn read(
        &self,
        node: &Node,
        at: &Pointer,
        posted: &Posted<'_>,
        base: Option<&Value>,
    ) -> Option<Value> {
        let made = read_members(&self.children, at, posted, base)?;
        let is_optional = !node.required && !at.as_str().is_empty() && posted.is_open(at);
        (!(is_optional && lacks_everything(&self.children, &made))).then_some(made)
    }

    fn is_untouched(&self, _: &Node, value: &Value) -> bool {
        are_untouched(&self.children, value)
    }

    fn normalize(&self, node: &Node, value: &Value, _: &Value) -> Option<Value> {
        normalize_members(&self.children, node, value)
    }

    fn can_produce(&self, value: &Value) -> bool {
        value.is_object()
    }

    fn fill_view(
        &self,
        builder: &ViewBuilder<'_>,
        view: &mut View,
        node: &Node,
        at: &Pointer,
        value: Option<&Value>,
    ) {
        view.children = view_members(builder, &self.children, node, at, value);
    }
}

/// Returns whether nobody answered anything here and something that is required is missing: then the whole is not there.
fn lacks_everything(children: &[Node], made: &Value) -> bool {
    are_untouched(children, made)
        && children.iter().any(|child| {
            child.required && child.condition.is_none() && made.get(child.property_name()).is_none()
        })
}
