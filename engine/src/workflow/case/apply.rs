//! How a case changes: by applying events, in no other way.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::state::{CLOSED_MAX, Case, ClosedStep, OpenStep};
use crate::ids::{AccountId, ActionName, StepName};
use crate::workflow::actor::{Actor, Assignee};
use crate::workflow::branch::Round;
use crate::workflow::definition::SUBMISSION;
use crate::workflow::due::Due;
use crate::workflow::event::{Event, EventKind, Start};
use crate::workflow::flag::{Flag, merge_flags};
use crate::workflow::run::RunId;

impl Case {
    /// Creates the case that a submission begins.
    fn begin(start: &Start, at: Timestamp) -> Self {
        Self {
            id: start.id.clone(),
            reference: start.reference.clone(),
            version: 0,
            form: start.form.clone(),
            workflow: start.workflow.clone(),
            locale: start.locale.clone(),
            submitted_at: at,
            answers: start.answers.clone(),
            baseline_answers: start.baseline_answers.as_deref().cloned(),
            answers_before_correction: None,
            flags: Vec::new(),
            reason: None,
            open: Default::default(),
            next_run: 1,
            waiting: Default::default(),
            joins: Default::default(),
            item_joins: Default::default(),
            groups: Default::default(),
            correction_requests: Default::default(),
            closed: Default::default(),
            last_actors: Default::default(),
            actors_by_step: submitter(start),
            rounds: Default::default(),
            migrated_from: None,
            values: Default::default(),
            messages: Default::default(),
            buffered_messages: Default::default(),
            due: None,
            overdue: false,
            readers: Vec::new(),
            finished: None,
        }
    }

    /// Makes the case again from all its events; `None` unless the first is the submission.
    #[must_use]
    pub fn replay(events: &[Event]) -> Option<Self> {
        let first = events.first()?;
        let EventKind::Submitted(start) = &first.kind else {
            return None;
        };
        let mut case = Self::begin(start, first.at);
        for event in events {
            case.apply(event);
        }
        Some(case)
    }

    /// Changes the case as one event says. Never fails: what an event names and the case lacks is passed over.
    pub fn apply(&mut self, event: &Event) {
        self.version = event.seq;
        match &event.kind {
            EventKind::Effect(effect) => {
                if let Some(reader) = effect.reader() {
                    self.add_reader(reader);
                }
                effect.note(&mut self.values);
            }
            EventKind::Submitted(_) | EventKind::Revealed { .. } | EventKind::Commented { .. } => {}
            EventKind::CaseDue { .. } | EventKind::CaseOverdue | EventKind::Migrated { .. } => {
                self.apply_to_whole(&event.kind);
            }
            EventKind::Collaborated { run, collaboration } => {
                self.apply_collaboration(*run, collaboration, event)
            }
            EventKind::StepOpened { .. } => self.apply_step_opened(event),
            EventKind::CorrectionRequested { run, branch } => {
                self.change_open(*run, |open| open.branch.merge(branch));
            }
            EventKind::Waiting { .. }
            | EventKind::Joined { .. }
            | EventKind::JoinFired { .. }
            | EventKind::JoinReset { .. }
            | EventKind::CameLate { .. } => self.apply_join_event(&event.kind),
            EventKind::GroupOpened { .. }
            | EventKind::ItemAdded { .. }
            | EventKind::ItemDropped { .. }
            | EventKind::Counted { .. }
            | EventKind::GroupClosed { .. } => self.apply_group_event(&event.kind),
            EventKind::DueMoved {
                run,
                due,
                remind_at,
            } => {
                self.apply_due(*run, due, *remind_at);
            }
            EventKind::StepClosed { run, .. } => self.close(*run, event),
            EventKind::Claimed { run } => self.apply_claimed(*run, event.actor.as_assignee()),
            EventKind::Released { run } => self.change_open(*run, |open| {
                open.assignee = None;
                open.collaboration.reset_for_new_assignee();
            }),
            EventKind::Acted {
                run,
                step,
                action,
                flags,
                reason,
                took_part,
            } => {
                self.acted(event, *run, step, action, flags, reason.as_ref());
                self.took_part(*run, step, action, took_part);
            }
            EventKind::Corrected { answers, run } => {
                let before = std::mem::replace(&mut self.answers, answers.clone());
                self.answers_before_correction = Some(before);
                self.apply_correction(*run);
            }
            EventKind::Message {
                name,
                value,
                buffered,
            } => self.apply_message(name, value, *buffered),
            EventKind::MessageTaken { name } => self.apply_message_taken(name),
            EventKind::WentOverdue { run } => self.change_open(*run, |open| open.overdue = true),
            EventKind::Finished { finish } => self.apply_finished(finish, event.at),
        }
    }

    fn apply_due(&mut self, run: RunId, due: &Due, remind_at: Option<Timestamp>) {
        self.change_open(run, |open| {
            open.due = Some(due.clone());
            open.collaboration.remind_at = remind_at;
        });
    }

