//! What a request for the desk asks the store: the tabs, what lies in each for whoever asks, and how it is narrowed.

use guichet_engine::ids::{AccountId, PerformerKey};
use guichet_engine::workflow::Assignee;
use jiff::{SignedDuration, Timestamp};

use super::filter::Filter;
use crate::guard::{Login, Visitor};
use crate::reply::PageError;
use crate::service::{roles, staff};
use crate::store::{
    COUNT_MAX, Listing, Order, PAGE_SIZE, Queue, QueueKey, TaskPage, TaskRow, oldest_first,
};
use crate::view::page::DeskTab;

/// What is due within this time counts as due soon.
pub(super) const SOON: SignedDuration = SignedDuration::from_hours(24);

/// Pages of a search that are looked through beyond those that fill a page, where little of them is what is asked for.
const FOUND_PAGES_MORE: usize = 3;

/// A tab of the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tab {
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
    pub(super) fn find(name: &str) -> Option<Self> {
        let name = match name {
            "free" => "unclaimed",
            "mine" => "assigned",
            name => name,
        };
        Self::ALL.into_iter().find(|tab| tab.name() == name)
    }

    pub(super) fn name(self) -> &'static str {
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
pub(super) struct Asked<'a> {
    pub(super) visitor: &'a Visitor<'a>,
    login: &'a Login,
    /// The roles and groups whose tasks are shown: administrators see everything.
    roles: Vec<PerformerKey>,
    /// The roles that they hold and the groups that they belong to.
    own: Vec<PerformerKey>,
    pub(super) now: Timestamp,
}

impl<'a> Asked<'a> {
    pub(super) fn new(visitor: &'a Visitor<'a>, login: &'a Login) -> Self {
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
            now: visitor.app.clock.now(),
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
    pub(super) fn people(&self) -> impl Iterator<Item = (&AccountId, Option<&str>)> {
        let own = (&self.login.account.id, None);
        let absent = self.login.stands_in_for.iter();
        let absent = absent.map(|Assignee { id, name }| (id, Some(name.as_str())));
        [own].into_iter().chain(absent)
    }

    /// Returns the queues of what was copied to this person, their roles and groups.
    fn copied(&self) -> impl Iterator<Item = QueueKey> {
        let own = self.own.iter().map(PerformerKey::as_str);
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
    pub(super) fn is_escalated(&self, task: &TaskRow) -> bool {
        let offered = Queue::Unclaimed.keys(&self.own);
        offered
            .iter()
            .any(|queue| task.extra_queues.contains(queue))
    }

    pub(super) fn may_claim(&self, task: &TaskRow) -> bool {
        let offered = task.roles.iter().any(|role| self.own.contains(role));
        let has = task.queue == Queue::assigned_to(&self.login.account.id);
        let may_take = !task.held_up && !task.barred.contains(&self.login.account.id);
        (task.queue == Queue::Unclaimed && offered && may_take)
            || (task.is_active() && !has && self.is_escalated(task))
    }

    /// Returns the times between which the tasks of a tab are due, where that is what it is about.
    fn due(&self, tab: Tab) -> Option<(Timestamp, Timestamp)> {
        match tab {
            Tab::Overdue => Some((Timestamp::UNIX_EPOCH, self.now)),
            Tab::Soon => Some((self.now, self.now + SOON)),
            _ => None,
        }
    }

    /// Returns rows of a tab after `after`, as far as they are what is asked for.
    pub(super) async fn rows(
        &self,
        tab: Tab,
        filter: &Filter,
        after: &str,
        rows_max: usize,
    ) -> Result<TaskPage, PageError> {
        let app = self.visitor.app;
        if !filter.words.is_empty() {
            return self.found(filter, after, rows_max).await;
        }
        let due = self.due(tab);
        let is_due = |task: &TaskRow| {
            due.is_none_or(|(from, until)| task.due.is_some_and(|due| (from..until).contains(&due)))
        };
        let keeps = |task: &TaskRow| is_due(task) && filter.holds(task, self.now, &app.time_zone);
        let by_rank = filter.order == Order::Rank;
        let between = match due {
            // Times stand at the beginning of ranks; what has no due date ranks after every time.
            Some((from, until)) if by_rank => (oldest_first(from), oldest_first(until)),
            _ => filter.places(&app.time_zone),
        };
        let mut queues = self.queues(tab);
        if !filter.form.is_empty() {
            queues = queues
                .iter()
                .map(|queue| queue.of_form(&filter.form))
                .collect();
        }
        let looks_at_rows = filter.looks_at_rows() || (due.is_some() && !by_rank);
        let listing = Listing {
            queues,
            order: filter.order,
            between,
            keeps: looks_at_rows.then_some(&keeps),
        };
        Ok(app.store.listed(&listing, after, rows_max).await?)
    }

    /// Returns what of a search this person may see.
    async fn found(
        &self,
        filter: &Filter,
        after: &str,
        rows_max: usize,
    ) -> Result<TaskPage, PageError> {
        let app = self.visitor.app;
        let mut page = app.store.search(&filter.words, after).await?;
        let holds =
            |task: &TaskRow| self.may_see(task) && filter.holds(task, self.now, &app.time_zone);
        page.rows.retain(holds);
        for _ in 0..rows_max / PAGE_SIZE + FOUND_PAGES_MORE {
            let Some(next) = page.next.clone() else {
                break;
            };
            if page.rows.len() + PAGE_SIZE > rows_max {
                break;
            }
            let mut more = app.store.search(&filter.words, &next).await?;
            more.rows.retain(holds);
            page.rows.append(&mut more.rows);
            page.next = more.next;
        }
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

    /// Returns the tabs, each with the number that it holds; they keep what the list is narrowed to.
    pub(super) async fn tabs(
        &self,
        current: Option<Tab>,
        filter: &Filter,
    ) -> Result<Vec<DeskTab>, PageError> {
        let counts = Tab::ALL.map(|tab| self.count(tab));
        let counts = futures::future::try_join_all(counts).await?;
        let kept = filter.without_words();
        let tab = |(tab, count): (Tab, Option<usize>)| DeskTab {
            name: tab.name().to_owned(),
            href: kept.href("/desk", &[("tab", tab.name())]),
            current: current == Some(tab),
            count,
            count_more: count.is_some_and(|count| count >= COUNT_MAX),
        };
        Ok(Tab::ALL.into_iter().zip(counts).map(tab).collect())
    }
}
