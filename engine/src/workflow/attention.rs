//! Whether somebody can act on what is open, and if not, why not.

use super::actor::Actor;
use super::case::{Case, OpenStep};
use super::definition::{Step, Workflow};
use super::permission;
use super::run::RunId;
use super::unattended::Unattended;
use crate::ids::AccountId;

/// A member of staff who may log in, and whether they are there.
#[derive(Clone, Debug)]
pub struct Colleague {
    /// As the engine knows them, with those for whom they stand in.
    pub actor: Actor,
    /// Says whether they are there: not absent today.
    pub is_present: bool,
}

impl Workflow {
    /// Returns why nobody of the staff can act on an open step now; `None` where somebody can, or where it is none of theirs.
    #[must_use]
    pub fn unattended(&self, case: &Case, run: RunId, staff: &[Colleague]) -> Option<Unattended> {
        let open = case.open.get(&run)?;
        let step = self.steps.get(&open.step)?;
        if !step.performer_of(open).is_staff() {
            return None;
        }
        if let Some(why) = unsigned(open, staff) {
            return Some(why);
        }
        match &open.assignee {
            Some(_) => unheld(case, step, open, staff),
            None => unclaimed(self, case, step, open, staff),
        }
    }
}

fn present(staff: &[Colleague]) -> impl Iterator<Item = &Actor> {
    staff
        .iter()
        .filter(|colleague| colleague.is_present)
        .map(|colleague| &colleague.actor)
}

fn is_known(staff: &[Colleague], id: &AccountId) -> bool {
    staff
        .iter()
        .any(|colleague| colleague.actor.id() == Some(id))
}

/// Returns why a signature that is awaited cannot come.
fn unsigned(open: &OpenStep, staff: &[Colleague]) -> Option<Unattended> {
    open.collaboration.awaited_signers().find_map(|signer| {
        let id = &signer.person.id;
        if !is_known(staff, id) {
            return Some(Unattended::SignerGone);
        }
        let can_sign = present(staff).any(|actor| {
            let signature = open.collaboration.signature_for(actor);
            let decides = actor.id().is_some_and(|id| open.is_decided_by(id));
            !decides && signature.is_some_and(|signer| signer.person.id == *id)
        });
        (!can_sign).then_some(Unattended::SignerAbsent)
    })
}

/// Returns why whoever has a step cannot act in it, nor anybody in their place.
fn unheld(case: &Case, step: &Step, open: &OpenStep, staff: &[Colleague]) -> Option<Unattended> {
    let holder = open.assignee.as_ref()?;
    if !is_known(staff, &holder.id) {
        return Some(Unattended::HolderGone);
    }
    let mut delegated = open.collaboration.delegated_by.iter();
    if delegated.any(|by| !is_known(staff, &by.id)) {
        return Some(Unattended::DelegatorGone);
    }
    let mut for_holder = present(staff).filter(|actor| actor.is_for(&holder.id));
    let may_act = for_holder.any(|actor| {
        let id = actor.id();
        let is_holder = id == Some(&holder.id);
        let apart = permission::check_separation_of_duties(case, step, open.group, id);
        is_holder || (actor.is(step.performer_of(open)) && apart.is_ok())
    });
    (!may_act).then_some(Unattended::HolderAbsent)
}

/// Returns why nobody can claim a step.
fn unclaimed(
    workflow: &Workflow,
    case: &Case,
    step: &Step,
    open: &OpenStep,
    staff: &[Colleague],
) -> Option<Unattended> {
    let who = step.performer_of(open);
    let escalated = |actor: &Actor| {
        let to = step
            .escalate
            .as_ref()
            .filter(|_| open.collaboration.escalated);
        to.is_some_and(|to| actor.is(to))
    };
    let of_case = |actor: &Actor| {
        // Those whom an action of the step is for beside its own people.
        let mut actions = step.actions.iter();
        actions.any(|action| {
            permission::works_whoever_has_it(workflow, step, action) && actor.is(&action.by)
        })
    };
    let holds = |actor: &&Actor| actor.is(who) || escalated(actor) || of_case(actor);
    if !staff.iter().any(|colleague| holds(&&colleague.actor)) {
        return Some(Unattended::Nobody);
    }
    let mut there = present(staff).filter(holds).peekable();
    if there.peek().is_none() {
        return Some(Unattended::Absent);
    }
    let may = |actor: &Actor| {
        permission::check_separation_of_duties(case, step, open.group, actor.id()).is_ok()
    };
    (!there.any(may)).then_some(Unattended::Apart)
}
