//! Fields that are asked only in some cases: `if/then/else`, `dependentSchemas`, and alternatives told apart by a
//! field that is asked anyway.

use serde_json::{Value, json};

use crate::form::compile::compiler::{Compiler, SchemaContext};
use crate::form::compile::schema::{EffectiveSchema, Location, Narrowing};
use crate::form::condition::Condition;
use crate::form::kind::{alternatives, choice};
use crate::form::node::{Node, Variant};
use crate::form::option::ChoiceOption;
use crate::form::tree::input_value;
use crate::message::Text;

/// How deeply conditions may stand within conditions.
const DEPTH_MAX: usize = 8;

/// Says when a branch applies: schemas that the enclosing object must all keep, and the properties they ask about.
#[derive(Clone, Default)]
struct Guard {
    tests: Vec<Value>,
    reads: Vec<String>,
}

impl Guard {
    fn and(&self, test: Value, reads: impl IntoIterator<Item = String>) -> Self {
        let mut guard = self.clone();
        guard.tests.push(test);
        guard.reads.extend(reads);
        guard
    }

    /// Returns the one schema that an object must keep for the branch to apply.
    fn test(&self) -> Value {
        match self.tests.as_slice() {
            [only] => only.clone(),
            several => json!({ "allOf": several }),
        }
    }
}

