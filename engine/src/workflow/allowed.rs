//! What colleagues may settle among themselves, and why not.

use super::definition::{Step, Workflow};
use super::model::{Actor, Case, OpenStep, Refusal, RunId};
use super::people::{
    Allow, COMMENT_MAX, DELEGATIONS_MAX, Deed, READERS_MAX, Recipient, SIGNERS_MAX,
};
use super::permission::{REASON_MAX, apart, may_read, one_at_a_time, said};

/// A step and its open run.
type At<'a> = (RunId, &'a Step, &'a OpenStep);

impl Workflow {
    /// Whether somebody manages the steps of this workflow: gives them to others, takes them back and reminds.
    #[must_use]
    pub fn is_managed_by(&self, actor: &Actor) -> bool {
        self.manager.as_ref().is_some_and(|who| actor.is(who))
    }

    /// What this actor may settle about a run now, were there somebody to settle it with.
    #[must_use]
    pub fn may_settle(&self, case: &Case, run: RunId, actor: &Actor) -> Vec<&'static str> {
        let Some(open) = case.open.get(&run) else {
            return Vec::new();
        };
        let Some(step) = self.steps.get(&open.step) else {
            return Vec::new();
        };
        let nobody = || Actor::staff("", "", [""; 0]);
        let (reason, signer) = (None, String::new());
        let all = [
            Deed::Assign {
                to: nobody(),
                reason: None,
            },
            Deed::Delegate {
                to: nobody(),
                reason: None,
            },
            Deed::AddSigner {
                to: nobody(),
                after: false,
                reason: None,
            },
            Deed::CopyTo {
                to: nobody(),
                reason: None,
            },
            Deed::GiveBack { reason },
            Deed::Sign {
                agrees: true,
                reason: None,
            },
            Deed::Excuse { signer },
            Deed::Remind,
        ];
        let may = |deed: &&Deed| permitted(self, case, (run, step, open), deed, actor).is_ok();
        all.iter().filter(may).map(Deed::name).collect()
    }

    /// Whether a step could be given to somebody: they could claim it were it free.
    #[must_use]
    pub fn can_be_given(&self, case: &Case, run: RunId, to: &Actor) -> bool {
        let open = case.open.get(&run);
        let step = open.and_then(|open| self.steps.get(&open.step));
        let at = open.zip(step);
        at.is_some_and(|(open, step)| may_be_given(self, case, (run, step, open), to).is_ok())
    }
}

/// Whether a deed may be done.
pub(super) fn check(
    workflow: &Workflow,
    case: &Case,
    at: At<'_>,
    deed: &Deed,
    actor: &Actor,
) -> Result<(), Refusal> {
    permitted(workflow, case, at, deed, actor)?;
    let (_, step, open) = at;
    let refuse = |code: &str| Refusal::new(code).with("step", step.name.as_str());
    let reason = said(deed.reason());
    if reason.is_some_and(|reason| reason.chars().count() > REASON_MAX) {
        return Err(refuse("reason-too-long").with("most", REASON_MAX));
    }
    let own = &open.among;
    match deed {
        Deed::Assign { to, .. } => may_be_given(workflow, case, at, to),
        Deed::Delegate { to, .. } => {
            let delegated = |to: &Actor| own.delegated_by.iter().any(|by| to.is_for(&by.id));
            if own.delegated_by.len() >= DELEGATIONS_MAX || delegated(to) {
                return Err(refuse("delegated-already"));
            }
            may_be_given(workflow, case, at, to)
        }
        Deed::AddSigner { to, .. } => {
            let id = id_of(to).ok_or_else(|| refuse("nobody-named"))?;
            let asked = own.signers.iter().find(|signer| signer.who.id == id);
            if let Some(asked) = asked.filter(|asked| asked.agrees.is_none()) {
                return Err(refuse("asked-already").with("who", asked.who.name.as_str()));
            }
            if to == actor || open.is_with(to) {
                return Err(refuse("asks-oneself"));
            }
            if own.signers.len() >= SIGNERS_MAX || case.readers.len() >= READERS_MAX {
                return Err(refuse("too-many-asked").with("most", SIGNERS_MAX));
            }
            Ok(())
        }
        Deed::CopyTo { to, .. } => {
            id_of(to).ok_or_else(|| refuse("nobody-named"))?;
            let person = to.as_assignee().map(Recipient::Person);
            let known = person.is_some_and(|person| case.readers.contains(&person));
            if known || may_read(workflow, case, to).is_ok() {
                return Err(refuse("reads-already"));
            }
            if case.readers.len() >= READERS_MAX {
                return Err(refuse("too-many-asked").with("most", READERS_MAX));
            }
            Ok(())
        }
        Deed::Sign { agrees: false, .. } if reason.is_none() => Err(refuse("reason-missing")),
        // What comes back brings an opinion; who takes back what they delegated has none to give.
        Deed::GiveBack { .. } if open.is_with(actor) && reason.is_none() => {
            Err(refuse("reason-missing"))
        }
        Deed::Excuse { signer } => {
            let mut awaited = own.signers.iter().filter(|own| own.agrees.is_none());
            let known = awaited.any(|own| own.who.id == *signer);
            if known {
                Ok(())
            } else {
                Err(refuse("not-asked"))
            }
        }
        Deed::Sign { .. } | Deed::GiveBack { .. } | Deed::Remind => Ok(()),
    }
}

