//! The parts of an object, in the order in which they are asked.

use serde_json::Value;

use crate::form::codes;
use crate::form::compile::compiler::{Compiler, SchemaContext};
use crate::form::compile::schema::{EffectiveSchema, Location};
use crate::form::node::Node;

/// How deep a condition is searched for names of which it asks whether they are there.
const PRESENCE_DEPTH_MAX: usize = 8;

impl Compiler<'_> {
    /// Returns the parts of an object in order, conditional ones among them.
    pub(in crate::form) fn children(&mut self, context: &mut SchemaContext<'_>) -> Vec<Node> {
        let effective = context.effective;
        let order = order(effective);
        self.note_presence(context);
        let mut children = Vec::new();
        for (name, locations) in &effective.properties {
            let required = effective.required.iter().any(|(wanted, _)| wanted == name);
            if let (false, Some(place)) = (required, locations.first()) {
                self.note_field(place, context.pattern, name);
            }
            children.extend(self.compile_node(
                locations,
                &context.pattern.join(name),
                name,
                required,
                context.stack,
            ));
        }
        self.add_conditional_fields(context, &mut children);
        self.check_order(effective, &order, &children);
        children.sort_by_key(|child| {
            let name = child.pattern.tokens().last();
            let place = order
                .iter()
                .position(|(ordered, _)| Some(ordered) == name.as_ref());
            place
                .or_else(|| order.is_empty().then_some(0))
                .unwrap_or(order.len())
        });
        self.add_undescribed_fields(context, &mut children);
        children
    }

    /// Notes the answers of which conditions ask whether they are there: “no” and nothing are two answers then.
    fn note_presence(&mut self, context: &mut SchemaContext<'_>) {
        let effective = context.effective;
        let dependent = effective.dependent.iter().map(|(name, _)| name.clone());
        let wanting = effective.dependent_required.iter();
        let mut names: Vec<String> = dependent
            .chain(wanting.map(|(name, _)| name.clone()))
            .collect();
        let tests = effective.conditions.iter().map(|(test, ..)| test.clone());
        let mut asked: Vec<Location> = tests.collect();
        for (_, group) in &effective.groups {
            let count = self
                .value(group)
                .and_then(Value::as_array)
                .map_or(0, Vec::len);
            asked.extend((0..count).map(|at| group.join(at)));
        }
        if let Some(place) = effective.location("not").cloned() {
            asked.push(place);
        }
        for location in asked {
            self.asked_bare(&location, PRESENCE_DEPTH_MAX, &mut names);
        }
        // Where answers are counted, “no” is one and nothing is none.
        if ["minProperties", "maxProperties"]
            .iter()
            .any(|keyword| effective.get(keyword).is_some())
        {
            names.extend(effective.properties.iter().map(|(name, _)| name.clone()));
        }
        let places = names.iter().map(|name| context.pattern.join(name));
        self.presence.extend(places);
    }

    /// Collects the names of which a schema asks only whether they are there, in whatever it is made of.
    fn asked_bare(&self, location: &Location, depth: usize, names: &mut Vec<String>) {
        let Some(Value::Object(members)) = self.value(location) else {
            return;
        };
        // A test of the value too would fail without an answer anyway.
        let described = members.get("properties");
        let required = members.get("required").and_then(Value::as_array);
        let bare = required.into_iter().flatten().filter_map(Value::as_str);
        let bare = bare.filter(|name| described.is_none_or(|all| all.get(name).is_none()));
        names.extend(bare.map(str::to_owned));
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        for (keyword, inner) in members {
            let place = location.join(keyword);
            match (keyword.as_str(), inner) {
                ("not" | "if", _) => self.asked_bare(&place, depth, names),
                ("allOf" | "anyOf" | "oneOf", Value::Array(parts)) => {
                    for at in 0..parts.len() {
                        self.asked_bare(&place.join(at), depth, names);
                    }
                }
                _ => {}
            }
        }
    }

    fn check_order(
        &mut self,
        effective: &EffectiveSchema,
        order: &[(String, Location)],
        children: &[Node],
    ) {
        for (name, location) in order {
            let shown = children
                .iter()
                .any(|child| child.pattern.tokens().last().as_ref() == Some(name));
            if !shown && !effective.properties.iter().any(|(known, _)| known == name) {
                self.report(codes::ORDER_UNKNOWN, location, false, &[("name", name)]);
            }
        }
    }

    /// Adds fields for names that are required and described nowhere: a fault in a definition of ours; a schema in the
    /// wild means that anything may stand there, or what `additionalProperties` says.
    fn add_undescribed_fields(
        &mut self,
        context: &mut SchemaContext<'_>,
        children: &mut Vec<Node>,
    ) {
        let effective = context.effective;
        for (name, location) in &effective.required {
            let pattern = context.pattern.join(name);
            let shown = children.iter().any(|child| child.pattern == pattern);
            let described = effective.properties.iter().any(|(known, _)| known == name)
                || self.alternatives_describe(effective, name, context.stack);
            if shown || described {
                continue;
            }
            if self.uses_extensions {
                self.report(codes::REQUIRED_UNKNOWN, location, false, &[("name", name)]);
                continue;
            }
            let rest = effective.location("additionalProperties").cloned();
            if effective.get("additionalProperties") == Some(&Value::Bool(false)) {
                continue;
            }
            let anything = location.join("");
            let location = rest
                .filter(|rest| self.value(rest).is_some_and(Value::is_object))
                .unwrap_or(anything);
            children.extend(self.compile_node(&[location], &pattern, name, true, context.stack));
        }
    }

    fn alternatives_describe(
        &mut self,
        effective: &EffectiveSchema,
        name: &str,
        stack: &mut Vec<Location>,
    ) -> bool {
        ["oneOf", "anyOf"].iter().any(|keyword| {
            let Some((Value::Array(choices), location)) = effective.keywords.get(*keyword).cloned()
            else {
                return false;
            };
            (0..choices.len()).any(|at| {
                self.merge_schemas(&[location.join(at)], stack)
                    .is_some_and(|inner| inner.properties.iter().any(|(known, _)| known == name))
            })
        })
    }
}

/// Returns what `x-order` says, each name with its place.
fn order(effective: &EffectiveSchema) -> Vec<(String, Location)> {
    let Some((Value::Array(names), location)) = effective.keywords.get("x-order") else {
        return vec![];
    };
    let names = names.iter().enumerate();
    names
        .filter_map(|(at, name)| Some((name.as_str()?.to_owned(), location.join(at))))
        .collect()
}
