//! The calendars as administrators see them: what they know, and who counts by them.

use std::collections::BTreeSet;

use guichet_engine::workflow::{Base, Calendar};
use jiff::{Timestamp, ToSpan};

use crate::definitions::Live;
use crate::view::page::AdminCalendar;

/// How many days before its end a calendar is said to end soon: the next year's is published in autumn.
const SOON_DAYS: i64 = 60;

/// Returns every calendar that lies in the folder or serves.
pub(super) fn listed(live: &Live, now: Timestamp, locale: &str) -> Vec<AdminCalendar> {
    let (known, serving) = (&live.catalog.calendars, &live.published.calendars);
    let names: BTreeSet<&String> = known.keys().chain(serving.keys()).collect();
    let view = |name: &String| {
        let calendar = serving.get(name);
        let uses = |own: &Option<String>| own.as_ref() == Some(name);
        let workflows = live.published.workflows.values();
        let workflows = workflows.filter(|workflow| uses(&workflow.calendar));
        AdminCalendar {
            name: name.clone(),
            base: calendar.map(|own| match own.base {
                Base::ChineseHoliday => "chinese-holiday",
                Base::Weekends => "weekends",
            }),
            first_year: calendar.and_then(|own| own.known_years().0),
            last_year: calendar.map(|own| own.known_years().1),
            published_until: calendar.map(|own| own.published_until.to_string()),
            ends_soon: calendar.is_some_and(|own| ends_soon(own, now)),
            refused: live.refused.calendars.contains(name),
            workflows: workflows
                .map(|workflow| workflow.title.get(locale).to_owned())
                .collect(),
        }
    };
    names.into_iter().map(view).collect()
}

fn ends_soon(calendar: &Calendar, now: Timestamp) -> bool {
    let today = calendar.time_zone.to_datetime(now).date();
    let soon = today.saturating_add(SOON_DAYS.days());
    calendar.published_until < soon
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::testing::{add_account, definitions, get, log_in, post, service_of};

    const CALENDAR: &str = "workflows/calendars/cn.json";
    const OWN: &str = r#"{"base": "weekends", "time_zone": "UTC", "published_until": "2099-12-31",
        "holidays": ["2031-03-03"], "working_days": []}"#;

    #[rocket::async_test]
    async fn calendars_are_listed_with_years_state_and_use() {
        let mut files = definitions();
        files.insert("workflows/calendars/office.json".to_owned(), OWN.to_owned());
        let (service, folder) = service_of(&files).await;
        let account = add_account(&service.app, "li", &["administrator"]).await;
        log_in(&service.client, &account).await;
        let row = async |name: &str| {
            let (status, page) = get(&service.client, "/admin?lang=zh-CN").await;
            assert_eq!(status, 200);
            let start = format!("<tr id=\"calendar-{name}\">");
            let (_, rest) = page.split_once(&start).expect("a row");
            rest.split("</tr>").next().expect("its end").to_owned()
        };
        let shipped = row("cn").await;
        for text in ["2004–2026", "2026-12-31", "注册审核"] {
            assert!(shipped.contains(text), "{text}: {shipped}");
        }
        let own = row("office").await;
        for text in ["2031–2099", "没有流程使用", "使用中"] {
            assert!(own.contains(text), "{text}: {own}");
        }
        fs::write(folder.path().join(CALENDAR), "{}").expect("written");
        let (_, to) = post(&service.client, "/admin/reload", &[]).await;
        assert_eq!(to, "/admin?done=definitions-changed");
        let broken = row("cn").await;
        for text in ["2004–2026", "新版本有误"] {
            assert!(broken.contains(text), "{text}: {broken}");
        }
    }
}
