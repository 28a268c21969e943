//! The tree of nodes: one per thing that a person sees.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use serde_json::{Value, json};

use super::compiler::{Compiler, SchemaContext};
use super::schema::{EffectiveSchema, Location};
use crate::form::codes;
use crate::form::node::{Kind, Node, Unique};
use crate::ids::Pointer;
use crate::message::Text;

/// The most sections, tables and fields of a form.
const NODES_MAX: usize = 2_000;

/// Keywords that say of what type an answer is.
const TYPED: &[&str] = &["type", "const", "enum", "oneOf", "anyOf", "items"];

/// How deeply sections, tables and alternatives may stand within each other.
const DEPTH_MAX: usize = 40;

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
        if let Some(around) = self.type_around.take()
            && !TYPED.iter().any(|keyword| effective.get(keyword).is_some())
            && effective.properties.is_empty()
        {
            effective.keywords.insert("type".to_owned(), around);
        }
        let nullable = self.strip_null(&mut effective, stack);
        let depth = stack.len();
        stack.extend(effective.followed.iter().cloned());
        let context = SchemaContext {
            effective: &effective,
            location: location.clone(),
            pattern,
            required,
            alternatives: 0,
            stack,
        };
        let kind = self.compile_kind_within(context);
        stack.truncate(depth);
        let mut node = self.describe(&effective, Node::new(pattern.clone(), kind?), name);
        node.required = required;
        node.nullable |= nullable;
        self.record_named_pointer(&effective);
        self.report_unshown_rules(&effective, &location);
        self.check_default(&mut node, &effective, &location);
        Some(node)
    }

    /// Compiles the kind of a node, unless nodes lie too deeply within each other.
    fn compile_kind_within(&mut self, context: SchemaContext<'_>) -> Option<Arc<dyn Kind>> {
        if self.effort.depth >= DEPTH_MAX {
            let limit = DEPTH_MAX.to_string();
            self.report(
                codes::TOO_DEEP,
                &context.location,
                false,
                &[("limit", &limit)],
            );
            return None;
        }
        self.effort.depth += 1;
        let kind = compile_kind(self, context);
        self.effort.depth -= 1;
        kind
    }

    /// Adds to a node what the keywords say of it whatever its kind.
    fn describe(&mut self, effective: &EffectiveSchema, node: Node, name: &str) -> Node {
        let label = match self.text_of(effective, "title") {
            Some(title) => title,
            None => Text::plain(humanize(name)),
        };
        let secret = effective.get("x-secret") == Some(&Value::Bool(true))
            || effective.text("format") == Some("password");
        Node {
            label,
            help: self.text_of(effective, "description"),
            hint: self.text_of(effective, "x-hint"),
            before: self.texts_of(effective, "x-before"),
            note: self.text_of(effective, "x-note"),
            nullable: effective.is_nullable(),
            read_only: effective.get("readOnly") == Some(&Value::Bool(true)),
            personal: effective.get("x-personal") == Some(&Value::Bool(true)),
            secret,
            width: effective.text("x-width").map(str::to_owned),
            autocomplete: effective.text("x-autocomplete").map(str::to_owned),
            default: effective.get("default").cloned(),
            half_width: !secret && effective.get("x-half-width") == Some(&Value::Bool(true)),
            patterns: self.patterns(effective).filter(|_| !secret),
            format: effective.text("format").map(str::to_owned),
            equal_to: effective.text("x-equal-to").and_then(Pointer::parse),
            unique: unique(effective),
            errors: self.error_texts(effective),
            ..node
        }
    }

    /// Returns a validator of every pattern that a text must keep.
    fn patterns(&mut self, effective: &EffectiveSchema) -> Option<Arc<jsonschema::Validator>> {
        if effective.patterns.is_empty() {
            return None;
        }
        let patterns = effective.patterns.iter();
        let patterns: Vec<Value> = patterns.map(|text| json!({ "pattern": text })).collect();
        self.validator_of(&json!({ "allOf": patterns }))
    }

    /// Takes `null` out of `anyOf`/`oneOf` with `null` and one more: the field is that one, and may be blank.
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
                effective.groups.retain(|(_, group)| *group != location);
                effective.groups.extend(inner.groups);
                for (name, value) in inner.keywords {
                    effective.keywords.entry(name).or_insert(value);
                }
                effective.properties.extend(inner.properties);
                effective.required.extend(inner.required);
                effective.conditions.extend(inner.conditions);
                effective.patterns.extend(inner.patterns);
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

/// Returns a property's name as people would write it: `firstName` and `first_name` become “First name”.
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

/// Compiles a schema by the first kind that takes it.
fn compile_kind(
    compiler: &mut Compiler<'_>,
    mut context: SchemaContext<'_>,
) -> Option<Arc<dyn Kind>> {
    let kinds = compiler.kinds.iter();
    let kind = kinds
        .copied()
        .find_map(|try_compile| try_compile(compiler, &mut context))?;
    check_control(compiler, &context, &*kind);
    Some(kind)
}

/// Reports an `x-control` that does not exist or cannot draw what the field is.
fn check_control(compiler: &mut Compiler<'_>, context: &SchemaContext<'_>, kind: &dyn Kind) {
    let Some(wanted) = context.effective.text("x-control") else {
        return;
    };
    let known = kind.controls();
    if !known.contains(&wanted)
        && let Some(location) = context.effective.location("x-control").cloned()
    {
        let known = if known.is_empty() {
            "—".to_owned()
        } else {
            known.join(", ")
        };
        let args = [("name", wanted), ("known", &known)];
        compiler.report(codes::CONTROL_UNKNOWN, &location, false, &args);
    }
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
