//! What templates can call: sentences, times, sizes.

use std::collections::BTreeMap;
use std::sync::Arc;

use guichet_engine::message::Message;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use minijinja::value::{Kwargs, Serde};
use minijinja::{Environment, Error, ErrorKind, State, Value};

use super::Sentences;
use crate::locale::DEFAULT;

/// Gives templates `t`, `message`, `has_sentence`, `day`, `moment`, `until`, `due`, `machine_time`, `day_written`,
/// `size`, `formats` and `link`.
pub(super) fn register(
    environment: &mut Environment<'static>,
    sentences: &Arc<Sentences>,
    time_zone: &TimeZone,
) {
    let own = Arc::clone(sentences);
    environment.add_function(
        "t",
        move |state: &State<'_, '_>, key: &str, args: Kwargs| sentence(&own, state, key, &args),
    );
    let own = Arc::clone(sentences);
    environment.add_function(
        "message",
        move |state: &State<'_, '_>, message: Serde<Message>| {
            let Serde(message) = message;
            own.message(&locale(state), &message)
        },
    );
    let own = Arc::clone(sentences);
    environment.add_function("has_sentence", move |key: &str| own.has(key));
    let (own, zone) = (Arc::clone(sentences), time_zone.clone());
    environment.add_filter("day", move |state: &State<'_, '_>, at: i64| {
        Ok::<_, Error>(day(&own, &locale(state), timestamp(at)?, &zone))
    });
    let (own, zone) = (Arc::clone(sentences), time_zone.clone());
    environment.add_filter("moment", move |state: &State<'_, '_>, at: i64| {
        Ok::<_, Error>(moment(&own, &locale(state), timestamp(at)?, &zone))
    });
    let zone = time_zone.clone();
    environment.add_filter("machine_time", move |at: i64| {
        timestamp(at).map(|at| {
            at.to_zoned_datetime(zone.clone())
                .strftime("%Y-%m-%dT%H:%M:%S%:z")
                .to_string()
        })
    });
    let (own, zone) = (Arc::clone(sentences), time_zone.clone());
    environment.add_filter("until", move |state: &State<'_, '_>, at: i64| {
        let (locale, at) = (locale(state), timestamp(at)?);
        if !ends_a_day(at, &zone) {
            return Ok(moment(&own, &locale, at, &zone));
        }
        let until = Message::new("until-day").with("day", day(&own, &locale, at, &zone));
        Ok::<_, Error>(own.message(&locale, &until))
    });
    let (own, zone) = (Arc::clone(sentences), time_zone.clone());
    environment.add_filter("due", move |state: &State<'_, '_>, at: i64| {
        let (locale, at) = (locale(state), timestamp(at)?);
        Ok::<_, Error>(if ends_a_day(at, &zone) {
            day(&own, &locale, at, &zone)
        } else {
            moment(&own, &locale, at, &zone)
        })
    });
    let own = Arc::clone(sentences);
    environment.add_filter("day_written", move |state: &State<'_, '_>, text: &str| {
        day_written(&own, &locale(state), text)
    });
    environment.add_filter("size", size);
    environment.add_filter("formats", formats);
    environment.add_filter("link", link);
}

/// Returns the usual names of the media types of an `accept` attribute: `JPG/PNG`.
fn formats(accept: &str) -> String {
    let media_types = accept.split(',').filter(|one| !one.is_empty());
    crate::media_types::names(&media_types.collect::<Vec<_>>())
}

/// Returns an address for HTML whose slashes stay as they are, since mail programs and people look for `https://`.
fn link(address: &str) -> Result<Value, Error> {
    if !address.starts_with("https://") && !address.starts_with("http://") {
        let reason = "a link begins with https:// or http://";
        return Err(Error::new(ErrorKind::InvalidOperation, reason));
    }
    let mut escaped = String::with_capacity(address.len());
    for one in address.chars() {
        match one {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#x27;"),
            _ => escaped.push(one),
        }
    }
    Ok(Value::from_safe_string(escaped))
}

fn locale(state: &State<'_, '_>) -> String {
    let locale = state
        .lookup("locale")
        .and_then(|value| value.as_str().map(str::to_owned));
    locale.unwrap_or_else(|| DEFAULT.to_owned())
}

fn sentence(
    sentences: &Sentences,
    state: &State<'_, '_>,
    key: &str,
    args: &Kwargs,
) -> Result<String, Error> {
    let mut values = BTreeMap::new();
    for name in args.args() {
        let value: Value = args.get(name)?;
        let value = serde_json::to_value(&value)
            .map_err(|error| Error::new(ErrorKind::InvalidOperation, error.to_string()))?;
        values.insert(name.to_owned(), value);
    }
    Ok(sentences.get(&locale(state), key, &values))
}

/// Returns the time that a template was given as a number.
fn timestamp(milliseconds: i64) -> Result<Timestamp, Error> {
    Timestamp::from_millisecond(milliseconds)
        .map_err(|error| Error::new(ErrorKind::InvalidOperation, error.to_string()))
}

