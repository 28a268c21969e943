//! What a schema says once its `$ref`s and `allOf`s are taken together.

use serde_json::Value;

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
        let members = match self.value(location) {
            Some(Value::Object(members)) => members.clone(),
            Some(Value::Bool(false)) => {
                into.never = true;
                return Some(());
            }
            _ => return Some(()),
        };
        if let Some((keyword, target)) = reference_of(&members)
            && let Reference::To(to) = self.resolve(location, target)
        {
            let passed = stack.iter().filter(|passed| **passed == to).count();
            let much = self.effort.nodes > RECURSION_NODES_MAX && passed > 0;
            if passed >= RECURSION_MAX || much || stack.len() > STACK_MAX {
                let target = target.to_owned();
                self.report(
                    codes::RECURSION_CUT,
                    &location.join(keyword),
                    false,
                    &[("ref", &target)],
                );
                return None;
            }
            stack.push(to.clone());
            into.followed.push(to.clone());
            let done = self.merge_schema(&to, stack, into);
            stack.pop();
            done?;
        }
        for at in 0..members
            .get("allOf")
            .and_then(Value::as_array)
            .map_or(0, Vec::len)
        {
            self.merge_schema(&location.join("allOf").join(at), stack, into)?;
        }
        let mut conditional = (None, None, None);
        for (name, value) in members {
            let at = location.join(&name);
            match name.as_str() {
                "$ref" | "$dynamicRef" | "$recursiveRef" | "allOf" => {}
                "properties" => add_properties(&value, &at, into),
                "required" => {
                    let names = value.as_array().into_iter().flatten().enumerate();
                    let names = names.filter_map(|(index, name)| {
                        Some((name.as_str()?.to_owned(), at.join(index)))
                    });
                    into.required.extend(names);
                }
                "if" => conditional.0 = Some(at),
                "then" => conditional.1 = Some(at),
                "else" => conditional.2 = Some(at),
                "dependentSchemas" | "dependencies" => {
                    let schemas = value
                        .as_object()
                        .into_iter()
                        .flatten()
                        .filter(|(_, schema)| schema.is_object());
                    into.dependent
                        .extend(schemas.map(|(name, _)| (name.clone(), at.join(name))));
                }
                _ => {
                    into.keywords.insert(name, (value, at));
                }
            }
        }
        if let (Some(test), then, otherwise) = conditional {
            into.conditions.push((test, then, otherwise));
        }
        Some(())
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
