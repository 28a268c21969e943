//! Who may do what to a case, and why not. What nobody declared permitted is denied.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::ids::Pointer;

use super::definition::{Action, Step, Who, Workflow};
use super::model::{Actor, Case, Flag, OpenStep, Refusal, RunId};

/// Characters of a reason.
pub const REASON_MAX: usize = 2_000;
/// Flagged answers in one return.
pub const FLAGS_MAX: usize = 200;

impl Actor {
    /// `applicant`, `staff` or `system`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Staff { .. } => "staff",
            Self::System => "system",
        }
    }

    /// The name of a member of staff; empty for anybody else.
    fn name(&self) -> &str {
        match self {
            Self::Staff { name, .. } => name,
            Self::Applicant | Self::System => "",
        }
    }

    fn is(&self, who: &Who) -> bool {
        match (self, who) {
            (Self::Applicant, Who::Applicant) => true,
            (Self::Staff { roles, .. }, Who::Role(role)) => roles.contains(role),
            _ => false,
        }
    }

    fn id(&self) -> Option<&str> {
        match self {
            Self::Staff { id, .. } => Some(id),
            Self::Applicant | Self::System => None,
        }
    }
}

/// The open step of a run, or who ended it, how and when.
pub(super) fn open_step(case: &Case, run: RunId) -> Result<&OpenStep, Refusal> {
    if let Some(open) = case.open.get(&run) {
        return Ok(open);
    }
    let closed = case
        .closed
        .get(&run)
        .ok_or_else(|| Refusal::new("not-open"))?;
    let refusal = Refusal::new("already-done")
        .with("who_kind", closed.by.kind())
        .with("who", closed.by.name())
        .with("step", closed.step.as_str())
        .with("at", closed.at.to_string());
    Err(match &closed.action {
        Some(action) => refusal.with("action", action.as_str()),
        None => refusal,
    })
}

/// Only somebody who holds the step's role claims it, and only while nobody has it.
pub(super) fn may_claim(step: &Step, open: &OpenStep, actor: &Actor) -> Result<(), Refusal> {
    if !matches!(step.who, Who::Role(_)) || !actor.is(&step.who) {
        return Err(Refusal::new("not-permitted").with("step", step.name.as_str()));
    }
    match &open.assignee {
        None => Ok(()),
        Some(assignee) if Some(assignee.id.as_str()) == actor.id() => {
            Err(Refusal::new("claimed-by-you").with("step", step.name.as_str()))
        }
        Some(assignee) => Err(claimed_by_other(&open.step, &assignee.name)),
    }
}

/// Only whoever has the step gives it back.
pub(super) fn may_release(step: &Step, open: &OpenStep, actor: &Actor) -> Result<(), Refusal> {
    match &open.assignee {
        Some(assignee) if Some(assignee.id.as_str()) == actor.id() => Ok(()),
        Some(assignee) if actor.is(&step.who) => Err(claimed_by_other(&open.step, &assignee.name)),
        None if actor.is(&step.who) => {
            Err(Refusal::new("not-claimed").with("step", step.name.as_str()))
        }
        _ => Err(Refusal::new("not-permitted").with("step", step.name.as_str())),
    }
}

/// Whoever the action is for, unless somebody else has the step. Acting on a free step claims it.
pub(super) fn may_act(
    step: &str,
    open: &OpenStep,
    action: &Action,
    actor: &Actor,
) -> Result<(), Refusal> {
    if !actor.is(&action.by) {
        let refusal = Refusal::new("not-permitted").with("step", step);
        return Err(refusal.with("action", action.name.as_str()));
    }
    match &open.assignee {
        Some(assignee)
            if action.by != Who::Applicant && Some(assignee.id.as_str()) != actor.id() =>
        {
            Err(claimed_by_other(step, &assignee.name))
        }
        _ => Ok(()),
    }
}

/// Masked answers are shown to those who hold a role that some step is for.
pub(super) fn may_read(workflow: &Workflow, actor: &Actor) -> Result<(), Refusal> {
    let staff = matches!(actor, Actor::Staff { .. });
    let holds = workflow.steps.values().any(|step| actor.is(&step.who));
    if staff && holds {
        Ok(())
    } else {
        Err(Refusal::new("not-permitted"))
    }
}

