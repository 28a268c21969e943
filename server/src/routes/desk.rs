//! The desk: what is free, one's own, to be signed, due soon, overdue, with the applicant, copied, done; and searching in all
//! of it.

use std::sync::Arc;

use guichet_engine::ids::AccountId;
use guichet_engine::workflow::{Assignee, Performer, Workflow};
use rocket::{Route, get, routes};

use crate::definitions::Live;
use crate::guard::{Login, Staff, Visitor};
use crate::reply::{PageError, RouteResult};
use crate::service::{labels, roles, staff};
use crate::store::{COUNT_MAX, Queue, QueueKey, TaskPage, TaskRow};
use crate::view::page::{DeskPage, DeskRow, DeskTab};

/// What is due within this time counts as due soon, in milliseconds.
const SOON_MS: i64 = 86_400_000;
/// Characters that are searched for.
const WORDS_MAX: usize = 100;

pub(super) fn routes() -> Vec<Route> {
    routes![desk]
}

/// A tab of the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    Unclaimed,
    Assigned,
    Sign,
    Soon,
    Overdue,
    Waiting,
    Copied,
    Done,
}

impl Tab {
    const ALL: [Self; 8] = [
        Self::Unclaimed,
        Self::Assigned,
        Self::Sign,
        Self::Soon,
        Self::Overdue,
        Self::Waiting,
        Self::Copied,
        Self::Done,
    ];

    /// Finds the tab of a name, which may be the one that it had before.
    fn find(name: &str) -> Option<Self> {
        let name = match name {
            "free" => "unclaimed",
            "mine" => "assigned",
            name => name,
        };
        Self::ALL.into_iter().find(|tab| tab.name() == name)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Unclaimed => "unclaimed",
            Self::Assigned => "assigned",
            Self::Sign => "sign",
            Self::Soon => "soon",
            Self::Overdue => "overdue",
            Self::Waiting => "waiting",
            Self::Copied => "copied",
            Self::Done => "done",
        }
    }
}

/// What a request asks the store.
struct Asked<'a> {
    visitor: &'a Visitor<'a>,
    login: &'a Login,
    /// The roles and groups whose tasks are shown: administrators see everything.
    roles: Vec<String>,
    /// The roles that they hold and the groups that they belong to.
    own: Vec<String>,
    now: i64,
}

impl<'a> Asked<'a> {
    fn new(visitor: &'a Visitor<'a>, login: &'a Login) -> Self {
        let own = staff::keys_of(&login.account);
        let roles = if login.account.is_administrator() {
            roles::of_every_task().to_vec()
        } else {
            own.clone()
        };
        Self {
            visitor,
            login,
            roles,
            own,
            now: visitor.app.clock.now_ms(),
        }
    }

    fn queues(&self, tab: Tab) -> Vec<QueueKey> {
        let of_all = |queue: Queue| queue.keys(&self.roles);
        match tab {
            Tab::Assigned => self
                .people()
                .flat_map(|(id, _)| Queue::assigned_to(id).keys(&[]))
                .collect(),
            Tab::Sign => self.people().map(|(id, _)| QueueKey::to_sign(id)).collect(),
            Tab::Copied => self.copied().collect(),
            Tab::Waiting => of_all(Queue::Waiting),
            Tab::Done => of_all(Queue::Done),
            Tab::Unclaimed => of_all(Queue::Unclaimed),
            Tab::Soon | Tab::Overdue => QueueKey::active(&self.roles),
        }
    }

    /// Oneself, and the absent colleagues for whom one stands in, with their names.
    fn people(&self) -> impl Iterator<Item = (&AccountId, Option<&str>)> {
        let own = (&self.login.account.id, None);
        let absent = self.login.stands_in_for.iter();
        let absent = absent.map(|Assignee { id, name }| (id, Some(name.as_str())));
        [own].into_iter().chain(absent)
    }

    /// Returns the queues of what was copied to this person, their roles and groups.
    fn copied(&self) -> impl Iterator<Item = QueueKey> {
        let own = self.own.iter().map(String::as_str);
        let own = own.chain([self.login.account.id.as_str()]);
        own.map(QueueKey::copied_to)
    }

    /// Returns whether this person may see what was found.
    fn may_see(&self, task: &TaskRow) -> bool {
        self.login.account.is_administrator()
            || task.roles.iter().any(|role| self.roles.contains(role))
            || self
                .copied()
                .any(|queue| task.extra_queues.contains(&queue))
    }

