//! Guichet: a registration service from form and workflow definitions.
//!
//! Imports run one way:
//! `cli -> {routes, worker} -> {guard, service} -> {store, mail, attachment, view} -> {config, clock, keys, locale}`.
//! [`app::App`] names one of each; whoever needs it is given it.

pub mod app;
pub mod attachment;
pub mod cli;
pub mod clock;
pub mod config;
pub mod data_folder;
pub mod definitions;
pub mod disk_space;
pub mod guard;
pub mod http;
pub mod keys;
pub mod locale;
pub mod mail;
pub mod passwords;
pub mod reply;
pub mod routes;
pub mod service;
pub mod store;
pub mod view;
pub mod worker;

#[cfg(test)]
pub mod testing;
