//! The functions that a script declares with. Each notes what it is given, with its place.

use std::sync::{Arc, Mutex};

use rhai::{Dynamic, Engine, FnPtr, Map, NativeCallContext, Position};

use super::lock;
use super::options::Options;
use super::source::{Index, Spot};
use crate::diagnostic::Code;
use crate::workflow::ROLES;
use crate::workflow::codes;
use crate::workflow::definition::{Effects, FinishKind, Join, Period, Who};

/// Longest time allowed, in days (or hours): ten years of days.
const PERIOD_MAX: i64 = 3_650;

/// Something with its place.
#[derive(Clone, Debug)]
pub(super) struct At<T> {
    pub value: T,
    pub at: Position,
}

/// A fault noted while the script runs.
#[derive(Debug)]
pub(super) struct Fault {
    pub code: Code,
    pub at: Position,
    pub args: Vec<(&'static str, String)>,
}

/// Everything declared.
#[derive(Debug, Default)]
pub(super) struct Declared {
    pub index: Index,
    pub faults: Vec<Fault>,
    /// Whether a declaration failed, so that what it would have declared is not missed as well.
    pub incomplete: bool,
    pub workflow: Option<WorkflowDraft>,
    pub start: Option<StartDraft>,
    pub steps: Vec<StepDraft>,
    pub finishes: Vec<FinishDraft>,
    pub case_actions: Vec<ActionHandle>,
}

#[derive(Debug)]
pub(super) struct WorkflowDraft {
    pub title: At<String>,
    pub calendar: Option<At<String>>,
    pub forms: Vec<At<String>>,
}

#[derive(Debug)]
pub(super) struct StartDraft {
    pub to: Vec<At<String>>,
    pub enter: Option<Effects>,
}

#[derive(Debug)]
pub(super) struct StepDraft {
    pub name: At<String>,
    pub title: At<String>,
    pub who: Option<Who>,
    pub due: Option<At<Period>>,
    pub clock_stopped: bool,
    pub join: Join,
    pub actions: Vec<ActionHandle>,
    pub overdue: Option<At<Vec<At<String>>>>,
    pub enter: Option<Effects>,
}

#[derive(Debug)]
pub(super) struct FinishDraft {
    pub name: At<String>,
    pub title: At<String>,
    pub kind: FinishKind,
    pub enter: Option<Effects>,
}

/// An action under construction; the chained methods change one and the same.
#[derive(Clone, Debug)]
pub(super) struct ActionHandle(pub Arc<Mutex<ActionDraft>>);

#[derive(Clone, Debug)]
pub(super) struct ActionDraft {
    pub name: At<String>,
    pub title: At<String>,
    pub by: Option<Who>,
    pub to: Vec<At<String>>,
    pub same_person: Option<Position>,
    pub choose: Option<At<FnPtr>>,
    pub flags_fields: Option<Position>,
    pub needs_reason: bool,
    pub submits_answers: bool,
}

/// What `same_person()` gives.
#[derive(Clone, Copy, Debug)]
struct SamePerson;

type Shared = Arc<Mutex<Declared>>;

/// Makes a time allowed of a number.
type MakePeriod = fn(u32) -> Period;

impl Declared {
    pub fn fault(&mut self, code: Code, at: Position, args: &[(&'static str, &str)]) {
        let args = args
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        self.faults.push(Fault { code, at, args });
    }

    fn text(&mut self, function: &str, value: Dynamic, at: Position) -> Option<At<String>> {
        match value.into_string() {
            Ok(value) => Some(At { value, at }),
            Err(found) => {
                let detail = format!("{function}({found})");
                self.fault(
                    codes::WRONG_ARGUMENTS,
                    at,
                    &[("name", function), ("detail", &detail)],
                );
                None
            }
        }
    }

    fn name(&mut self, function: &str, value: Dynamic, at: Position) -> Option<At<String>> {
        let name = self.text(function, value, at)?;
        if !well_named(&name.value) {
            self.fault(codes::BAD_NAME, at, &[("name", &name.value)]);
        }
        Some(name)
    }

    fn map(&mut self, function: &str, value: Dynamic, at: Position) -> Option<Map> {
        let found = value.type_name().to_owned();
        let map = value.try_cast::<Map>();
        if map.is_none() {
            let detail = format!("{function}({found})");
            self.fault(
                codes::WRONG_ARGUMENTS,
                at,
                &[("name", function), ("detail", &detail)],
            );
        }
        map
    }

    /// The function at `at`, unless it depends on something outside itself.
    pub fn function(&mut self, function: FnPtr, at: Position) -> FnPtr {
        if function.is_curried() {
            self.fault(codes::CAPTURED, at, &[("name", "enter, choose")]);
        }
        function
    }
}

/// Small letters, digits and hyphens, beginning with a letter, at most 40.
fn well_named(name: &str) -> bool {
    let inner =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    name.len() <= 40
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(inner)
}

/// Adds the declaring functions to an engine.
pub(super) fn register(engine: &mut Engine, declared: &Shared) {
    engine.register_type_with_name::<Who>("who");
    engine.register_type_with_name::<Period>("period");
    engine.register_type_with_name::<ActionHandle>("action");
    engine.register_type_with_name::<SamePerson>("same person");
    register_declarations(engine, declared);
    register_values(engine, declared);
    register_actions(engine, declared);
    register_targets(engine, declared);
}

fn register_declarations(engine: &mut Engine, declared: &Shared) {
    let shared = Arc::clone(declared);
    engine.register_fn(
        "workflow",
        move |context: NativeCallContext<'_>, options: Dynamic| {
            let declared = &mut *lock(&shared);
            let spot = declared.index.argument(context.call_position(), 0);
            let Some(map) = declared.map("workflow", options, spot.at) else {
                return;
            };
            let mut options = Options::new(declared, "workflow", map, spot);
            let draft = WorkflowDraft {
                title: options.title(),
                calendar: options.optional_text("calendar"),
                forms: options
                    .texts("form")
                    .map(|texts| texts.value)
                    .unwrap_or_default(),
            };
            options.end();
            if declared.workflow.replace(draft).is_some() {
                declared.fault(
                    codes::DECLARED_TWICE,
                    context.call_position(),
                    &[("name", "workflow")],
                );
            }
        },
    );
    let shared = Arc::clone(declared);
    engine.register_fn(
        "start",
        move |context: NativeCallContext<'_>, options: Dynamic| {
            let declared = &mut *lock(&shared);
            let spot = declared.index.argument(context.call_position(), 0);
            let Some(map) = declared.map("start", options, spot.at) else {
                return;
            };
            let mut options = Options::new(declared, "start", map, spot);
            let to = options.texts("to");
            if to.is_none() {
                options.missing("to");
            }
            let draft = StartDraft {
                to: to.map(|to| to.value).unwrap_or_default(),
                enter: options.effects(),
            };
            options.end();
            if declared.start.replace(draft).is_some() {
                declared.fault(
                    codes::DECLARED_TWICE,
                    context.call_position(),
                    &[("name", "start")],
                );
            }
        },
    );
    let shared = Arc::clone(declared);
    engine.register_fn(
        "step",
        move |context: NativeCallContext<'_>, name: Dynamic, options: Dynamic| {
            lock(&shared).step(context.call_position(), name, options);
        },
    );
    let shared = Arc::clone(declared);
    engine.register_fn(
        "finish",
        move |context: NativeCallContext<'_>, name: Dynamic, options: Dynamic| {
            lock(&shared).finish(context.call_position(), name, options);
        },
    );
}

