//! What colleagues settle among themselves, and the times that concern them.

use jiff::SignedDuration;

use super::Decision;
use crate::workflow::allowed;
use crate::workflow::definition::{Action, Step, Who};
use crate::workflow::model::{
    Actor, Assignee, Command, Effect, EventKind, OpenStep, Refusal, RunId,
};
use crate::workflow::people::{Among, Deed, Held, News, Recipient};
use crate::workflow::permission::said;

/// How long nobody is reminded of a step again.
const REMIND_AGAIN: SignedDuration = SignedDuration::from_hours(12);

/// The notice that reminds an applicant of a step of theirs.
const REMINDER: &str = "reminder";

impl Decision<'_> {
    pub(super) fn among(
        &mut self,
        run: RunId,
        step: &Step,
        open: &OpenStep,
        deed: &Deed,
    ) -> Result<(), Refusal> {
        allowed::check(
            self.workflow,
            &self.case,
            (run, step, open),
            deed,
            &self.actor,
        )?;
        let to = deed.to().and_then(Actor::as_assignee);
        let reason = said(deed.reason()).map(str::to_owned);
        match (deed, to) {
            (Deed::Assign { .. }, Some(to)) => {
                self.tell(News::Assigned, Recipient::Person(to.clone()), run);
                self.settle_among(run, Among::Assigned { to, reason });
            }
            (Deed::Delegate { .. }, Some(to)) => {
                self.tell(News::Delegated, Recipient::Person(to.clone()), run);
                self.settle_among(run, Among::Delegated { to, reason });
            }
            (Deed::AddSigner { after, .. }, Some(to)) => {
                let after = *after;
                if !after {
                    self.tell(News::SignatureAsked, Recipient::Person(to.clone()), run);
                }
                self.settle_among(run, Among::SignerAdded { to, after, reason });
            }
            (Deed::CopyTo { .. }, Some(to)) => {
                self.tell(News::Copied, Recipient::Person(to.clone()), run);
                self.settle_among(run, Among::CopiedTo { to, reason });
            }
            (Deed::GiveBack { .. }, _) => self.give_back(run, open, reason),
            (Deed::Sign { agrees, .. }, _) => self.sign(run, step, open, *agrees, reason)?,
            (Deed::Excuse { signer }, _) => {
                let mut all = open.among.signers.iter();
                let excused = all.find(|own| own.who.id == *signer);
                if let Some(signer) = excused.map(|own| own.who.clone()) {
                    self.settle_among(run, Among::Excused { signer });
                }
                self.carry_out_held(run, step)?;
            }
            (Deed::Remind, _) => self.remind_of(run, step, open)?,
            _ => {}
        }
        self.settle()
    }

    fn settle_among(&mut self, run: RunId, among: Among) {
        self.add(EventKind::Among { run, among });
    }

    /// Tells members of staff something, but nobody what they did themselves.
    fn tell(&mut self, news: News, to: Recipient, run: RunId) {
        let own = matches!((&to, &self.actor), (Recipient::Person(to), Actor::Staff { id, .. }) if to.id == *id);
        if !own {
            self.add(EventKind::Effect(Effect::Tell { news, to, run }));
        }
    }

    fn give_back(&mut self, run: RunId, open: &OpenStep, reason: Option<String>) {
        let Some(to) = open.among.delegated_by.last().cloned() else {
            return;
        };
        self.tell(News::GivenBack, Recipient::Person(to.clone()), run);
        self.settle_among(run, Among::GivenBack { to, reason });
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
        let mut awaited = open.among.awaited();
        let Some(signer) = awaited.find(|own| actor.is_for(&own.who.id)) else {
            return Ok(());
        };
        let signer = signer.who.clone();
        self.settle_among(
            run,
            Among::Signed {
                signer,
                agrees,
                reason,
            },
        );
        let waits = self.case.open.get(&run);
        let waits = waits.is_some_and(|open| open.among.awaited().next().is_some());
        if let Some(asked) = open.assignee.clone().filter(|_| !agrees || !waits) {
            self.tell(News::Signed, Recipient::Person(asked), run);
        }
        self.carry_out_held(run, step)
    }

    /// Carries out the decision that waited for signatures, once all have come.
    fn carry_out_held(&mut self, run: RunId, step: &Step) -> Result<(), Refusal> {
        let Some(open) = self.case.open.get(&run).cloned() else {
            return Ok(());
        };
        let Some(held) = open.among.held.as_deref() else {
            return Ok(());
        };
        if open.among.holds() {
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
        let signs = std::mem::replace(&mut self.actor, held.by.clone());
        self.add(acted);
        let carried_out = self.carry_out(run, step, &open, action);
        self.actor = signs;
        carried_out
    }

    /// Whether a decision waits for signatures; it is noted then, and the signatures are asked for.
    pub(super) fn is_held(
        &mut self,
        run: RunId,
        open: &OpenStep,
        action: &Action,
        command: &Command,
    ) -> bool {
        let Command::Act { flags, reason, .. } = command else {
            return false;
        };
        if action.stays || action.by == Who::Applicant || !open.among.holds() {
            return false;
        }
        let held = Held {
            action: action.name.clone(),
            by: self.actor.clone(),
            flags: flags.clone(),
            reason: said(reason.as_deref()).map(str::to_owned),
        };
        self.settle_among(run, Among::Held(held));
        let asked = open.among.signers.iter();
        let asked = asked.filter(|own| own.after && own.agrees.is_none());
        let asked: Vec<Assignee> = asked.map(|own| own.who.clone()).collect();
        for signer in asked {
            self.tell(News::SignatureAsked, Recipient::Person(signer), run);
        }
        true
    }

    /// Somebody asks that whoever is to do the step be reminded.
    fn remind_of(&mut self, run: RunId, step: &Step, open: &OpenStep) -> Result<(), Refusal> {
        let again = open.among.reminded_at;
        let again = again.and_then(|at| at.checked_add(REMIND_AGAIN).ok());
        if let Some(again) = again.filter(|again| self.now < *again) {
            return Err(Refusal::new("reminded-already").with("at", again.to_string()));
        }
        self.remind(run, step, open);
        Ok(())
    }

    /// Tells whoever a step waits for.
    pub(super) fn remind(&mut self, run: RunId, step: &Step, open: &OpenStep) {
        self.settle_among(run, Among::Reminded);
        if step.who == Who::Applicant {
            let notice = REMINDER.to_owned();
            self.add(EventKind::Effect(Effect::Notice { notice }));
            return;
        }
        let signers = open.among.awaited();
        let mut to: Vec<Recipient> = signers
            .map(|own| Recipient::Person(own.who.clone()))
            .collect();
        if to.is_empty() {
            to.push(match &open.assignee {
                Some(own) => Recipient::Person(own.clone()),
                None => Recipient::All(step.who_of(open).clone()),
            });
        }
        for to in to {
            self.tell(News::Reminder, to, run);
        }
    }

    /// Offers an overdue step to whom it is escalated to.
    pub(super) fn escalate(&mut self, run: RunId, step: &Step) {
        if let Some(who) = &step.escalate {
            self.settle_among(run, Among::Escalated);
            self.tell(News::Escalated, Recipient::All(who.clone()), run);
        }
    }

    /// Tells whoever manages that the whole is overdue.
    pub(super) fn case_overdue(&mut self, run: RunId) {
        if let Some(manager) = &self.workflow.manager {
            let to = Recipient::All(manager.clone());
            self.tell(News::CaseOverdue, to, run);
        }
    }
}
