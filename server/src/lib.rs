//! Guichet: a registration service from form and workflow definitions.
//!
//! Imports run one way: `cli -> {routes, worker} -> {guard, service} -> {store, mail, attachment, view} -> {config, locale}`.

pub mod locale;
pub mod store;
pub mod view;
