//! The tree of nodes: one per thing that a person sees.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::gather::Effective;
use super::{Compiler, Location};
use crate::form::model::{Condition, Node, Unique};
use crate::form::{codes, kind};
use crate::ids::Pointer;
use crate::message::Text;

/// A node in the making: what a field kind looks at.
pub(in crate::form) struct Draft<'d> {
    /// All that the schema says.
    pub effective: &'d Effective,
    /// Where it stands.
    pub location: Location,
    /// Its answer's place.
    pub pattern: &'d Pointer,
    /// `$ref`s on the way here, against endless recursion.
    pub stack: &'d mut Vec<Location>,
}

impl Compiler<'_> {
    /// Compiles the node of some schemas that all apply. `None` when it recurs too deeply or is nothing to show.
    pub(in crate::form) fn node(
        &mut self,
        locations: &[Location],
        pattern: &Pointer,
        name: &str,
        required: bool,
        stack: &mut Vec<Location>,
    ) -> Option<Node> {
        let location = locations.last()?.clone();
        let mut effective = self.gather(locations, stack)?;
        let nullable = self.take_null(&mut effective, stack);
        let depth = stack.len();
        stack.extend(effective.followed.iter().cloned());
        let draft = Draft {
            effective: &effective,
            location: location.clone(),
            pattern,
            stack,
        };
        let kind = kind::of(self, draft);
        stack.truncate(depth);
        let label = match self.text_of(&effective, "title") {
            Some(title) => title,
            None => Text::plain(readable(name)),
        };
        let secret = effective.get("x-secret") == Some(&Value::Bool(true))
            || effective.text("format") == Some("password");
        let node = Node {
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
            folded: !secret
                && ["pattern", "format"]
                    .iter()
                    .any(|keyword| effective.get(keyword).is_some()),
            format: effective.text("format").map(str::to_owned),
            equal_to: effective.text("x-equal-to").and_then(Pointer::parse),
            unique: unique(&effective),
            errors: self.error_texts(&effective),
            condition: None,
            kind: kind?,
        };
        self.check_default(&node, &effective, &location);
        Some(node)
    }

    /// `anyOf`/`oneOf` with `null` and one more is that one, and may be blank.
    fn take_null(&mut self, effective: &mut Effective, stack: &mut Vec<Location>) -> bool {
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
                && let Some(inner) = self.gather(&[location.join(only)], stack)
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

    fn error_texts(&mut self, effective: &Effective) -> BTreeMap<String, Text> {
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

    fn check_default(&mut self, node: &Node, effective: &Effective, location: &Location) {
        let Some(default) = effective.location("default").cloned() else {
            return;
        };
        if node.secret {
            self.report(codes::SECRET_DEFAULT, &default, true, &[]);
        } else if let Some(value) = &node.default
            && !self.sources.is_empty()
            && self
                .validator(location)
                .is_some_and(|validator| !validator.is_valid(value))
        {
            self.report(codes::DEFAULT_INVALID, &default, false, &[]);
        }
    }

    /// The parts of an object in order, conditional ones among them.
    pub(in crate::form) fn children(&mut self, draft: &mut Draft<'_>) -> Vec<Node> {
        let effective = draft.effective;
        let order: Vec<String> = self.order(effective);
        let mut properties: Vec<&(String, Vec<Location>)> = effective.properties.iter().collect();
        properties.sort_by_key(|(name, _)| {
            order
                .iter()
                .position(|ordered| ordered == name)
                .unwrap_or(order.len())
        });
        let mut children = Vec::new();
        for (name, locations) in properties {
            let required = effective.required.iter().any(|(wanted, _)| wanted == name);
            children.extend(self.node(
                locations,
                &draft.pattern.join(name),
                name,
                required,
                draft.stack,
            ));
        }
        self.conditional(draft, &mut children);
        self.check_required(effective, &children);
        children
    }

    fn order(&mut self, effective: &Effective) -> Vec<String> {
        let Some((Value::Array(names), location)) = effective.keywords.get("x-order").cloned()
        else {
            return vec![];
        };
        let names: Vec<String> = names
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
        for (at, name) in names.iter().enumerate() {
            if !effective.properties.iter().any(|(known, _)| known == name) {
                self.report(
                    codes::ORDER_UNKNOWN,
                    &location.join(at),
                    false,
                    &[("name", name)],
                );
            }
        }
        names
    }

    fn check_required(&mut self, effective: &Effective, children: &[Node]) {
        for (name, location) in &effective.required {
            let shown = children
                .iter()
                .any(|child| child.pattern.tokens().last().as_ref() == Some(name));
            let described = effective.properties.iter().any(|(known, _)| known == name);
            if !shown && !described && self.ours {
                self.report(codes::REQUIRED_UNKNOWN, location, false, &[("name", name)]);
            }
        }
    }

    /// `then`, `else` and `dependentSchemas` that bring fields of their own.
    fn conditional(&mut self, draft: &mut Draft<'_>, children: &mut Vec<Node>) {
        let mut branches = Vec::new();
        for (test, then, otherwise) in &draft.effective.conditions {
            let Some(validator) = self.validator(test).map(Arc::new) else {
                continue;
            };
            for (branch, holds) in [(then, true), (otherwise, false)] {
                branches.extend(
                    branch
                        .iter()
                        .map(|branch| (branch.clone(), Arc::clone(&validator), holds)),
                );
            }
        }
        for (name, schema) in &draft.effective.dependent {
            let test = serde_json::json!({ "required": [name] });
            if let Ok(validator) = jsonschema::validator_for(&test) {
                branches.push((schema.clone(), Arc::new(validator), true));
            }
        }
        for (branch, validator, holds) in branches {
            let Some(effective) = self.gather(&[branch], draft.stack) else {
                continue;
            };
            for (name, locations) in &effective.properties {
                let pattern = draft.pattern.join(name);
                let has_kind = self.gather(locations, draft.stack).is_some_and(|inner| {
                    ["type", "enum", "const", "oneOf", "anyOf", "title"]
                        .iter()
                        .any(|key| inner.get(key).is_some())
                        || !inner.properties.is_empty()
                });
                if children
                    .iter()
                    .any(|child| child.pattern == pattern && child.condition.is_none())
                    || !has_kind
                {
                    continue;
                }
                let required = effective.required.iter().any(|(wanted, _)| wanted == name);
                if let Some(mut node) = self.node(locations, &pattern, name, required, draft.stack)
                {
                    let of = draft.pattern.clone();
                    node.condition = Some(Condition {
                        of,
                        validator: Arc::clone(&validator),
                        holds,
                    });
                    children.push(node);
                }
            }
        }
    }
}

fn unique(effective: &Effective) -> Option<Unique> {
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
fn readable(name: &str) -> String {
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
            assert_eq!(super::readable(name), words);
        }
    }
}
