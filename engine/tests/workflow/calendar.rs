//! Working days, against the holidays that the State Council published for 2026.

use guichet_engine::ids::Files;
use guichet_engine::workflow::{Calendar, Period};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::support::calendar;

#[test]
fn make_up_days_are_worked_and_holidays_are_not() {
    let calendar = calendar();
    let check = |day: &str, working: bool| {
        let date: Date = day.parse().expect("date");
        assert_eq!(calendar.is_working_day(date), working, "{day}");
    };
    for day in [
        "2026-01-04",
        "2026-02-14",
        "2026-02-28",
        "2026-05-09",
        "2026-09-20",
        "2026-10-10",
    ] {
        check(day, true);
    }
    for day in [
        "2026-01-01",
        "2026-01-02",
        "2026-01-03",
        "2026-02-15",
        "2026-02-17",
        "2026-02-23",
        "2026-10-01",
        "2026-10-07",
    ] {
        check(day, false);
    }
    for day in [
        "2026-02-13",
        "2026-02-24",
        "2026-09-30",
        "2026-10-08",
        "2026-12-25",
        "2026-12-31",
        "2027-01-01",
    ] {
        check(day, true);
    }
    // Outside the years that the published tables cover, weekends alone are left out; nothing panics.
    for (day, working) in [
        ("2003-12-31", true),
        ("2026-12-26", false),
        ("1970-01-01", true),
        ("9999-12-31", true),
    ] {
        check(day, working);
    }
}

#[test]
fn a_time_allowed_ends_with_the_last_day_counted() {
    let calendar = calendar();
    let check = |now: &str, period: Period, due: &str, provisional: bool| {
        let now: Timestamp = format!("{now}+08:00").parse().expect("time");
        let at: Timestamp = format!("{due}+08:00").parse().expect("due");
        let found = calendar.due(now, period);
        assert_eq!(
            (found.at, found.provisional),
            (at, provisional),
            "{now} {period:?}"
        );
    };
    let two = Period::WorkingDays(2);
    // An ordinary week, and across its weekend.
    check("2026-03-02T10:00:00", two, "2026-03-04T23:59:59", false);
    check("2026-03-05T23:59:59", two, "2026-03-09T23:59:59", false);
    // The first second of a day belongs to it, in Shanghai and not in UTC.
    check("2026-03-02T00:00:00", two, "2026-03-04T23:59:59", false);
    check("2026-03-01T23:59:59", two, "2026-03-03T23:59:59", false);
    // Submitted on a Saturday: Monday is the first day.
    check("2026-03-07T10:00:00", two, "2026-03-10T23:59:59", false);
    // Spring Festival: 2026-02-15 to 02-23 off, 02-14 and 02-28 worked.
    check("2026-02-12T10:00:00", two, "2026-02-14T23:59:59", false);
    check("2026-02-13T10:00:00", two, "2026-02-24T23:59:59", false);
    check("2026-02-18T10:00:00", two, "2026-02-25T23:59:59", false);
    check("2026-02-26T10:00:00", two, "2026-02-28T23:59:59", false);
    // New Year: 01-01 to 01-03 off, Sunday 01-04 worked.
    check("2025-12-31T10:00:00", two, "2026-01-05T23:59:59", false);
    // National Day: 10-01 to 10-07 off, Saturday 10-10 worked.
    check("2026-09-29T10:00:00", two, "2026-10-08T23:59:59", false);
    check("2026-10-08T10:00:00", two, "2026-10-10T23:59:59", false);
    // The end of the year, and beyond the published calendar.
    check("2026-12-29T10:00:00", two, "2026-12-31T23:59:59", false);
    check("2026-12-30T10:00:00", two, "2027-01-01T23:59:59", true);
    // Calendar days and hours count everything, and are never provisional.
    check(
        "2026-02-13T10:00:00",
        Period::CalendarDays(30),
        "2026-03-15T23:59:59",
        false,
    );
    check(
        "2026-12-30T10:00:00",
        Period::CalendarDays(30),
        "2027-01-29T23:59:59",
        false,
    );
    check(
        "2026-12-31T23:30:00",
        Period::Hours(2),
        "2027-01-01T01:30:00",
        false,
    );
}

