//! Journals of earlier versions of this engine give the case that they gave then, byte for byte.

use std::path::Path;

use guichet_engine::ids::Files;
use guichet_engine::workflow::{Case, Event};
use serde_json::Value;

use crate::support::read;

/// Says where the journals are: one case in each file, its events and what came of them.
const JOURNALS: &str = "tests/fixtures/journals";

#[derive(serde::Deserialize)]
struct Journal {
    events: Vec<Value>,
    /// The case as it was written then.
    case: String,
}

#[test]
fn an_old_journal_gives_the_case_that_it_gave() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Files::new();
    read(&root, JOURNALS, &mut files);
    assert!(files.len() >= 40, "{}", files.len());
    for (path, text) in files {
        let journal: Journal = serde_json::from_str(&text).expect("a journal");
        let events = journal.events.iter().map(|event| {
            let read: Event = serde_json::from_value(event.clone()).expect("an event");
            // Written again it is as it was: nothing that is stored changes its shape by being read.
            assert_eq!(serde_json::to_value(&read).expect("json"), *event, "{path}");
            read
        });
        let events: Vec<Event> = events.collect();
        let case = Case::replay(&events).expect("a case");
        let written = serde_json::to_string(&case).expect("json");
        assert_eq!(written, journal.case, "{path}");
    }
}
