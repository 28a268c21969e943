//! The values that a script declares with: people, times, numbers.

use std::sync::Arc;

use rhai::{Engine, NativeCallContext};

use super::declared::{At, Shared, lock};
use crate::ids::Role;
use crate::workflow::codes;
use crate::workflow::due::Period;
use crate::workflow::effect::{Effect, Takes, YEARS_MAX};
use crate::workflow::performer::Performer;

/// Longest time allowed, in days (or hours): ten years of days.
const PERIOD_MAX: i64 = 3_650;
/// Most branches or runs that can be asked for.
const COUNT_MAX: i64 = 100;

/// Characters of a group's name.
const GROUP_MAX: usize = 40;

/// Makes a time allowed of a number.
type MakePeriod = fn(u32) -> Period;

/// Says what `at_least(…)` gives.
#[derive(Clone, Copy, Debug)]
pub(super) struct AtLeast(pub u32);

/// Says what `more_than(…)` gives: so many of a hundred.
#[derive(Clone, Copy, Debug)]
pub(super) struct MoreThan(pub u32);

/// Adds the functions that make values.
pub(super) fn register(engine: &mut Engine, declared: &Shared) {
    engine.register_type_with_name::<Performer>("who");
    engine.register_type_with_name::<Period>("period");
    engine.register_type_with_name::<AtLeast>("at least");
    engine.register_type_with_name::<MoreThan>("more than");
    engine.register_fn("more_than_half", || MoreThan(50));
    engine.register_fn("applicant", || Performer::Applicant);
    register_people(engine, declared);
    register_person(engine, declared);
    register_numbers(engine, declared);
}

fn register_people(engine: &mut Engine, declared: &Shared) {
    let shared = Arc::clone(declared);
    engine.register_fn("role", move |context: NativeCallContext<'_>, role: &str| {
        let declared = &mut *lock(&shared);
        let at = declared.index.argument(context.call_position(), 0).at;
        // Checked once everything is declared: the roles may be, further on.
        declared.roles_named.push(At {
            value: role.to_owned(),
            at,
        });
        Performer::Role(Role::new(role))
    });
    let shared = Arc::clone(declared);
    engine.register_fn(
        "group",
        move |context: NativeCallContext<'_>, group: &str| {
            let name = group.trim();
            if name.is_empty() || name.chars().count() > GROUP_MAX {
                let declared = &mut *lock(&shared);
                let at = declared.index.argument(context.call_position(), 0).at;
                declared.fault(
                    codes::WRONG_TYPE,
                    at,
                    &[("name", "group"), ("expected", "\"…\"")],
                );
            }
            Performer::Group(name.to_owned())
        },
    );
}

/// Adds `person(…)`: one member of staff, by the name that people know them by.
fn register_person(engine: &mut Engine, declared: &Shared) {
    let shared = Arc::clone(declared);
    engine.register_fn(
        "person",
        move |context: NativeCallContext<'_>, name: &str| {
            let name = name.trim();
            if name.is_empty() || name.chars().count() > GROUP_MAX {
                let declared = &mut *lock(&shared);
                let at = declared.index.argument(context.call_position(), 0).at;
                let args = [("name", "person"), ("expected", "\"…\"")];
                declared.fault(codes::WRONG_TYPE, at, &args);
            }
            Performer::Person(name.to_owned())
        },
    );
}

fn register_numbers(engine: &mut Engine, declared: &Shared) {
    let shared = Arc::clone(declared);
    engine.register_fn(
        "at_least",
        move |context: NativeCallContext<'_>, number: i64| {
            AtLeast(in_range(&shared, &context, "at_least", number, COUNT_MAX))
        },
    );
    let shared = Arc::clone(declared);
    engine.register_fn(
        "more_than",
        move |context: NativeCallContext<'_>, number: i64| {
            MoreThan(in_range(&shared, &context, "more_than", number, 99))
        },
    );
    let periods: [(&str, MakePeriod); 3] = [
        ("working_days", Period::WorkingDays),
        ("calendar_days", Period::CalendarDays),
        ("hours", Period::Hours),
    ];
    for (name, period) in periods {
        let shared = Arc::clone(declared);
        engine.register_fn(name, move |context: NativeCallContext<'_>, number: i64| {
            period(in_range(&shared, &context, name, number, PERIOD_MAX))
        });
    }
    // Functions of a script are told when they run; what is declared is told here, with its place.
    for word in Effect::words() {
        let Takes::Years(make) = word.takes else {
            continue;
        };
        let (shared, name) = (Arc::clone(declared), word.name);
        engine.register_fn(name, move |context: NativeCallContext<'_>, number: i64| {
            make(in_range(&shared, &context, name, number, YEARS_MAX.into()))
        });
    }
}

/// Takes a number from 1 to `most`; another is a fault.
fn in_range(
    shared: &Shared,
    context: &NativeCallContext<'_>,
    name: &str,
    number: i64,
    most: i64,
) -> u32 {
    if !(1..=most).contains(&number) {
        let declared = &mut *lock(shared);
        let at = declared.index.argument(context.call_position(), 0).at;
        let args = [("name", name), ("least", "1"), ("most", &most.to_string())];
        declared.fault(codes::OUT_OF_RANGE, at, &args);
    }
    u32::try_from(number.clamp(1, most)).unwrap_or(1)
}
