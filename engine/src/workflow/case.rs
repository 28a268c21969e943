//! How a case changes: by applying events, in no other way.

use jiff::Timestamp;

use super::model::{
    Actor, Assignee, Case, ClosedStep, Event, EventKind, Flag, OpenStep, RunId, Start,
};

impl Case {
    /// The case that a submission begins.
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
            before: start.before.as_deref().cloned(),
            answers_before: None,
            flags: Vec::new(),
            reason: None,
            open: Default::default(),
            next_run: 1,
            waiting: Default::default(),
            closed: Default::default(),
            done_by: Default::default(),
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
            EventKind::Submitted(_) | EventKind::Revealed { .. } | EventKind::Effect(_) => {}
            EventKind::StepOpened {
                run,
                step,
                due,
                assignee,
                clock_stopped,
            } => {
                self.next_run = self.next_run.max(run.saturating_add(1));
                self.waiting.remove(step);
                let open = OpenStep {
                    step: step.clone(),
                    opened_at: event.at,
                    due: due.clone(),
                    assignee: assignee.clone(),
                    overdue: false,
                    clock_stopped: *clock_stopped,
                };
                self.open.insert(*run, open);
            }
            EventKind::Waiting { step } => {
                self.waiting.insert(step.clone());
            }
            EventKind::DueMoved { run, due } => {
                self.change_open(*run, |open| open.due = Some(due.clone()));
            }
            EventKind::StepClosed { run, .. } => self.close(*run, event),
            EventKind::Claimed { run } => {
                let assignee = event.actor.as_assignee();
                self.change_open(*run, |open| open.assignee = assignee);
            }
            EventKind::Released { run } => self.change_open(*run, |open| open.assignee = None),
            EventKind::Acted {
                run,
                step,
                action,
                flags,
                reason,
            } => {
                self.acted(event, *run, step, action, flags, reason.as_ref());
            }
            EventKind::Corrected { answers } => {
                let before = std::mem::replace(&mut self.answers, answers.clone());
                self.answers_before = Some(before);
                self.flags.clear();
            }
            EventKind::WentOverdue { run } => self.change_open(*run, |open| open.overdue = true),
            EventKind::Finished { finish } => {
                self.finished = Some((finish.clone(), event.at));
                self.waiting.clear();
                self.flags.clear();
            }
        }
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
        step: &str,
        action: &str,
        flags: &[Flag],
        reason: Option<&String>,
    ) {
        if let Some(assignee) = event.actor.as_assignee() {
            self.done_by.insert(step.to_owned(), assignee);
            self.reason = reason.cloned();
        }
        if !flags.is_empty() {
            self.flags = flags.to_vec();
        }
        self.closed
            .insert(run, self.ended(event, step, Some(action)));
    }

    /// Takes a step from the open ones. An action taken in this step was noted by its own event already.
    fn close(&mut self, run: RunId, event: &Event) {
        let Some(open) = self.open.remove(&run) else {
            return;
        };
        let same_decision = |closed: &ClosedStep| closed.at == event.at && closed.by == event.actor;
        let action = self
            .closed
            .values()
            .rev()
            .find(|closed| same_decision(closed));
        let action = action.and_then(|closed| closed.action.clone());
        if !self.closed.contains_key(&run) {
            let ended = self.ended(event, &open.step, action.as_deref());
            self.closed.insert(run, ended);
        }
    }

    fn ended(&self, event: &Event, step: &str, action: Option<&str>) -> ClosedStep {
        ClosedStep {
            step: step.to_owned(),
            action: action.map(str::to_owned),
            by: event.actor.clone(),
            at: event.at,
        }
    }

    /// When the server is to send [`super::Command::Overdue`]: each open step with a due date that has not been acted on.
    /// While a step that stops the clock is open, only such steps have timers.
    pub fn timers(&self) -> impl Iterator<Item = (RunId, Timestamp)> + '_ {
        let stopped = self.clock_stopped();
        self.open
            .iter()
            .filter(move |(_, open)| !open.overdue && (!stopped || open.clock_stopped))
            .filter_map(|(run, open)| {
                // A due date is the last instant allowed; the time is over after it.
                let after = open
                    .due
                    .as_ref()?
                    .at
                    .checked_add(jiff::SignedDuration::from_secs(1))
                    .ok()?;
                Some((*run, after))
            })
    }

    /// Whether an open step makes the due dates of the others stand still.
    #[must_use]
    pub fn clock_stopped(&self) -> bool {
        self.open.values().any(|open| open.clock_stopped)
    }
}

impl Actor {
    /// The person, where it is a member of staff.
    #[must_use]
    pub fn as_assignee(&self) -> Option<Assignee> {
        match self {
            Self::Staff { id, name, .. } => Some(Assignee {
                id: id.clone(),
                name: name.clone(),
            }),
            Self::Applicant | Self::System => None,
        }
    }
}