impl Declared {
    fn step(&mut self, call: Position, name: Dynamic, options: Dynamic) {
        let at = self.index.argument(call, 0).at;
        let Some(name) = self.name("step", name, at) else {
            return;
        };
        let spot = self.index.argument(call, 1);
        let Some(map) = self.map("step", options, spot.at) else {
            return;
        };
        let mut options = Options::new(self, "step", map, spot);
        let draft = StepDraft {
            name,
            title: options.title(),
            who: options.required::<Who>("who", "role(…) | applicant()"),
            due: options.due(),
            clock_stopped: options
                .word("clock", &[("running", false), ("stopped", true)])
                .unwrap_or(false),
            join: options
                .word("join", &[("any", Join::Any), ("all", Join::All)])
                .unwrap_or_default(),
            actions: options.actions(),
            overdue: options.overdue(),
            enter: options.effects(),
        };
        options.end();
        self.steps.push(draft);
    }

    fn finish(&mut self, call: Position, name: Dynamic, options: Dynamic) {
        let at = self.index.argument(call, 0).at;
        let Some(name) = self.name("finish", name, at) else {
            return;
        };
        let spot = self.index.argument(call, 1);
        let Some(mut map) = self.map("finish", options, spot.at) else {
            return;
        };
        for key in ["actions", "who", "due", "overdue", "clock", "join"] {
            if map.remove(key).is_some() {
                self.fault(
                    codes::FINISH_ACTS,
                    spot.key(key),
                    &[("name", &name.value), ("key", key)],
                );
            }
        }
        let mut options = Options::new(self, "finish", map, spot);
        let kinds = [
            ("approved", FinishKind::Approved),
            ("rejected", FinishKind::Rejected),
            ("withdrawn", FinishKind::Withdrawn),
        ];
        let kind = if options.has("kind") {
            options.word("kind", &kinds)
        } else {
            options.missing("kind");
            None
        };
        let draft = FinishDraft {
            name,
            title: options.title(),
            kind: kind.unwrap_or(FinishKind::Withdrawn),
            enter: options.effects(),
        };
        options.end();
        self.finishes.push(draft);
    }
}

