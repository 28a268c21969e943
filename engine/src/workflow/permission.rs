//! Who may do what to a case, and why not. What nobody declared permitted is denied.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::ids::Pointer;

use super::branches::GroupId;
use super::definition::{Action, Performer, SUBMISSION, Step, Workflow};
use super::model::{Actor, Case, Flag, OpenStep, Refusal, RunId};

/// Characters of a reason.
pub const REASON_MAX: usize = 2_000;
/// Bytes of what one run more is for.
pub const ITEM_MAX: usize = 2_000;
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

    /// Whether somebody is meant by this.
    #[must_use]
    pub fn is(&self, who: &Performer) -> bool {
        match (self, who) {
            (Self::Applicant, Performer::Applicant) => true,
            (Self::Staff { roles, .. }, Performer::Role(role)) => roles.contains(role),
            (Self::Staff { groups, .. }, Performer::Group(group)) => groups.contains(group),
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
pub(super) fn may_claim(
    workflow: &Workflow,
    case: &Case,
    step: &Step,
    open: &OpenStep,
    actor: &Actor,
) -> Result<(), Refusal> {
    let who = step.performer_of(open);
    let is_escalated = is_escalated_to(step, open, actor);
    if !who.is_staff() || !(actor.is(who) || is_escalated) {
        return Err(Refusal::new("not-permitted").with("step", step.name.as_str()));
    }
    match &open.assignee {
        // What was escalated is taken from whoever did not do it in time.
        Some(assignee) if is_escalated && !actor.is_for(&assignee.id) => {
            may_take(workflow, case, step, open, actor)
        }
        None => may_take(workflow, case, step, open, actor),
        Some(assignee) if Some(assignee.id.as_str()) == actor.id() => {
            Err(Refusal::new("claimed-by-you").with("step", step.name.as_str()))
        }
        Some(assignee) => Err(claimed_by_other(&open.step, &assignee.name)),
    }
}

/// Only whoever has the step gives it back; a manager and the service itself take it from them.
pub(super) fn may_release(
    workflow: &Workflow,
    step: &Step,
    open: &OpenStep,
    actor: &Actor,
) -> Result<(), Refusal> {
    let who = step.performer_of(open);
    let manages = *actor == Actor::System || workflow.is_managed_by(actor);
    let delegated = !open.collaboration.delegated_by.is_empty();
    match &open.assignee {
        Some(_) if manages => Ok(()),
        Some(_) if open.is_with(actor) && delegated => {
            Err(Refusal::new("delegated").with("step", step.name.as_str()))
        }
        Some(_) if open.is_with(actor) && open.collaboration.pending_decision.is_some() => {
            Err(refuse_awaiting_signatures(step, open))
        }
        Some(_) if open.is_with(actor) => Ok(()),
        Some(assignee) if actor.is(who) => Err(claimed_by_other(&open.step, &assignee.name)),
        None if actor.is(who) => Err(Refusal::new("not-claimed").with("step", step.name.as_str())),
        _ => Err(Refusal::new("not-permitted").with("step", step.name.as_str())),
    }
}

/// Whoever the action is for, unless somebody else has the step. Acting on a free step claims it.
pub(super) fn may_act(
    workflow: &Workflow,
    case: &Case,
    step: &Step,
    open: &OpenStep,
    action: &Action,
    actor: &Actor,
) -> Result<(), Refusal> {
    let refuse = |code: &str| {
        let refusal = Refusal::new(code).with("step", step.name.as_str());
        refusal.with("action", action.name.as_str())
    };
    let by = if action.by == step.performer {
        step.performer_of(open)
    } else {
        &action.by
    };
    let own = step.actions.iter().any(|own| own.name == action.name);
    let is_escalated = own && action.by == step.performer && is_escalated_to(step, open, actor);
    if !actor.is(by) && !is_escalated {
        return Err(refuse("not-permitted"));
    }
    let is_open = |name: &String| case.open.values().any(|open| open.step == *name);
    if !action.only_while.is_empty() && !action.only_while.iter().any(is_open) {
        return Err(refuse("not-now"));
    }
    match &open.assignee {
        _ if action.by == Performer::Applicant => Ok(()),
        Some(assignee) if !open.is_with(actor) => Err(claimed_by_other(&step.name, &assignee.name)),
        Some(_) if own && !open.collaboration.delegated_by.is_empty() => Err(refuse("delegated")),
        Some(_) if own && open.collaboration.awaited_signers().next().is_some() => {
            Err(refuse_awaiting_signatures(step, open))
        }
        // Whoever stands in for somebody is not to have done another step either.
        Some(assignee) if own && Some(assignee.id.as_str()) != actor.id() => {
            check_separation_of_duties(case, step, open.group, actor.id().unwrap_or_default())
        }
        Some(_) => Ok(()),
        // What was asked of signers stands when whoever asked gives the step back.
        None if own && open.collaboration.awaited_signers().next().is_some() => {
            Err(refuse_awaiting_signatures(step, open))
        }
        None if own => may_take(workflow, case, step, open, actor),
        None => Ok(()),
    }
}

/// Whether a step is overdue, and offered to this actor for that reason.
fn is_escalated_to(step: &Step, open: &OpenStep, actor: &Actor) -> bool {
    let to = step
        .escalate
        .as_ref()
        .filter(|_| open.collaboration.escalated);
    to.is_some_and(|who| actor.is(who))
}

/// A step waits for signatures: for whose.
fn refuse_awaiting_signatures(step: &Step, open: &OpenStep) -> Refusal {
    let awaited = open.collaboration.awaited_signers();
    let names: Vec<&str> = awaited.map(|signer| signer.person.name.as_str()).collect();
    let refusal = Refusal::new("signature-awaited").with("step", step.name.as_str());
    refusal.with("who", names.join(", "))
}

/// Messages come from outside: the service itself passes them on, or an administrator does.
pub(super) fn may_pass_on(actor: &Actor) -> Result<(), Refusal> {
    let administrator = Performer::Role("administrator".to_owned());
    if *actor == Actor::System || actor.is(&administrator) {
        Ok(())
    } else {
        Err(Refusal::new("not-permitted"))
    }
}

/// Nobody takes a step who did one that it is to be apart from, or whose turn it is not.
fn may_take(
    workflow: &Workflow,
    case: &Case,
    step: &Step,
    open: &OpenStep,
    actor: &Actor,
) -> Result<(), Refusal> {
    check_separation_of_duties(case, step, open.group, actor.id().unwrap_or_default())?;
    check_one_at_a_time(workflow, case, step, actor.id())
}

/// Separation of duties. A step that names itself is done by somebody else in each of the runs opened together.
pub(super) fn check_separation_of_duties(
    case: &Case,
    step: &Step,
    group: Option<GroupId>,
    id: &str,
) -> Result<(), Refusal> {
    let did = |name: &str| {
        let doers = case.actors_by_step.get(name);
        doers.is_some_and(|doers| doers.contains(id))
    };
    let did_here = || {
        let own = group.and_then(|group| case.groups.get(&group));
        // What somebody delegated comes back to them.
        let has = |open: &OpenStep| {
            let mut own = open.assignee.iter().chain(&open.collaboration.delegated_by);
            own.any(|own| own.id == id)
        };
        let mut open = case.open.values();
        own.is_some_and(|own| own.actors.contains(id))
            || open.any(|open| open.group.is_some() && open.group == group && has(open))
    };
    let mut others = step.not_by.iter();
    let other = others.find(|name| {
        if **name == step.name {
            did_here()
        } else {
            did(name)
        }
    });
    other.map_or(Ok(()), |other| {
        if other == SUBMISSION {
            return Err(Refusal::new("submitted-it").with("step", step.name.as_str()));
        }
        let refusal = Refusal::new("did-another-step").with("step", step.name.as_str());
        Err(refusal.with("other", other.as_str()))
    })
}

/// Of steps that are done one at a time, nobody takes one while another is with somebody.
pub(super) fn check_one_at_a_time(
    workflow: &Workflow,
    case: &Case,
    step: &Step,
    id: Option<&str>,
) -> Result<(), Refusal> {
    let Some(word) = &step.one_at_a_time else {
        return Ok(());
    };
    let shares = |name: &String| {
        let other = workflow.steps.get(name);
        other.is_some_and(|other| other.one_at_a_time.as_ref() == Some(word))
    };
    let mut open = case.open.values();
    let taken = open.find(|open| open.assignee.is_some() && shares(&open.step));
    let Some((taken, assignee)) = taken.and_then(|open| Some((open, open.assignee.as_ref()?)))
    else {
        return Ok(());
    };
    let own = Some(assignee.id.as_str()) == id;
    let refusal = Refusal::new(if own {
        "one-at-a-time-yours"
    } else {
        "one-at-a-time"
    });
    Err(refusal
        .with("step", taken.step.as_str())
        .with("who", assignee.name.as_str()))
}

/// An item comes with the actions that add one, and with no others.
pub(super) fn check_item(action: &Action, item: Option<&Value>) -> Result<(), Refusal> {
    let refuse = |code: &str| Refusal::new(code).with("action", action.name.as_str());
    let blank = |item: &&Value| item.as_str().is_some_and(|text| text.trim().is_empty());
    match (action.adds_item, item.filter(|item| !blank(item))) {
        (false, None) if item.is_none() => Ok(()),
        (false, _) => Err(refuse("item-not-asked")),
        (true, None) => Err(refuse("item-missing")),
        (true, Some(item)) => {
            let size = serde_json::to_string(item).map_or(usize::MAX, |text| text.len());
            if size > ITEM_MAX {
                return Err(refuse("item-too-long").with("most", ITEM_MAX));
            }
            Ok(())
        }
    }
}

/// Cases are read, and masked answers shown, by those whom some step may be for, by those whom one is escalated to at the moment, and by those whom a
/// case was copied to. To manage steps is not to need to know what is in them.
pub(super) fn may_read(workflow: &Workflow, case: &Case, actor: &Actor) -> Result<(), Refusal> {
    let staff = matches!(actor, Actor::Staff { .. });
    let mut all = workflow.steps.values().flat_map(Step::performers);
    let holds = all.any(|who| actor.is(who)) || has_step_escalated(workflow, case, actor);
    if staff && (holds || case.has_reader(actor)) {
        Ok(())
    } else {
        Err(Refusal::new("not-permitted"))
    }
}

/// Whether an open step is overdue, and offered to this actor for that reason.
fn has_step_escalated(workflow: &Workflow, case: &Case, actor: &Actor) -> bool {
    case.open.values().any(|open| {
        let step = workflow.steps.get(&open.step);
        step.is_some_and(|step| is_escalated_to(step, open, actor))
    })
}

fn claimed_by_other(step: &str, name: &str) -> Refusal {
    Refusal::new("claimed-by-other")
        .with("step", step)
        .with("who", name)
}

/// A reason without the blanks around it; `None` where nothing is left.
pub(super) fn non_blank(reason: Option<&str>) -> Option<&str> {
    reason.map(str::trim).filter(|reason| !reason.is_empty())
}

/// The reason and the flags that an action needs are there, within their limits, and no others.
pub(super) fn check_remarks(
    action: &Action,
    flags: &[Flag],
    reason: Option<&str>,
) -> Result<(), Refusal> {
    let refuse = |code: &str| Refusal::new(code).with("action", action.name.as_str());
    let reason = non_blank(reason);
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
        match non_blank(Some(&flag.reason)) {
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
    step: &Step,
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
    if step.answers_open {
        return Ok(());
    }
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