fn claimed_by_other(step: &str, name: &str) -> Refusal {
    Refusal::new("claimed-by-other")
        .with("step", step)
        .with("who", name)
}

/// A reason without the blanks around it; `None` where nothing is left.
pub(super) fn said(reason: Option<&str>) -> Option<&str> {
    reason.map(str::trim).filter(|reason| !reason.is_empty())
}

/// The reason and the flags that an action needs are there, within their limits, and no others.
pub(super) fn check_remarks(
    action: &Action,
    flags: &[Flag],
    reason: Option<&str>,
) -> Result<(), Refusal> {
    let refuse = |code: &str| Refusal::new(code).with("action", action.name.as_str());
    let reason = said(reason);
    if action.needs_reason && reason.is_none() {
        return Err(refuse("reason-missing"));
    }
    if reason.is_some_and(|reason| reason.chars().count() > REASON_MAX) {
        return Err(refuse("reason-too-long").with("most", REASON_MAX));
    }
    if !action.flags_fields {
        return if flags.is_empty() {
            Ok(())
        } else {
            Err(refuse("flags-not-asked"))
        };
    }
    if flags.is_empty() {
        return Err(refuse("flags-missing"));
    }
    if flags.len() > FLAGS_MAX {
        return Err(refuse("flags-too-many").with("most", FLAGS_MAX));
    }
    let mut seen = BTreeSet::new();
    for flag in flags {
        let refuse = |code: &str| refuse(code).with("pointer", flag.pointer.as_str());
        match said(Some(&flag.reason)) {
            None => return Err(refuse("flag-reason-missing")),
            Some(text) if text.chars().count() > REASON_MAX => {
                return Err(refuse("flag-reason-too-long").with("most", REASON_MAX));
            }
            Some(_) if !seen.insert(&flag.pointer) => return Err(refuse("flag-twice")),
            Some(_) => {}
        }
    }
    Ok(())
}

/// Corrected answers come with the actions that bring some, and differ only where that was asked for.
pub(super) fn check_answers(
    case: &Case,
    action: &Action,
    answers: Option<&Value>,
) -> Result<(), Refusal> {
    let refuse = |code: &str| Refusal::new(code).with("action", action.name.as_str());
    let answers = match (action.submits_answers, answers) {
        (true, Some(answers)) => answers,
        (true, None) => return Err(refuse("answers-missing")),
        (false, None) => return Ok(()),
        (false, Some(_)) => return Err(refuse("answers-not-asked")),
    };
    let open: Vec<&Pointer> = case.flags.iter().map(|flag| &flag.pointer).collect();
    match first_change(&Pointer::root(), Some(&case.answers), Some(answers), &open) {
        Some(pointer) => Err(refuse("answer-not-open").with("pointer", pointer.as_str())),
        None => Ok(()),
    }
}

/// The first place, outside those open, where two answers differ.
fn first_change(
    at: &Pointer,
    before: Option<&Value>,
    after: Option<&Value>,
    open: &[&Pointer],
) -> Option<Pointer> {
    if before == after || open.iter().any(|open| at.is_within(open)) {
        return None;
    }
    // An open answer may lie deeper, in an object that has come into being with it or is gone with it.
    let holds_open = open.iter().any(|open| open.is_within(at));
    let empty = Value::Object(serde_json::Map::new());
    let inner = |value: Option<&Value>| value.cloned().unwrap_or_else(|| empty.clone());
    match (holds_open, inner(before), inner(after)) {
        (true, Value::Object(before), Value::Object(after)) => {
            let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
            keys.into_iter()
                .find_map(|key| first_change(&at.join(key), before.get(key), after.get(key), open))
        }
        (true, Value::Array(before), Value::Array(after)) => (0..before.len().max(after.len()))
            .find_map(|index| {
                first_change(&at.join(index), before.get(index), after.get(index), open)
            }),
        _ => Some(at.clone()),
    }
}
