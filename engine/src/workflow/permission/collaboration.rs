//! What colleagues may settle among themselves, and why not.

use super::reading::may_read;
use super::remarks::{REASON_MAX, non_blank};
use super::step::{check_one_at_a_time, check_separation_of_duties};
use crate::ids::AccountId;
use crate::workflow::actor::Actor;
use crate::workflow::case::{Case, OpenStep};
use crate::workflow::collaboration::{Allow, CollaborationCommand, CollaborationKind};
use crate::workflow::definition::{Step, Workflow};
use crate::workflow::notification::Recipient;
use crate::workflow::refusal::{Refusal, RefusalCode};
use crate::workflow::run::RunId;

/// Characters of a comment.
pub const COMMENT_MAX: usize = 2_000;

/// Members of staff who may read a case beside those whose role some step is for.
pub const READERS_MAX: usize = 50;

/// The most that a step is given at once, in the unit of its time.
pub const EXTENSION_MAX: u32 = 365;

/// Signatures asked for in one step.
pub const SIGNERS_MAX: usize = 20;

/// Says how often a step is delegated further.
pub const DELEGATIONS_MAX: usize = 5;

/// A step and its open run.
type At<'a> = (RunId, &'a Step, &'a OpenStep);

impl Workflow {
    /// Tells whether somebody manages the steps of this workflow: gives them to others, takes them back and reminds.
    #[must_use]
    pub fn is_managed_by(&self, actor: &Actor) -> bool {
        self.manager.as_ref().is_some_and(|who| actor.is(who))
    }

    /// Returns what this actor may settle about a run now, were there somebody to settle it with.
    #[must_use]
    pub fn permitted_collaboration(
        &self,
        case: &Case,
        run: RunId,
        actor: &Actor,
    ) -> Vec<CollaborationKind> {
        let Some(open) = case.open.get(&run) else {
            return Vec::new();
        };
        let Some(step) = self.steps.get(&open.step) else {
            return Vec::new();
        };
        CollaborationKind::ALL
            .into_iter()
            .filter(|kind| permitted(self, case, (run, step, open), *kind, actor).is_ok())
            .collect()
    }

    /// Tells whether a step could be given to somebody: they could claim it were it free.
    #[must_use]
    pub fn can_be_given(&self, case: &Case, run: RunId, to: &Actor) -> bool {
        let open = case.open.get(&run);
        let step = open.and_then(|open| self.steps.get(&open.step));
        let at = open.zip(step);
        at.is_some_and(|(open, step)| may_be_given(self, case, (run, step, open), to).is_ok())
    }
}

/// Tells whether a command may be done.
pub(in crate::workflow) fn check(
    workflow: &Workflow,
    case: &Case,
    at: At<'_>,
    command: &CollaborationCommand,
    actor: &Actor,
) -> Result<(), Refusal> {
    permitted(workflow, case, at, command.kind(), actor)?;
    let (_, step, open) = at;
    let refuse = |code: RefusalCode| Refusal::new(code).with("step", step.name.as_str());
    let reason = non_blank(command.reason());
    if reason.is_some_and(|reason| reason.chars().count() > REASON_MAX) {
        return Err(refuse(RefusalCode::ReasonTooLong).with("most", REASON_MAX));
    }
    let collaboration = &open.collaboration;
    let named = || {
        let to = command.to();
        to.ok_or_else(|| refuse(RefusalCode::NobodyNamed))
    };
    match command {
        CollaborationCommand::Assign { .. } => may_be_given(workflow, case, at, named()?),
        CollaborationCommand::Delegate { to, .. } => {
            let delegated = |to: &Actor| {
                collaboration
                    .delegated_by
                    .iter()
                    .any(|by| to.is_for(&by.id))
            };
            if collaboration.delegated_by.len() >= DELEGATIONS_MAX
                || to.as_ref().is_some_and(delegated)
            {
                return Err(refuse(RefusalCode::DelegatedAlready));
            }
            may_be_given(workflow, case, at, named()?)
        }
        CollaborationCommand::AddSigner { .. } => check_signer(case, at, named()?, actor),
        CollaborationCommand::CopyTo { .. } => check_reader(workflow, case, step, named()?),
        CollaborationCommand::Sign { agrees: false, .. } if reason.is_none() => {
            Err(refuse(RefusalCode::ReasonMissing))
        }
        // What comes back brings an opinion; who takes back what they delegated has none to give.
        CollaborationCommand::GiveBack { .. } if open.is_with(actor) && reason.is_none() => {
            Err(refuse(RefusalCode::ReasonMissing))
        }
        CollaborationCommand::Excuse { signer } => {
            let mut awaited = collaboration
                .signers
                .iter()
                .filter(|asked| asked.agrees.is_none());
            let known = awaited.any(|asked| asked.person.id == *signer);
            if known && actor.id() == Some(signer) && open.is_decided_by(signer) {
                // Whoever decides now is not to be rid of the signature by which another was to see it as well.
                Err(refuse(RefusalCode::AsksOneself))
            } else if known || (is_one_of_several(open) && workflow.is_managed_by(actor)) {
                Ok(())
            } else {
                Err(refuse(RefusalCode::NotAsked))
            }
        }
        // Told once: it would be told again each time that somebody looks.
        CollaborationCommand::Notice { why } if collaboration.unattended == Some(*why) => {
            Err(refuse(RefusalCode::RemindedAlready))
        }
        CollaborationCommand::Sign { .. }
        | CollaborationCommand::GiveBack { .. }
        | CollaborationCommand::Notice { .. }
        | CollaborationCommand::Remind => Ok(()),
        CollaborationCommand::Extend { by, .. } if (1..=EXTENSION_MAX).contains(by) => Ok(()),
        CollaborationCommand::Extend { .. } => {
            Err(refuse(RefusalCode::ExtensionWrong).with("most", EXTENSION_MAX))
        }
    }
}

