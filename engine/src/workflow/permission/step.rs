//! Who may claim a step, give it back and act in it.

use crate::ids::{AccountId, StepName};
use crate::workflow::actor::Actor;
use crate::workflow::case::{Case, OpenStep};
use crate::workflow::definition::{Action, SUBMISSION, Step, Target, Workflow};
use crate::workflow::performer::Performer;
use crate::workflow::refusal::{Refusal, RefusalCode};
use crate::workflow::roles::administrator;
use crate::workflow::run::{GroupId, RunId};

/// Finds the open step of a run; refuses with who ended it, how and when.
pub(in crate::workflow) fn open_step(case: &Case, run: RunId) -> Result<&OpenStep, Refusal> {
    if let Some(open) = case.open.get(&run) {
        return Ok(open);
    }
    let closed = case
        .closed
        .get(&run)
        .ok_or_else(|| Refusal::new(RefusalCode::NotOpen))?;
    let refusal = Refusal::new(RefusalCode::AlreadyDone)
        .with("who_kind", closed.by.kind())
        .with("who", closed.by.name())
        .with("step", closed.step.as_str())
        .with("at", closed.at.to_string());
    Err(match &closed.action {
        Some(action) => refusal.with("action", action.as_str()),
        None => refusal,
    })
}

/// Refuses a claim of anybody who does not hold the step's role, or while somebody has it.
pub(in crate::workflow) fn may_claim(
    workflow: &Workflow,
    case: &Case,
    step: &Step,
    open: &OpenStep,
    actor: &Actor,
) -> Result<(), Refusal> {
    let who = step.performer_of(open);
    let is_escalated = is_escalated_to(step, open, actor);
    if !who.is_staff() || !(actor.is(who) || is_escalated) {
        return Err(Refusal::new(RefusalCode::NotPermitted).with("step", step.name.as_str()));
    }
    match &open.assignee {
        // What was escalated is taken from whoever did not do it in time.
        Some(assignee) if is_escalated && !actor.is_for(&assignee.id) => {
            may_take(workflow, case, step, open, actor)
        }
        None => may_take(workflow, case, step, open, actor),
        Some(assignee) if Some(&assignee.id) == actor.id() => {
            Err(Refusal::new(RefusalCode::ClaimedByYou).with("step", step.name.as_str()))
        }
        Some(assignee) => Err(claimed_by_other(&open.step, &assignee.name)),
    }
}

/// Refuses a release by anybody but whoever has the step; a manager and the service itself take it from them.
pub(in crate::workflow) fn may_release(
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
            Err(Refusal::new(RefusalCode::Delegated).with("step", step.name.as_str()))
        }
        Some(_) if open.is_with(actor) && open.collaboration.pending_decision.is_some() => {
            Err(refuse_awaiting_signatures(step, open))
        }
        Some(_) if open.is_with(actor) => Ok(()),
        Some(assignee) if actor.is(who) => Err(claimed_by_other(&open.step, &assignee.name)),
        None if actor.is(who) => {
            Err(Refusal::new(RefusalCode::NotClaimed).with("step", step.name.as_str()))
        }
        _ => Err(Refusal::new(RefusalCode::NotPermitted).with("step", step.name.as_str())),
    }
}

