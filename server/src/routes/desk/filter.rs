//! How a list of the desk is narrowed and ordered, as its address says it.

use guichet_engine::ids::AccountId;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rocket::FromForm;

use crate::store::{Order, Queue, TaskRow, oldest_first};
use crate::view::page::FilterView;

/// Characters that are searched for.
const WORDS_MAX: usize = 100;
/// Characters of a name in an address.
const NAME_MAX: usize = 120;

/// The query of the desk's address.
#[derive(Clone, Copy, Debug, Default, FromForm)]
pub(super) struct Query<'r> {
    pub(super) tab: Option<&'r str>,
    q: Option<&'r str>,
    pub(super) after: Option<&'r str>,
    pub(super) back: Option<&'r str>,
    form: Option<&'r str>,
    step: Option<&'r str>,
    person: Option<&'r str>,
    from: Option<&'r str>,
    until: Option<&'r str>,
    overdue: Option<&'r str>,
    sort: Option<&'r str>,
}

impl<'r> Query<'r> {
    /// Makes the query that would say the same as what `said` finds by its names.
    pub(super) fn of(said: impl Fn(&str) -> Option<&'r str>) -> Self {
        Self {
            tab: said("tab"),
            q: said("q"),
            after: None,
            back: None,
            form: said("form"),
            step: said("step"),
            person: said("person"),
            from: said("from"),
            until: said("until"),
            overdue: said("overdue"),
            sort: said("sort"),
        }
    }
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    /// The words searched for.
    pub(super) words: String,
    /// The form's name.
    pub(super) form: String,
    /// The name of a step or finish.
    step: String,
    /// Who has it, or decided it.
    person: String,
    /// The first day of arrival.
    from: Option<Date>,
    /// The last.
    until: Option<Date>,
    overdue: bool,
    pub(super) order: Order,
}

impl Filter {
    /// Reads the query; what it cannot mean is left out.
    pub(super) fn from_query(query: &Query<'_>) -> Self {
        let text = |text: Option<&str>, most: usize| -> String {
            text.unwrap_or_default().trim().chars().take(most).collect()
        };
        let day = |text: Option<&str>| text.and_then(|text| text.trim().parse().ok());
        Self {
            words: text(query.q, WORDS_MAX),
            form: text(query.form, NAME_MAX),
            step: text(query.step, NAME_MAX),
            person: text(query.person, NAME_MAX),
            from: day(query.from),
            until: day(query.until),
            overdue: query.overdue == Some("yes"),
            order: match query.sort {
                Some("arrival") => Order::Arrival,
                _ => Order::Rank,
            },
        }
    }

    /// Returns the same without the words that are searched for.
    pub(super) fn without_words(&self) -> Self {
        Self {
            words: String::new(),
            ..self.clone()
        }
    }

    /// Returns whether it narrows beyond queue and form: then rows are looked at one by one.
    pub(super) fn looks_at_rows(&self) -> bool {
        let by_day = self.order != Order::Arrival && (self.from.is_some() || self.until.is_some());
        !self.step.is_empty() || !self.person.is_empty() || self.overdue || by_day
    }

    /// Returns whether anything is narrowed, but by words.
    pub(super) fn is_set(&self) -> bool {
        self.looks_at_rows()
            || !self.form.is_empty()
            || self.from.is_some()
            || self.until.is_some()
            || self.order != Order::Rank
    }

    /// Returns whether it holds a row.
    pub(super) fn holds(&self, task: &TaskRow, now: Timestamp, zone: &TimeZone) -> bool {
        let stage = task.finish.as_ref().unwrap_or(&task.step);
        let is_late = task.is_active() && task.due.is_some_and(|due| due < now);
        let (from, until) = self.times(zone);
        (self.form.is_empty() || task.form == self.form)
            && (self.step.is_empty() || *stage == self.step.as_str())
            && (self.person.is_empty() || is_with(task, &self.person))
            && (!self.overdue || is_late)
            && from.is_none_or(|from| task.opened >= from)
            && until.is_none_or(|until| task.opened < until)
    }