/// Tells whether a run is one of several that are one step together, so that the others go on without it.
fn is_one_of_several(open: &OpenStep) -> bool {
    open.group.is_some()
}

/// Refuses to ask somebody for a signature who was asked already, who has the step, or who would be one too many.
fn check_signer(
    case: &Case,
    (_, step, open): At<'_>,
    to: &Actor,
    actor: &Actor,
) -> Result<(), Refusal> {
    let refuse = |code: RefusalCode| Refusal::new(code).with("step", step.name.as_str());
    let collaboration = &open.collaboration;
    let id = id_of(to).ok_or_else(|| refuse(RefusalCode::NobodyNamed))?;
    let asked = collaboration
        .signers
        .iter()
        .find(|signer| signer.person.id == *id);
    if let Some(asked) = asked.filter(|asked| asked.agrees.is_none()) {
        return Err(refuse(RefusalCode::AskedAlready).with("who", asked.person.name.as_str()));
    }
    if to == actor || open.is_with(to) || open.is_decided_by(id) {
        return Err(refuse(RefusalCode::AsksOneself));
    }
    // Whoever signed in another's place has had their say.
    if asked.is_none() && collaboration.has_signed(id) {
        let named = to.as_assignee().map(|to| to.name).unwrap_or_default();
        return Err(refuse(RefusalCode::AskedAlready).with("who", named));
    }
    if collaboration.signers.len() >= SIGNERS_MAX || case.readers.len() >= READERS_MAX {
        return Err(refuse(RefusalCode::TooManyAsked).with("most", SIGNERS_MAX));
    }
    Ok(())
}

/// Refuses to copy a case to somebody who reads it anyway, or who would be one too many.
fn check_reader(workflow: &Workflow, case: &Case, step: &Step, to: &Actor) -> Result<(), Refusal> {
    let refuse = |code: RefusalCode| Refusal::new(code).with("step", step.name.as_str());
    id_of(to).ok_or_else(|| refuse(RefusalCode::NobodyNamed))?;
    let person = to.as_assignee().map(Recipient::Person);
    let known = person.is_some_and(|person| case.readers.contains(&person));
    if known || may_read(workflow, case, to).is_ok() {
        return Err(refuse(RefusalCode::ReadsAlready));
    }
    if case.readers.len() >= READERS_MAX {
        return Err(refuse(RefusalCode::TooManyAsked).with("most", READERS_MAX));
    }
    Ok(())
}

/// Refuses a signature of anybody who was not asked, and of whoever decides themselves.
fn may_sign(open: &OpenStep, actor: &Actor) -> Result<(), RefusalCode> {
    let state = &open.collaboration;
    let mut awaited = state.awaited_signers();
    let is_asked = awaited.any(|signer| actor.is_for(&signer.person.id));
    let decides = actor.id().is_some_and(|id| open.is_decided_by(id));
    if is_asked && decides {
        Err(RefusalCode::AsksOneself)
    } else if state.signature_for(actor).is_some() {
        Ok(())
    } else {
        Err(RefusalCode::NotAsked)
    }
}

