//! One of several values: `enum`, `oneOf`/`anyOf` of `const`s, or a code list; asked by radio buttons or in a select.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use serde_json::Value;

use super::radio::Radio;
use super::select::Select;
use crate::form::code_lists::CodeListItem;
use crate::form::codes;
use crate::form::compile::compiler::{Compiler, SchemaContext};
use crate::form::compile::schema::{EffectiveSchema, Location, NAMES_BESIDE};
use crate::form::node::Kind;
use crate::form::option::ChoiceOption;
use crate::form::tree::input_value;
use crate::message::Text;

/// More options than this are asked in a select rather than by radio buttons.
const RADIO_MAX: usize = 4;

/// A value with its title and what is said of it.
type Named = (Value, Option<String>, Option<String>);

/// Takes what has options.
pub(super) fn try_compile(
    compiler: &mut Compiler<'_>,
    context: &mut SchemaContext<'_>,
) -> Option<Arc<dyn Kind>> {
    if context.effective.get("x-options").is_some() {
        return from_list(compiler, context);
    }
    let is_boolean = context.effective.types().iter().eq(["boolean"].iter());
    if is_boolean && context.effective.get("enum").is_some() {
        // `true` and `false` are no words.
        return None;
    }
    let options = options(compiler, context)?;
    let placeholder = compiler.text_of(context.effective, "x-placeholder");
    Some(of_options(
        options,
        placeholder,
        context.effective.text("x-control"),
    ))
}

/// Creates a choice among options, by the control that is wanted or else by their number.
pub(super) fn of_options(
    options: Vec<ChoiceOption>,
    placeholder: Option<Text>,
    control: Option<&str>,
) -> Arc<dyn Kind> {
    let is_radio = match control {
        Some("radio") => true,
        Some("select") => false,
        _ => options.len() <= RADIO_MAX,
    };
    if is_radio {
        Arc::new(Radio { options })
    } else {
        Arc::new(Select::new(options, placeholder))
    }
}

/// Returns the options of an `enum`, or of `oneOf`/`anyOf` when every alternative is one value.
pub(super) fn options(
    compiler: &mut Compiler<'_>,
    context: &SchemaContext<'_>,
) -> Option<Vec<ChoiceOption>> {
    let effective = context.effective;
    let mut options: Vec<ChoiceOption> = Vec::new();
    let (values, keyword): (Vec<Named>, &str) = if let Some(values) =
        effective.get("enum").and_then(Value::as_array)
        && !has_named_values(effective)
    {
        let names = names_beside(effective, values.len());
        let named = values.iter().zip(names);
        let named = named.filter(|(value, _)| !value.is_null());
        (
            named
                .map(|(value, name)| (value.clone(), name, None))
                .collect(),
            "enum",
        )
    } else {
        let keyword = ["oneOf", "anyOf"]
            .into_iter()
            .find(|keyword| effective.get(keyword).is_some())?;
        let choices = effective.get(keyword)?.as_array()?;
        let choices = choices
            .iter()
            .filter(|choice| choice.get("type").and_then(Value::as_str) != Some("null"));
        let values = choices.map(|choice| {
            let text = |keyword: &str| Some(choice.get(keyword)?.as_str()?.to_owned());
            Some((single(choice)?, text("title"), text("description")))
        });
        let mut values: Vec<Named> = values.collect::<Option<_>>()?;
        if let Some(allowed) = effective.get("enum").and_then(Value::as_array) {
            values.retain(|(value, ..)| allowed.contains(value));
        }
        (values, keyword)
    };
    let location = effective.location(keyword)?.clone();
    // Compared by their text: each with all before it would take long for thousands.
    let mut seen = HashSet::new();
    for (value, title, hint) in values {
        let is_twice = !seen.insert(value.to_string());
        let place = place_of_option(compiler, &location, &value, is_twice);
        if is_twice {
            if compiler.uses_extensions {
                compiler.report(
                    codes::OPTION_TWICE,
                    &place,
                    false,
                    &[("value", &value.to_string())],
                );
            }
            continue;
        }
        let label = match title {
            Some(title) if keyword == "enum" => Text::plain(title),
            Some(title) => compiler.text(&title, &place.join("title")),
            None => Text::plain(input_value(&value)),
        };
        compiler.note_option(&place, (&context.location, context.pattern), &value);
        let hint = hint.map(|hint| compiler.text(&hint, &place.join("description")));
        options.push(ChoiceOption { value, label, hint });
    }
    (!options.is_empty()).then_some(options)
}

