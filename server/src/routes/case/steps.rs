//! The open steps on the page of a case: who has each, what colleagues settled about it, and what the viewer may do.

use guichet_engine::ids::AccountId;
use guichet_engine::workflow::{
    Actor, CollaborationEvent, CollaborationKind, Event, EventKind, OpenStep, Performer, RunId,
    Signer, StepKind, Unattended,
};
use jiff::Timestamp;

use super::action::action;
use super::colleagues::{Choice, Colleague};
use super::found::Found;
use crate::service::{case_status, labels};
use crate::view::page::{
    CaseStep, CollaborationForm, NoteView, OpinionView, PendingDecisionView, SignerView,
};

/// Of what was said to whoever has a step, so many are shown; all of it is in the history.
const NOTES_MAX: usize = 5;

/// Who looks at a case, when, and at what.
pub(super) struct Look<'a> {
    /// The case.
    pub found: &'a Found,
    /// Its events.
    pub events: &'a [Event],
    /// All members of staff who can log in.
    pub colleagues: &'a [Colleague],
    /// Who looks.
    pub actor: Actor,
    /// Their account's id.
    pub account: &'a AccountId,
    /// The language.
    pub locale: &'a str,
    /// Now.
    pub now: Timestamp,
    /// Who of staff is there.
    pub present: &'a [guichet_engine::workflow::Colleague],
}

