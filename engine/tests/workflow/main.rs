//! Workflows, calendars and scenarios, as an administrator writes them.
#![expect(clippy::disallowed_methods, reason = "tests read fixtures")]

mod applicant;
mod broken;
mod calendar;
mod colleagues;
mod due_dates;
mod faulty;
mod guides;
mod journals;
#[path = "../shared/markdown.rs"]
mod markdown;
mod messages;
mod patterns;
mod proof;
mod properties;
mod random;
mod registration;
mod rooms;
mod said;
mod scenarios;
mod support;
mod written;
