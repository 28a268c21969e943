//! What colleagues settle among themselves, and the times that concern them.

use super::decision::Decision;
use crate::workflow::actor::{Actor, Assignee};
use crate::workflow::case::OpenStep;
use crate::workflow::collaboration::{CollaborationCommand, CollaborationEvent, PendingDecision};
use crate::workflow::command::Command;
use crate::workflow::definition::{Action, Step};
use crate::workflow::event::EventKind;
use crate::workflow::notification::{Recipient, StaffNotificationKind};
use crate::workflow::performer::Performer;
use crate::workflow::permission;
use crate::workflow::permission::non_blank;
use crate::workflow::refusal::Refusal;
use crate::workflow::run::RunId;

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
                self.notify_of_losses(run, open);
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
            (CollaborationCommand::GiveBack { .. }, _) => {
                self.return_delegated(run, open, reason);
                self.notify_of_losses(run, open);
            }
            (CollaborationCommand::Sign { agrees, .. }, _) => {
                self.sign(run, step, open, *agrees, reason)?
            }
            (CollaborationCommand::Excuse { signer }, _) => {
                let mut all = open.collaboration.signers.iter();
                let excused = all.find(|asked| asked.person.id == *signer);
                let Some(signer) = excused.map(|asked| asked.person.clone()) else {
                    self.drop_run(run, step, open)?;
                    return self.run_to_quiescence();
                };
                self.record_collaboration(run, CollaborationEvent::Excused { signer });
                self.notify_of_losses(run, open);
                self.carry_out_pending_decision(run, step)?;
            }
            (CollaborationCommand::Extend { by, .. }, _) => {
                self.extend(run, step, open, *by, reason)
            }
            (CollaborationCommand::Notice { why }, _) => self.notice(run, *why),
            (CollaborationCommand::Remind, _) => self.request_reminder(run, step, open)?,
            _ => {}
        }
        self.run_to_quiescence()
    }

    pub(super) fn record_collaboration(&mut self, run: RunId, collaboration: CollaborationEvent) {
        self.add(EventKind::Collaborated { run, collaboration });
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
        let Some(signer) = open.collaboration.signature_for(&actor) else {
            return Ok(());
        };
        let signer = signer.person.clone();
        let by = actor.id().filter(|id| **id != signer.id);
        self.record_collaboration(
            run,
            CollaborationEvent::Signed {
                signer,
                agrees,
                reason,
                by: by.cloned(),
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
        // Whoever decided did it, whoever signs last: what follows is theirs as well.
        // The history names whoever decided, and separation of duties counts them.
        let signs = std::mem::replace(&mut self.actor, held.by.clone());
        let acted = EventKind::Acted {
            run,
            step: open.step.clone(),
            action: held.action.clone(),
            flags: held.flags.clone(),
            reason: held.reason.clone(),
            took_part: self.took_part(run),
        };
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
}