impl Look<'_> {
    /// Returns the open steps that are for staff, and those that wait.
    pub(super) fn steps(&self) -> Vec<CaseStep> {
        let open = self.found.row.case.open.iter();
        open.filter_map(|(run, open)| self.step(*run, open))
            .collect()
    }

    fn step(&self, run: RunId, open: &OpenStep) -> Option<CaseStep> {
        let Found { row, workflow, .. } = self.found;
        let declared = workflow.steps.get(&open.step)?;
        // Whoever manages sees the applicant's as well: they may give it more time.
        let is_applicants = *declared.performer_of(open) == Performer::Applicant;
        if is_applicants && !workflow.is_managed_by(&self.actor) {
            return None;
        }
        let assignee = open.assignee.as_ref();
        let mine = open.is_with(&self.actor);
        let own = assignee.is_some_and(|holder| holder.id == *self.account);
        // A free step is claimed before it is decided, so that two do not begin the same work.
        let actions = workflow.actions(&row.case, run, &self.actor);
        let actions = actions.into_iter().filter(|_| mine);
        let may = workflow.permitted_collaboration(&row.case, run, &self.actor);
        let due = open.due.as_ref().map(|due| due.at);
        let delegated = open.collaboration.delegated_by.iter();
        let manages = workflow.is_managed_by(&self.actor);
        let stays = open.collaboration.delegated_by.is_empty()
            && open.collaboration.pending_decision.is_none();
        let can_excuse = may.contains(&CollaborationKind::Excuse);
        let signers = open.collaboration.signers.iter();
        Some(CaseStep {
            run,
            title: declared.title.get(self.locale).to_owned(),
            item: open
                .subject()
                .and_then(|own| labels::item(own, workflow, self.locale)),
            is_applicants,
            waits: matches!(declared.kind, StepKind::Wait(_)),
            assignee: assignee.map(|own| own.name.clone()),
            holder: assignee.map(|own| own.id.to_string()).unwrap_or_default(),
            mine,
            stands_in: mine && !own,
            can_claim: workflow.can_claim(&row.case, run, &self.actor),
            actions: actions.map(|own| action(run, own, self.locale)).collect(),
            due,
            overdue: due.is_some_and(|due| due < self.now),
            unattended: workflow
                .unattended(&row.case, run, self.present)
                .map(Unattended::name),
            can_extend: may.contains(&CollaborationKind::Extend),
            can_drop: manages && open.group.is_some(),
            escalated: open.collaboration.escalated,
            reminded: open.collaboration.reminded_at,
            delegated_by: delegated.map(|own| own.name.clone()).collect(),
            notes: self.notes(run),
            pending: self.pending(open),
            signers: signers
                .map(|signer| self.signer(run, open, signer, can_excuse))
                .collect(),
            can_release: mine && stays,
            can_take_away: assignee.is_some() && !mine && manages,
            collaboration_forms: self.collaboration_forms(run, open, mine, &may),
        })
    }

    /// Returns what was said to whoever has the step: with what it was given to them, and what came back.
    fn notes(&self, run: RunId) -> Vec<NoteView> {
        let mut notes = Vec::new();
        for event in self.events {
            let (kind, reason) = match &event.kind {
                EventKind::Released { run: own } if *own == run => {
                    notes.clear();
                    continue;
                }
                EventKind::Collaborated {
                    run: own,
                    collaboration,
                } if *own == run => match collaboration {
                    CollaborationEvent::Assigned { reason, .. } => {
                        notes.clear();
                        ("assigned", reason)
                    }
                    CollaborationEvent::Delegated { reason, .. } => ("question", reason),
                    CollaborationEvent::GivenBack { reason, .. } => ("opinion", reason),
                    _ => continue,
                },
                _ => continue,
            };
            if let Some(text) = reason {
                notes.push(NoteView {
                    kind,
                    who: name_of(&event.actor),
                    at: event.at,
                    text: text.clone(),
                });
            }
        }
        notes.split_off(notes.len().saturating_sub(NOTES_MAX))
    }

    fn pending(&self, open: &OpenStep) -> Option<PendingDecisionView> {
        let Found { form, workflow, .. } = self.found;
        let held = open.collaboration.pending_decision.as_deref()?;
        let action = workflow.action(&open.step, &held.action);
        Some(PendingDecisionView {
            action: action.map_or_else(
                || held.action.to_string(),
                |action| action.title.get(self.locale).to_owned(),
            ),
            who: name_of(&held.by),
            reason: held.reason.clone(),
            remarks: case_status::remarks(form, &held.flags, self.locale),
        })
    }

    fn signer(&self, run: RunId, open: &OpenStep, signer: &Signer, can_excuse: bool) -> SignerView {
        let mut asked_by = String::new();
        let mut question = None;
        let mut opinion = None;
        for event in self.events {
            let EventKind::Collaborated {
                run: own,
                collaboration,
            } = &event.kind
            else {
                continue;
            };
            match collaboration {
                CollaborationEvent::SignerAdded { to, reason, .. }
                    if *own == run && to.id == signer.person.id =>
                {
                    asked_by = name_of(&event.actor);
                    question.clone_from(reason);
                    opinion = None;
                }
                CollaborationEvent::Signed {
                    signer: signed,
                    agrees,
                    reason,
                    ..
                } if *own == run && signed.id == signer.person.id => {
                    let stands_in = !is(&event.actor, &signed.id);
                    opinion = Some(OpinionView {
                        agrees: *agrees,
                        text: reason.clone(),
                        at: event.at,
                        by: stands_in.then(|| name_of(&event.actor)),
                    });
                }
                _ => {}
            }
        }
        let awaited = !signer.after || open.collaboration.pending_decision.is_some();
        SignerView {
            id: signer.person.id.to_string(),
            who: signer.person.name.clone(),
            state: match signer.agrees {
                Some(true) => "agrees",
                Some(false) => "objects",
                None if awaited => "awaited",
                None => "later",
            },
            after: signer.after,
            asked_by,
            question,
            opinion,
            can_excuse: can_excuse && signer.agrees.is_none(),
        }
    }

    /// Returns what the viewer may settle, in the order of the page.
    fn collaboration_forms(
        &self,
        run: RunId,
        open: &OpenStep,
        mine: bool,
        may: &[CollaborationKind],
    ) -> Vec<CollaborationForm> {
        let Found { row, workflow, .. } = self.found;
        let choice = Choice {
            colleagues: self.colleagues,
            workflow,
            case: &row.case,
            run,
            open,
            own: self.account,
        };
        let give_back = if mine { "give-back" } else { "take-back" };
        // What the engine calls it, the form, whether somebody is chosen, whether something is said.
        let all = [
            (CollaborationKind::Sign, "sign", false, true),
            (CollaborationKind::GiveBack, give_back, false, mine),
            (CollaborationKind::Delegate, "delegate", true, true),
            (CollaborationKind::Assign, "assign", true, true),
            (CollaborationKind::AddSigner, "add-signer", true, true),
            (CollaborationKind::CopyTo, "copy", true, true),
            (CollaborationKind::Remind, "remind", false, false),
        ];
        let is_permitted = |form: &&(CollaborationKind, &str, bool, bool)| may.contains(&form.0);
        let view = |(_, name, chooses, says): &(CollaborationKind, &'static str, bool, bool)| {
            CollaborationForm {
                name,
                colleagues: choice.candidates_for(name),
                chooses_colleague: *chooses,
                takes_reason: *says,
            }
        };
        all.iter().filter(is_permitted).map(view).collect()
    }
}

fn is(actor: &Actor, account: &AccountId) -> bool {
    matches!(actor, Actor::Staff { id, .. } if id == account)
}

fn name_of(actor: &Actor) -> String {
    match actor {
        Actor::Staff { name, .. } => name.clone(),
        Actor::Applicant | Actor::System => String::new(),
    }
}
