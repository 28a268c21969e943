//! Where scripts run: a Rhai engine with hand-picked functions and a limit on everything.
//!
//! There is no `eval`, `import`, `print`, `debug`, `sleep`, `timestamp` or `exit`. The engine reads no clock, so what stops a
//! script is the number of its operations, which is the same on every machine. That limit also bounds what a script can put into a map by
//! assigning to an index, which Rhai does not count against the size of maps.

use std::sync::LazyLock;

use jiff::Timestamp;
use rhai::packages::{
    ArithmeticPackage, BasicArrayPackage, BasicFnPackage, BasicIteratorPackage, BasicMapPackage,
    BasicStringPackage, LogicPackage, MoreStringPackage, Package,
};
use rhai::{Array, Dynamic, Engine, EvalAltResult, FnPtr, Map, OptimizationLevel};

use super::actor::Actor;
use super::case::Case;
use super::compile::terms::in_terms_of_scripts;
use super::definition::Workflow;
use super::effect::{Effect, Takes, YEARS_MAX};
use super::item::Item;
use super::performer::Performer;
use crate::ids::{Role, StepName};

/// Operations of one declaration or one call of a function.
const OPERATIONS_MAX: u64 = 10_000;
/// Bytes of one string.
const STRING_MAX: usize = 20_000;
/// Items of one array, and keys of one map.
const ITEMS_MAX: usize = 1_000;
/// Runs that one step is opened for at most.
pub(super) const EACH_MAX: usize = 100;

/// The engine that functions of a compiled workflow run in: effects can be made, nothing can be declared.
static FUNCTIONS: LazyLock<Engine> = LazyLock::new(|| {
    let mut engine = limited();
    register_effects(&mut engine);
    engine
});

/// Creates an engine with the limits and the common functions, and nothing else.
pub(super) fn limited() -> Engine {
    let mut engine = Engine::new_raw();
    engine
        .set_max_operations(OPERATIONS_MAX)
        .set_max_call_levels(16)
        .set_max_expr_depths(48, 32)
        .set_max_variables(100)
        .set_max_functions(200)
        .set_max_modules(0)
        .set_max_string_size(STRING_MAX)
        .set_max_array_size(ITEMS_MAX)
        .set_max_map_size(ITEMS_MAX)
        .set_optimization_level(OptimizationLevel::None)
        .set_strict_variables(true);
    for symbol in [
        "eval",
        "print",
        "debug",
        "import",
        "export",
        "sleep",
        "timestamp",
        "exit",
    ] {
        engine.disable_symbol(symbol);
    }
    ArithmeticPackage::new().register_into_engine(&mut engine);
    LogicPackage::new().register_into_engine(&mut engine);
    BasicStringPackage::new().register_into_engine(&mut engine);
    MoreStringPackage::new().register_into_engine(&mut engine);
    BasicIteratorPackage::new().register_into_engine(&mut engine);
    BasicFnPackage::new().register_into_engine(&mut engine);
    BasicArrayPackage::new().register_into_engine(&mut engine);
    BasicMapPackage::new().register_into_engine(&mut engine);
    engine
}

/// Adds the functions that make effects.
pub(super) fn register_effects(engine: &mut Engine) {
    engine.register_type_with_name::<Effect>("effect");
    // Whom a step is for may be found by a function as well, where it is opened once for each.
    engine.register_type_with_name::<Performer>("who");
    engine.register_fn("role", |name: &str| Performer::Role(Role::new(name)));
    engine.register_fn("group", |name: &str| Performer::Group(name.to_owned()));
    engine.register_fn("person", |name: &str| Performer::Person(name.to_owned()));
    for word in Effect::words() {
        let name = word.name;
        match word.takes {
            Takes::Nothing(make) => engine.register_fn(name, move || make(())),
            Takes::Text(make) => engine.register_fn(name, move |text: &str| make(text.to_owned())),
            Takes::Named(make) => engine.register_fn(name, move |text: &str, value: Dynamic| {
                let value = rhai::serde::from_dynamic(&value);
                value.map(|value| make((text.to_owned(), value)))
            }),
            Takes::People(make) => engine.register_fn(name, move |people: Performer| make(people)),
            Takes::Years(make) => engine.register_fn(name, move |years: i64| {
                years_of(years).map(|years| make(years))
            }),
        };
    }
}

/// Takes a number of years that an account may be valid for.
fn years_of(years: i64) -> Result<u32, Box<EvalAltResult>> {
    let number = u32::try_from(years).ok();
    number
        .filter(|years| (1..=YEARS_MAX).contains(years))
        .ok_or_else(|| format!("{years} is not between 1 and {YEARS_MAX} years").into())
}

