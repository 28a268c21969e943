//! The form in which events and cases are written. Stores and exports of every age hold it, and signatures are made over its
//! bytes, so that whatever is called otherwise in the program is still written as it was.

use std::fmt::Debug;

use guichet_engine::workflow::{Case, Event};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// One a line, as an earlier version wrote it. Together they hold every kind of event, and every member of a case.
const EVENTS: &str = include_str!("written/events.jsonl");
const CASES: &str = include_str!("written/cases.jsonl");

fn check<T: Serialize + DeserializeOwned + Debug>(lines: &str) {
    for line in lines.lines() {
        let read: T = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let written = serde_json::to_string(&read).expect("json");
        assert_eq!(written, line);
    }
}

#[test]
fn events_are_written_as_they_were() {
    check::<Event>(EVENTS);
}

#[test]
fn cases_are_written_as_they_were() {
    check::<Case>(CASES);
}