    /// Returns the times between which rows arrived: the first included, the second not.
    fn times(&self, zone: &TimeZone) -> (Option<Timestamp>, Option<Timestamp>) {
        let start = |day: Date| {
            let start = day.to_zoned_datetime(zone.clone()).ok()?;
            Some(start.timestamp())
        };
        let after = self.until.and_then(|day| day.tomorrow().ok());
        (self.from.and_then(start), after.and_then(start))
    }

    /// Returns the same as places in order of arrival; both empty in another order.
    pub(super) fn places(&self, zone: &TimeZone) -> (String, String) {
        if self.order != Order::Arrival {
            return Default::default();
        }
        let (from, until) = self.times(zone);
        let place = |at: Option<Timestamp>| at.map(oldest_first).unwrap_or_default();
        (place(from), place(until))
    }

    /// Returns the pairs that say all of it in an address.
    pub(super) fn pairs(&self) -> Vec<(&'static str, String)> {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let sort = match self.order {
            Order::Rank => "",
            Order::Arrival => "arrival",
        };
        let all = [
            ("q", self.words.clone()),
            ("form", self.form.clone()),
            ("step", self.step.clone()),
            ("person", self.person.clone()),
            ("from", day(self.from)),
            ("until", day(self.until)),
            ("overdue", if self.overdue { "yes" } else { "" }.to_owned()),
            ("sort", sort.to_owned()),
        ];
        all.into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect()
    }

    /// Returns an address with all of it.
    pub(super) fn href(&self, path: &str, more: &[(&str, &str)]) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in more {
            query.append_pair(name, value);
        }
        for (name, value) in self.pairs() {
            query.append_pair(name, &value);
        }
        format!("{path}?{}", query.finish())
    }

    /// Returns it as its form shows it.
    pub(super) fn view(&self) -> FilterView {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        FilterView {
            form: self.form.clone(),
            step: self.step.clone(),
            person: self.person.clone(),
            from: day(self.from),
            until: day(self.until),
            overdue: self.overdue,
            by_arrival: self.order == Order::Arrival,
            is_set: self.is_set(),
        }
    }
}

/// Returns whether somebody has a task, or decided it.
fn is_with(task: &TaskRow, person: &str) -> bool {
    let has = || task.queue == Queue::assigned_to(&AccountId::new(person));
    task.by.as_ref().is_some_and(|by| *by == person) || has()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_it_was_read_from() {
        let query = Query {
            q: Some(" 河北 "),
            form: Some("permit"),
            from: Some("2026-11-01"),
            until: Some("2026-02-31"),
            overdue: Some("yes"),
            sort: Some("arrival"),
            step: Some(""),
            ..Query::default()
        };
        let filter = Filter::from_query(&query);
        assert_eq!(
            filter.href("/desk", &[("tab", "done")]),
            "/desk?tab=done&q=%E6%B2%B3%E5%8C%97&form=permit&from=2026-11-01&overdue=yes&sort=arrival"
        );
        let again = Query {
            q: Some("河北"),
            until: None,
            ..query
        };
        assert_eq!(Filter::from_query(&again), filter);
        assert!(!Filter::from_query(&Query::default()).is_set());
    }

    #[test]
    fn days_are_whole_days_of_the_service() {
        let zone = TimeZone::get("Asia/Shanghai").expect("a zone");
        let filter = Filter::from_query(&Query {
            from: Some("2026-11-24"),
            until: Some("2026-11-24"),
            sort: Some("arrival"),
            ..Query::default()
        });
        let at = |time: &str| time.parse::<jiff::Timestamp>().expect("a time");
        let (from, until) = filter.times(&zone);
        assert_eq!(from, Some(at("2026-11-23T16:00:00Z")));
        assert_eq!(until, Some(at("2026-11-24T16:00:00Z")));
        assert!(!filter.looks_at_rows());
    }
}
