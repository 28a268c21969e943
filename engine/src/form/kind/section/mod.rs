//! An object: a section.

mod children;
mod conditional;

use std::sync::Arc;

use serde_json::Value;

use super::alternatives::{self, has_alternatives};
use super::empty::Empty;
use super::json::Json;
use super::members::view_members;
use crate::form::codes;
use crate::form::compile::compiler::{Compiler, SchemaContext};
use crate::form::compile::schema::EffectiveSchema;
use crate::form::initial::initial_members;
use crate::form::node::{Kind, Node, Shown};
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
    // Several groups of alternatives can only be asked beside each other.
    let has_groups = effective.groups.len() > 1 && describe_objects(compiler, effective);
    let is_object =
        types.iter().eq(["object"].iter()) || (types.is_empty() && (described || has_groups));
    let described = described || has_groups || !effective.required.is_empty();
    if !is_object || (!described && has_alternatives(effective)) {
        return None;
    }
    let is_extended_root = compiler.uses_extensions && context.pattern.as_str().is_empty();
    if !described && !is_extended_root {
        let takes_any = [
            "additionalProperties",
            "patternProperties",
            "propertyNames",
            "minProperties",
            "unevaluatedProperties",
        ];
        let takes_any = takes_any.iter().any(|keyword| {
            let said = effective.get(keyword);
            said.is_some_and(|said| said != &Value::Bool(false))
        });
        // An object of any members can only be asked as JSON.
        return Some(if takes_any {
            Arc::new(Json)
        } else {
            Arc::new(Empty)
        });
    }
    if let Some(location) = effective.location("x-rows").cloned() {
        compiler.report(codes::ROWS_BROKEN, &location, true, &[]);
    }
    // Those of the object around this one.
    let narrowings = std::mem::take(&mut compiler.narrowings);
    let mut children = compiler.children(context);
    for (_, group) in &effective.groups {
        if compiler.add_discriminated_fields(context, group, &mut children) {
            continue;
        }
        match alternatives::compile_part(compiler, context, group) {
            Some(part) => children.push(part),
            None => compiler.report_unshown_group(effective, group),
        }
    }
    compiler.add_variants(context, &mut children);
    compiler.narrowings = narrowings;
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

    fn normalize(&self, node: &Node, value: &Value) -> Option<Value> {
        normalize_members(&self.children, node, value)
    }

    fn can_produce(&self, value: &Value) -> bool {
        value.is_object()
    }

    fn fill_view(&self, view: &mut View, shown: &Shown<'_>) {
        view.children = view_members(&self.children, shown);
    }
}

/// Returns whether all alternatives say what an object has.
fn describe_objects(compiler: &Compiler<'_>, effective: &EffectiveSchema) -> bool {
    let groups = effective.groups.iter();
    let groups = groups.filter_map(|(_, group)| compiler.value(group)?.as_array());
    groups.flatten().all(|choice| {
        ["properties", "required"]
            .iter()
            .any(|keyword| choice.get(keyword).is_some())
    })
}

/// Returns whether nobody answered anything here and something that is required is missing: then the whole is not there.
fn lacks_everything(children: &[Node], made: &Value) -> bool {
    are_untouched(children, made)
        && children.iter().any(|child| {
            child.required && child.condition.is_none() && made.get(child.property_name()).is_none()
        })
}