/// Returns a day as people write it: `2026年11月24日` or `24 November 2026`.
#[must_use]
pub fn day(sentences: &Sentences, locale: &str, at: Timestamp, zone: &TimeZone) -> String {
    written("date-day", sentences, locale, at, zone)
}

/// Returns a day and time to the minute.
#[must_use]
pub(crate) fn moment(
    sentences: &Sentences,
    locale: &str,
    at: Timestamp,
    zone: &TimeZone,
) -> String {
    written("date-moment", sentences, locale, at, zone)
}

/// Returns a time by the sentence of its language for it.
fn written(
    key: &str,
    sentences: &Sentences,
    locale: &str,
    at: Timestamp,
    zone: &TimeZone,
) -> String {
    let at = at.to_zoned_datetime(zone.clone());
    let date = Message::new(key)
        .with("year", i64::from(at.year()))
        .with("month", i64::from(at.month()))
        .with("day", i64::from(at.day()))
        .with("time", at.strftime("%H:%M").to_string());
    sentences.message(locale, &date)
}

/// Returns a day that was answered, with its time if it has one, as people write it; what is none, and a time alone, stays.
fn day_written(sentences: &Sentences, locale: &str, text: &str) -> String {
    let (day, time) = text.split_once(' ').unwrap_or((text, ""));
    let Ok(date) = day.parse::<Date>() else {
        return text.to_owned();
    };
    let key = if time.is_empty() {
        "date-day"
    } else {
        "date-moment"
    };
    let message = Message::new(key)
        .with("year", i64::from(date.year()))
        .with("month", i64::from(date.month()))
        .with("day", i64::from(date.day()))
        .with("time", time);
    sentences.message(locale, &message)
}

/// Returns whether a due date is the last second of a day; one in hours is a time of day.
fn ends_a_day(at: Timestamp, zone: &TimeZone) -> bool {
    let time = at.to_zoned_datetime(zone.clone());
    (time.hour(), time.minute(), time.second()) == (23, 59, 59)
}

/// Returns a number of bytes as people write it: `10 MB`, `1.5 MB`, `12 KB`.
#[must_use]
pub fn size(bytes: u64) -> String {
    const KIB: u64 = 1024;
    const MIB: u64 = 1024 * KIB;
    match bytes {
        0..KIB => format!("{bytes} B"),
        KIB..MIB => format!("{} KB", bytes.div_ceil(KIB)),
        _ if bytes.is_multiple_of(MIB) => format!("{} MB", bytes / MIB),
        _ => {
            let tenths = bytes * 10 / MIB;
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_as_people_say_them() {
        for (bytes, expect) in [
            (0, "0 B"),
            (1_023, "1023 B"),
            (1_025, "2 KB"),
            (10 * 1024 * 1024, "10 MB"),
            (1_600_000, "1.5 MB"),
        ] {
            assert_eq!(size(bytes), expect);
        }
    }

    #[test]
    fn formats_are_called_as_people_call_them() {
        assert_eq!(formats("image/jpeg,image/png"), "JPG/PNG");
        assert_eq!(formats(""), "JPG/GIF/BMP/PNG");
    }

    #[test]
    fn days_that_were_answered_are_written_as_the_language_does() {
        let sentences = Sentences::compile(&crate::view::built_in(), &mut Vec::new());
        for (text, chinese, english) in [
            ("2026-03-02", "2026年3月2日", "2 March 2026"),
            (
                "2026-03-02 10:30",
                "2026年3月2日 10:30",
                "2 March 2026, 10:30",
            ),
            ("10:30", "10:30", "10:30"),
            ("2••••••2", "2••••••2", "2••••••2"),
            ("2026-02-30", "2026-02-30", "2026-02-30"),
        ] {
            assert_eq!(day_written(&sentences, "zh-CN", text), chinese);
            assert_eq!(day_written(&sentences, "en", text), english);
        }
    }

    #[test]
    fn times_are_written_in_the_zone_and_language() {
        let zone = TimeZone::get("Asia/Shanghai").expect("zone");
        let at = "2026-11-24T16:30:00Z".parse::<Timestamp>().expect("time");
        let sentences = Sentences::compile(&crate::view::built_in(), &mut Vec::new());
        for (locale, expect) in [
            ("zh-CN", "2026年11月25日 00:30"),
            ("en", "25 November 2026, 00:30"),
        ] {
            assert_eq!(moment(&sentences, locale, at, &zone), expect);
        }
        let day = day(&sentences, "en", at, &zone);
        assert_eq!(day, "25 November 2026");
        for (at, expect) in [
            ("2026-11-25T15:59:59Z", true),
            ("2026-11-25T15:59:00Z", false),
            ("2026-11-25T23:59:59Z", false),
        ] {
            let at = at.parse::<Timestamp>().expect("time");
            assert_eq!(ends_a_day(at, &zone), expect);
        }
    }
}
