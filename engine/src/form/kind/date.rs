//! `format: date`, `time` and `date-time`: what an input shows, and what is stored.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::Offset;
use serde_json::Value;

use crate::form::codes;
use crate::form::compile::compiler::{Compiler, SchemaContext};
use crate::form::compile::schema::EffectiveSchema;
use crate::form::node::{Kind, Node, Place, Shown};
use crate::form::normalize::normalize_text;
use crate::form::problem::Problem;
use crate::form::read::last_posted;
use crate::form::tree::input_value;
use crate::form::view::View;
use crate::message::Message;

#[derive(Debug)]
struct Date {
    /// The HTML type of the input.
    input: &'static str,
    /// The first and the last day that is taken, as they are written; none where only a time is asked.
    days: Option<(String, String)>,
}

/// The days that are taken where nothing is said: a year of two digits, or of five, is a slip.
const EARLIEST: &str = "1900-01-01";
const LATEST: &str = "2100-12-31";

/// Takes what has one of the formats.
pub(super) fn try_compile(
    compiler: &mut Compiler<'_>,
    context: &mut SchemaContext<'_>,
) -> Option<Arc<dyn Kind>> {
    let input = match context.effective.text("format")? {
        "date" => "date",
        "time" => "time",
        "date-time" => "datetime-local",
        _ => return None,
    };
    let mut day = |keyword: &str, otherwise: &str| {
        let day = day(compiler, context.effective, keyword);
        day.unwrap_or_else(|| otherwise.to_owned())
    };
    let days = (input != "time").then(|| (day("x-earliest", EARLIEST), day("x-latest", LATEST)));
    Some(Arc::new(Date { input, days }))
}

/// Returns the day that a keyword says, and reports what is none.
pub(super) fn day(
    compiler: &mut Compiler<'_>,
    effective: &EffectiveSchema,
    keyword: &str,
) -> Option<String> {
    let written = effective.text(keyword)?.to_owned();
    if let Some(location) = effective.location(keyword).cloned()
        && (written.len() != EARLIEST.len() || written.parse::<jiff::civil::Date>().is_err())
    {
        let args = [("name", keyword), ("expected", "date")];
        compiler.report(codes::WRONG_TYPE, &location, false, &args);
    }
    Some(written)
}

impl Kind for Date {
    fn control(&self) -> &'static str {
        "date"
    }

    fn controls(&self) -> &'static [&'static str] {
        &["date"]
    }

    fn is_text(&self) -> bool {
        true
    }

    fn parse(&self, node: &Node, posted: &[&str], _: Option<&Value>) -> Option<Value> {
        match last_posted(posted) {
            Some(typed) => {
                let typed = normalize_text(node, node.format.as_deref(), typed);
                Some(from_input(self.input, &typed))
            }
            None => node.parse_text(posted),
        }
    }

    fn check(
        &self,
        node: &Node,
        place: &Place<'_>,
        value: Option<&Value>,
        problems: &mut Vec<Problem>,
    ) {
        let (Some((earliest, latest)), Some(text)) = (&self.days, value.and_then(Value::as_str))
        else {
            return;
        };
        // Days as they are written sort as the days do; what is no date is said to be none.
        let shown = to_input(self.input, text);
        let day = shown.get(..EARLIEST.len()).filter(|_| is_date(&shown));
        if day.is_some_and(|day| day < earliest.as_str() || day > latest.as_str()) {
            let message = Message::new("problem-date-range")
                .with("earliest", earliest.as_str())
                .with("latest", latest.as_str());
            problems.push(node.problem(place.at, "date-range", message));
        }
    }

    fn input_text(&self, value: &Value) -> String {
        match value {
            Value::String(text) => to_input(self.input, text),
            other => input_value(other),
        }
    }

    fn display(&self, _: &Place<'_>, value: &Value, _: &str) -> String {
        self.input_text(value).replace('T', " ")
    }

    fn fill_view(&self, view: &mut View, _: &Shown<'_>) {
        view.input = Some(self.input);
        if let Some((earliest, latest)) = &self.days {
            let time = |day: &str, time: &str| match self.input {
                "datetime-local" => format!("{day}T{time}"),
                _ => day.to_owned(),
            };
            view.earliest = Some(time(earliest, "00:00"));
            view.latest = Some(time(latest, "23:59"));
        }
    }
}

