//! The desk: what is free, one's own, to be signed, due soon, overdue, with the applicant, copied, done; and searching in all
//! of it.

mod asked;
mod choices;
mod filter;
mod ledger;
mod next;
mod rows;
mod views;

use rocket::{Route, get, routes};

use self::asked::{Asked, Tab};
use self::filter::{Filter, Query};
use self::rows::rows;
use crate::guard::Staff;
use crate::reply::RouteResult;
use crate::store::{COUNT_MAX, DeskView, PAGE_SIZE};
use crate::view::page::{DeskPage, SavedView};

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

#[cfg(test)]
mod tests;