/// Shows a function of a script what it is told: a copy, so that nothing it does to it changes the case.
pub(super) fn case_view(case: &Case, actor: &Actor, now: Timestamp, item: Option<&Item>) -> Map {
    let text = |text: &str| Dynamic::from(text.to_owned());
    let mut view = Map::new();
    view.insert("reference".into(), text(&case.reference));
    view.insert("form".into(), text(&case.form.name));
    view.insert("locale".into(), text(&case.locale));
    view.insert("submitted_at".into(), text(&case.submitted_at.to_string()));
    view.insert("now".into(), text(&now.to_string()));
    view.insert("by".into(), text(actor.kind()));
    view.insert(
        "reason".into(),
        case.reason.as_deref().map_or(Dynamic::UNIT, text),
    );
    let value = |value| rhai::serde::to_dynamic(value).unwrap_or(Dynamic::UNIT);
    view.insert("answers".into(), value(&case.answers));
    let before = case.baseline_answers.as_ref().map_or(Dynamic::UNIT, value);
    view.insert("before".into(), before);
    view.insert(
        "messages".into(),
        rhai::serde::to_dynamic(&case.messages).unwrap_or(Dynamic::UNIT),
    );
    let rounds = case.rounds.iter();
    let outcomes = rounds.filter_map(|(step, round)| {
        let outcome = round.outcome.as_ref()?;
        Some((step.as_str().into(), text(outcome)))
    });
    view.insert("outcomes".into(), outcomes.collect::<Map>().into());
    let tallies = case.rounds.iter().map(|(step, round)| {
        let times = round.tally.iter();
        let times = times.map(|(action, times)| (action.as_str().into(), i64::from(*times).into()));
        (step.as_str().into(), times.collect::<Map>().into())
    });
    view.insert("tallies".into(), tallies.collect::<Map>().into());
    view.insert(
        "values".into(),
        rhai::serde::to_dynamic(&case.values).unwrap_or(Dynamic::UNIT),
    );
    let item = item.map_or(Dynamic::UNIT, |item| match item {
        Item::Value(inner) => value(inner),
        Item::Performer(Performer::Role(name)) => text(name),
        Item::Performer(Performer::Group(name) | Performer::Person(name)) => text(name),
        Item::Performer(Performer::Applicant | Performer::System) => Dynamic::UNIT,
    });
    view.insert("item".into(), item);
    view
}

/// Calls a function that returns effects.
pub(super) fn call_effects(
    workflow: &Workflow,
    function: &FnPtr,
    view: Map,
) -> Result<Vec<Effect>, String> {
    let returned: Array = call(workflow, function, view)?;
    effects_of(returned).ok_or_else(|| "not an array of effects".to_owned())
}

/// Returns the effects in an array; `None` when anything else is in it.
pub(super) fn effects_of(array: Array) -> Option<Vec<Effect>> {
    array.into_iter().map(Dynamic::try_cast::<Effect>).collect()
}

/// Reads what a step is opened for: a number, or an array of values and of people.
pub(super) fn items_of(value: Dynamic) -> Result<Vec<Item>, String> {
    if let Ok(number) = value.as_int() {
        let most = i64::try_from(EACH_MAX).unwrap_or(i64::MAX);
        return if (0..=most).contains(&number) {
            Ok((1..=number).map(|item| Item::Value(item.into())).collect())
        } else {
            Err(format!("{number} is not between 0 and {EACH_MAX}"))
        };
    }
    let found = value.type_name();
    let items = value
        .try_cast::<Array>()
        .ok_or_else(|| format!("{found} is not an array"))?;
    if items.len() > EACH_MAX {
        return Err(format!("more than {EACH_MAX} items"));
    }
    let item = |item: Dynamic| {
        if let Some(readers) = item.clone().try_cast::<Performer>() {
            return Ok(Item::Performer(readers));
        }
        let value = rhai::serde::from_dynamic(&item);
        value.map(Item::Value).map_err(|error| error.to_string())
    };
    items.into_iter().map(item).collect()
}

/// Calls a function that returns the name of a target, or an array of names.
pub(super) fn call_choice(
    workflow: &Workflow,
    function: &FnPtr,
    view: Map,
) -> Result<Vec<StepName>, String> {
    names_of(call(workflow, function, view)?)
}

/// Reads the name of a target, or an array of names.
pub(super) fn names_of(returned: Dynamic) -> Result<Vec<StepName>, String> {
    let names = match returned.clone().try_cast::<Array>() {
        Some(names) => names,
        None => vec![returned],
    };
    let name = |name: Dynamic| {
        let found = name.into_string().map(StepName::new);
        found.map_err(|found| format!("{found} is not the name of a target"))
    };
    names.into_iter().map(name).collect()
}

/// Calls a function that returns what a step is opened for.
pub(super) fn call_items(
    workflow: &Workflow,
    function: &FnPtr,
    view: Map,
) -> Result<Vec<Item>, String> {
    items_of(call(workflow, function, view)?)
}

/// Calls a function that returns in how many runs an action that counts must be taken: from 1 on.
pub(super) fn call_number(workflow: &Workflow, function: &FnPtr, view: Map) -> Result<u32, String> {
    let number: i64 = call(workflow, function, view)?;
    let needed = u32::try_from(number).ok().filter(|number| *number > 0);
    needed.ok_or_else(|| format!("{number} is not a number from 1 on"))
}

/// Calls a function that returns a text.
pub(super) fn call_text(
    workflow: &Workflow,
    function: &FnPtr,
    view: Map,
) -> Result<String, String> {
    call(workflow, function, view)
}

/// Calls a function, and gives what it returns or where it fails.
pub(super) fn try_call(
    workflow: &Workflow,
    function: &FnPtr,
    view: Map,
) -> Result<Dynamic, Box<EvalAltResult>> {
    function.call(&FUNCTIONS, &workflow.script, (view,))
}

fn call<T: Clone + Send + Sync + 'static>(
    workflow: &Workflow,
    function: &FnPtr,
    view: Map,
) -> Result<T, String> {
    let result: Result<T, Box<EvalAltResult>> =
        function.call(&FUNCTIONS, &workflow.script, (view,));
    result.map_err(|error| in_terms_of_scripts(&error.to_string()))
}
