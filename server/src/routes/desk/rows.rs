//! The rows of a list of the desk.

use std::sync::Arc;

use guichet_engine::workflow::{Performer, Workflow};
use jiff::Timestamp;

use super::asked::{Asked, SOON, Tab};
use crate::definitions::Live;
use crate::reply::PageError;
use crate::service::labels;
use crate::store::{Queue, QueueKey, TaskPage, TaskRow};
use crate::view::page::DeskRow;

/// Returns the rows of a page.
pub(super) async fn rows(
    asked: &Asked<'_>,
    tab: Tab,
    found: &TaskPage,
) -> Result<Vec<DeskRow>, PageError> {
    let definitions = &asked.visitor.app.definitions;
    let live = definitions.live();
    let mut rows = Vec::new();
    for task in &found.rows {
        let workflow = match &task.workflow {
            Some(version) => definitions.workflow(version).await?,
            None => None,
        };
        rows.push(row(asked, tab, &live, task, workflow));
    }
    Ok(rows)
}

fn row(
    asked: &Asked<'_>,
    tab: Tab,
    live: &Live,
    task: &TaskRow,
    workflow: Option<Arc<Workflow>>,
) -> DeskRow {
    let locale = asked.visitor.locale;
    let form = live.published.forms.get(&task.form);
    let stage = task.finish.as_deref().unwrap_or(&task.step);
    let workflow = workflow.as_ref();
    let title = workflow.map(|workflow| workflow.title_of(stage, locale));
    let mut people = asked.people();
    let for_whom = people.find(|&(id, _)| {
        task.queue == Queue::assigned_to(id)
            || (tab == Tab::Sign && task.extra_queues.contains(&QueueKey::to_sign(id)))
    });
    let mut signs = asked.people();
    let late = |from: Timestamp, until: Timestamp| {
        task.is_active() && task.due.is_some_and(|due| (from..until).contains(&due))
    };
    DeskRow {
        href: format!("/desk/{}", task.reference),
        reference: task.reference.to_string(),
        title: task.title.clone(),
        form_title: form.map_or(task.form.clone(), |form| {
            form.settings.title.get(locale).to_owned()
        }),
        step_title: title.unwrap_or(stage).to_owned(),
        item: (task.item.as_ref().zip(workflow))
            .and_then(|(item, workflow)| labels::item(item, workflow, locale)),
        assignee: task.assignee.clone(),
        without: without(task, workflow),
        opened: task.opened,
        due: task.due,
        overdue: late(Timestamp::UNIX_EPOCH, asked.now),
        soon: late(asked.now, asked.now + SOON),
        run: task.run,
        can_claim: asked.may_claim(task),
        for_whom: for_whom.and_then(|(_, name)| name.map(str::to_owned)),
        to_sign: signs.any(|(id, _)| task.extra_queues.contains(&QueueKey::to_sign(id))),
        escalated: asked.is_escalated(task),
    }
}

/// Returns who has what no member of staff has: `nobody` yet, the `applicant`, or nobody ever (`none`).
fn without(task: &TaskRow, workflow: Option<&Arc<Workflow>>) -> &'static str {
    let step = workflow.and_then(|workflow| workflow.steps.get(&task.step));
    match task.queue {
        Queue::Unclaimed => "nobody",
        _ if step.is_some_and(|step| step.performer == Performer::Applicant) => "applicant",
        _ => "none",
    }
}