    /// Returns whether the step is overdue, and offered to this person for that reason.
    fn is_escalated(&self, task: &TaskRow) -> bool {
        let offered = Queue::Unclaimed.keys(&self.own);
        offered
            .iter()
            .any(|queue| task.extra_queues.contains(queue))
    }

    fn may_claim(&self, task: &TaskRow) -> bool {
        let offered = task.roles.iter().any(|role| self.own.contains(role));
        let has = task.queue == Queue::assigned_to(&self.login.account.id);
        let may_take = !task.held_up && !task.barred.contains(&self.login.account.id);
        (task.queue == Queue::Unclaimed && offered && may_take)
            || (task.is_active() && !has && self.is_escalated(task))
    }

    /// Returns the times between which the tasks of a tab are due, where that is what it is about.
    fn due(&self, tab: Tab) -> Option<(i64, i64)> {
        match tab {
            Tab::Overdue => Some((0, self.now)),
            Tab::Soon => Some((self.now, self.now + SOON_MS)),
            _ => None,
        }
    }

    async fn page(&self, tab: Tab, after: &str) -> Result<TaskPage, PageError> {
        let store = &self.visitor.app.store;
        let queues = self.queues(tab);
        Ok(match self.due(tab) {
            Some((from, until)) => store.due_between(&queues, from, until, after).await?,
            None => store.queue_page(&queues, after).await?,
        })
    }

    /// Returns what of a search this person may see.
    async fn found(&self, words: &str, after: &str) -> Result<TaskPage, PageError> {
        let mut page = self.visitor.app.store.search(words, after).await?;
        page.rows.retain(|task| self.may_see(task));
        Ok(page)
    }

    /// Counts the rows of a tab. What is done is not counted: there is no end to it.
    async fn count(&self, tab: Tab) -> Result<Option<usize>, PageError> {
        let store = &self.visitor.app.store;
        let queues = self.queues(tab);
        Ok(match (tab, self.due(tab)) {
            (Tab::Done, _) => None,
            (_, Some((from, until))) => Some(store.due_between_count(&queues, from, until).await?),
            _ => Some(store.queue_count(&queues).await?),
        })
    }

    async fn tabs(&self, current: Option<Tab>) -> Result<Vec<DeskTab>, PageError> {
        let counts = Tab::ALL.map(|tab| self.count(tab));
        let counts = futures::future::try_join_all(counts).await?;
        let tab = |(tab, count): (Tab, Option<usize>)| DeskTab {
            name: tab.name().to_owned(),
            href: href(tab, "", None),
            current: current == Some(tab),
            count,
            count_more: count.is_some_and(|count| count >= COUNT_MAX),
        };
        Ok(Tab::ALL.into_iter().zip(counts).map(tab).collect())
    }
}

fn href(tab: Tab, words: &str, after: Option<&str>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("tab", tab.name());
    if !words.is_empty() {
        query.append_pair("q", words);
    }
    if let Some(after) = after {
        query.append_pair("after", after);
    }
    format!("/desk?{}", query.finish())
}

#[get("/desk?<tab>&<q>&<after>")]
async fn desk(
    staff: Staff<'_>,
    tab: Option<&str>,
    q: Option<&str>,
    after: Option<&str>,
) -> RouteResult {
    let visitor = &staff.visitor;
    let asked = Asked::new(visitor, &staff.login);
    let tab = tab.and_then(Tab::find).unwrap_or(Tab::Unclaimed);
    let words = q.unwrap_or_default().trim().chars().take(WORDS_MAX);
    let words: String = words.collect();
    let start = after.unwrap_or_default();
    let found = if words.is_empty() {
        asked.page(tab, start).await?
    } else {
        asked.found(&words, start).await?
    };
    let mut rows = Vec::new();
    let live = visitor.app.definitions.live();
    for task in &found.rows {
        let workflow = match &task.workflow {
            Some(version) => visitor.app.definitions.workflow(version).await?,
            None => None,
        };
        rows.push(row(&asked, tab, &live, task, workflow));
    }
    let page = DeskPage {
        tabs: asked.tabs(Some(tab).filter(|_| words.is_empty())).await?,
        rows,
        next_href: found.next.map(|next| href(tab, &words, Some(&next))),
        first_href: after.map(|_| href(tab, &words, None)),
        words,
        tab: tab.name().to_owned(),
    };
    visitor.page(&page)
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
