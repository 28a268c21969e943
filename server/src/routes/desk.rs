//! The desk: what is free, one's own, due soon, overdue, with the applicant, done.

use guichet_engine::workflow::Who;
use rocket::{Route, get, routes};

use crate::guard::{Login, Staff, Visitor};
use crate::reply::{PageError, RouteResult};
use crate::service::definitions::Live;
use crate::service::tasks::{DONE, FREE, WAITING, shelf_of};
use crate::store::{COUNT_MAX, TaskPage, TaskRow};
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
    Free,
    Mine,
    Soon,
    Overdue,
    Waiting,
    Done,
}

impl Tab {
    const ALL: [Self; 6] = [
        Self::Free,
        Self::Mine,
        Self::Soon,
        Self::Overdue,
        Self::Waiting,
        Self::Done,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Mine => "mine",
            Self::Soon => "soon",
            Self::Overdue => "overdue",
            Self::Waiting => "waiting",
            Self::Done => "done",
        }
    }
}

/// What a request asks the store.
struct Asked<'a> {
    visitor: &'a Visitor<'a>,
    login: &'a Login,
    now: i64,
}

impl Asked<'_> {
    fn shelf(&self, tab: Tab) -> String {
        match tab {
            Tab::Mine => shelf_of(&self.login.account.id),
            Tab::Waiting => WAITING.to_owned(),
            Tab::Done => DONE.to_owned(),
            Tab::Free | Tab::Soon | Tab::Overdue => FREE.to_owned(),
        }
    }

    async fn page(&self, tab: Tab, words: &str, after: &str) -> Result<TaskPage, PageError> {
        let store = &self.visitor.app.store;
        Ok(match tab {
            Tab::Overdue => store.due_between(0, self.now, words, after).await?,
            Tab::Soon => {
                let until = self.now + SOON_MS;
                store.due_between(self.now, until, words, after).await?
            }
            _ => store.shelf(&self.shelf(tab), words, after).await?,
        })
    }

    /// What is done is not counted: there is no end to it.
    async fn count(&self, tab: Tab) -> Result<Option<usize>, PageError> {
        let store = &self.visitor.app.store;
        Ok(match tab {
            Tab::Done => None,
            Tab::Overdue => Some(store.due_between_count(0, self.now).await?),
            Tab::Soon => {
                let until = self.now + SOON_MS;
                Some(store.due_between_count(self.now, until).await?)
            }
            _ => Some(store.shelf_count(&self.shelf(tab)).await?),
        })
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
    let (visitor, login) = (&staff.visitor, &staff.login);
    let asked = Asked {
        visitor,
        login,
        now: visitor.app.clock.now_ms(),
    };
    let known = Tab::ALL.into_iter().find(|known| Some(known.name()) == tab);
    let tab = known.unwrap_or(Tab::Free);
    let words: String = q
        .unwrap_or_default()
        .trim()
        .chars()
        .take(WORDS_MAX)
        .collect();
    let found = asked.page(tab, &words, after.unwrap_or_default()).await?;
    let mut tabs = Vec::new();
    for own in Tab::ALL {
        let count = asked.count(own).await?;
        tabs.push(DeskTab {
            name: own.name().to_owned(),
            href: href(own, &words, None),
            current: own == tab,
            count,
            count_more: count.is_some_and(|count| count >= COUNT_MAX),
        });
    }
    let live = visitor.app.definitions.live();
    let page = DeskPage {
        tabs,
        rows: found
            .rows
            .iter()
            .map(|task| row(&asked, &live, task))
            .collect(),
        next_href: found.next.map(|next| href(tab, &words, Some(&next))),
        first_href: after.map(|_| href(tab, &words, None)),
        words,
        tab: tab.name().to_owned(),
    };
    visitor.page("desk.html", &page)
}

fn row(asked: &Asked<'_>, live: &Live, task: &TaskRow) -> DeskRow {
    let locale = asked.visitor.locale;
    let form = live.published.forms.get(&task.form);
    let workflow = form.and_then(|form| live.published.workflow_of(form));
    let stage = task.finish.as_deref().unwrap_or(&task.step);
    let title = workflow.map(|workflow| workflow.title_of(stage, locale));
    let step = workflow.and_then(|workflow| workflow.steps.get(&task.step));
    let may = step.is_some_and(|step| match &step.who {
        Who::Role(role) => asked.login.has_role(role),
        Who::Applicant => false,
    });
    let late = |from: i64, until: i64| {
        task.is_active() && task.due.is_some_and(|due| (from..until).contains(&due))
    };
    DeskRow {
        href: format!("/desk/{}", task.reference),
        reference: task.reference.clone(),
        title: task.title.clone(),
        form_title: form.map_or(task.form.clone(), |form| {
            form.settings.title.get(locale).to_owned()
        }),
        step_title: title.unwrap_or(stage).to_owned(),
        assignee: task.assignee.clone(),
        opened: task.opened,
        due: task.due,
        overdue: late(0, asked.now),
        soon: late(asked.now, asked.now + SOON_MS),
        run: task.run,
        can_claim: may && task.shelf == FREE,
    }
}
