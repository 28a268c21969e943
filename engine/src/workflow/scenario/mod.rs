//! Plays a scenario: a written-out history of one case, with what is expected after each move.
//!
//! Scenarios lie in `workflows/<name>/scenarios/*.json` and belong to the checks that run before a workflow is published.
//! The shape is described in `docs/workflows.md`.

mod compare;
mod player;
mod read;
mod shape;
mod trace;

use super::calendar::Calendar;
use super::definition::Workflow;
use crate::diagnostic::Compiled;
use crate::form::source::Source;
use player::Player;

pub use trace::{Entry, Trace};

/// Plays the scenario in the file `path` with this text. Each expectation that is not met is a fault at its place; the
/// trace is there all the same, unless the scenario cannot be read or played to its end.
#[must_use]
pub fn run(workflow: &Workflow, calendar: &Calendar, path: &str, text: &str) -> Compiled<Trace> {
    let mut diagnostics = Vec::new();
    let value = Source::parse(path, text, &mut diagnostics).and_then(|source| {
        let mut player = Player {
            workflow,
            calendar,
            source: &source,
            diagnostics: &mut diagnostics,
        };
        player.play()
    });
    diagnostics.sort_by(|one, other| (&one.place, &one.code).cmp(&(&other.place, &other.code)));
    Compiled { value, diagnostics }
}