fn register_values(engine: &mut Engine, declared: &Shared) {
    engine.register_fn("applicant", || Who::Applicant);
    engine.register_fn("same_person", || SamePerson);
    let shared = Arc::clone(declared);
    engine.register_fn("role", move |context: NativeCallContext<'_>, role: &str| {
        let declared = &mut *lock(&shared);
        if !ROLES.contains(&role) {
            let at = declared.index.argument(context.call_position(), 0).at;
            declared.fault(
                codes::UNKNOWN_ROLE,
                at,
                &[("name", role), ("known", &ROLES.join(", "))],
            );
        }
        Who::Role(role.to_owned())
    });
    let periods: [(&str, MakePeriod); 3] = [
        ("working_days", Period::WorkingDays),
        ("calendar_days", Period::CalendarDays),
        ("hours", Period::Hours),
    ];
    for (name, period) in periods {
        let shared = Arc::clone(declared);
        engine.register_fn(name, move |context: NativeCallContext<'_>, number: i64| {
            let declared = &mut *lock(&shared);
            if !(1..=PERIOD_MAX).contains(&number) {
                let at = declared.index.argument(context.call_position(), 0).at;
                let most = PERIOD_MAX.to_string();
                declared.fault(
                    codes::OUT_OF_RANGE,
                    at,
                    &[("name", name), ("least", "1"), ("most", &most)],
                );
            }
            period(u32::try_from(number.clamp(1, PERIOD_MAX)).unwrap_or(1))
        });
    }
}

