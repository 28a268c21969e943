//! Moving a case to another version of its workflow: tried first, recorded, and undone by moving it back.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::Value;

use super::decision::Decision;
use crate::ids::{AccountId, Pointer, Role};
use crate::workflow::actor::Actor;
use crate::workflow::calendar::Calendar;
use crate::workflow::case::Case;
use crate::workflow::command::Command;
use crate::workflow::definition::{Action, Workflow};
use crate::workflow::event::{Event, EventKind};
use crate::workflow::flag::Flag;
use crate::workflow::performer::Performer;
use crate::workflow::refusal::{Refusal, RefusalCode};
use crate::workflow::roles::administrator;

impl Workflow {
    /// Moves a case to this version. Where it stands stays as it is: what is open, who has it and by when.
    ///
    /// # Errors
    /// A refusal: of anybody but administrators, and where this version lacks a step that is open or waits.
    pub fn migrate(
        &self,
        calendar: &Calendar,
        case: &Case,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Vec<Event>, Refusal> {
        if !actor.is(&Performer::Role(administrator())) || case.finished.is_some() {
            return Err(Refusal::new(RefusalCode::NotPermitted));
        }
        self.fits(case)?;
        let mut decision = Decision::new(self, calendar, case.clone(), actor.clone(), now);
        decision.add(EventKind::Migrated {
            workflow: self.reference.clone(),
        });
        Ok(decision.events)
    }

    /// Refuses a case that stands where this version has nothing.
    fn fits(&self, case: &Case) -> Result<(), Refusal> {
        let open = case.open.values().map(|open| &open.step);
        let all = open.chain(&case.waiting).chain(case.joins.keys());
        let all = all.chain(case.item_joins.keys());
        let mut all = all.chain(case.groups.values().map(|group| &group.step));
        match all.find(|step| !self.steps.contains_key(*step)) {
            Some(step) => Err(Refusal::new(RefusalCode::CannotMove).with("step", step.as_str())),
            None => Ok(()),
        }
    }

    /// Tries what could be done next with a case in this version: gives what would fail, as the script says it. Nothing is
    /// carried out.
    ///
    /// # Errors
    /// As [`Workflow::migrate`], where it cannot be moved at all.
    pub fn try_next(
        &self,
        calendar: &Calendar,
        case: &Case,
        now: Timestamp,
    ) -> Result<BTreeSet<String>, Refusal> {
        self.fits(case)?;
        let mut failing = BTreeSet::new();
        for (run, open) in &case.open {
            let actions = self.steps.get(&open.step).map(|step| &step.actions);
            for action in actions.into_iter().flatten() {
                let mut tried = case.clone();
                if let Some(open) = tried.open.get_mut(run) {
                    open.assignee = None;
                    open.collaboration = Default::default();
                }
                let command = attempt(*run, action, case, self);
                if let Err(refusal) = self.decide(calendar, &tried, &command, now)
                    && refusal.code == RefusalCode::WorkflowFault
                {
                    let detail = refusal.message.args.get("detail").and_then(Value::as_str);
                    failing.insert(detail.unwrap_or_default().to_owned());
                }
            }
        }
        Ok(failing)
    }
}

/// Makes the command of somebody who may take an action, and did nothing before.
fn attempt(run: u32, action: &Action, case: &Case, workflow: &Workflow) -> Command {
    let open = case.open.get(&run);
    let step = open.and_then(|open| workflow.steps.get(&open.step));
    let who = match (step, open) {
        (Some(step), Some(open)) if action.by == step.performer => step.performer_of(open),
        _ => &action.by,
    };
    let anybody = |roles: Vec<Role>, groups: Vec<String>, name: &str| Actor::Staff {
        id: AccountId::new("-"),
        name: name.to_owned(),
        roles,
        groups,
        stands_in_for: Vec::new(),
    };
    let actor = match who {
        Performer::Applicant => Actor::Applicant,
        Performer::System => Actor::System,
        Performer::Role(role) => anybody(vec![role.clone()], Vec::new(), "-"),
        Performer::Group(group) => anybody(Vec::new(), vec![group.clone()], "-"),
        Performer::Person(name) => anybody(Vec::new(), Vec::new(), name),
    };
    let flag = || Flag {
        follows: Vec::new(),
        pointer: Pointer::root().join("x"),
        reason: "x".to_owned(),
    };
    Command::Act {
        run,
        action: action.name.clone(),
        actor,
        flags: action.flags_fields.then(flag).into_iter().collect(),
        reason: Some("x".to_owned()),
        answers: action.submits_answers.then(|| case.answers.clone()),
        item: action.takes_item().then(|| "x".into()),
    }
}
