//! What colleagues settle among themselves, and the times that concern them.

use jiff::SignedDuration;

use super::decision::Decision;
use crate::workflow::actor::{Actor, Assignee};
use crate::workflow::case::OpenStep;
use crate::workflow::collaboration::{CollaborationCommand, CollaborationEvent, PendingDecision};
use crate::workflow::command::Command;
use crate::workflow::definition::{Action, Step};
use crate::workflow::effect::{Effect, NotifyApplicant, NotifyStaff};
use crate::workflow::event::EventKind;
use crate::workflow::notification::{Recipient, StaffNotificationKind};
use crate::workflow::performer::Performer;
use crate::workflow::permission;
use crate::workflow::permission::non_blank;
use crate::workflow::refusal::{Refusal, RefusalCode};
use crate::workflow::run::RunId;

/// Says how long nobody is reminded of a step again.
const REMIND_AGAIN: SignedDuration = SignedDuration::from_hours(12);

/// The notice that reminds an applicant of a step of theirs.
const REMINDER: &str = "reminder";

impl Decision<'_> {
    pub(super) fn collaborate(
        &mut self,
        run: RunId,
        step: &Step,
        open: &OpenStep,
        command: &CollaborationCommand,
    ) -> Result<(), Refusal> {
        permission::check_collaboration(
            self.workflow,
            &self.case,
            (run, step, open),
            command,
            &self.actor,
        )?;
        let to = command.to().and_then(Actor::as_assignee);
        let reason = non_blank(command.reason()).map(str::to_owned);
        match (command, to) {
            (CollaborationCommand::Assign { .. }, Some(to)) => {
                self.notify_person(StaffNotificationKind::Assigned, &to, run);
                self.record_collaboration(run, CollaborationEvent::Assigned { to, reason });
            }
            (CollaborationCommand::Delegate { .. }, Some(to)) => {
                self.notify_person(StaffNotificationKind::Delegated, &to, run);
                self.record_collaboration(run, CollaborationEvent::Delegated { to, reason });
            }
            (CollaborationCommand::AddSigner { after, .. }, Some(to)) => {
                let after = *after;
                if !after {
                    self.notify_person(StaffNotificationKind::SignatureAsked, &to, run);
                }
                self.record_collaboration(
                    run,
                    CollaborationEvent::SignerAdded { to, after, reason },
                );
            }
            (CollaborationCommand::CopyTo { .. }, Some(to)) => {
                self.notify_person(StaffNotificationKind::Copied, &to, run);
                self.record_collaboration(run, CollaborationEvent::CopiedTo { to, reason });
            }
            (CollaborationCommand::GiveBack { .. }, _) => self.return_delegated(run, open, reason),
            (CollaborationCommand::Sign { agrees, .. }, _) => {
                self.sign(run, step, open, *agrees, reason)?
            }
            (CollaborationCommand::Excuse { signer }, _) => {
                let mut all = open.collaboration.signers.iter();
                let excused = all.find(|asked| asked.person.id == *signer);
                if let Some(signer) = excused.map(|asked| asked.person.clone()) {
                    self.record_collaboration(run, CollaborationEvent::Excused { signer });
                }
                self.carry_out_pending_decision(run, step)?;
            }
            (CollaborationCommand::Remind, _) => self.request_reminder(run, step, open)?,
            _ => {}
        }
        self.run_to_quiescence()
    }

    fn record_collaboration(&mut self, run: RunId, collaboration: CollaborationEvent) {
        self.add(EventKind::Collaborated { run, collaboration });
    }

    /// Tells members of staff something, but nobody what they did themselves.
    fn notify_staff(&mut self, notification: StaffNotificationKind, to: Recipient, run: RunId) {
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

    fn notify_person(&mut self, notification: StaffNotificationKind, to: &Assignee, run: RunId) {
        self.notify_staff(notification, Recipient::Person(to.clone()), run);
    }

    fn return_delegated(&mut self, run: RunId, open: &OpenStep, reason: Option<String>) {
        let Some(to) = open.collaboration.delegated_by.last().cloned() else {
            return;
        };
        self.notify_staff(
            StaffNotificationKind::GivenBack,
            Recipient::Person(to.clone()),
            run,
        );
        self.record_collaboration(run, CollaborationEvent::GivenBack { to, reason });
    }

    fn sign(
        &mut self,
        run: RunId,
        step: &Step,
        open: &OpenStep,
        agrees: bool,
        reason: Option<String>,
    ) -> Result<(), Refusal> {
        let actor = self.actor.clone();
        let mut awaited = open.collaboration.awaited_signers();
        let Some(signer) = awaited.find(|signer| actor.is_for(&signer.person.id)) else {
            return Ok(());
        };
        let signer = signer.person.clone();
        self.record_collaboration(
            run,
            CollaborationEvent::Signed {
                signer,
                agrees,
                reason,
            },
        );
        let waits = self.case.open.get(&run);
        let waits = waits.is_some_and(|open| open.collaboration.awaited_signers().next().is_some());
        if let Some(asked) = open.assignee.clone().filter(|_| !agrees || !waits) {
            self.notify_staff(StaffNotificationKind::Signed, Recipient::Person(asked), run);
        }
        self.carry_out_pending_decision(run, step)
    }

    /// Carries out the decision that waited for signatures, once all have come.
    fn carry_out_pending_decision(&mut self, run: RunId, step: &Step) -> Result<(), Refusal> {
        let Some(open) = self.case.open.get(&run).cloned() else {
            return Ok(());
        };
        let Some(held) = open.collaboration.pending_decision.as_deref() else {
            return Ok(());
        };
        if open.collaboration.defers_decision() {
            return Ok(());
        }
        let Some(action) = self.workflow.action(&open.step, &held.action) else {
            return Ok(());
        };
        let acted = EventKind::Acted {
            run,
            step: open.step.clone(),
            action: held.action.clone(),
            flags: held.flags.clone(),
            reason: held.reason.clone(),
        };
        // Whoever decided did it, whoever signs last: what follows is theirs as well.
        // The history names whoever decided, and separation of duties counts them.
        let signs = std::mem::replace(&mut self.actor, held.by.clone());
        self.add(acted);
        let carried_out = self.carry_out(run, step, &open, action);
        self.actor = signs;
        carried_out
    }

    /// Defers a decision that waits for signatures: it is noted, and the signatures are asked for. Tells whether it did.
    pub(super) fn defer_decision(
        &mut self,
        run: RunId,
        open: &OpenStep,
        action: &Action,
        command: &Command,
    ) -> bool {
        let Command::Act { flags, reason, .. } = command else {
            return false;
        };
        if action.stays
            || action.by == Performer::Applicant
            || !open.collaboration.defers_decision()
        {
            return false;
        }
        let held = PendingDecision {
            action: action.name.clone(),
            by: self.actor.clone(),
            flags: flags.clone(),
            reason: non_blank(reason.as_deref()).map(str::to_owned),
        };
        self.record_collaboration(run, CollaborationEvent::DecisionPending(held));
        let asked = open.collaboration.signers.iter();
        let asked = asked.filter(|signer| signer.after && signer.agrees.is_none());
        let asked: Vec<Assignee> = asked.map(|signer| signer.person.clone()).collect();
        for signer in asked {
            self.notify_staff(
                StaffNotificationKind::SignatureAsked,
                Recipient::Person(signer),
                run,
            );
        }
        true
    }

    /// Reminds whoever is to do the step because somebody asks for it.
    fn request_reminder(
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
        self.record_collaboration(run, CollaborationEvent::Reminded);
        if step.performer == Performer::Applicant {
            let notice = REMINDER.to_owned();
            self.add(EventKind::Effect(Effect::NotifyApplicant(
                NotifyApplicant {
                    notification: notice,
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
