//! What checking one answer costs at most: a schema that asks for more is refused before it checks anything.

use std::collections::HashMap;

use serde_json::Value;

use super::compiler::Compiler;
use super::references::percent_decoded;
use super::schema::Location;
use crate::form::codes;
use crate::ids::Pointer;

/// How many schemas may be tried on one answer: by references within `anyOf` and the like they multiply.
pub const TRIED_MAX: u64 = 100_000;
/// How many references may lead on to others for one answer.
const CHAIN_MAX: usize = 256;
/// How many values an `enum` may list.
pub const VALUES_MAX: usize = 5_000;

/// The keywords whose schemas are tried on the same answer as the schema that they stand in.
const IN_PLACE: [&str; 11] = [
    "$ref",
    "$dynamicRef",
    "$recursiveRef",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "dependentSchemas",
];

impl Compiler<'_> {
    /// Reports schemas that cost too much to check; `false` where there are some, and nothing may be checked by them.
    pub(in crate::form) fn check_cost(&mut self) -> bool {
        let mut faults = Vec::new();
        for (file, source) in &self.sources {
            let at = Location {
                file: std::rc::Rc::clone(file),
                pointer: Pointer::root(),
            };
            long_lists(&source.value, &at, &mut faults);
        }
        let is_short = faults.is_empty();
        for at in &faults {
            let limit = VALUES_MAX.to_string();
            let args = [("what", "values"), ("limit", limit.as_str())];
            self.report(codes::COSTLY, at, false, &args);
        }
        let mut costs = Costs {
            bundle: &self.bundle,
            known: HashMap::new(),
            depth: 0,
        };
        let is_cheap = costs.most(&self.bundle) <= TRIED_MAX;
        if !is_cheap {
            let root = Location {
                file: std::rc::Rc::clone(&self.main),
                pointer: Pointer::root(),
            };
            let limit = TRIED_MAX.to_string();
            let args = [("what", "schemas"), ("limit", limit.as_str())];
            self.report(codes::COSTLY, &root, false, &args);
        }
        is_short && is_cheap
    }
}

/// Finds every `enum` that lists too many values.
fn long_lists(schema: &Value, at: &Location, found: &mut Vec<Location>) {
    match schema {
        Value::Object(members) => {
            for (name, member) in members {
                let at = at.join(name);
                match member {
                    Value::Array(values) if name == "enum" && values.len() > VALUES_MAX => {
                        found.push(at);
                    }
                    member => long_lists(member, &at, found),
                }
            }
        }
        Value::Array(items) if items.len() <= VALUES_MAX => {
            for (index, item) in items.iter().enumerate() {
                long_lists(item, &at.join(index), found);
            }
        }
        _ => {}
    }
}

/// The costs of schemas by their addresses.
struct Costs<'a> {
    bundle: &'a Value,
    /// `None` while it is being found out: a circle adds nothing to one answer.
    known: HashMap<&'a str, Option<u64>>,
    depth: usize,
}

impl<'a> Costs<'a> {
    /// Returns the most that any schema within costs.
    fn most(&mut self, schema: &'a Value) -> u64 {
        let inner = match schema {
            Value::Object(members) => members.values().map(|inner| self.most(inner)).max(),
            Value::Array(items) => items.iter().map(|inner| self.most(inner)).max(),
            _ => None,
        };
        self.of(schema).max(inner.unwrap_or_default())
    }

    /// Returns how many schemas are tried on an answer of this one.
    fn of(&mut self, schema: &'a Value) -> u64 {
        let Value::Object(members) = schema else {
            return 1;
        };
        let mut cost = 1_u64;
        for keyword in IN_PLACE {
            let inner = match members.get(keyword) {
                Some(Value::String(to)) => self.of_reference(to),
                Some(Value::Array(choices)) => self.of_all(choices.iter()),
                Some(Value::Object(by_name)) if keyword == "dependentSchemas" => {
                    self.of_all(by_name.values())
                }
                Some(one) => self.of(one),
                None => 0,
            };
            cost = cost.saturating_add(inner);
        }
        cost
    }

    fn of_all(&mut self, schemas: impl Iterator<Item = &'a Value>) -> u64 {
        schemas.fold(0, |sum, schema| sum.saturating_add(self.of(schema)))
    }

    fn of_reference(&mut self, to: &'a str) -> u64 {
        if let Some(known) = self.known.get(to) {
            return known.unwrap_or_default();
        }
        let bundle = self.bundle;
        let target = to
            .strip_prefix('#')
            .map(percent_decoded)
            .and_then(|pointer| bundle.pointer(&pointer));
        if self.depth >= CHAIN_MAX {
            return u64::MAX;
        }
        self.known.insert(to, None);
        self.depth += 1;
        let cost = target.map_or(0, |target| self.of(target));
        self.depth -= 1;
        self.known.insert(to, Some(cost));
        cost
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::form::compile_schema;

    fn codes(schema: &serde_json::Value) -> Vec<String> {
        let compiled = compile_schema("test", &schema.to_string());
        compiled
            .diagnostics
            .into_iter()
            .map(|fault| fault.code)
            .collect()
    }

    /// A schema that tries `2^levels` schemas on one answer.
    fn doubling(levels: usize, keyword: &str) -> serde_json::Value {
        let mut defs = serde_json::Map::new();
        for level in 0..levels {
            let next = json!({ "$ref": format!("#/$defs/d{}", level + 1) });
            let schema = match keyword {
                "not" => json!({ "not": { "allOf": [next, next] } }),
                keyword => json!({ keyword: [next, next] }),
            };
            defs.insert(format!("d{level}"), schema);
        }
        defs.insert(format!("d{levels}"), json!({ "minLength": 2 }));
        json!({ "$defs": defs, "type": "object", "properties": {
            "a": { "type": "string", "allOf": [{ "$ref": "#/$defs/d0" }] } } })
    }

    #[test]
    fn what_doubles_at_every_level_is_refused_before_it_checks_anything() {
        for keyword in ["anyOf", "allOf", "oneOf", "not"] {
            assert!(
                !codes(&doubling(4, keyword)).contains(&"F060".to_owned()),
                "{keyword}"
            );
            assert!(
                codes(&doubling(40, keyword)).contains(&"F060".to_owned()),
                "{keyword}"
            );
        }
    }

    #[test]
    fn a_list_of_a_hundred_thousand_values_is_refused_and_one_of_thousands_is_not() {
        let listed = |count: usize| {
            let values: Vec<String> = (0..count).map(|number| format!("v{number}")).collect();
            json!({ "type": "object", "properties": { "a": { "type": "string", "enum": values } } })
        };
        assert_eq!(codes(&listed(100_000)), ["F060"]);
        assert!(codes(&listed(2_000)).is_empty());
    }

    #[test]
    fn references_that_lead_on_and_on_are_refused() {
        let mut defs = serde_json::Map::new();
        for level in 0..2_000 {
            let next = format!("#/$defs/d{}", level + 1);
            defs.insert(format!("d{level}"), json!({ "$ref": next }));
        }
        defs.insert("d2000".to_owned(), json!({ "type": "string" }));
        let schema = json!({ "$defs": defs, "type": "object", "properties": {
            "a": { "$ref": "#/$defs/d0" } } });
        assert!(codes(&schema).contains(&"F060".to_owned()));
    }
}
