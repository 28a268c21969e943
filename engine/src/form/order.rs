//! The order in which things stand on the page.

use std::collections::BTreeMap;

use super::model::Form;
use super::node::Node;
use crate::ids::Pointer;

/// Tells where an answer stands: its field, or the table or list that it is in; the row; the field within the row.
type Place = (usize, usize, usize, Pointer);

impl Form {
    /// Puts things that concern answers into the order in which those stand on the page. What concerns no field of the
    /// form comes last.
    pub fn sort_in_page_order<T>(&self, things: &mut [T], pointer_of: impl Fn(&T) -> &Pointer) {
        if things.len() < 2 {
            return;
        }
        let mut ranks = BTreeMap::new();
        rank_nodes(&self.root, &mut ranks);
        things.sort_by_cached_key(|thing| self.place(pointer_of(thing), &ranks));
    }

    fn place(&self, pointer: &Pointer, ranks: &BTreeMap<String, usize>) -> Place {
        let rank = |pointer: &Pointer| {
            let node = self.node(pointer);
            node.and_then(|node| ranks.get(node.pattern.as_str()).copied())
                .unwrap_or(usize::MAX)
        };
        let mut outer = Pointer::root();
        for token in pointer.tokens() {
            // A table's cells stand row by row, not column by column.
            if let Ok(row) = token.parse::<usize>() {
                return (rank(&outer), row, rank(pointer), pointer.clone());
            }
            outer = outer.join(token);
        }
        (rank(pointer), 0, rank(pointer), pointer.clone())
    }
}

fn rank_nodes(node: &Node, ranks: &mut BTreeMap<String, usize>) {
    let next = ranks.len();
    ranks.entry(node.pattern.to_string()).or_insert(next);
    node.parts().for_each(|part| rank_nodes(part, ranks));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::form::compile_schema;

    #[test]
    fn things_stand_as_their_fields_do_on_the_page_and_row_by_row() {
        let row = json!({ "type": "object", "x-order": ["name", "mobile"],
            "properties": { "mobile": { "type": "string" }, "name": { "type": "string" } } });
        let schema = json!({ "type": "object", "x-order": ["title", "people", "address"], "properties": {
            "address": { "type": "string" }, "people": { "type": "array", "items": row }, "title": { "type": "string" } } });
        let compiled = compile_schema("test", &schema.to_string());
        let form = compiled.value.expect("a form");
        let mut found = [
            "/people/10/name",
            "/people/2/mobile",
            "/unknown",
            "/address",
            "/people/2/name",
            "/title",
            "/people",
        ]
        .map(|text| Pointer::parse(text).expect("a pointer"));
        form.sort_in_page_order(&mut found, |pointer| pointer);
        assert_eq!(
            found.each_ref().map(Pointer::as_str),
            [
                "/title",
                "/people",
                "/people/2/name",
                "/people/2/mobile",
                "/people/10/name",
                "/address",
                "/unknown"
            ]
        );
    }
}