/// Tells whether somebody may do such a command at all.
fn permitted(
    workflow: &Workflow,
    case: &Case,
    (_, step, open): At<'_>,
    kind: CollaborationKind,
    actor: &Actor,
) -> Result<(), Refusal> {
    let refuse = |code: RefusalCode| Refusal::new(code).with("step", step.name.as_str());
    let collaboration = &open.collaboration;
    let has = open.is_with(actor);
    let manages = workflow.is_managed_by(actor);
    let allows = |word: Allow| step.allow.contains(&word);
    // More time is for the applicant as well.
    if !step.performer_of(open).is_staff() && kind != CollaborationKind::Extend {
        return Err(refuse(RefusalCode::NotPermitted));
    }
    let permitted = match kind {
        CollaborationKind::Assign => {
            let free =
                collaboration.delegated_by.is_empty() && collaboration.pending_decision.is_none();
            manages || (has && allows(Allow::HandOver) && free)
        }
        CollaborationKind::Delegate => {
            has && allows(Allow::Delegate) && collaboration.pending_decision.is_none()
        }
        CollaborationKind::GiveBack => {
            let took_back = collaboration
                .delegated_by
                .last()
                .is_some_and(|by| actor.is_for(&by.id));
            took_back || (has && !collaboration.delegated_by.is_empty())
        }
        CollaborationKind::AddSigner => {
            has && allows(Allow::AddSigner) && collaboration.pending_decision.is_none()
        }
        CollaborationKind::Sign => {
            return may_sign(open, actor).map_err(refuse);
        }
        CollaborationKind::Excuse => {
            let awaited = collaboration
                .signers
                .iter()
                .any(|signer| signer.agrees.is_none());
            // A manager excuses from a vote as well.
            (awaited && (has || manages)) || (manages && is_one_of_several(open))
        }
        CollaborationKind::Notice => *actor == Actor::System,
        CollaborationKind::Extend => manages && open.due.is_some(),
        CollaborationKind::CopyTo => (has || manages) && allows(Allow::CopyTo),
        CollaborationKind::Remind => {
            let reads = *actor == Actor::Applicant || may_read(workflow, case, actor).is_ok();
            !has && (manages || (allows(Allow::Remind) && reads))
        }
    };
    if permitted {
        return Ok(());
    }
    match &open.assignee {
        Some(assignee)
            if !has && actor.is(step.performer_of(open)) && kind != CollaborationKind::Remind =>
        {
            let refusal = refuse(RefusalCode::ClaimedByOther);
            Err(refusal.with("who", assignee.name.as_str()))
        }
        _ => Err(refuse(RefusalCode::NotPermitted)),
    }
}

/// Refuses to give a step to somebody who could not claim it.
fn may_be_given(
    workflow: &Workflow,
    case: &Case,
    (run, step, open): At<'_>,
    to: &Actor,
) -> Result<(), Refusal> {
    let refuse = |code: RefusalCode| Refusal::new(code).with("step", step.name.as_str());
    let id = id_of(to).ok_or_else(|| refuse(RefusalCode::NobodyNamed))?;
    let named = to.as_assignee().map(|to| to.name).unwrap_or_default();
    let escalated =
        open.collaboration.escalated && step.escalate.as_ref().is_some_and(|who| to.is(who));
    if !to.is(step.performer_of(open)) && !escalated {
        return Err(refuse(RefusalCode::CannotBeGiven).with("who", named));
    }
    let has_it = open
        .assignee
        .as_ref()
        .is_some_and(|assignee| assignee.id == *id);
    if has_it {
        return Err(refuse(RefusalCode::HasItAlready).with("who", named));
    }
    // Whoever is to see the decision as well is not to make it.
    if open.collaboration.is_asked(id) || open.collaboration.has_signed(id) {
        return Err(refuse(RefusalCode::CannotBeGiven).with("who", named));
    }
    // Whoever has it now gives it away.
    let mut without = case.clone();
    if let Some(open) = without.open.get_mut(&run) {
        open.assignee = None;
        open.collaboration.delegated_by.clear();
    }
    check_separation_of_duties(&without, step, open.group, Some(id))
        .and_then(|()| check_one_at_a_time(workflow, &without, step, Some(id)))
        .map_err(|_| refuse(RefusalCode::CannotBeGiven).with("who", named.as_str()))
}

/// Refuses comments of anybody but members of staff who may read the case.
pub(in crate::workflow) fn may_comment(
    workflow: &Workflow,
    case: &Case,
    actor: &Actor,
    text: &str,
) -> Result<(), Refusal> {
    may_read(workflow, case, actor)?;
    match non_blank(Some(text)) {
        None => Err(Refusal::new(RefusalCode::CommentMissing)),
        Some(text) if text.chars().count() > COMMENT_MAX => {
            Err(Refusal::new(RefusalCode::CommentTooLong).with("most", COMMENT_MAX))
        }
        Some(_) => Ok(()),
    }
}

fn id_of(actor: &Actor) -> Option<&AccountId> {
    match actor {
        Actor::Staff { id, .. } if !id.is_empty() => Some(id),
        _ => None,
    }
}
