//! Reads `workflows/calendars/<name>.json`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::Value;

use super::calendar::{Base, Calendar, time_zone};
use super::codes;
use crate::diagnostic::{Code, Compiled, Diagnostic, Severity};
use crate::form::source::Source;
use crate::ids::{Files, Pointer};

const KEYS: [&str; 5] = [
    "base",
    "time_zone",
    "published_until",
    "holidays",
    "working_days",
];

/// Most days that one calendar may list: more than a century of holidays.
const DAYS_MAX: usize = 5_000;

impl Calendar {
    /// Compiles the calendar at `path` (`workflows/calendars/cn.json`).
    #[must_use]
    pub fn compile(files: &Files, path: &str) -> Compiled<Self> {
        let mut diagnostics = Vec::new();
        let text = files.get(path).map_or("", String::as_str);
        let source = Source::parse(path, text, &mut diagnostics);
        let value = source.and_then(|source| {
            let mut reader = Reader {
                source: &source,
                diagnostics: &mut diagnostics,
            };
            reader.calendar(path)
        });
        diagnostics.sort_by(|one, other| (&one.place, &one.code).cmp(&(&other.place, &other.code)));
        let broken = diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error);
        Compiled {
            value: value.filter(|_| !broken),
            diagnostics,
        }
    }

    /// Creates the calendar of a workflow that names none: Monday to Friday in UTC.
    #[must_use]
    pub fn plain() -> Self {
        Self {
            name: String::new(),
            base: Base::Weekends,
            time_zone: TimeZone::UTC,
            published_until: Date::MAX,
            holidays: BTreeSet::new(),
            working_days: BTreeSet::new(),
        }
    }
}

/// The days of the shipped calendar, for those that start from it. Calendars of earlier versions do.
#[derive(Default, Deserialize)]
struct Shipped {
    holidays: BTreeSet<Date>,
    working_days: BTreeSet<Date>,
}

static SHIPPED: LazyLock<Shipped> = LazyLock::new(|| {
    let text = include_str!("../../../workflows/calendars/cn.json");
    serde_json::from_str(text).unwrap_or_default()
});

impl Calendar {
    /// Adds the days of the shipped calendar. What the file itself says of a day goes before that.
    fn add_shipped_days(&mut self) {
        let holidays = SHIPPED.holidays.difference(&self.working_days);
        let holidays: BTreeSet<Date> = holidays.copied().collect();
        let working_days = SHIPPED.working_days.difference(&self.holidays);
        self.working_days.extend(working_days.copied());
        self.holidays.extend(holidays);
    }
}

struct Reader<'a> {
    source: &'a Source,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn fault(&mut self, code: Code, at: &Pointer, args: &[(&str, &str)]) {
        self.diagnostics
            .push(code.at(self.source.place_of_value(at), args));
    }

    fn calendar(&mut self, path: &str) -> Option<Calendar> {
        let root = Pointer::root();
        let Some(members) = self.source.value.as_object() else {
            self.fault(
                codes::CALENDAR_TYPE,
                &root,
                &[("name", ""), ("expected", "{…}")],
            );
            return None;
        };
        for key in members.keys().filter(|key| !KEYS.contains(&key.as_str())) {
            let place = self.source.place_of_key(&root.join(key));
            let args = [("name", key.as_str()), ("known", &KEYS.join(", "))];
            self.diagnostics.push(codes::CALENDAR_KEY.at(place, &args));
        }
        let base = self.base();
        let zone = self.text("time_zone").and_then(|(name, at)| {
            let zone = time_zone(&name);
            if zone.is_none() {
                self.fault(codes::CALENDAR_ZONE, &at, &[("value", &name)]);
            }
            zone
        });
        let until = self
            .text("published_until")
            .and_then(|(text, at)| self.date(&text, &at));
        let holidays = self.days("holidays", until);
        let working_days = self.days("working_days", until);
        for (day, at) in &working_days {
            if holidays.iter().any(|(holiday, _)| holiday == day) {
                self.fault(codes::CALENDAR_CONFLICT, at, &[("value", &day.to_string())]);
            }
        }
        let file = path.rsplit('/').next().unwrap_or(path);
        let mut calendar = Calendar {
            name: file.strip_suffix(".json").unwrap_or(file).to_owned(),
            base: base?,
            time_zone: zone?,
            published_until: until?,
            holidays: holidays.into_iter().map(|(day, _)| day).collect(),
            working_days: working_days.into_iter().map(|(day, _)| day).collect(),
        };
        if calendar.base == Base::ChineseHoliday {
            calendar.add_shipped_days();
        }
        Some(calendar)
    }

    fn base(&mut self) -> Option<Base> {
        let (name, at) = self.text("base")?;
        match name.as_str() {
            "chinese-holiday" => Some(Base::ChineseHoliday),
            "weekends" => Some(Base::Weekends),
            _ => {
                let args = [
                    ("value", name.as_str()),
                    ("known", "chinese-holiday, weekends"),
                ];
                self.fault(codes::CALENDAR_BASE, &at, &args);
                None
            }
        }
    }

    /// Reads the text of a key that must be there.
    fn text(&mut self, key: &str) -> Option<(String, Pointer)> {
        let at = Pointer::root().join(key);
        match self.source.value.get(key) {
            Some(Value::String(text)) => Some((text.clone(), at)),
            Some(_) => {
                self.fault(
                    codes::CALENDAR_TYPE,
                    &at,
                    &[("name", key), ("expected", "\"…\"")],
                );
                None
            }
            None => {
                self.fault(codes::CALENDAR_MISSING, &Pointer::root(), &[("name", key)]);
                None
            }
        }
    }

    fn date(&mut self, text: &str, at: &Pointer) -> Option<Date> {
        // The length keeps out what jiff reads besides: times, week dates, other precisions.
        let date = text
            .parse::<Date>()
            .ok()
            .filter(|_| text.len() == "2026-01-31".len());
        if date.is_none() {
            self.fault(codes::CALENDAR_DATE, at, &[("value", text)]);
        }
        date
    }

    fn days(&mut self, key: &str, until: Option<Date>) -> Vec<(Date, Pointer)> {
        let at = Pointer::root().join(key);
        let Some(value) = self.source.value.get(key) else {
            return Vec::new();
        };
        let Some(items) = value.as_array().filter(|items| items.len() <= DAYS_MAX) else {
            self.fault(
                codes::CALENDAR_TYPE,
                &at,
                &[("name", key), ("expected", "[\"2026-01-31\", …]")],
            );
            return Vec::new();
        };
        let mut days: Vec<(Date, Pointer)> = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let at = at.join(index);
            let Some(text) = item.as_str() else {
                self.fault(
                    codes::CALENDAR_TYPE,
                    &at,
                    &[("name", key), ("expected", "\"2026-01-31\"")],
                );
                continue;
            };
            let Some(day) = self.date(text, &at) else {
                continue;
            };
            if days.iter().any(|(known, _)| *known == day) {
                self.fault(codes::CALENDAR_TWICE, &at, &[("value", text)]);
            }
            if until.is_some_and(|until| day > until) {
                self.fault(codes::CALENDAR_BEYOND, &at, &[("value", text)]);
            }
            days.push((day, at));
        }
        days
    }
}
