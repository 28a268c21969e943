//! The desk: what is free, one's own, to be signed, due soon, overdue, with the applicant, copied, done; and searching in all
//! of it.

mod asked;
mod choices;
mod filter;
mod ledger;
mod next;
mod views;

use std::sync::Arc;

use guichet_engine::workflow::{Performer, Workflow};
use rocket::{Route, get, routes};

use self::asked::{Asked, SOON_MS, Tab};
use self::filter::{Filter, Query};
use crate::definitions::Live;
use crate::guard::Staff;
use crate::reply::{PageError, RouteResult};
use crate::service::labels;
use crate::store::{COUNT_MAX, DeskView, PAGE_SIZE, Queue, QueueKey, TaskPage, TaskRow};
use crate::view::page::{DeskPage, DeskRow, SavedView};

/// How many pages back the address of a page knows.
const BACK_MAX: usize = 20;
/// Characters of what it knows of them.
const BACK_CHARS_MAX: usize = 4_000;

pub(super) fn routes() -> Vec<Route> {
    routes![desk, next::next, ledger::export, views::change]
}

#[get("/desk?<query..>")]
async fn desk(staff: Staff<'_>, query: Query<'_>) -> RouteResult {
    let visitor = &staff.visitor;
    let asked = Asked::new(visitor, &staff.login);
    let tab = query.tab.and_then(Tab::find).unwrap_or(Tab::Unclaimed);
    let filter = Filter::from_query(&query);
    let start = query.after.unwrap_or_default();
    let found = asked.rows(tab, &filter, start, PAGE_SIZE).await?;
    let count = if filter.is_set() && filter.words.is_empty() {
        Some(asked.rows(tab, &filter, "", COUNT_MAX).await?)
    } else {
        None
    };
    let way = Way {
        filter: &filter,
        tab,
        before: before(&query),
        start,
    };
    let mut page = DeskPage {
        tabs: asked
            .tabs(Some(tab).filter(|_| filter.words.is_empty()), &filter)
            .await?,
        rows: rows(&asked, tab, &found).await?,
        next_href: found.next.map(|next| way.next(&next)),
        previous_href: way.previous(),
        first_href: query
            .after
            .map(|_| filter.href("/desk", &[("tab", tab.name())])),
        count: count.as_ref().map(|page| page.rows.len()),
        count_more: count.is_some_and(|page| page.next.is_some()),
        filter: filter.view(),
        tab: tab.name().to_owned(),
        ..DeskPage::default()
    };
    choices::add(visitor, &filter, &mut page).await?;
    let saved = visitor
        .app
        .store
        .desk_views(&staff.login.account.id)
        .await?;
    let own_href = filter.href("/desk", &[("tab", tab.name())]);
    let view = |saved: DeskView| SavedView {
        current: saved.href == own_href,
        name: saved.name,
        href: saved.href,
    };
    page.views = saved.views.into_iter().map(view).collect();
    for (href, format) in [(&mut page.csv_href, "csv"), (&mut page.xlsx_href, "xlsx")] {
        *href = filter.href("/desk/export", &[("tab", tab.name()), ("format", format)]);
    }
    page.words = filter.words;
    visitor.page(&page)
}

/// The way through the pages of a list: where this one begins, and those before it.
struct Way<'a> {
    filter: &'a Filter,
    tab: Tab,
    before: Vec<&'a str>,
    start: &'a str,
}

/// Returns where the pages begin that were looked at before this one; the first begins at nothing.
fn before<'r>(query: &Query<'r>) -> Vec<&'r str> {
    let known = query.back.filter(|_| query.after.is_some());
    let known = known.filter(|back| back.len() <= BACK_CHARS_MAX);
    known
        .map(|back| back.split(',').collect())
        .unwrap_or_default()
}

impl Way<'_> {
    fn at(&self, after: &str, before: &[&str]) -> String {
        let before = before.join(",");
        let pairs = [
            ("tab", self.tab.name()),
            ("after", after),
            ("back", before.as_str()),
        ];
        self.filter.href("/desk", &pairs)
    }

    fn next(&self, after: &str) -> String {
        let mut before = self.before.clone();
        before.push(self.start);
        let from = before.len().saturating_sub(BACK_MAX);
        self.at(after, before.get(from..).unwrap_or_default())
    }

    fn previous(&self) -> Option<String> {
        let (last, before) = self.before.split_last()?;
        if last.is_empty() {
            return Some(self.filter.href("/desk", &[("tab", self.tab.name())]));
        }
        Some(self.at(last, before))
    }
}

/// Returns the rows of a page.
async fn rows(asked: &Asked<'_>, tab: Tab, found: &TaskPage) -> Result<Vec<DeskRow>, PageError> {
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
    let late = |from: i64, until: i64| {
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
        overdue: late(0, asked.now),
        soon: late(asked.now, asked.now + SOON_MS),
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

#[cfg(test)]
mod tests;
