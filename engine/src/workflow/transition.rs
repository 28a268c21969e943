//! The transition: definitions, case, command and time in; events or a refusal out. Nothing is changed here
//! but a copy of the case, on which each event is tried as it is made.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::Value;

use super::calendar::Calendar;
use super::definition::{Action, Effects, Join, Step, Target, Who, Workflow};
use super::model::{
    Actor, Assignee, Case, Command, Effect, Event, EventKind, OpenStep, Refusal, RunId, Start,
};
use super::{permission, sandbox};

/// Steps and effects that one decision may make at most: a bound for scripts, far above any real workflow.
const EVENTS_MAX: usize = 500;

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
        let submitted = Event {
            seq: 1,
            at: now,
            actor: Actor::Applicant,
            kind: EventKind::Submitted(start),
        };
        let first = [submitted];
        let case = Case::replay(&first).ok_or_else(|| Refusal::new("workflow-fault"))?;
        let [submitted] = first;
        let mut decision = Decision::new(self, calendar, case, Actor::Applicant, now);
        decision.events.push(submitted);
        let targets: Vec<Target> = self
            .start
            .to
            .iter()
            .map(|name| Target {
                name: name.clone(),
                same_person: false,
            })
            .collect();
        decision.effects_of(self.start.enter.as_ref())?;
        decision.reach(&targets)?;
        decision.open_waiting()?;
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
        if let Command::Reveal { pointer, actor } = command {
            permission::may_read(self, actor)?;
            let mut decision = Decision::new(self, calendar, case.clone(), actor.clone(), now);
            decision.add(EventKind::Revealed {
                pointer: pointer.clone(),
            });
            return Ok(decision.events);
        }
        let (run, actor) = match command {
            Command::Claim { run, actor }
            | Command::Release { run, actor }
            | Command::Act { run, actor, .. } => (*run, actor.clone()),
            Command::Overdue { run } => (*run, Actor::System),
            Command::Reveal { .. } => return Err(Refusal::new("workflow-fault")),
        };
        let open = permission::open_step(case, run)?;
        let step = self
            .steps
            .get(&open.step)
            .ok_or_else(|| Refusal::new("workflow-fault"))?;
        let mut decision = Decision::new(self, calendar, case.clone(), actor, now);
        match command {
            Command::Claim { actor, .. } => {
                permission::may_claim(step, open, actor)?;
                decision.add(EventKind::Claimed { run });
            }
            Command::Release { actor, .. } => {
                permission::may_release(step, open, actor)?;
                decision.add(EventKind::Released { run });
            }
            Command::Act { .. } => decision.act(run, open, command)?,
            Command::Overdue { .. } => decision.overdue(run, step, open)?,
            Command::Reveal { .. } => {}
        }
        Ok(decision.events)
    }

    /// Whether somebody may ask to see the answers that are masked.
    #[must_use]
    pub fn may_reveal(&self, actor: &Actor) -> bool {
        permission::may_read(self, actor).is_ok()
    }

    /// The actions that this actor may take now in this run: the step's own, then the case's.
    #[must_use]
    pub fn actions(&self, case: &Case, run: RunId, actor: &Actor) -> Vec<&Action> {
        let Some(open) = case.open.get(&run) else {
            return Vec::new();
        };
        let Some(step) = self.steps.get(&open.step) else {
            return Vec::new();
        };
        let all = step.actions.iter().chain(&self.case_actions);
        all.filter(|action| permission::may_act(&open.step, open, action, actor).is_ok())
            .collect()
    }
}

/// A decision in the making: the events so far, and the case as they make it.
struct Decision<'a> {
    workflow: &'a Workflow,
    calendar: &'a Calendar,
    case: Case,
    actor: Actor,
    now: Timestamp,
    events: Vec<Event>,
}

impl<'a> Decision<'a> {
    fn new(
        workflow: &'a Workflow,
        calendar: &'a Calendar,
        case: Case,
        actor: Actor,
        now: Timestamp,
    ) -> Self {
        Self {
            workflow,
            calendar,
            case,
            actor,
            now,
            events: Vec::new(),
        }
    }

    fn add(&mut self, kind: EventKind) {
        let event = Event {
            seq: self.case.version + 1,
            at: self.now,
            actor: self.actor.clone(),
            kind,
        };
        self.case.apply(&event);
        self.events.push(event);
    }