/// Refuses an action of anybody whom it is not for, or while somebody else has the step. Acting on an unclaimed step claims it.
pub(in crate::workflow) fn may_act(
    workflow: &Workflow,
    case: &Case,
    step: &Step,
    open: &OpenStep,
    action: &Action,
    actor: &Actor,
) -> Result<(), Refusal> {
    let refuse = |code: RefusalCode| {
        let refusal = Refusal::new(code).with("step", step.name.as_str());
        refusal.with("action", action.name.as_str())
    };
    let by = if action.by == step.performer {
        step.performer_of(open)
    } else {
        &action.by
    };
    let is_of_step = step.declares(action);
    let is_escalated =
        is_of_step && action.by == step.performer && is_escalated_to(step, open, actor);
    if !actor.is(by) && !is_escalated {
        return Err(refuse(RefusalCode::NotPermitted));
    }
    let is_open = |name: &StepName| case.open.values().any(|open| open.step == *name);
    let only = action.only_while.is_empty() || action.only_while.iter().any(is_open);
    if !only || action.not_while.iter().any(is_open) {
        return Err(refuse(RefusalCode::NotNow));
    }
    if is_of_step && takes_back(workflow, step, action) && !was_decided_by(case, action, actor) {
        return Err(refuse(RefusalCode::NotPermitted));
    }
    match &open.assignee {
        _ if action.by == Performer::Applicant || !is_of_step => Ok(()),
        _ if works_whoever_has_it(workflow, step, action) => {
            check_separation_of_duties(case, step, open.group, actor.id())
        }
        Some(assignee) if !open.is_with(actor) => Err(claimed_by_other(&step.name, &assignee.name)),
        Some(_) if !open.collaboration.delegated_by.is_empty() => {
            Err(refuse(RefusalCode::Delegated))
        }
        Some(_) if open.collaboration.awaited_signers().next().is_some() => {
            Err(refuse_awaiting_signatures(step, open))
        }
        // Nobody decides on what they signed themselves, in whosever name.
        _ if actor
            .id()
            .is_some_and(|id| open.collaboration.has_signed(id)) =>
        {
            Err(refuse(RefusalCode::AsksOneself))
        }
        // Whoever stands in for somebody is not to have done another step either.
        Some(assignee) if Some(&assignee.id) != actor.id() => {
            check_separation_of_duties(case, step, open.group, actor.id())
        }
        Some(_) => Ok(()),
        // What was asked of signers stands when whoever asked gives the step back.
        None if open.collaboration.awaited_signers().next().is_some() => {
            Err(refuse_awaiting_signatures(step, open))
        }
        None => may_take(workflow, case, step, open, actor),
    }
}

/// Tells whether an action takes a decision back: it is for those whom an earlier step is for, and leads back there, to
/// whoever did it last.
fn takes_back(workflow: &Workflow, step: &Step, action: &Action) -> bool {
    let leads_back = |target: &Target| {
        let earlier = workflow.steps.get(&target.name);
        target.same_person && earlier.is_some_and(|earlier| earlier.performer == action.by)
    };
    action.by != step.performer
        && !action.back
        && !action.to.is_empty()
        && action.to.iter().all(leads_back)
}

/// Tells whether this very person did last what an action leads back to.
fn was_decided_by(case: &Case, action: &Action, actor: &Actor) -> bool {
    action.to.iter().all(|target| {
        let last = case.last_actors.get(&target.name);
        last.is_some_and(|last| actor.id() == Some(&last.id))
    })
}

/// Tells whether an action is no decision of whoever has the step: an action of the case, or one of administrators or of the
/// manager in a step of others. It works whoever has the step, and waits for no signature that was asked for there.
pub(in crate::workflow) fn works_whoever_has_it(
    workflow: &Workflow,
    step: &Step,
    action: &Action,
) -> bool {
    let by_whom = &action.by;
    let rules =
        *by_whom == Performer::Role(administrator()) || workflow.manager.as_ref() == Some(by_whom);
    !step.declares(action) || (rules && *by_whom != step.performer)
}

/// Tells whether a step is overdue, and offered to this actor for that reason.
pub(super) fn is_escalated_to(step: &Step, open: &OpenStep, actor: &Actor) -> bool {
    let to = step
        .escalate
        .as_ref()
        .filter(|_| open.collaboration.escalated);
    to.is_some_and(|who| actor.is(who))
}

/// Says for whose signatures a step waits.
fn refuse_awaiting_signatures(step: &Step, open: &OpenStep) -> Refusal {
    let awaited = open.collaboration.awaited_signers();
    let names: Vec<&str> = awaited.map(|signer| signer.person.name.as_str()).collect();
    let refusal = Refusal::new(RefusalCode::SignatureAwaited).with("step", step.name.as_str());
    refusal.with("who", names.join(", "))
}

