//! Dates and times: what an input shows, and what is stored.

use jiff::Timestamp;
use jiff::tz::Offset;
use serde_json::Value;

/// Times are asked and shown as in China, eight hours before UTC, all year.
const HOURS_EAST: i8 = 8;
const SUFFIX: &str = "+08:00";

/// What an input of the given HTML type shows of a stored text; a text that is no date stays as it is.
pub(super) fn to_input(input: &str, stored: &str) -> String {
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

/// What is stored of a typed text: with seconds and offset, as JSON Schema's formats want them.
pub(super) fn from_input(input: &str, typed: &str) -> Value {
    let is_clock = |clock: &str| {
        clock.bytes().enumerate().all(|(at, byte)| match at {
            2 | 5 => byte == b':',
            _ => byte.is_ascii_digit(),
        })
    };
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
    if !is_clock(clock) {
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
