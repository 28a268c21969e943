//! Arrays: check boxes, tables with or without fixed rows, lists, and arrays whose positions each mean something.

use std::sync::Arc;

use serde_json::Value;

use super::checkboxes::Checkboxes;
use super::choice;
use super::json::Json;
use super::list::List;
use super::table::Table;
use super::tuple::Tuple;
use crate::form::codes;
use crate::form::compile::compiler::{Compiler, SchemaContext};
use crate::form::compile::schema::EffectiveSchema;
use crate::form::node::{Kind, Node};

/// The most rows of any table or list.
const ITEMS_MAX: usize = 200;

/// Takes arrays.
pub(super) fn try_compile(
    compiler: &mut Compiler<'_>,
    context: &mut SchemaContext<'_>,
) -> Option<Arc<dyn Kind>> {
    let effective = context.effective;
    let types = effective.types();
    let has_items = effective.get("items").is_some() || effective.get("prefixItems").is_some();
    if !(types.iter().eq(["array"].iter()) || (types.is_empty() && has_items)) {
        return None;
    }
    let items = (
        count(effective, "minItems").unwrap_or(0),
        count(effective, "maxItems").map_or(ITEMS_MAX, |most| most.min(ITEMS_MAX)),
    );
    if let Some(places) = places(compiler, context, items.0) {
        return Some(Arc::new(Tuple { positions: places }));
    }
    let location = effective
        .location("items")
        .filter(|_| effective.get("items").is_some_and(Value::is_object))
        .cloned();
    let Some(location) = location else {
        return Some(Arc::new(Json));
    };
    let inner = compiler.merge_schemas(std::slice::from_ref(&location), context.stack)?;
    let pattern = context.pattern.join("*");
    let item_context = SchemaContext {
        effective: &inner,
        location: location.clone(),
        pattern: &pattern,
        required: false,
        alternatives: 0,
        stack: &mut *context.stack,
    };
    if !inner.types().contains("object")
        && let Some(options) = choice::options(compiler, &item_context)
    {
        return Some(Arc::new(Checkboxes { options }));
    }
    let node = compiler.compile_node(&[location], &pattern, "", false, context.stack)?;
    let rows = effective
        .get("x-rows")
        .is_some()
        .then(|| compiler.texts_of(effective, "x-rows"));
    let columns = node.kind.members().filter(|columns| {
        columns.iter().all(is_cell)
            && (rows.is_some() || effective.text("x-control") != Some("list"))
    });
    if let Some(columns) = columns {
        let row_heading = compiler.text_of(effective, "x-row-heading");
        if let (Some(rows), Some(place)) = (&rows, effective.location("x-rows").cloned())
            && (effective
                .get("maxItems")
                .is_some_and(|most| most.as_u64() != Some(rows.len() as u64))
                || rows.is_empty())
        {
            compiler.report(codes::ROWS_BROKEN, &place, false, &[]);
        }
        return Some(Arc::new(Table {
            columns: columns.to_vec(),
            rows,
            row_heading,
            items,
        }));
    }
    if let Some(place) = effective.location("x-rows").cloned() {
        compiler.report(codes::ROWS_BROKEN, &place, true, &[]);
    }
    Some(Arc::new(List { item: node, items }))
}

/// Returns the number that a keyword says.
fn count(effective: &EffectiveSchema, keyword: &str) -> Option<usize> {
    let count = effective.get(keyword).and_then(Value::as_u64)?;
    usize::try_from(count).ok()
}

/// Returns the places of an array where each means something: `prefixItems`, or `items` of older drafts.
fn places(
    compiler: &mut Compiler<'_>,
    context: &mut SchemaContext<'_>,
    least: usize,
) -> Option<Vec<Node>> {
    let keyword = ["prefixItems", "items"]
        .into_iter()
        .find(|keyword| context.effective.get(keyword).is_some_and(Value::is_array))?;
    let count = context.effective.get(keyword)?.as_array()?.len();
    let location = context.effective.location(keyword)?.clone();
    let places = (0..count).map(|at| {
        compiler.compile_node(
            &[location.join(at)],
            &context.pattern.join(at),
            &(at + 1).to_string(),
            at < least,
            context.stack,
        )
    });
    places.collect::<Option<Vec<Node>>>()
}

/// Returns whether a part fits into the cell of a table.
fn is_cell(node: &Node) -> bool {
    node.condition.is_none() && node.kind.fits_in_cell()
}