/// Whether somebody may do such a deed at all.
fn permitted(
    workflow: &Workflow,
    case: &Case,
    (_, step, open): At<'_>,
    deed: &Deed,
    actor: &Actor,
) -> Result<(), Refusal> {
    let refuse = |code: &str| Refusal::new(code).with("step", step.name.as_str());
    let own = &open.among;
    let has = open.is_with(actor);
    let manages = workflow.is_managed_by(actor);
    let allows = |word: Allow| step.allow.contains(&word);
    if !step.who_of(open).is_staff() {
        return Err(refuse("not-permitted"));
    }
    let permitted = match deed {
        Deed::Assign { .. } => {
            let free = own.delegated_by.is_empty() && own.held.is_none();
            manages || (has && allows(Allow::HandOver) && free)
        }
        Deed::Delegate { .. } => has && allows(Allow::Delegate) && own.held.is_none(),
        Deed::GiveBack { .. } => {
            let took_back = own
                .delegated_by
                .last()
                .is_some_and(|by| actor.is_for(&by.id));
            took_back || (has && !own.delegated_by.is_empty())
        }
        Deed::AddSigner { .. } => has && allows(Allow::AddSigner) && own.held.is_none(),
        Deed::Sign { .. } => {
            return if own.awaited().any(|signer| actor.is_for(&signer.who.id)) {
                Ok(())
            } else {
                Err(refuse("not-asked"))
            };
        }
        Deed::Excuse { .. } => {
            let awaited = own.signers.iter().any(|signer| signer.agrees.is_none());
            awaited && (has || manages)
        }
        Deed::CopyTo { .. } => (has || manages) && allows(Allow::CopyTo),
        Deed::Remind => {
            let reads = *actor == Actor::Applicant || may_read(workflow, case, actor).is_ok();
            !has && (manages || (allows(Allow::Remind) && reads))
        }
    };
    if permitted {
        return Ok(());
    }
    match &open.assignee {
        Some(assignee) if !has && actor.is(step.who_of(open)) && *deed != Deed::Remind => {
            let refusal = refuse("claimed-by-other");
            Err(refusal.with("who", assignee.name.as_str()))
        }
        _ => Err(refuse("not-permitted")),
    }
}

/// A step is given only to somebody who could claim it.
fn may_be_given(
    workflow: &Workflow,
    case: &Case,
    (run, step, open): At<'_>,
    to: &Actor,
) -> Result<(), Refusal> {
    let refuse = |code: &str| Refusal::new(code).with("step", step.name.as_str());
    let id = id_of(to).ok_or_else(|| refuse("nobody-named"))?;
    let named = to.as_assignee().map(|to| to.name).unwrap_or_default();
    let escalated = open.among.escalated && step.escalate.as_ref().is_some_and(|who| to.is(who));
    if !to.is(step.who_of(open)) && !escalated {
        return Err(refuse("cannot-be-given").with("who", named));
    }
    let has_it = open.assignee.as_ref().is_some_and(|own| own.id == id);
    if has_it {
        return Err(refuse("has-it-already").with("who", named));
    }
    // Whoever has it now gives it away.
    let mut without = case.clone();
    if let Some(open) = without.open.get_mut(&run) {
        open.assignee = None;
        open.among.delegated_by.clear();
    }
    apart(&without, step, open.group, id)
        .and_then(|()| one_at_a_time(workflow, &without, step, Some(id)))
        .map_err(|_| refuse("cannot-be-given").with("who", named.as_str()))
}

/// Only members of staff who may read a case say something to one another about it.
pub(super) fn may_comment(
    workflow: &Workflow,
    case: &Case,
    actor: &Actor,
    text: &str,
) -> Result<(), Refusal> {
    may_read(workflow, case, actor)?;
    match said(Some(text)) {
        None => Err(Refusal::new("comment-missing")),
        Some(text) if text.chars().count() > COMMENT_MAX => {
            Err(Refusal::new("comment-too-long").with("most", COMMENT_MAX))
        }
        Some(_) => Ok(()),
    }
}

fn id_of(actor: &Actor) -> Option<&str> {
    match actor {
        Actor::Staff { id, .. } if !id.is_empty() => Some(id),
        _ => None,
    }
}