fn register_actions(engine: &mut Engine, declared: &Shared) {
    for function in ["action", "case_action"] {
        let shared = Arc::clone(declared);
        engine.register_fn(
            function,
            move |context: NativeCallContext<'_>, name: Dynamic, title: Dynamic| {
                let declared = &mut *lock(&shared);
                let call = context.call_position();
                let (name_at, title_at) = (
                    declared.index.argument(call, 0).at,
                    declared.index.argument(call, 1).at,
                );
                let empty = |at| At {
                    value: String::new(),
                    at,
                };
                let draft = ActionDraft {
                    name: declared
                        .name(function, name, name_at)
                        .unwrap_or_else(|| empty(name_at)),
                    title: declared
                        .text(function, title, title_at)
                        .unwrap_or_else(|| empty(title_at)),
                    by: None,
                    to: Vec::new(),
                    same_person: None,
                    choose: None,
                    flags_fields: None,
                    needs_reason: false,
                    submits_answers: false,
                };
                let handle = ActionHandle(Arc::new(Mutex::new(draft)));
                if function == "case_action" {
                    declared.case_actions.push(handle.clone());
                }
                handle
            },
        );
    }
    engine.register_fn(
        "flags_fields",
        |context: NativeCallContext<'_>, action: ActionHandle| {
            lock(&action.0).flags_fields = Some(context.call_position());
            action
        },
    );
    engine.register_fn("needs_reason", |action: ActionHandle| {
        lock(&action.0).needs_reason = true;
        action
    });
    engine.register_fn("submits_answers", |action: ActionHandle| {
        lock(&action.0).submits_answers = true;
        action
    });
    engine.register_fn("by", |action: ActionHandle, who: Who| {
        lock(&action.0).by = Some(who);
        action
    });
    let shared = Arc::clone(declared);
    engine.register_fn(
        "choose",
        move |context: NativeCallContext<'_>, action: ActionHandle, choose: FnPtr| {
            let declared = &mut *lock(&shared);
            let at = declared.index.argument(context.call_position(), 0).at;
            let value = declared.function(choose, at);
            lock(&action.0).choose = Some(At { value, at });
            action
        },
    );
}

/// `to` takes one to four targets, each a name or an array of names, and `same_person()`.
fn register_targets(engine: &mut Engine, declared: &Shared) {
    let to = |shared: &Shared| {
        let shared = Arc::clone(shared);
        move |context: &NativeCallContext<'_>, action: ActionHandle, targets: Vec<Dynamic>| {
            let declared = &mut *lock(&shared);
            for (number, target) in targets.into_iter().enumerate() {
                let spot = declared.index.argument(context.call_position(), number);
                declared.target(&action, target, &spot);
            }
            action
        }
    };
    type Context<'a> = NativeCallContext<'a>;
    let add = to(declared);
    engine.register_fn(
        "to",
        move |context: Context<'_>, action: ActionHandle, a: Dynamic| {
            add(&context, action, vec![a])
        },
    );
    let add = to(declared);
    engine.register_fn(
        "to",
        move |context: Context<'_>, action: ActionHandle, a: Dynamic, b: Dynamic| {
            add(&context, action, vec![a, b])
        },
    );
    let add = to(declared);
    engine.register_fn(
        "to",
        move |context: Context<'_>, action: ActionHandle, a: Dynamic, b: Dynamic, c: Dynamic| {
            add(&context, action, vec![a, b, c])
        },
    );
    let add = to(declared);
    engine.register_fn(
        "to",
        move |context: Context<'_>,
              action: ActionHandle,
              a: Dynamic,
              b: Dynamic,
              c: Dynamic,
              d: Dynamic| { add(&context, action, vec![a, b, c, d]) },
    );
}

impl Declared {
    fn target(&mut self, action: &ActionHandle, target: Dynamic, spot: &Spot) {
        if target.is::<SamePerson>() {
            lock(&action.0).same_person = Some(spot.at);
        } else if let Some(items) = target.clone().try_cast::<rhai::Array>() {
            for (number, item) in items.into_iter().enumerate() {
                self.target(action, item, &Spot::point(spot.item(number)));
            }
        } else if let Some(name) = self.text("to", target, spot.at) {
            lock(&action.0).to.push(name);
        }
    }
}