    /// Changes what is known of the whole: its date, and the version that it goes by.
    fn apply_to_whole(&mut self, kind: &EventKind) {
        match kind {
            EventKind::CaseDue { due } => self.due = Some(due.clone()),
            EventKind::CaseOverdue => self.overdue = true,
            EventKind::Migrated { workflow } => {
                let from = std::mem::replace(&mut self.workflow, workflow.clone());
                self.migrated_from = Some(from);
            }
            _ => {}
        }
    }

    /// Gives a step to whoever claims it. What was escalated may be claimed from somebody, and nothing that they arranged
    /// with colleagues holds any more then.
    fn apply_claimed(&mut self, run: RunId, assignee: Option<Assignee>) {
        self.change_open(run, |open| {
            if open.assignee != assignee {
                open.collaboration.reset_for_new_assignee();
            }
            open.assignee = assignee;
        });
    }

    /// Ends the case. Nothing that was still to come is left, so that a finished case says only what became of it.
    fn apply_finished(&mut self, finish: &StepName, at: Timestamp) {
        self.finished = Some((finish.clone(), at));
        self.waiting.clear();
        self.joins.clear();
        self.item_joins.clear();
        self.groups.clear();
        self.correction_requests.clear();
        self.buffered_messages.clear();
        self.flags.clear();
    }

    fn change_open(&mut self, run: RunId, change: impl FnOnce(&mut OpenStep)) {
        if let Some(open) = self.open.get_mut(&run) {
            change(open);
        }
    }

    /// Keeps who did what, so that whoever comes second can be told.
    fn acted(
        &mut self,
        event: &Event,
        run: RunId,
        step: &StepName,
        action: &ActionName,
        flags: &[Flag],
        reason: Option<&String>,
    ) {
        if let Some(assignee) = event.actor.as_assignee() {
            let id = assignee.id.clone();
            let group = self.open.get(&run).and_then(|open| open.group);
            if let Some(group) = group.and_then(|group| self.groups.get_mut(&group)) {
                group.actors.insert(id.clone());
            }
            self.actors_by_step
                .entry(step.clone())
                .or_default()
                .insert(id);
            self.last_actors.insert(step.clone(), assignee);
            self.reason = reason.cloned();
        }
        if !flags.is_empty() {
            self.correction_requests.insert(run, flags.to_vec());
            self.flags = merge_flags(self.correction_requests.values());
        }
        self.remember(run, self.ended(event, step, Some(action)));
    }

    /// Keeps who had a hand in a step. What was opened after somebody had acted in it already is another round.
    fn took_part(
        &mut self,
        run: RunId,
        step: &StepName,
        action: &ActionName,
        persons: &[AccountId],
    ) {
        if persons.is_empty() {
            return;
        }
        let group = self.open.get(&run).and_then(|open| open.group);
        if let Some(group) = group.and_then(|group| self.groups.get_mut(&group)) {
            group.actors.extend(persons.iter().cloned());
        }
        let ever = self.actors_by_step.entry(step.clone()).or_default();
        ever.extend(persons.iter().cloned());
        let before = self.next_run;
        let round = self.rounds.entry(step.clone()).or_default();
        // Runs that are one step together belong to one round, however late each of them opens.
        if group.unwrap_or(run) >= round.before {
            *round = Round {
                before,
                ..Round::default()
            };
        }
        round.persons.extend(persons.iter().cloned());
        round.outcome = Some(action.clone());
        let times = round.tally.entry(action.clone()).or_default();
        *times = times.saturating_add(1);
    }

    fn remember(&mut self, run: RunId, ended: ClosedStep) {
        self.closed.insert(run, ended);
        while self.closed.len() > CLOSED_MAX {
            self.closed.pop_first();
        }
    }

    /// Takes a step from the open ones. An action taken in this step was noted by its own event already.
    fn close(&mut self, run: RunId, event: &Event) {
        let Some(open) = self.open.remove(&run) else {
            return;
        };
        let same_decision = |closed: &&ClosedStep| {
            let by = closed.by == event.actor || closed.by == Actor::System;
            closed.at == event.at && by
        };
        let action = self.closed.values().rev().find(same_decision);
        let action = action.and_then(|closed| closed.action.clone());
        // An action that left the step open was noted as well, and does not say how it ended.
        if self.closed.get(&run).filter(same_decision).is_none() {
            let ended = self.ended(event, &open.step, action.as_ref());
            self.remember(run, ended);
        }
        self.withdraw_correction_requests(&open.branch.from);
    }

    fn ended(&self, event: &Event, step: &StepName, action: Option<&ActionName>) -> ClosedStep {
        ClosedStep {
            step: step.clone(),
            action: action.cloned(),
            by: event.actor.clone(),
            at: event.at,
        }
    }
}

/// Returns who did the submission, where somebody was logged in.
fn submitter(start: &Start) -> BTreeMap<StepName, BTreeSet<AccountId>> {
    let by = start.by.iter();
    by.map(|by| (StepName::new(SUBMISSION), BTreeSet::from([by.id.clone()])))
        .collect()
}
