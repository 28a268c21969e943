//! Telling members of staff, and the applicant, what concerns them; and what falls because it was about something else.

use jiff::SignedDuration;

use super::decision::Decision;
use crate::ids::AccountId;
use crate::workflow::actor::{Actor, Assignee};
use crate::workflow::case::OpenStep;
use crate::workflow::collaboration::CollaborationEvent;
use crate::workflow::definition::{Action, FinishKind, Step};
use crate::workflow::effect::{Effect, NotifyApplicant, NotifyStaff};
use crate::workflow::event::EventKind;
use crate::workflow::notification::{Recipient, StaffNotificationKind};
use crate::workflow::performer::Performer;
use crate::workflow::permission;
use crate::workflow::refusal::{Refusal, RefusalCode};
use crate::workflow::roles::administrator;
use crate::workflow::run::RunId;
use crate::workflow::unattended::Unattended;

/// Says how long nobody is reminded of a step again.
const REMIND_AGAIN: SignedDuration = SignedDuration::from_hours(12);

/// The notice that reminds an applicant of a step of theirs.
const REMINDER: &str = "reminder";

impl Decision<'_> {
    /// Tells members of staff something, but nobody what they did themselves.
    pub(super) fn notify_staff(
        &mut self,
        notification: StaffNotificationKind,
        to: Recipient,
        run: RunId,
    ) {
        let is_oneself = matches!((&to, &self.actor), (Recipient::Person(to), Actor::Staff { id, .. }) if to.id == *id);
        // Nobody needs a mail about what they have just done.
        if !is_oneself {
            self.add(EventKind::Effect(Effect::NotifyStaff(NotifyStaff {
                notification,
                to,
                run,
            })));
        }
    }

    pub(super) fn notify_person(
        &mut self,
        notification: StaffNotificationKind,
        to: &Assignee,
        run: RunId,
    ) {
        self.notify_staff(notification, Recipient::Person(to.clone()), run);
    }

    /// Tells each who had an open step, or was to sign in it, and does no longer.
    pub(super) fn notify_of_losses(&mut self, run: RunId, before: &OpenStep) {
        let Some(now) = self.case.open.get(&run).cloned() else {
            return;
        };
        for holder in before.holders() {
            if now.holders().all(|other| other.id != holder.id) {
                self.notify_person(StaffNotificationKind::TakenAway, holder, run);
            }
        }
        for signer in before.collaboration.awaited_signers() {
            let mut awaited = now.collaboration.awaited_signers();
            if awaited.all(|other| other.person.id != signer.person.id) {
                self.notify_person(StaffNotificationKind::Excused, &signer.person, run);
            }
        }
    }

    /// Tells whoever manages, and administrators, that nobody can act on a step.
    pub(super) fn notice(&mut self, run: RunId, why: Unattended) {
        self.record_collaboration(run, CollaborationEvent::Noticed { why });
        let administrators = Performer::Role(administrator());
        let manager = self.workflow.manager.clone();
        let manager = manager.filter(|manager| *manager != administrators);
        for who in manager.into_iter().chain([administrators]) {
            self.notify_staff(StaffNotificationKind::Unattended, Recipient::All(who), run);
        }
    }

    /// Gives a step to whoever claims it.
    pub(super) fn claim(&mut self, run: RunId, open: &OpenStep) {
        self.add(EventKind::Claimed { run });
        self.notify_of_losses(run, open);
        let Some(oneself) = self.actor.as_assignee() else {
            return;
        };
        // Whoever takes the step decides on it: a signature of theirs is that of another no longer.
        let signed = open.collaboration.signers.iter();
        let signed = signed.filter(|signer| signer.was_given_by(&oneself.id));
        let signers: Vec<Assignee> = signed.map(|signer| signer.person.clone()).collect();
        if !signers.is_empty() {
            let fell = CollaborationEvent::Fell {
                signers,
                decision: false,
            };
            self.record_collaboration(run, fell);
        }
    }

    /// Tells each who had a step that is closed without them, or was to sign in it.
    pub(super) fn notify_of_end(
        &mut self,
        notification: StaffNotificationKind,
        (run, before): (RunId, &OpenStep),
    ) {
        let signers = before.collaboration.awaited_signers();
        let signers = signers.map(|signer| &signer.person);
        for person in before.holders().chain(signers) {
            self.notify_person(notification, person, run);
        }
    }

    /// Returns what those are told whose steps end with the whole: that it was withdrawn, or decided elsewhere.
    pub(super) fn end_of(kind: Option<FinishKind>) -> StaffNotificationKind {
        if kind == Some(FinishKind::Withdrawn) {
            StaffNotificationKind::Withdrawn
        } else {
            StaffNotificationKind::Closed
        }
    }

    /// Returns the ids of all members of staff who have a hand in a decision: whoever acts, for whom, who delegated it and
    /// who signed it.
    pub(super) fn took_part(&self, run: RunId) -> Vec<AccountId> {
        let (Some(id), Some(open)) = (self.actor.id(), self.case.open.get(&run)) else {
            return Vec::new();
        };
        let signers = open.collaboration.signers.iter();
        let signers = signers.filter(|signer| signer.agrees == Some(true));
        let signers = signers.map(|signer| signer.by.as_ref().unwrap_or(&signer.person.id));
        let all = [id].into_iter().chain(open.deciders()).chain(signers);
        let mut all: Vec<AccountId> = all.cloned().collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Returns who has a hand in an action: of one that works whoever has the step, only whoever takes it; of one of the case,
    /// nobody, since it is not done in a step.
    pub(super) fn took_part_in(&self, run: RunId, step: &Step, action: &Action) -> Vec<AccountId> {
        if !permission::works_whoever_has_it(self.workflow, step, action) {
            return self.took_part(run);
        }
        let actor = self.actor.id().filter(|_| step.declares(action));
        actor.into_iter().cloned().collect()
    }

    /// Takes back what was signed, and what was decided and waits for signatures: the answers are others now.
    pub(super) fn signatures_fall(&mut self) {
        let open: Vec<(RunId, OpenStep)> = self
            .case
            .open
            .iter()
            .map(|(run, open)| (*run, open.clone()))
            .collect();
        for (run, open) in open {
            let state = &open.collaboration;
            let signers = state.signers.iter();
            let signed = signers.filter(|signer| signer.agrees.is_some());
            let signers: Vec<Assignee> = signed.map(|signer| signer.person.clone()).collect();
            let decision = state.pending_decision.is_some();
            if signers.is_empty() && !decision {
                continue;
            }
            self.record_collaboration(run, CollaborationEvent::Fell { signers, decision });
            self.notify_of_losses(run, &open);
            let holder = open.assignee.iter();
            for holder in holder {
                self.notify_person(StaffNotificationKind::AnswersChanged, holder, run);
            }
            let asked_anew = state
                .signers
                .iter()
                .filter(|signer| signer.agrees.is_some() && !signer.after);
            for signer in asked_anew {
                self.notify_person(StaffNotificationKind::SignatureAsked, &signer.person, run);
            }
        }
    }

    /// Reminds whoever is to do the step because somebody asks for it.
    pub(super) fn request_reminder(
        &mut self,
        run: RunId,
        step: &Step,
        open: &OpenStep,
    ) -> Result<(), Refusal> {
        let again = open.collaboration.reminded_at;
        let again = again.and_then(|at| at.checked_add(REMIND_AGAIN).ok());
        if let Some(again) = again.filter(|again| self.now < *again) {
            return Err(Refusal::new(RefusalCode::RemindedAlready).with("at", again.to_string()));
        }
        self.remind(run, step, open);
        Ok(())
    }

    /// Tells whoever a step waits for.
    pub(super) fn remind(&mut self, run: RunId, step: &Step, open: &OpenStep) {
        let next = self.remind_at(step, open.due.as_ref());
        let next = next.filter(|_| {
            open.collaboration
                .remind_at
                .is_some_and(|at| at <= self.now)
        });
        self.record_collaboration(run, CollaborationEvent::Reminded { next });
        if step.performer == Performer::Applicant {
            self.add(EventKind::Effect(Effect::NotifyApplicant(
                NotifyApplicant {
                    notification: REMINDER.to_owned(),
                    run: Some(run),
                },
            )));
            return;
        }
        let signers = open.collaboration.awaited_signers();
        let mut to: Vec<Recipient> = signers
            .map(|signer| Recipient::Person(signer.person.clone()))
            .collect();
        if to.is_empty() {
            to.push(match &open.assignee {
                Some(assignee) => Recipient::Person(assignee.clone()),
                None => Recipient::All(step.performer_of(open).clone()),
            });
        }
        for to in to {
            self.notify_staff(StaffNotificationKind::Reminder, to, run);
        }
    }

    /// Offers an overdue step to whom it is escalated to.
    pub(super) fn escalate(&mut self, run: RunId, step: &Step) {
        if let Some(who) = &step.escalate {
            self.record_collaboration(run, CollaborationEvent::Escalated);
            self.notify_staff(
                StaffNotificationKind::Escalated,
                Recipient::All(who.clone()),
                run,
            );
        }
    }

    /// Tells whoever manages that the whole is overdue.
    pub(super) fn notify_manager_of_overdue_case(&mut self, run: RunId) {
        if let Some(manager) = &self.workflow.manager {
            let to = Recipient::All(manager.clone());
            self.notify_staff(StaffNotificationKind::CaseOverdue, to, run);
        }
    }
}
