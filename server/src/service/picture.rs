//! Pictures of workflows, and of cases in them, in the language of who looks.

use guichet_engine::workflow::diagram::{Course, Drawing, Request};
use guichet_engine::workflow::{Event, Workflow};

use crate::app::App;
use crate::view::PictureWords;

/// The picture of a workflow.
#[must_use]
pub fn of(app: &App, workflow: &Workflow, locale: &str) -> Drawing {
    draw(app, workflow, None, locale)
}

/// The picture of a case: where it is, where it has been, when and, with `names`, by whom.
#[must_use]
pub fn of_case(
    app: &App,
    workflow: &Workflow,
    events: &[Event],
    names: bool,
    locale: &str,
) -> Drawing {
    draw(app, workflow, Some(&Course::of(events, names)), locale)
}

fn draw(app: &App, workflow: &Workflow, course: Option<&Course>, locale: &str) -> Drawing {
    let live = app.definitions.live();
    let words = PictureWords {
        sentences: &live.templates.sentences,
        locale,
        time_zone: &app.time_zone,
    };
    workflow.draw(&Request {
        locale,
        words: &words,
        course,
    })
}
