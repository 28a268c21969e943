//! Workflows, calendars and scenarios, as an administrator writes them.
#![expect(clippy::disallowed_methods, reason = "tests read fixtures")]

mod broken;
mod calendar;
mod properties;
mod registration;
mod scenarios;
mod support;
