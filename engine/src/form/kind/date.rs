//! `format: date`, `time` and `date-time`: what an input shows, and what is stored.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::Offset;
use serde_json::Value;

use crate::form::compile::compiler::{Compiler, SchemaContext};
use crate::form::node::{Kind, Node, Place, ViewBuilder};
use crate::form::normalize::normalize_text;
use crate::form::read::last_posted;
use crate::form::tree::input_value;
use crate::form::view::View;
use crate::ids::Pointer;

#[derive(Debug)]
struct Date {
    /// The HTML type of the input.
    input: &'static str,
}

/// Takes what has one of the formats.
pub(super) fn try_compile(
    _: &mut Compiler<'_>,
    context: &mut SchemaContext<'_>,
) -> Option<Arc<dyn Kind>> {
    let input = match context.effective.text("format")? {
        "date" => "date",
        "time" => "time",
        "date-time" => "datetime-local",
        _ => return None,
    };
    Some(Arc::new(Date { input }))
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

    fn normalize(&self, node: &Node, value: &Value, around: &Value) -> Option<Value> {
        node.normalize_string(value, around)
    }

    fn has_unprintable(&self, node: &Node, value: &Value) -> bool {
        node.has_unprintable_text(value)
    }

    fn can_produce(&self, value: &Value) -> bool {
        value.is_string()
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

    fn fill_view(
        &self,
        _: &ViewBuilder<'_>,
        view: &mut View,
        _: &Node,
        _: &Pointer,
        _: Option<&Value>,
    ) {
        view.input = Some(self.input);
    }
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