    fn act(&mut self, run: RunId, open: &OpenStep, command: &Command) -> Result<(), Refusal> {
        let Command::Act {
            action: name,
            actor,
            flags,
            reason,
            answers,
            ..
        } = command
        else {
            return Ok(());
        };
        let action = self.workflow.action(&open.step, name);
        let action =
            action.ok_or_else(|| Refusal::new("unknown-action").with("action", name.as_str()))?;
        permission::may_act(&open.step, open, action, actor)?;
        permission::check_remarks(action, flags, reason.as_deref())?;
        permission::check_answers(&self.case, action, answers.as_ref())?;
        let claims = action.by != Who::Applicant && open.assignee.is_none();
        if claims {
            self.add(EventKind::Claimed { run });
        }
        self.add(EventKind::Acted {
            run,
            step: open.step.clone(),
            action: action.name.clone(),
            flags: flags.clone(),
            reason: permission::said(reason.as_deref()).map(str::to_owned),
        });
        if let Some(answers) = answers {
            self.add(EventKind::Corrected {
                answers: answers.clone(),
            });
        }
        let targets = self.chosen(action)?;
        if self
            .workflow
            .steps
            .get(&open.step)
            .is_some_and(|step| step.actions.iter().any(|own| own.name == action.name))
        {
            self.close(run, false);
        } else {
            self.close_all();
        }
        self.reach(&targets)?;
        self.open_waiting()
    }

    /// The targets of an action: all of them, or the one that the script's function chooses.
    fn chosen(&self, action: &Action) -> Result<Vec<Target>, Refusal> {
        let Some(choose) = &action.choose else {
            return Ok(action.to.clone());
        };
        let view = sandbox::case_view(&self.case, &self.actor, self.now);
        let name = sandbox::call_choice(self.workflow, choose, view).map_err(fault)?;
        let target = action.to.iter().find(|target| target.name == name);
        target
            .map(|target| vec![target.clone()])
            .ok_or_else(|| fault(format!("{name} is not among the targets")))
    }

    fn overdue(&mut self, run: RunId, step: &Step, open: &OpenStep) -> Result<(), Refusal> {
        let due = open.due.as_ref().ok_or_else(|| Refusal::new("not-due"))?;
        if open.overdue {
            return Err(Refusal::new("already-overdue"));
        }
        let standing_still = self.case.clock_stopped() && !open.clock_stopped;
        if self.now <= due.at || standing_still {
            return Err(Refusal::new("not-due").with("due", due.at.to_string()));
        }
        self.add(EventKind::WentOverdue { run });
        if step.overdue.is_empty() {
            return Ok(());
        }
        self.close(run, false);
        let targets: Vec<Target> = step
            .overdue
            .iter()
            .map(|name| Target {
                name: name.clone(),
                same_person: false,
            })
            .collect();
        self.reach(&targets)?;
        self.open_waiting()
    }

    /// Closes a step, and sets the clock of the others going again where it had stood still for it.
    fn close(&mut self, run: RunId, cancelled: bool) {
        let stopped_since = self
            .case
            .open
            .get(&run)
            .filter(|open| open.clock_stopped)
            .map(|open| open.opened_at);
        self.add(EventKind::StepClosed { run, cancelled });
        let Some(since) = stopped_since.filter(|_| !self.case.clock_stopped()) else {
            return;
        };
        let moved: Vec<_> = self
            .case
            .open
            .iter()
            .filter(|(_, open)| !open.overdue)
            .filter_map(|(run, open)| {
                let due = open.due.as_ref()?;
                let moved = self
                    .calendar
                    .moved(due, since.max(open.opened_at), self.now);
                (moved != *due).then_some((*run, moved))
            })
            .collect();
        for (run, due) in moved {
            self.add(EventKind::DueMoved { run, due });
        }
    }

    fn close_all(&mut self) {
        let runs: Vec<RunId> = self.case.open.keys().copied().collect();
        for run in runs {
            self.add(EventKind::StepClosed {
                run,
                cancelled: true,
            });
        }
    }