impl Compiler<'_> {
    /// Adds the fields that conditions bring, each after the last field that its condition asks about.
    pub(super) fn add_conditional_fields(
        &mut self,
        context: &mut SchemaContext<'_>,
        children: &mut Vec<Node>,
    ) {
        let effective = context.effective;
        self.branches(context, effective, &Guard::default(), 0, children);
    }

    fn branches(
        &mut self,
        context: &mut SchemaContext<'_>,
        effective: &EffectiveSchema,
        guard: &Guard,
        depth: usize,
        children: &mut Vec<Node>,
    ) {
        for (test, then, otherwise) in effective.conditions.clone() {
            let reads: Vec<String> = self
                .merge_schemas(std::slice::from_ref(&test), context.stack)
                .map(|asked| names(&asked))
                .unwrap_or_default();
            let holds = self.test(&test);
            let fails = json!({ "not": holds });
            for (branch, test) in [(then, holds), (otherwise, fails)] {
                if let Some(branch) = branch {
                    let guard = guard.and(test, reads.iter().cloned());
                    self.branch(context, &branch, &guard, depth, children);
                }
            }
        }
        for (name, wanted) in effective.dependent_required.clone() {
            let guard = guard.and(json!({ "required": [name] }), [name.clone()]);
            self.note_deciding(context.pattern, &guard.tests, &guard.reads);
            if let Some(condition) = self.condition(context, &guard) {
                require_when(context, children, &wanted, &condition);
            }
        }
        for (name, schema) in effective.dependent.clone() {
            let guard = guard.and(json!({ "required": [name] }), [name.clone()]);
            self.branch(context, &schema, &guard, depth, children);
        }
    }

    /// Adds the fields of one branch, and of the branches within it.
    fn branch(
        &mut self,
        context: &mut SchemaContext<'_>,
        schema: &Location,
        guard: &Guard,
        depth: usize,
        children: &mut Vec<Node>,
    ) {
        if depth > DEPTH_MAX {
            self.report_unshown(schema, "then");
            return;
        }
        let Some(effective) = self.merge_schemas(std::slice::from_ref(schema), context.stack)
        else {
            return;
        };
        let Some(condition) = self.condition(context, guard) else {
            return;
        };
        self.note_branch(schema, context.pattern, guard.test());
        self.note_deciding(context.pattern, &guard.tests, &guard.reads);
        let followed = context.stack.len();
        context.stack.extend(effective.followed.iter().cloned());
        self.fields_of_branch(context, &effective, &condition, guard, children);
        self.branches(context, &effective, guard, depth + 1, children);
        for (_, group) in &effective.groups {
            if self.add_discriminated(context, group, guard, depth + 1, children) {
                continue;
            }
            let mut inner = SchemaContext {
                effective: &effective,
                location: schema.clone(),
                pattern: context.pattern,
                required: false,
                alternatives: context.alternatives,
                stack: &mut *context.stack,
            };
            if let Some(mut part) = alternatives::compile_part(self, &mut inner, group) {
                context.alternatives = inner.alternatives;
                part.condition = Some(condition.clone());
                let at = place_after(children, guard);
                children.insert(at, part);
            }
        }
        context.stack.truncate(followed);
    }

    fn fields_of_branch(
        &mut self,
        context: &mut SchemaContext<'_>,
        effective: &EffectiveSchema,
        condition: &Condition,
        guard: &Guard,
        children: &mut Vec<Node>,
    ) {
        for (name, locations) in &effective.properties {
            let pattern = context.pattern.join(name);
            if children
                .iter()
                .any(|child| child.pattern == pattern && child.condition.is_none())
            {
                // A condition that asks about the field itself only tells the cases apart.
                if !guard.reads.contains(name) {
                    self.narrowings.push(Narrowing {
                        pattern,
                        condition: condition.clone(),
                        locations: locations.clone(),
                    });
                }
                continue;
            }
            if !self.describes_field(locations, context.stack) {
                continue;
            }
            let required = effective.required.iter().any(|(wanted, _)| wanted == name);
            if let Some(mut node) =
                self.compile_node(locations, &pattern, name, required, context.stack)
            {
                node.condition = Some(condition.clone());
                let at = place_after(children, guard);
                children.insert(at, node);
            }
        }
        let wanted = effective.required.iter().map(|(name, _)| name.clone());
        require_when(context, children, &wanted.collect::<Vec<_>>(), condition);
    }

    /// Makes of what conditions say of fields that are asked anyway what these fields are while the conditions hold.
    pub(super) fn add_variants(&mut self, context: &mut SchemaContext<'_>, children: &mut [Node]) {
        let narrowings = std::mem::take(&mut self.narrowings);
        for child in children
            .iter_mut()
            .filter(|child| child.condition.is_none())
        {
            let of_child: Vec<&Narrowing> = narrowings
                .iter()
                .filter(|narrowing| narrowing.pattern == child.pattern)
                .collect();
            let name = child.property_name();
            if let Some(beyond) = of_child.get(TOGETHER_MAX) {
                for place in beyond.locations.clone() {
                    self.report_unshown(&place, &name);
                }
            }
            let properties = context.effective.properties.iter();
            let Some((_, base)) = properties.clone().find(|(known, _)| *known == name) else {
                continue;
            };
            for together in sets(of_child.len()) {
                let chosen = || together.iter().map(|index| of_child[*index]);
                let added = chosen().flat_map(|narrowing| narrowing.locations.iter().cloned());
                let locations: Vec<Location> = base.iter().cloned().chain(added).collect();
                let pattern = child.pattern.clone();
                let required = child.required;
                let stack = &mut *context.stack;
                if let Some(node) = self.compile_node(&locations, &pattern, &name, required, stack)
                {
                    child.variants.push(Variant {
                        conditions: chosen().map(|one| one.condition.clone()).collect(),
                        node: Node {
                            required_when: child.required_when.clone(),
                            ..node
                        },
                    });
                }
            }
        }
    }

    /// Alternatives that a field which is asked anyway tells apart (`kind` being `a` or `b`): the fields of each appear
    /// when that field is answered so. `false` when no field tells them apart.
    pub(in crate::form) fn add_discriminated_fields(
        &mut self,
        context: &mut SchemaContext<'_>,
        group: &Location,
        children: &mut Vec<Node>,
    ) -> bool {
        self.add_discriminated(context, group, &Guard::default(), 0, children)
    }

    fn add_discriminated(
        &mut self,
        context: &mut SchemaContext<'_>,
        group: &Location,
        guard: &Guard,
        depth: usize,
        children: &mut Vec<Node>,
    ) -> bool {
        let Some(choices) = self.choices(group, context.stack) else {
            return false;
        };
        let shown: Vec<String> = children.iter().filter_map(last_token).collect();
        let telling = names(&choices[0].1)
            .into_iter()
            .filter(|name| shown.contains(name))
            .find(|name| {
                choices
                    .iter()
                    .all(|(_, choice)| self.is_fixed(choice, name, context.stack))
            });
        let Some(name) = telling else {
            return false;
        };
        self.offer_discriminators(context, &choices, &name, children);
        for (location, choice) in &choices {
            let schemas: Vec<Value> = choice
                .properties
                .iter()
                .filter(|(known, _)| *known == name)
                .flat_map(|(_, locations)| locations.iter().map(|schema| self.test(schema)))
                .collect();
            let test = json!({ "properties": { &name: { "allOf": schemas } }, "required": [name] });
            let guard = guard.and(test, [name.clone()]);
            self.branch(context, location, &guard, depth + 1, children);
        }
        true
    }

    /// Makes of a text that tells alternatives apart a choice of the values that do.
    fn offer_discriminators(
        &mut self,
        context: &mut SchemaContext<'_>,
        choices: &[(Location, EffectiveSchema)],
        name: &str,
        children: &mut [Node],
    ) {
        let pattern = context.pattern.join(name);
        let Some(child) = children
            .iter_mut()
            .find(|child| child.pattern == pattern && child.kind.is_text())
        else {
            return;
        };
        let mut options: Vec<ChoiceOption> = Vec::new();
        for (_, choice) in choices {
            let Some((_, places)) = choice.properties.iter().find(|(known, _)| known == name)
            else {
                continue;
            };
            let Some(inner) = self.merge_schemas(places, context.stack) else {
                continue;
            };
            let listed = inner.get("enum").and_then(Value::as_array).cloned();
            let values = match inner.get("const") {
                Some(only) => vec![only.clone()],
                None => listed.unwrap_or_default(),
            };
            let title = match values.as_slice() {
                [_] => self.text_of(choice, "title"),
                _ => None,
            };
            for value in values {
                if !options.iter().any(|option| option.value == value) {
                    let label = title
                        .clone()
                        .unwrap_or_else(|| Text::plain(input_value(&value)));
                    options.push(ChoiceOption {
                        value,
                        label,
                        hint: None,
                    });
                }
            }
        }
        child.kind = choice::of_options(options, None, None);
    }

    /// Returns the alternatives of an object, each taken together.
    fn choices(
        &mut self,
        group: &Location,
        stack: &mut Vec<Location>,
    ) -> Option<Vec<(Location, EffectiveSchema)>> {
        let count = self.value(group)?.as_array()?.len();
        let choices: Option<Vec<_>> = (0..count)
            .map(|at| {
                let place = group.join(at);
                let choice = self.merge_schemas(std::slice::from_ref(&place), stack)?;
                Some((place, choice))
            })
            .collect();
        choices.filter(|choices| !choices.is_empty())
    }

    /// Returns whether a property can only have certain values.
    fn is_fixed(
        &mut self,
        choice: &EffectiveSchema,
        name: &str,
        stack: &mut Vec<Location>,
    ) -> bool {
        let Some((_, locations)) = choice.properties.iter().find(|(known, _)| known == name) else {
            return false;
        };
        self.merge_schemas(locations, stack)
            .is_some_and(|inner| inner.get("const").is_some() || inner.get("enum").is_some())
    }

    /// Returns whether schemas say what to ask, rather than only narrowing what is asked elsewhere.
    fn describes_field(&mut self, locations: &[Location], stack: &mut Vec<Location>) -> bool {
        const DESCRIPTIVE: &[&str] = &[
            "type", "enum", "const", "oneOf", "anyOf", "title", "items", "format",
        ];
        self.merge_schemas(locations, stack).is_some_and(|inner| {
            DESCRIPTIVE
                .iter()
                .any(|keyword| inner.get(keyword).is_some())
                || !inner.properties.is_empty()
        })
    }

    fn condition(&mut self, context: &SchemaContext<'_>, guard: &Guard) -> Option<Condition> {
        Some(Condition {
            of: context.pattern.clone(),
            validator: self.validator_of(&guard.test())?,
            holds: true,
        })
    }
}