/// Returns whether a text begins with a day of four digits for the year.
fn is_date(shown: &str) -> bool {
    let day = shown.get(..EARLIEST.len());
    day.is_some_and(|day| day.parse::<jiff::civil::Date>().is_ok())
        && shown
            .as_bytes()
            .get(EARLIEST.len())
            .is_none_or(|byte| *byte == b'T')
}

/// Times are asked and shown as in China, eight hours before UTC, all year.
const HOURS_EAST: i8 = 8;
const SUFFIX: &str = "+08:00";

/// Returns what an input of the given HTML type shows of a stored text; a text that is no date stays as it is.
fn to_input(input: &str, stored: &str) -> String {
    match input {
        "datetime-local" => {
            let Ok(time) = stored.parse::<Timestamp>() else {
                return stored.to_owned();
            };
            let time = Offset::constant(HOURS_EAST).to_datetime(time);
            let pattern = if time.second() == 0 {
                "%Y-%m-%dT%H:%M"
            } else {
                "%Y-%m-%dT%H:%M:%S"
            };
            time.strftime(pattern).to_string()
        }
        "time" => {
            let is_time = stored.len() > 8
                && stored.is_ascii()
                && matches!(stored.as_bytes()[8], b'Z' | b'z' | b'+' | b'-' | b'.');
            match stored.get(..8).filter(|_| is_time) {
                Some(time) => time.strip_suffix(":00").unwrap_or(time).to_owned(),
                None => stored.to_owned(),
            }
        }
        _ => stored.to_owned(),
    }
}

/// Returns what is stored of a typed text: with seconds and offset, as JSON Schema's formats want them.
fn from_input(input: &str, typed: &str) -> Value {
    let (date, clock) = match input {
        "datetime-local" => match typed.split_once(['T', ' ']) {
            Some((date, clock)) => (format!("{date}T"), clock),
            None => return Value::String(typed.to_owned()),
        },
        "time" => (String::new(), typed),
        _ => return Value::String(typed.to_owned()),
    };
    let seconds = match clock.len() {
        5 => ":00",
        8 => "",
        _ => return Value::String(typed.to_owned()),
    };
    let is_clock = clock.bytes().enumerate().all(|(at, byte)| match at {
        2 | 5 => byte == b':',
        _ => byte.is_ascii_digit(),
    });
    if !is_clock {
        return Value::String(typed.to_owned());
    }
    Value::String(format!("{date}{clock}{seconds}{SUFFIX}"))
}

#[cfg(test)]
mod tests {
    use super::{from_input, to_input};

    #[test]
    fn what_is_stored_is_shown_as_it_was_typed() {
        for (input, typed, kept) in [
            (
                "datetime-local",
                "2026-03-02T10:30",
                "2026-03-02T10:30:00+08:00",
            ),
            (
                "datetime-local",
                "2026-03-02T10:30:05",
                "2026-03-02T10:30:05+08:00",
            ),
            ("time", "10:30", "10:30:00+08:00"),
            ("time", "10:30:05", "10:30:05+08:00"),
            ("date", "2026-03-02", "2026-03-02"),
            ("datetime-local", "tomorrow", "tomorrow"),
            ("time", "noon", "noon"),
        ] {
            assert_eq!(from_input(input, typed), kept);
            assert_eq!(to_input(input, kept), typed);
        }
    }

    #[test]
    fn other_offsets_are_shown_as_in_china() {
        assert_eq!(
            to_input("datetime-local", "2026-03-02T02:30:00Z"),
            "2026-03-02T10:30"
        );
        assert_eq!(to_input("time", "02:30:00Z"), "02:30");
    }
}
