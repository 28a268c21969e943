//! What the configuration was set to, and where, for errors that name the place.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::keys::Key;

/// The configuration cannot be used; one line says where, why and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(pub(super) String);

/// The values set so far, each with where it was set.
#[derive(Debug, Default)]
pub(super) struct Settings {
    pub(super) values: Map<String, Value>,
    origins: BTreeMap<&'static str, String>,
}

impl Settings {
    pub(super) fn set(&mut self, key: &Key, value: Value, origin: String) {
        self.values.insert(key.name.to_owned(), value);
        self.origins.insert(key.name, origin);
    }

    /// Creates the error for a fault of a key, with the place that set it.
    pub(super) fn fault(&self, key: &str, reason: &str) -> ConfigError {
        let origin = self.origins.get(key).map_or(key, String::as_str);
        ConfigError(format!("{origin}: {reason}"))
    }
}
