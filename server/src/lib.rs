//! Guichet: a registration service from form and workflow definitions.
//!
//! Imports run one way, from file to file without a circle:
//! `cli -> {routes, worker} -> guard -> reply -> app -> service -> core -> common_corrections -> definitions
//! -> {mail, attachment, passwords} -> {view, store} -> commit -> journal -> {config, clock, keys, locale}`.
//! [`core::Core`] holds what services stand on; [`app::App`] adds what only requests need.

pub mod alerts;
pub mod app;
pub mod attachment;
pub mod backup;
mod changed_cases;
pub mod cli;
pub mod clock;
pub mod commit;
pub mod common_corrections;
pub mod config;
mod cookies;
pub mod core;
pub mod data_folder;
pub mod definitions;
pub mod disk_space;
pub mod fail_point;
pub mod failures;
mod frame;
pub mod guard;
pub mod gzip;
pub mod http;
pub mod journal;
pub mod key_file;
pub mod keys;
mod limits;
pub mod locale;
pub mod login_attempts;
mod login_backoff;
pub mod mail;
mod media_types;
pub mod metrics;
pub mod ms;
pub mod open_error;
pub mod passwords;
pub mod pristine_form_cache;
pub mod reply;
pub mod reserve;
pub mod routes;
pub mod security_log;
pub mod service;
pub mod store;
mod tally;
pub mod view;
pub mod worker;

#[cfg(test)]
pub mod testing;