/// Returns where an option stands in the list of them: the first of that value, or the last.
fn place_of_option(
    compiler: &Compiler<'_>,
    list: &Location,
    value: &Value,
    is_last: bool,
) -> Location {
    let written = compiler.value(list).and_then(Value::as_array);
    let options = written.into_iter().flatten().enumerate();
    let mut found = options.filter(|(_, option)| {
        *option == value || single(option).is_some_and(|single| single == *value)
    });
    let place = if is_last { found.last() } else { found.next() };
    place.map_or_else(|| list.clone(), |(at, _)| list.join(at))
}

/// Returns whether `oneOf` or `anyOf` name the values that `enum` beside them allows.
fn has_named_values(effective: &EffectiveSchema) -> bool {
    ["oneOf", "anyOf"].iter().any(|keyword| {
        let choices = effective.get(keyword).and_then(Value::as_array);
        choices.is_some_and(|choices| choices.iter().all(|choice| single(choice).is_some()))
    })
}

fn names_beside(effective: &EffectiveSchema, count: usize) -> Vec<Option<String>> {
    let mut found = NAMES_BESIDE.iter().filter_map(|keyword| {
        let names = effective.get(keyword)?.as_array()?;
        (names.len() == count).then_some(names)
    });
    let Some(names) = found.next() else {
        return vec![None; count];
    };
    let name = |name: &Value| name.as_str().map(str::to_owned);
    names.iter().map(name).collect()
}

fn single(choice: &Value) -> Option<Value> {
    match (
        choice.get("const"),
        choice.get("enum").and_then(Value::as_array),
    ) {
        (Some(value), _) => Some(value.clone()),
        (None, Some(values)) if values.len() == 1 => Some(values[0].clone()),
        _ => None,
    }
}

fn from_list(
    compiler: &mut Compiler<'_>,
    context: &mut SchemaContext<'_>,
) -> Option<Arc<dyn Kind>> {
    let location = context.effective.location("x-options")?.clone();
    let said = context.effective.get("x-options")?.clone();
    let placeholder = compiler.text_of(context.effective, "x-placeholder");
    let text = |member: &str| {
        said.get(member)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let name = text("list");
    let Some(list) = compiler.lists.get(&name).cloned() else {
        compiler.report(
            codes::LIST_UNKNOWN,
            &location.join("list"),
            false,
            &[("name", &name)],
        );
        return Some(Arc::new(Select::new(vec![], placeholder)));
    };
    let level = text("level");
    if list.level(&level).next().is_none() {
        compiler.report(
            codes::OPTIONS_BROKEN,
            &location.join("level"),
            false,
            &[("name", &level)],
        );
        return Some(Arc::new(Select::new(vec![], placeholder)));
    }
    let lists = compiler.lists;
    let option = |item: &CodeListItem| ChoiceOption {
        value: Value::String(item.value.clone()),
        label: lists.text(item),
        hint: None,
    };
    let on = text("depends");
    if on.is_empty() {
        let options = list.level(&level).map(option).collect();
        return Some(Arc::new(Select::new(options, placeholder)));
    }
    check_beside(compiler, context, &on, &location.join("depends"));
    let mut by_parent: BTreeMap<String, Vec<ChoiceOption>> = BTreeMap::new();
    for item in list.level(&level) {
        by_parent
            .entry(item.parent.clone().unwrap_or_default())
            .or_default()
            .push(option(item));
    }
    Some(Arc::new(Select::dependent(
        context.pattern.parent().unwrap_or_default().join(&on),
        by_parent,
        placeholder,
    )))
}

/// Reports options that depend on a property which does not stand beside them.
fn check_beside(
    compiler: &mut Compiler<'_>,
    context: &SchemaContext<'_>,
    name: &str,
    place: &Location,
) {
    let properties = context.location.pointer.parent().unwrap_or_default();
    let sibling = Location {
        pointer: properties.join(name),
        ..context.location.clone()
    };
    if compiler.value(&sibling).is_none() {
        compiler.report(codes::OPTIONS_BROKEN, place, false, &[("name", name)]);
    }
}