/// Refuses a message from outside, unless the service itself passes it on, or whoever the workflow names for it.
pub(in crate::workflow) fn may_pass_on(workflow: &Workflow, actor: &Actor) -> Result<(), Refusal> {
    if *actor == Actor::System || actor.is(&workflow.messages_by) {
        Ok(())
    } else {
        Err(Refusal::new(RefusalCode::NotPermitted))
    }
}

/// Refuses to let somebody take a step who did one that it is to be apart from, or whose turn it is not.
fn may_take(
    workflow: &Workflow,
    case: &Case,
    step: &Step,
    open: &OpenStep,
    actor: &Actor,
) -> Result<(), Refusal> {
    check_separation_of_duties(case, step, open.group, actor.id())?;
    check_one_at_a_time(workflow, case, step, actor.id())
}

/// Refuses whoever did a step that this one is to be apart from. A step that names itself is done by somebody else in
/// each of the runs opened together.
pub(in crate::workflow) fn check_separation_of_duties(
    case: &Case,
    step: &Step,
    group: Option<GroupId>,
    id: Option<&AccountId>,
) -> Result<(), Refusal> {
    let Some(id) = id else {
        return Ok(());
    };
    let did_ever = |name: &StepName| {
        let doers = case.actors_by_step.get(name);
        doers.is_some_and(|doers| doers.contains(id))
    };
    let holds = |name: &StepName| {
        let mut open = case.open.values().filter(|open| open.step == *name);
        open.any(|open| open.is_decided_by(id))
    };
    // In a case of old nothing is known of rounds: whoever ever did it did it.
    let did = |name: &StepName| match case.rounds.get(name) {
        Some(round) => round.persons.contains(id) || holds(name),
        None => did_ever(name) || holds(name),
    };
    let did_here = || {
        let members = group.and_then(|group| case.groups.get(&group));
        let mut open = case.open.values();
        members.is_some_and(|members| members.actors.contains(id))
            || open
                .any(|open| open.group.is_some() && open.group == group && open.is_decided_by(id))
    };
    let mut others = step.not_by.iter();
    let other = others.find(|name| {
        if **name == step.name {
            did_here()
        } else {
            did(name)
        }
    });
    let mut ever = step.not_by_ever.iter();
    let other = other.or_else(|| ever.find(|name| did_ever(name) || holds(name)));
    other.map_or(Ok(()), |other| {
        if other == SUBMISSION {
            return Err(Refusal::new(RefusalCode::SubmittedIt).with("step", step.name.as_str()));
        }
        let refusal = Refusal::new(RefusalCode::DidAnotherStep).with("step", step.name.as_str());
        Err(refusal.with("other", other.as_str()))
    })
}

/// Refuses a step that is done one at a time while another of its kind is with somebody.
pub(in crate::workflow) fn check_one_at_a_time(
    workflow: &Workflow,
    case: &Case,
    step: &Step,
    id: Option<&AccountId>,
) -> Result<(), Refusal> {
    let Some(word) = &step.one_at_a_time else {
        return Ok(());
    };
    let shares = |name: &StepName| {
        let other = workflow.steps.get(name);
        other.is_some_and(|other| other.one_at_a_time.as_ref() == Some(word))
    };
    let mut open = case.open.values();
    let taken = open.find(|open| open.assignee.is_some() && shares(&open.step));
    let Some((taken, assignee)) = taken.and_then(|open| Some((open, open.assignee.as_ref()?)))
    else {
        return Ok(());
    };
    let is_theirs = Some(&assignee.id) == id;
    let refusal = Refusal::new(if is_theirs {
        RefusalCode::OneAtATimeYours
    } else {
        RefusalCode::OneAtATime
    });
    Err(refusal
        .with("step", taken.step.as_str())
        .with("who", assignee.name.as_str()))
}

fn claimed_by_other(step: &str, name: &str) -> Refusal {
    Refusal::new(RefusalCode::ClaimedByOther)
        .with("step", step)
        .with("who", name)
}
