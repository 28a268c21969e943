//! The desk's rows: one per open step of a case, and one for a case that has ended.

use guichet_engine::ids::{AccountId, PerformerKey, StepName};
use guichet_engine::workflow::{
    Actor, Bars, Case, Item, OpenStep, Performer, Recipient, RunId, Step, Workflow,
};
use jiff::Timestamp;

use super::cases::decided::Decided;
use crate::store::{CaseRow, Commit, Queue, QueueKey, TaskRow};

/// The longest text that says what a run is for, in bytes.
const ITEM_BYTES_MAX: usize = 600;

/// Adds the rows that are new or changed, and takes away those of steps that are open no more.
pub(super) fn change(decided: &Decided<'_>, commit: &mut Commit) {
    let before = decided.before.map(|before| rows(before, decided.workflow));
    let before = before.unwrap_or_default();
    let after = rows(&decided.row, decided.workflow);
    let gone = before
        .iter()
        .filter(|row| after.iter().all(|own| own.id != row.id));
    commit.tasks_gone.extend(gone.map(|row| row.id.clone()));
    let changed = after.into_iter().filter(|row| !before.contains(row));
    commit.tasks.extend(changed);
}

fn rows(row: &CaseRow, workflow: &Workflow) -> Vec<TaskRow> {
    let steps = row.case.open.iter();
    let mut rows: Vec<TaskRow> = steps
        .map(|(run, open)| of_step(row, workflow, *run, open))
        .collect();
    if let Some((finish, at)) = &row.case.finished {
        let decided = decided_by(&row.case);
        rows.push(TaskRow {
            queue: Queue::Done,
            opened: *at,
            finish: Some(finish.clone()),
            assignee: decided.map(|(_, name)| name.clone()),
            by: decided.map(|(id, _)| id.clone()),
            ..common(row, workflow, 0)
        });
    }
    // Whom a case was copied to sees it once, however many steps are open.
    if let Some(first) = rows.first_mut() {
        first.extra_queues.extend(copies(&row.case));
    }
    rows
}

/// Returns account and name of whoever did the last of what staff did.
fn decided_by(case: &Case) -> Option<(&AccountId, &String)> {
    let by_staff = case.closed.values().filter_map(|closed| match &closed.by {
        Actor::Staff { id, name, .. } if closed.action.is_some() => Some((closed.at, (id, name))),
        _ => None,
    });
    let last = by_staff.max_by_key(|(at, _)| *at);
    last.map(|(_, who)| who)
}

/// Returns what a run is for as rows keep it: somebody, or a text.
fn item(open: &OpenStep) -> Option<Item> {
    let short = |item: &&Item| match item {
        Item::Performer(_) => true,
        Item::Value(value) => value
            .as_str()
            .is_some_and(|text| text.len() <= ITEM_BYTES_MAX),
    };
    open.subject().filter(short).cloned()
}

fn copies(case: &Case) -> impl Iterator<Item = QueueKey> + '_ {
    case.readers.iter().map(|reader| match reader {
        Recipient::Person(person) => QueueKey::copied_to(&person.id),
        Recipient::All(who) => QueueKey::copied_to(&who.key()),
    })
}

/// Returns the queues of those who are to sign, and of those who may claim the step because it is overdue.
fn extra_queues(step: Option<&Step>, open: &OpenStep) -> Vec<QueueKey> {
    let signers = open.collaboration.awaited_signers();
    let signers = signers.map(|signer| QueueKey::to_sign(&signer.person.id));
    let escalated = escalated_to(step, open).map(|key| QueueKey::escalated_to(&key));
    signers.chain(escalated).collect()
}

/// Returns the role or group that an overdue step is offered to as well.
fn escalated_to(step: Option<&Step>, open: &OpenStep) -> Option<PerformerKey> {
    let to = step.and_then(|step| step.escalate.as_ref());
    to.filter(|_| open.collaboration.escalated)
        .map(Performer::key)
}

fn of_step(row: &CaseRow, workflow: &Workflow, run: RunId, open: &OpenStep) -> TaskRow {
    let common = common(row, workflow, run);
    let step = workflow.steps.get(&open.step);
    let who = step.map(|step| step.performer_of(open));
    let queue = match (who, &open.assignee) {
        (Some(Performer::Applicant | Performer::System), _) => Queue::Waiting,
        (_, Some(assignee)) => Queue::assigned_to(&assignee.id),
        (_, None) => Queue::Unclaimed,
    };
    let timer = row.case.timers().find(|(own, _)| *own == run);
    let bars = match queue {
        Queue::Unclaimed => workflow.bars(&row.case, run),
        _ => Bars::default(),
    };
    TaskRow {
        step: open.step.clone(),
        queue,
        assignee: open.assignee.as_ref().map(|own| own.name.clone()),
        opened: open.opened_at,
        due: open.due.as_ref().map(|due| due.at),
        timer: timer.map(|(_, at)| at),
        roles: match who {
            Some(who) if who.is_staff() => {
                let escalated = escalated_to(step, open);
                let escalated = escalated.filter(|key| *key != who.key());
                [who.key()].into_iter().chain(escalated).collect()
            }
            _ => common.roles,
        },
        extra_queues: extra_queues(step, open),
        item: item(open),
        barred: bars.accounts,
        held_up: bars.everybody,
        by: open.assignee.as_ref().map(|own| own.id.clone()),
        ..common
    }
}

/// Returns what every row of a case has.
fn common(row: &CaseRow, workflow: &Workflow, run: RunId) -> TaskRow {
    let case = &row.case;
    TaskRow {
        id: format!("{}-{run}", case.id),
        case: case.id.clone(),
        run,
        step: StepName::new(""),
        queue: Queue::Waiting,
        reference: case.reference.clone(),
        title: row.title.clone(),
        form: case.form.name.clone(),
        workflow: Some(case.workflow.clone()),
        assignee: None,
        opened: Timestamp::UNIX_EPOCH,
        due: None,
        timer: None,
        finish: None,
        roles: roles_of(workflow),
        extra_queues: Vec::new(),
        item: None,
        barred: Vec::new(),
        held_up: false,
        by: None,
    }
}

/// Returns the roles and groups that some step of the workflow is for: whoever holds one may read its cases.
#[must_use]
pub fn roles_of(workflow: &Workflow) -> Vec<PerformerKey> {
    let mut keys: Vec<PerformerKey> = Vec::new();
    for key in workflow.staff_performers().map(Performer::key) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}
