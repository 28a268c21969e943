//! What a schema says once its `$ref`s and `allOf`s are taken together.

use serde_json::{Map, Value};

use super::compiler::Compiler;
use super::references::{Reference, reference_of};
use super::schema::{EffectiveSchema, Location};
use crate::form::codes;

/// How often a schema is shown within itself before the page stops.
const RECURSION_MAX: usize = 2;
/// How many nodes a form may have before recursion stops at once.
const RECURSION_NODES_MAX: usize = 300;
/// How many `$ref`s may be followed within each other.
const STACK_MAX: usize = 32;
/// How often schemas may be taken together: a few dozen that contain each other would take forever.
const MERGED_MAX: usize = 200_000;

impl Compiler<'_> {
    /// Takes schemas together. `stack` holds the `$ref` targets being followed; `None` when one recurs too often.
    pub(in crate::form) fn merge_schemas(
        &mut self,
        locations: &[Location],
        stack: &mut Vec<Location>,
    ) -> Option<EffectiveSchema> {
        let mut effective = EffectiveSchema::default();
        for location in locations {
            self.merge_schema(location, stack, &mut effective)?;
        }
        Some(effective)
    }

    fn merge_schema(
        &mut self,
        location: &Location,
        stack: &mut Vec<Location>,
        into: &mut EffectiveSchema,
    ) -> Option<()> {
        self.effort.merged += 1;
        if self.effort.merged > MERGED_MAX {
            if self.effort.merged == MERGED_MAX + 1 {
                self.report_too_many_fields();
            }
            return None;
        }
        let mut members = match self.value(location) {
            Some(Value::Object(members)) => members.clone(),
            Some(Value::Bool(false)) => {
                into.never = true;
                return Some(());
            }
            _ => return Some(()),
        };
        let has_reference = reference_of(&members).is_some();
        self.follow_reference(&members, location, stack, into)?;
        if has_reference && self.ignores_beside_references() {
            members.retain(|name, _| !is_ignored_beside_reference(name));
        }
        for at in 0..members
            .get("allOf")
            .and_then(Value::as_array)
            .map_or(0, Vec::len)
        {
            self.merge_schema(&location.join("allOf").join(at), stack, into)?;
        }
        if is_group_in_all_of(&members, location) {
            // What it is called is the name of the group, not of what the group belongs to.
            members.remove("title");
            members.remove("description");
        }
        add_keywords(members, location, into);
        Some(())
    }

    /// Merges what the schema refers to, unless it has been followed too often already.
    fn follow_reference(
        &mut self,
        members: &Map<String, Value>,
        location: &Location,
        stack: &mut Vec<Location>,
        into: &mut EffectiveSchema,
    ) -> Option<()> {
        let Some((keyword, target)) = reference_of(members) else {
            return Some(());
        };
        let Reference::To(to) = self.resolve(location, target) else {
            return Some(());
        };
        let passed = stack.iter().filter(|passed| **passed == to).count();
        let is_large = self.effort.nodes > RECURSION_NODES_MAX;
        if passed >= RECURSION_MAX || is_large && passed > 0 || stack.len() > STACK_MAX {
            let place = location.join(keyword);
            self.report(codes::RECURSION_CUT, &place, false, &[("ref", target)]);
            return None;
        }
        stack.push(to.clone());
        into.followed.push(to.clone());
        let merged = self.merge_schema(&to, stack, into);
        stack.pop();
        merged
    }
}

/// Returns whether a schema under `allOf` only brings alternatives.
fn is_group_in_all_of(members: &Map<String, Value>, location: &Location) -> bool {
    let around = location.pointer.parent().unwrap_or_default();
    around.tokens().last().as_deref() == Some("allOf")
        && !members.contains_key("properties")
        && ["oneOf", "anyOf"]
            .iter()
            .any(|keyword| members.contains_key(*keyword))
}

/// Returns whether a keyword beside a `$ref` is ignored where drafts say so: whatever rules an answer. Words about it do no
/// harm, and people put them there.
pub(super) fn is_ignored_beside_reference(keyword: &str) -> bool {
    let is_word = matches!(
        keyword,
        "title"
            | "description"
            | "default"
            | "example"
            | "examples"
            | "readOnly"
            | "writeOnly"
            | "definitions"
            | "$defs"
            | "deprecated"
            | "enumNames"
            | "nullable"
    );
    !(is_word || keyword.starts_with(['$', 'x']) || keyword == "id")
}

