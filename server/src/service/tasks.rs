//! The desk's rows: one per open step of a case, and one for a case that has ended.

use guichet_engine::workflow::{Case, OpenStep, RunId, Who};

use super::cases::Decided;
use crate::store::{Commit, TaskRow};

/// The shelf of what the applicant has.
pub const WAITING: &str = "waiting";
/// The shelf of what nobody has.
pub const FREE: &str = "free";
/// The shelf of what has ended.
pub const DONE: &str = "done";

/// The shelf of what a member of staff has.
#[must_use]
pub fn shelf_of(account: &str) -> String {
    format!("mine:{account}")
}

fn id(case: &Case, run: RunId) -> String {
    format!("{}-{run}", case.id)
}

/// Adds the rows that are new or changed, and takes away those of steps that are open no more.
pub(super) fn change(decided: &Decided<'_>, before: Option<&Case>, commit: &mut Commit) {
    let case = &decided.row.case;
    let runs = before.map(|before| &before.open);
    for (run, open) in &case.open {
        commit.tasks.push(row(decided, *run, open));
    }
    let gone = runs
        .into_iter()
        .flat_map(|open| open.keys())
        .filter(|run| !case.open.contains_key(run));
    commit.tasks_gone.extend(gone.map(|run| id(case, *run)));
    if let Some((finish, at)) = &case.finished {
        commit.tasks.push(TaskRow {
            run: 0,
            id: id(case, 0),
            step: String::new(),
            shelf: DONE.to_owned(),
            assignee: None,
            opened: at.as_millisecond(),
            due: None,
            timer: None,
            finish: Some(finish.clone()),
            ..common(decided)
        });
    }
}

fn row(decided: &Decided<'_>, run: RunId, open: &OpenStep) -> TaskRow {
    let case = &decided.row.case;
    let step = decided.workflow.steps.get(&open.step);
    let is_applicants = step.is_some_and(|step| step.who == Who::Applicant);
    let shelf = match &open.assignee {
        _ if is_applicants => WAITING.to_owned(),
        Some(assignee) => shelf_of(&assignee.id),
        None => FREE.to_owned(),
    };
    let timer = case.timers().find(|(own, _)| *own == run);
    TaskRow {
        run,
        id: id(case, run),
        step: open.step.clone(),
        shelf,
        assignee: open.assignee.as_ref().map(|own| own.name.clone()),
        opened: open.opened_at.as_millisecond(),
        due: open.due.as_ref().map(|due| due.at.as_millisecond()),
        timer: timer.map(|(_, at)| at.as_millisecond()),
        finish: None,
        ..common(decided)
    }
}

/// What every row of a case has.
fn common(decided: &Decided<'_>) -> TaskRow {
    let case = &decided.row.case;
    let words = decided.form.search_text(&case.answers);
    TaskRow {
        id: String::new(),
        case: case.id.clone(),
        run: 0,
        step: String::new(),
        shelf: String::new(),
        reference: case.reference.clone(),
        title: decided.row.title.clone(),
        form: case.form.name.clone(),
        assignee: None,
        opened: 0,
        due: None,
        timer: None,
        finish: None,
        search: format!("{} {words}", case.reference.to_lowercase()),
    }
}
