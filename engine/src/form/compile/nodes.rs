//! The tree of nodes: one per thing that a person sees.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::Value;

use super::effective::EffectiveSchema;
use super::{Compiler, Location};
use crate::form::model::{Node, Unique};
use crate::form::{codes, kind};
use crate::ids::Pointer;
use crate::message::Text;

/// The most sections, tables and fields of a form.
const NODES_MAX: usize = 2_000;

/// How deeply sections, tables and alternatives may stand within each other.
const DEPTH_MAX: usize = 40;

/// A node in the making: what a field kind looks at.
pub(in crate::form) struct SchemaContext<'d> {
    /// All that the schema says.
    pub effective: &'d EffectiveSchema,
    /// Where it stands.
    pub location: Location,
    /// Its answer's place.
    pub pattern: &'d Pointer,
    /// `$ref`s on the way here, against endless recursion.
    pub stack: &'d mut Vec<Location>,
}

impl Compiler<'_> {
    /// Reports, once, that the form is too large.
    pub(super) fn report_too_many_fields(&mut self) {
        let root = Location {
            file: Rc::clone(&self.main),
            pointer: Pointer::root(),
        };
        self.report(
            codes::TOO_MANY_FIELDS,
            &root,
            false,
            &[("limit", &NODES_MAX.to_string())],
        );
    }

    /// Compiles the node of some schemas that all apply. `None` when it recurs too deeply or is nothing to show.
    pub(in crate::form) fn compile_node(
        &mut self,
        locations: &[Location],
        pattern: &Pointer,
        name: &str,
        required: bool,
        stack: &mut Vec<Location>,
    ) -> Option<Node> {
        let location = locations.last()?.clone();
        self.effort.nodes += 1;
        if self.effort.nodes > NODES_MAX {
            self.report_too_many_fields();
            return None;
        }
        let mut effective = self.merge_schemas(locations, stack)?;
        if effective.never {
            return None;
        }
        let nullable = self.strip_null(&mut effective, stack);
        let depth = stack.len();
        stack.extend(effective.followed.iter().cloned());
        let context = SchemaContext {
            effective: &effective,
            location: location.clone(),
            pattern,
            stack,
        };
        self.effort.depth += 1;
        let kind = if self.effort.depth > DEPTH_MAX {
            self.report(
                codes::TOO_DEEP,
                &location,
                false,
                &[("limit", &DEPTH_MAX.to_string())],
            );
            None
        } else {
            kind::compile(self, context)
        };
        self.effort.depth -= 1;
        stack.truncate(depth);
        let label = match self.text_of(&effective, "title") {
            Some(title) => title,
            None => Text::plain(humanize(name)),
        };
        let secret = effective.get("x-secret") == Some(&Value::Bool(true))
            || effective.text("format") == Some("password");
        let mut node = Node {
            pattern: pattern.clone(),
            label,
            help: self.text_of(&effective, "description"),
            hint: self.text_of(&effective, "x-hint"),
            note: self.text_of(&effective, "x-note"),
            required,
            nullable: nullable || effective.is_nullable(),
            read_only: effective.get("readOnly") == Some(&Value::Bool(true)),
            personal: effective.get("x-personal") == Some(&Value::Bool(true)),
            secret,
            width: effective.text("x-width").map(str::to_owned),
            autocomplete: effective.text("x-autocomplete").map(str::to_owned),
            default: effective.get("default").cloned(),
            half_width: !secret
                && ["pattern", "format"]
                    .iter()
                    .any(|keyword| effective.get(keyword).is_some()),
            format: effective.text("format").map(str::to_owned),
            equal_to: effective.text("x-equal-to").and_then(Pointer::parse),
            unique: unique(&effective),
            errors: self.error_texts(&effective),
            condition: None,
            formats_when: Vec::new(),
            required_when: Vec::new(),
            kind: kind?,
        };
        self.record_named_pointer(&effective);
        self.check_default(&mut node, &effective, &location);
        Some(node)
    }

    /// `anyOf`/`oneOf` with `null` and one more is that one, and may be blank.
    fn strip_null(&mut self, effective: &mut EffectiveSchema, stack: &mut Vec<Location>) -> bool {
        for keyword in ["anyOf", "oneOf"] {
            let Some((Value::Array(choices), location)) = effective.keywords.get(keyword).cloned()
            else {
                continue;
            };
            let is_null =
                |choice: &Value| choice.get("type").and_then(Value::as_str) == Some("null");
            let rest: Vec<usize> = (0..choices.len())
                .filter(|at| !is_null(&choices[*at]))
                .collect();
            if let ([only], true) = (rest.as_slice(), choices.len() == 2)
                && let Some(inner) = self.merge_schemas(&[location.join(only)], stack)
            {
                effective.keywords.remove(keyword);
                for (name, value) in inner.keywords {
                    effective.keywords.entry(name).or_insert(value);
                }
                effective.properties.extend(inner.properties);
                effective.required.extend(inner.required);
                effective.conditions.extend(inner.conditions);
                return true;
            }
        }
        false
    }

    fn error_texts(&mut self, effective: &EffectiveSchema) -> BTreeMap<String, Text> {
        let Some((value, location)) = effective.keywords.get("x-errors") else {
            return BTreeMap::new();
        };
        let (members, location) = (
            value.as_object().cloned().unwrap_or_default(),
            location.clone(),
        );
        let texts = members.iter().filter_map(|(code, text)| {
            Some((
                code.clone(),
                self.text(text.as_str()?, &location.join(code)),
            ))
        });
        texts.collect()
    }

    /// Remembers where another answer is named, to see at the end whether it exists.
    fn record_named_pointer(&mut self, effective: &EffectiveSchema) {
        let Some((Value::String(written), location)) = effective.keywords.get("x-equal-to") else {
            return;
        };
        let named = Pointer::parse(written).unwrap_or_else(|| Pointer::root().join(written));
        self.named.push((named, location.clone()));
    }

    fn check_default(&mut self, node: &mut Node, effective: &EffectiveSchema, location: &Location) {
        let (Some(default), Some(place)) =
            (node.default.take(), effective.location("default").cloned())
        else {
            return;
        };
        if node.secret {
            self.report(codes::SECRET_DEFAULT, &place, true, &[]);
            return;
        }
        let fits = self
            .validator(location)
            .is_none_or(|validator| validator.is_valid(&default));
        if fits {
            node.default = Some(default);
        } else if self.uses_extensions {
            self.report(codes::DEFAULT_INVALID, &place, false, &[]);
        }
    }

    /// The parts of an object in order, conditional ones among them.
    pub(in crate::form) fn children(&mut self, context: &mut SchemaContext<'_>) -> Vec<Node> {
        let effective = context.effective;
        let order = order(effective);
        let mut children = Vec::new();
        for (name, locations) in &effective.properties {
            let required = effective.required.iter().any(|(wanted, _)| wanted == name);
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

    /// Names that are required and described nowhere: a fault in a definition of uses_extensions; a schema in the wild means
    /// that anything may stand there, or what `additionalProperties` says.
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

/// What `x-order` says, each name with its place.
fn order(effective: &EffectiveSchema) -> Vec<(String, Location)> {
    let Some((Value::Array(names), location)) = effective.keywords.get("x-order") else {
        return vec![];
    };
    let names = names.iter().enumerate();
    names
        .filter_map(|(at, name)| Some((name.as_str()?.to_owned(), location.join(at))))
        .collect()
}

fn unique(effective: &EffectiveSchema) -> Option<Unique> {
    let value = effective.get("x-unique")?;
    Some(Unique {
        scope: value.get("scope")?.as_str()?.to_owned(),
        ignore_case: value
            .get("ignore_case")
            .and_then(Value::as_bool)
            .unwrap_or(false),
    })
}

/// A property's name as people would write it: `firstName` and `first_name` become “First name”.
pub(in crate::form) fn humanize(name: &str) -> String {
    let mut words = String::new();
    let mut before = ' ';
    for letter in name.chars() {
        if letter == '_' || letter == '-' {
            words.push(' ');
        } else if letter.is_uppercase() && before.is_lowercase() {
            words.push(' ');
            words.extend(letter.to_lowercase());
        } else if words.is_empty() {
            words.extend(letter.to_uppercase());
        } else {
            words.push(letter);
        }
        before = letter;
    }
    words
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_become_readable() {
        for (name, words) in [
            ("firstName", "First name"),
            ("first_name", "First name"),
            ("URL", "URL"),
            ("姓名", "姓名"),
        ] {
            assert_eq!(super::humanize(name), words);
        }
    }
}