/// Adds the keywords of one schema, but for those that lead to others.
fn add_keywords(members: Map<String, Value>, location: &Location, into: &mut EffectiveSchema) {
    let mut conditional = (None, None, None);
    for (name, value) in members {
        let at = location.join(&name);
        match name.as_str() {
            "$ref" | "$dynamicRef" | "$recursiveRef" | "allOf" => {}
            "properties" => add_properties(&value, &at, into),
            "required" => {
                let names = value.as_array().into_iter().flatten().enumerate();
                let names = names
                    .filter_map(|(index, name)| Some((name.as_str()?.to_owned(), at.join(index))));
                into.required.extend(names);
            }
            "if" => conditional.0 = Some(at),
            "then" => conditional.1 = Some(at),
            "else" => conditional.2 = Some(at),
            "dependentSchemas" | "dependencies" => {
                add_dependent_required(&value, into);
                let schemas = value
                    .as_object()
                    .into_iter()
                    .flatten()
                    .filter(|(_, schema)| schema.is_object());
                into.dependent
                    .extend(schemas.map(|(name, _)| (name.clone(), at.join(name))));
            }
            _ => {
                match name.as_str() {
                    "pattern" => into.patterns.extend(value.as_str().map(str::to_owned)),
                    "oneOf" | "anyOf" => into.groups.push((name.clone(), at.clone())),
                    "dependentRequired" => add_dependent_required(&value, into),
                    _ => {}
                }
                let before = into.keywords.get(&name).map(|(before, _)| before);
                match before.and_then(|before| both(&name, before, &value)) {
                    // What stood before says it all.
                    Some(both) if Some(&both) == before => {}
                    Some(both) => {
                        into.keywords.insert(name, (both, at));
                    }
                    None => {
                        into.keywords.insert(name, (value, at));
                    }
                }
            }
        }
    }
    if let (Some(test), then, otherwise) = conditional {
        into.conditions.push((test, then, otherwise));
    }
}

/// Adds the names that are required while another answer is there.
fn add_dependent_required(value: &Value, into: &mut EffectiveSchema) {
    for (name, wanted) in value.as_object().into_iter().flatten() {
        let wanted = wanted.as_array().into_iter().flatten();
        let wanted: Vec<String> = wanted
            .filter_map(|wanted| wanted.as_str().map(str::to_owned))
            .collect();
        if !wanted.is_empty() {
            into.dependent_required.push((name.clone(), wanted));
        }
    }
}

/// Returns what two schemas that both apply say by one keyword; `None` where the nearer one counts.
fn both(keyword: &str, one: &Value, other: &Value) -> Option<Value> {
    match keyword {
        "enum" => {
            let (one, other) = (one.as_array()?, other.as_array()?);
            let values = other.iter().filter(|value| one.contains(value));
            let values: Vec<Value> = values.cloned().collect();
            (!values.is_empty()).then_some(Value::Array(values))
        }
        "type" => {
            let names = |value: &Value| match value {
                Value::Array(names) => names.clone(),
                name => vec![name.clone()],
            };
            let (one, other) = (names(one), names(other));
            let allows = |names: &[Value], name: &Value| {
                names.contains(name)
                    || name == "integer" && names.iter().any(|name| name == "number")
            };
            let nearer = other.iter().filter(|name| allows(&one, name));
            let rest = one
                .iter()
                .filter(|name| allows(&other, name) && !other.contains(name));
            let names: Vec<Value> = nearer.chain(rest).cloned().collect();
            match names.as_slice() {
                [] => None,
                [only] => Some(only.clone()),
                _ => Some(Value::Array(names)),
            }
        }
        "minimum" | "minLength" | "minItems" | "minProperties" | "minContains" => {
            let is_one = one.as_f64()? >= other.as_f64()?;
            Some(if is_one { one } else { other }.clone())
        }
        "maximum" | "maxLength" | "maxItems" | "maxProperties" | "maxContains" => {
            let is_one = one.as_f64()? <= other.as_f64()?;
            Some(if is_one { one } else { other }.clone())
        }
        _ => None,
    }
}

fn add_properties(value: &Value, at: &Location, into: &mut EffectiveSchema) {
    for name in value
        .as_object()
        .into_iter()
        .flat_map(|members| members.keys())
    {
        let location = at.join(name);
        match into.properties.iter_mut().find(|(known, _)| known == name) {
            Some((_, locations)) => locations.push(location),
            None => into.properties.push((name.clone(), vec![location])),
        }
    }
}
