//! What a script declares, with the place of everything.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use rhai::{Dynamic, FnPtr, Map, Position};

use super::source::Index;
use crate::diagnostic::Code;
use crate::ids::is_name;
use crate::workflow::codes;
use crate::workflow::collaboration::Allow;
use crate::workflow::definition::{Complete, Each, Effects, FinishKind, Join, PASS, StepKind};
use crate::workflow::due::Period;
use crate::workflow::performer::Performer;

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
    /// Says whether a declaration failed, so that what it would have declared is not missed as well.
    pub incomplete: bool,
    pub workflow: Option<WorkflowDraft>,
    pub start: Option<StartDraft>,
    pub steps: Vec<StepDraft>,
    pub finishes: Vec<FinishDraft>,
    pub case_actions: Vec<ActionHandle>,
    /// The roles named, as often as they are.
    pub roles_named: Vec<At<String>>,
}

impl Declared {
    pub fn fault(&mut self, code: Code, at: Position, args: &[(&'static str, &str)]) {
        let args = args
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        self.faults.push(Fault { code, at, args });
    }

    pub fn text(&mut self, function: &str, value: Dynamic, at: Position) -> Option<At<String>> {
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

    pub fn name(&mut self, function: &str, value: Dynamic, at: Position) -> Option<At<String>> {
        let name = self.text(function, value, at)?;
        if !is_name(&name.value) {
            self.fault(codes::BAD_NAME, at, &[("name", &name.value)]);
        }
        Some(name)
    }

    pub(super) fn map(&mut self, function: &str, value: Dynamic, at: Position) -> Option<Map> {
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

    /// Returns the function at `at`, unless it depends on something outside itself.
    pub fn function(&mut self, function: FnPtr, at: Position) -> FnPtr {
        if function.is_curried() {
            self.fault(
                codes::CAPTURED,
                at,
                &[("name", "enter, choose, each, time")],
            );
        }
        function
    }
}

#[derive(Debug)]
pub(super) struct WorkflowDraft {
    pub title: At<String>,
    pub calendar: Option<At<String>>,
    pub forms: Vec<At<String>>,
    pub when_empty: Option<At<String>>,
    pub manager: Option<Performer>,
    pub messages_by: Option<Performer>,
    pub reasons: Vec<At<String>>,
    pub roles: Option<Vec<RoleDraft>>,
    pub allow: Option<BTreeSet<Allow>>,
    pub due: Option<At<Period>>,
    pub overdue: Option<At<String>>,
}

/// A role that a workflow declares.
#[derive(Debug)]
pub(super) struct RoleDraft {
    pub name: At<String>,
    pub title: At<String>,
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
    pub kind: StepKind,
    pub who: Option<Performer>,
    pub due: Option<At<Period>>,
    pub clock_stopped: bool,
    pub answers_open: bool,
    pub join: Join,
    pub cancels: Vec<At<String>>,
    pub actions: Vec<ActionHandle>,
    pub overdue: Option<At<Vec<At<String>>>>,
    pub enter: Option<Effects>,
    pub each: Option<Each>,
    pub complete: Option<At<Complete>>,
    pub all_speak: Option<At<bool>>,
    pub needed: Option<FnPtr>,
    pub otherwise: Vec<At<String>>,
    pub one_at_a_time: Option<At<String>>,
    pub not_by: Vec<At<String>>,
    pub not_by_ever: Vec<At<String>>,
    pub allow: Option<BTreeSet<Allow>>,
    pub remind: Vec<At<Period>>,
    pub escalate: Option<At<Performer>>,
}

impl StepDraft {
    /// Creates a step of which nothing is said but its name and kind.
    pub(super) fn new(name: At<String>, kind: StepKind) -> Self {
        let at = name.at;
        let who = match kind {
            StepKind::People => None,
            StepKind::Automatic | StepKind::Wait(_) => Some(Performer::System),
        };
        Self {
            name,
            title: At {
                value: String::new(),
                at,
            },
            kind,
            who,
            due: None,
            clock_stopped: false,
            answers_open: false,
            join: Join::Any,
            cancels: Vec::new(),
            actions: Vec::new(),
            overdue: None,
            enter: None,
            each: None,
            complete: None,
            all_speak: None,
            needed: None,
            otherwise: Vec::new(),
            one_at_a_time: None,
            not_by: Vec::new(),
            not_by_ever: Vec::new(),
            allow: None,
            remind: Vec::new(),
            escalate: None,
        }
    }
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
    pub by: Option<Performer>,
    pub to: Vec<At<String>>,
    pub same_person: Option<Position>,
    pub choose: Option<At<FnPtr>>,
    pub flags_fields: Option<Position>,
    pub needs_reason: bool,
    pub reason_for_applicant: Option<bool>,
    pub submits_answers: bool,
    pub ends: bool,
    pub stays: bool,
    pub back: Option<Position>,
    pub counts: Option<Position>,
    pub adds_item: Option<Position>,
    pub notes: Option<At<String>>,
    pub cancels: Vec<At<String>>,
    pub cancels_ahead: Vec<At<String>>,
    pub completes: Vec<At<String>>,
    pub only_while: Vec<At<String>>,
    pub not_while: Vec<At<String>>,
}

impl ActionDraft {
    pub(super) fn new(name: At<String>, title: At<String>) -> Self {
        Self {
            name,
            title,
            by: None,
            to: Vec::new(),
            same_person: None,
            choose: None,
            flags_fields: None,
            needs_reason: false,
            reason_for_applicant: None,
            submits_answers: false,
            ends: false,
            stays: false,
            back: None,
            counts: None,
            adds_item: None,
            notes: None,
            cancels: Vec::new(),
            cancels_ahead: Vec::new(),
            completes: Vec::new(),
            only_while: Vec::new(),
            not_while: Vec::new(),
        }
    }

    /// Creates the one way out of an automatic step or a wait.
    pub fn pass(at: Position, to: Vec<At<String>>, choose: Option<At<FnPtr>>) -> ActionHandle {
        let text = |value: &str| At {
            value: value.to_owned(),
            at,
        };
        let draft = Self {
            by: Some(Performer::System),
            to,
            choose,
            ..Self::new(text(PASS), text(""))
        };
        ActionHandle(Arc::new(Mutex::new(draft)))
    }

    /// Tells whether it leads somewhere, or says that it need not.
    pub fn has_destination(&self) -> bool {
        !self.to.is_empty() || self.ends || self.stays || self.adds_item.is_some()
    }
}

pub(super) type Shared = Arc<Mutex<Declared>>;

pub(super) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
