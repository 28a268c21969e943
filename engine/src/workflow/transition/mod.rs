//! The transition: definitions, case, command and time in; events or a refusal out. Nothing is changed here
//! but a copy of the case, on which each event is tried as it is made.

mod act;
mod clock;
mod collaboration;
mod decision;
mod groups;
mod joins;
mod messages;
mod migrate;
mod notify;
mod reach;

use jiff::Timestamp;

use super::actor::Actor;
use super::branch::Branch;
use super::calendar::Calendar;
use super::case::{Case, OpenStep};
use super::command::Command;
use super::definition::{Action, Step, StepKind, Trigger, Workflow};
use super::event::{Event, EventKind, Start};
use super::permission;
use super::refusal::{Refusal, RefusalCode};
use super::run::RunId;
use crate::message::Text;
use decision::{Decision, Goal};

impl Workflow {
    /// Begins a case. The answers are already validated.
    ///
    /// # Errors
    /// Only `workflow-fault`: a function of the script failed.
    pub fn start(
        &self,
        start: Start,
        calendar: &Calendar,
        now: Timestamp,
    ) -> Result<(Case, Vec<Event>), Refusal> {
        self.start_by(Actor::Applicant, start, calendar, now)
    }

    /// Begins as [`Workflow::start`] does, for a case that somebody else opens: the service itself, when a time has come.
    ///
    /// # Errors
    /// As there.
    pub fn start_by(
        &self,
        actor: Actor,
        start: Start,
        calendar: &Calendar,
        now: Timestamp,
    ) -> Result<(Case, Vec<Event>), Refusal> {
        let submitted = Event {
            seq: 1,
            at: now,
            actor: actor.clone(),
            kind: EventKind::Submitted(start),
        };
        // The first case is made by replay as well, so that no second way of making one can differ from it.
        let first = [submitted];
        let case = Case::replay(&first).ok_or_else(|| Refusal::new(RefusalCode::WorkflowFault))?;
        let [submitted] = first;
        let mut decision = Decision::new(self, calendar, case, actor, now);
        decision.events.push(submitted);
        let goals = Goal::all(&self.start.to, &Branch::default());
        if let Some(period) = self.due {
            let due = calendar.due(now, period);
            decision.add(EventKind::CaseDue { due });
        }
        decision.effects_of(self.start.enter.as_ref(), None)?;
        decision.reach(goals)?;
        decision.run_to_quiescence()?;
        let Decision { case, events, .. } = decision;
        Ok((case, events))
    }

    /// Decides what a command does. Nothing has happened until its events are applied.
    ///
    /// # Errors
    /// A refusal that says why the command cannot be carried out.
    pub fn decide(
        &self,
        calendar: &Calendar,
        case: &Case,
        command: &Command,
        now: Timestamp,
    ) -> Result<Vec<Event>, Refusal> {
        let decision =
            |actor: &Actor| Decision::new(self, calendar, case.clone(), actor.clone(), now);
        let decision = match command {
            Command::Reveal { pointer, actor } => {
                permission::may_read(self, case, actor)?;
                let pointer = pointer.clone();
                let mut decision = decision(actor);
                decision.add(EventKind::Revealed { pointer });
                decision
            }
            Command::Claim { run, actor } => {
                let (step, open) = self.at(case, *run)?;
                permission::may_claim(self, case, step, open, actor)?;
                let mut decision = decision(actor);
                decision.claim(*run, open);
                decision
            }
            Command::Release { run, actor } => {
                let (step, open) = self.at(case, *run)?;
                permission::may_release(self, step, open, actor)?;
                let mut decision = decision(actor);
                decision.add(EventKind::Released { run: *run });
                decision.notify_of_losses(*run, open);
                decision
            }
            Command::Act { run, actor, .. } => {
                let (step, open) = self.at(case, *run)?;
                let mut decision = decision(actor);
                decision.act(*run, step, open, command)?;
                decision
            }
            Command::Overdue { run } => {
                let (step, open) = self.at(case, *run)?;
                let mut decision = decision(&Actor::System);
                decision.overdue(*run, step, open)?;
                decision
            }
            Command::Collaborate {
                run,
                actor,
                collaboration,
            } => {
                let (step, open) = self.at(case, *run)?;
                let mut decision = decision(actor);
                decision.collaborate(*run, step, open, collaboration)?;
                decision
            }
            Command::Comment { actor, text } => {
                permission::may_comment(self, case, actor, text)?;
                let text = text.trim().to_owned();
                let mut decision = decision(actor);
                decision.add(EventKind::Commented { text });
                decision
            }
            Command::Message { name, value, actor } => {
                permission::may_pass_on(self, actor)?;
                let mut decision = decision(actor);
                decision.message(name, value)?;
                decision
            }
        };
        Ok(decision.events)
    }

    /// Finds the open run, and its step.
    fn at<'a, 'c>(
        &'a self,
        case: &'c Case,
        run: RunId,
    ) -> Result<(&'a Step, &'c OpenStep), Refusal> {
        let open = permission::open_step(case, run)?;
        let step = self.steps.get(&open.step);
        Ok((
            step.ok_or_else(|| Refusal::new(RefusalCode::WorkflowFault))?,
            open,
        ))
    }

    /// Tells whether a member of staff may read a case, and ask to see the answers that are masked.
    #[must_use]
    pub fn may_read(&self, case: &Case, actor: &Actor) -> bool {
        permission::may_read(self, case, actor).is_ok()
    }

    /// Tells whether a member of staff may open the page of a case, personal answers masked: those who may read it,
    /// those to whom some step could be escalated, and who manages.
    #[must_use]
    pub fn may_open(&self, case: &Case, actor: &Actor) -> bool {
        self.may_read(case, actor) || self.staff_performers().any(|who| actor.is(who))
    }

    /// Tells whether this actor may claim this run now.
    #[must_use]
    pub fn can_claim(&self, case: &Case, run: RunId, actor: &Actor) -> bool {
        let at = self.at(case, run);
        at.is_ok_and(|(step, open)| permission::may_claim(self, case, step, open, actor).is_ok())
    }

    /// Returns the messages that may come now: those that an open step waits for, and those that are kept; each with
    /// the title of the step that waits for it.
    #[must_use]
    pub fn awaited_messages(&self, case: &Case) -> Vec<(&str, &Text)> {
        let mut found: Vec<(&str, &Text)> = Vec::new();
        for step in self.steps.values().filter(|_| case.finished.is_none()) {
            let StepKind::Wait(Trigger::Message { name, buffered }) = &step.kind else {
                continue;
            };
            let is_open = case.open.values().any(|open| open.step == step.name);
            if (*buffered || is_open) && found.iter().all(|(known, _)| known != name) {
                found.push((name, &step.title));
            }
        }
        found
    }

    /// Returns the actions that this actor may take now in this run: the step's own, then the case's.
    #[must_use]
    pub fn actions<'a>(&'a self, case: &Case, run: RunId, actor: &Actor) -> Vec<&'a Action> {
        let Ok((step, open)) = self.at(case, run) else {
            return Vec::new();
        };
        let all = step.actions.iter().chain(&self.case_actions);
        all.filter(|action| permission::may_act(self, case, step, open, action, actor).is_ok())
            .collect()
    }
}