    /// Goes to each target: opens a step, lets it wait for other branches, or ends the case.
    fn reach(&mut self, targets: &[Target]) -> Result<(), Refusal> {
        for target in targets {
            if self.events.len() > EVENTS_MAX {
                return Err(fault("too many events in one decision".to_owned()));
            }
            if let Some(finish) = self.workflow.finishes.get(&target.name) {
                self.close_all();
                self.add(EventKind::Finished {
                    finish: finish.name.clone(),
                });
                return self.effects_of(finish.enter.as_ref());
            }
            let step = self.workflow.steps.get(&target.name);
            let step = step.ok_or_else(|| fault(format!("no step is called {}", target.name)))?;
            match step.join {
                Join::Any => self.open(step, target.same_person)?,
                Join::All => self.add(EventKind::Waiting {
                    step: step.name.clone(),
                }),
            }
        }
        Ok(())
    }

    /// Opens each waiting step to which no open step can lead any more.
    fn open_waiting(&mut self) -> Result<(), Refusal> {
        if self.case.finished.is_some() {
            return Ok(());
        }
        // One step waits for another that waits only if that other can lead to it and not the reverse; so that two never
        // wait for each other, the first by name goes when none is free.
        while !self.case.waiting.is_empty() {
            let free = self
                .case
                .waiting
                .iter()
                .find(|name| !self.awaited(name))
                .cloned();
            let free = free.or_else(|| {
                self.case
                    .open
                    .is_empty()
                    .then(|| self.case.waiting.first().cloned())
                    .flatten()
            });
            let Some(step) = free.and_then(|name| self.workflow.steps.get(&name)) else {
                return Ok(());
            };
            self.open(step, false)?;
        }
        Ok(())
    }

    /// Whether an open or waiting step other than `name` can still lead to it.
    fn awaited(&self, name: &str) -> bool {
        let open = self.case.open.values().map(|open| open.step.as_str());
        let waiting = self
            .case
            .waiting
            .iter()
            .map(String::as_str)
            .filter(|other| *other != name);
        open.chain(waiting)
            .any(|from| self.workflow.leads(from, name))
    }

    fn open(&mut self, step: &Step, same_person: bool) -> Result<(), Refusal> {
        let assignee: Option<Assignee> = if same_person {
            self.case.done_by.get(&step.name).cloned()
        } else {
            None
        };
        self.add(EventKind::StepOpened {
            run: self.case.next_run,
            step: step.name.clone(),
            due: step.due.map(|period| self.calendar.due(self.now, period)),
            assignee,
            clock_stopped: step.clock_stopped,
        });
        self.effects_of(step.enter.as_ref())
    }

    fn effects_of(&mut self, effects: Option<&Effects>) -> Result<(), Refusal> {
        let list: Vec<Effect> = match effects {
            None => return Ok(()),
            Some(Effects::Fixed(list)) => list.clone(),
            Some(Effects::Computed(function)) => {
                let view = sandbox::case_view(&self.case, &self.actor, self.now);
                sandbox::call_effects(self.workflow, function, view).map_err(fault)?
            }
        };
        for effect in list {
            self.add(EventKind::Effect(effect));
        }
        Ok(())
    }
}

impl Workflow {
    /// Whether a path of one or more actions leads from a step to another without passing through the latter.
    fn leads(&self, from: &str, to: &str) -> bool {
        let mut seen = BTreeSet::new();
        let mut ahead: Vec<&str> = vec![from];
        while let Some(name) = ahead.pop() {
            let Some(step) = self
                .steps
                .get(name)
                .filter(|_| seen.insert(name.to_owned()))
            else {
                continue;
            };
            for next in step.leads_to() {
                if next == to {
                    return true;
                }
                ahead.push(next);
            }
        }
        false
    }
}

impl Step {
    /// Everything that this step can lead to, by its actions or when it is overdue.
    pub(super) fn leads_to(&self) -> impl Iterator<Item = &str> {
        let actions = self
            .actions
            .iter()
            .flat_map(|action| &action.to)
            .map(|target| target.name.as_str());
        actions.chain(self.overdue.iter().map(String::as_str))
    }
}

/// A fault of the definition that shows only when it runs.
fn fault(detail: String) -> Refusal {
    Refusal::new("workflow-fault").with("detail", Value::String(detail))
}
