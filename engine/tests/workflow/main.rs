//! Workflows, calendars and scenarios, as an administrator writes them.

mod broken;
mod calendar;
mod properties;
mod registration;
mod scenarios;
mod support;