#[test]
fn a_calendars_own_days_go_before_the_published_ones() {
    let text = r#"{"base": "chinese-holiday", "time_zone": "Asia/Shanghai", "published_until": "2026-12-31",
        "holidays": ["2026-03-03"], "working_days": ["2026-03-07"]}"#;
    let files = Files::from([("workflows/calendars/own.json".to_owned(), text.to_owned())]);
    let calendar = Calendar::compile(&files, "workflows/calendars/own.json")
        .value
        .expect("calendar");
    assert_eq!(calendar.name, "own");
    assert!(!calendar.is_working_day("2026-03-03".parse().expect("date")));
    assert!(calendar.is_working_day("2026-03-07".parse().expect("date")));
}

#[test]
fn a_calendar_that_starts_from_the_shipped_one_has_its_days() {
    let compile = |text: &str| {
        let files: Files = [("workflows/calendars/own.json".to_owned(), text.to_owned())].into();
        let compiled = Calendar::compile(&files, "workflows/calendars/own.json");
        assert_eq!(compiled.diagnostics, []);
        compiled.value.expect("a calendar")
    };
    let (shipped, based) = (
        calendar(),
        compile(
            r#"{"base": "chinese-holiday", "time_zone": "Asia/Shanghai", "published_until": "2026-12-31"}"#,
        ),
    );
    let mut day = jiff::civil::date(2003, 12, 1);
    while day < jiff::civil::date(2027, 3, 1) {
        let (one, other) = (shipped.is_working_day(day), based.is_working_day(day));
        assert_eq!(one, other, "{day}");
        day = day.tomorrow().expect("a day");
    }
    assert_eq!(shipped.known_years(), based.known_years());
    assert_eq!(shipped.known_years(), (Some(2004), 2026));
    // What a calendar says itself goes before what it starts from.
    let calendar = compile(
        r#"{"base": "chinese-holiday", "time_zone": "Asia/Shanghai", "published_until": "2026-12-31",
            "holidays": ["2026-02-14"], "working_days": ["2026-10-01"]}"#,
    );
    assert!(!calendar.is_working_day(jiff::civil::date(2026, 2, 14)));
    assert!(calendar.is_working_day(jiff::civil::date(2026, 10, 1)));
}

#[test]
fn a_day_whose_last_hour_the_clock_repeats_ends_when_that_is_over() {
    for (zone, now, day) in [
        // At midnight the clock went back to eleven: the evening hour came twice.
        (
            "America/Sao_Paulo",
            "2018-02-16T15:00:00Z",
            "2018-02-18T02:59:59Z",
        ),
        (
            "Asia/Beirut",
            "2026-10-23T09:00:00Z",
            "2026-10-24T21:59:59Z",
        ),
        ("Asia/Amman", "2018-10-25T09:00:00Z", "2018-10-26T21:59:59Z"),
        (
            "America/Asuncion",
            "2024-03-22T15:00:00Z",
            "2024-03-24T03:59:59Z",
        ),
        // Elsewhere an hour in the night is repeated, which changes no day's end.
        (
            "Europe/Berlin",
            "2026-10-24T09:00:00Z",
            "2026-10-25T22:59:59Z",
        ),
        (
            "Asia/Shanghai",
            "2026-10-24T09:00:00Z",
            "2026-10-25T15:59:59Z",
        ),
    ] {
        let text = format!(
            "{{\"base\": \"weekends\", \"time_zone\": \"{zone}\", \"published_until\": \"2026-12-31\"}}"
        );
        let files: Files = [("workflows/calendars/c.json".to_owned(), text)].into();
        let compiled = Calendar::compile(&files, "workflows/calendars/c.json");
        let calendar = compiled.value.expect("a calendar");
        let now: Timestamp = now.parse().expect("a time");
        let due = calendar.due(now, Period::CalendarDays(1));
        assert_eq!(due.at.to_string(), day, "{zone}");
    }
}