/// The most conditions of one field of which every set is made, since they may hold together.
const TOGETHER_MAX: usize = 4;

/// Returns the sets of so many conditions that may hold at once: all of a few, of many each by itself.
fn sets(count: usize) -> Vec<Vec<usize>> {
    if count > TOGETHER_MAX {
        return (0..count).map(|index| vec![index]).collect();
    }
    let sets = 1_usize..1 << count;
    sets.map(|set| (0..count).filter(|index| set & (1 << index) != 0).collect())
        .collect()
}

/// Marks fields that are asked anyway as required while a condition holds.
fn require_when(
    context: &SchemaContext<'_>,
    children: &mut [Node],
    wanted: &[String],
    condition: &Condition,
) {
    for name in wanted {
        let pattern = context.pattern.join(name);
        let fields = children.iter_mut();
        fields
            .filter(|child| child.pattern == pattern && child.condition.is_none())
            .for_each(|child| child.required_when.push(condition.clone()));
    }
}

fn names(effective: &EffectiveSchema) -> Vec<String> {
    let described = effective.properties.iter().map(|(name, _)| name.clone());
    let required = effective.required.iter().map(|(name, _)| name.clone());
    described.chain(required).collect()
}

fn last_token(node: &Node) -> Option<String> {
    node.pattern.tokens().last()
}

/// Returns the position behind the last field that the condition asks about, and behind what depends on it already;
/// else the end.
fn place_after(children: &[Node], guard: &Guard) -> usize {
    let asked = children
        .iter()
        .rposition(|child| last_token(child).is_some_and(|name| guard.reads.contains(&name)));
    match asked {
        Some(at) => {
            let dependent = children[at + 1..].iter();
            at + 1
                + dependent
                    .take_while(|child| child.condition.is_some())
                    .count()
        }
        None => children.len(),
    }
}
